#include "engine/worker.h"

#include <fmt/core.h>
#include <unistd.h>

#include <exception>
#include <new>

#include "engine/beside_parts.h"
#include "engine/decrypt_android.h"
#include "engine/decrypting.h"
#include "engine/fork_server.h"
#include "engine/sandbox.h"
#include "engine/unpack.h"
#include "engine/unsealed.h"
#include "engine/worker_sink.h"
#include "evidence/archive_names.h"
#include "formats/sqlite.h"
#include "readers/reader.h"

namespace waarborg {
namespace {

// What the tables of a database are stands in pages that may lie anywhere: behind the head they are together.
void add_schema(const Source& source, Blob& head) {
  if (!SqliteDatabase::recognise(head)) return;
  constexpr std::size_t most = 4u << 20;
  auto database = SqliteDatabase::open(source, nullptr, nullptr);
  if (!database) return;  // who reads it will tell
  const auto done = (*database)->each("SELECT sql FROM sqlite_master", [&](const SqliteRow& row) {
    const auto text = row.text(0);
    if (head.size() + text.size() > most) return false;
    head.push_back('\n');
    head.insert(head.end(), text.begin(), text.end());
    return true;
  });
  (void)done;  // as much of it as can be read
}

void recognise(const Source& source, std::string_view path, WorkerSink& out) {
  Blob head(std::min<std::uint64_t>(source.size(), 64 * 1024));
  if (auto got = source.read(0, head); !got) return out.problem(got.error().fault, got.error().what, 0);
  add_schema(source, head);
  const auto say = [&](std::string_view what) {
    out.say(Packer().number(static_cast<std::uint8_t>(Say::recognised)).text(what));
  };
  const auto readers_say = [&] {
    bool any = false;
    for (const auto& reader : all_readers())
      if (reader.recognise != nullptr && reader.recognise(head)) say(reader.name), any = true;
    return any;
  };
  // An application is a zip, and more than one where a reader knows it.
  if (says_application(path) && readers_say()) return;
  // First: what an archive holds lies in its head too, as it is or hardly packed, and is not the evidence
  // itself.
  if (ArchiveTree::recognise(head)) return say("archive");
  readers_say();
}

void read_one(const Order& order, const std::vector<int>& descriptors, const Limits& limits,
              WorkerSink& out) {
  const auto& reader = all_readers()[order.reader];
  File file{.path = order.path};
  std::vector<std::shared_ptr<Source>> sources;
  std::vector<Beside> beside;
  const auto open = [&](int descriptor, std::uint64_t size, const Sealed& sealed, const std::string& path) {
    const auto said = [&](const Error& e) {
      out.problem(e.fault, path.empty() ? e.what : path + ": " + e.what, e.offset);
    };
    auto opened = unseal(descriptor_source(descriptor, size), sealed);
    if (!opened) return said(opened.error()), false;
    if (opened->damage) said(*opened->damage);
    sources.push_back(std::move(opened->source));
    return true;
  };
  for (std::size_t i = 0; i < order.beside.size(); ++i) {
    const auto& b = order.beside[i];
    if (open(descriptors[i + 1], b.size, b.sealed, b.path))
      beside.push_back({.want = b.want, .path = b.path, .source = sources.back().get()});
  }
  file.beside = beside;
  if (!open(descriptors[0], order.size, order.sealed, {})) return;
  read_source(reader, file, *sources.back(), limits, out);
}

void carry_out(Order& order, const std::vector<int>& descriptors, const Limits& limits, WorkerSink& out) {
  out.start(order.keep_all);
  const bool has_file =
      order.task != Task::names && (order.task < Task::backup || order.task == Task::entries);
  const auto needed = (has_file ? 1u : 0u) + order.beside.size() + (order.spool ? 1u : 0u);
  if (descriptors.size() != needed || order.reader >= all_readers().size())
    return out.problem(Fault::io, "an order without its descriptors", 0);
  switch (order.task) {
    case Task::read:
      read_one(order, descriptors, limits, out);
      break;
    case Task::names: {
      File file{.path = order.path};
      file.names = order.names;
      run_reader(all_readers()[order.reader], file, out);
      break;
    }
    case Task::recognise:
      recognise(*descriptor_source(descriptors[0], order.size), order.path, out);
      break;
    case Task::list:
    case Task::unpack:
      unpack(order, descriptors, limits, out);
      break;
    case Task::backup:
      list_backup(order, descriptors, out);
      break;
    case Task::rows:
      tell_rows(order, descriptors, out);
      break;
    case Task::decrypt:
      decrypt_files(order, descriptors, out);
      break;
    case Task::entries:
      tell_entries(order, descriptors, limits, out);
      break;
  }
  out.flush();
}

}  // namespace

void run_reader(const Reader& reader, const File& file, WorkerSink& out) {
  try {
    reader.read(file, out);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& e) {
    out.problem(Fault::crashed, fmt::format("the reader failed: {}", e.what()), 0);
  }
  out.flush();
}

void read_source(const Reader& reader, File& file, const Source& source, const Limits& limits,
                 WorkerSink& out) {
  const auto parts = chosen_parts(file.beside, out);
  file.beside = parts;
  switch (reader.shape) {
    case Shape::whole: {
      const auto blob = read_whole(source, limits.whole_bytes);
      if (!blob) return out.problem(blob.error().fault, blob.error().what, blob.error().offset);
      file.bytes = *blob;
      run_reader(reader, file, out);
      file.bytes = {};
      return;
    }
    case Shape::random:
      file.source = &source;
      break;
    case Shape::stream: {
      const auto plain = source_stream(source);
      LivelyStream lively(*plain, out);
      file.stream = &lively;
      run_reader(reader, file, out);
      file.stream = nullptr;
      return;
    }
    case Shape::names:
      return out.problem(Fault::unsupported, "a reader of names was given a file", 0);
  }
  run_reader(reader, file, out);
}

void prepare_workers(Patterns& patterns) {
  prepare_unpack(patterns);
  ArchiveTree::prepare();
  SqliteDatabase::warm_up();
  prepare_ciphers();
  prepare_sandbox();
}

void serve_orders(int socket, const Index& index, const Limits& limits) {
  if (auto closed = enter_sandbox(socket, limits); !closed) {
    // Without its walls a worker reads nothing: it says why and leaves.
    send_frame(socket, Packer()
                           .number(static_cast<std::uint8_t>(Say::problem))
                           .number(static_cast<std::uint8_t>(Fault::io))
                           .number(0)
                           .text(closed.error().what)
                           .text("")
                           .done());
    _exit(3);
  }
  WorkerSink out(3, index);
  Blob payload;
  for (std::vector<int> descriptors; receive_frame(3, payload, descriptors); descriptors.clear()) {
    Order order;
    const bool whole = Order::unpack(payload, order);
    wipe(payload.data(), payload.size());  // it may have held a password
    if (!whole) _exit(4);
    try {
      carry_out(order, descriptors, limits, out);
    } catch (const std::bad_alloc&) {
      _exit(ForkServer::code_no_memory);  // what is left of the heap is not to be trusted
    } catch (const std::exception& e) {
      out.problem(Fault::crashed, fmt::format("the reader failed: {}", e.what()), 0);
    }
    for (const int d : descriptors) close(d);
    out.say(Packer().number(static_cast<std::uint8_t>(Say::done)));
  }
  _exit(0);
}

}  // namespace waarborg
