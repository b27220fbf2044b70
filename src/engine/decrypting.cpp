#include "engine/decrypting.h"

#include "base/digest.h"
#include "crypto/sha1.h"
#include "evidence/archive_names.h"

namespace waarborg {
namespace {

void say_row(const BackupFile& file, const Result<AesKey>& key, const std::string& wrong, WorkerSink& out) {
  auto packed = Packer();
  packed.number(static_cast<std::uint8_t>(Say::row))
      .text(file.id)
      .text(file.full_path())
      .number(static_cast<std::uint8_t>(file.what))
      .bytes(!file.key.empty() && key ? key->view() : Bytes())
      .number(file.size)
      .number(file.mode)
      .number(static_cast<std::uint64_t>(file.modified.time_since_epoch().count()))
      .bytes(file.digest)
      .text(file.target)
      .text(wrong);
  out.say(packed);
}

void tell(const TreeProblem& p, WorkerSink& out) {
  out.tell(p.fault, p.why, p.offset, p.path, p.lost ? Say::problem : Say::remark);
}

void decrypt_one(const Source& stored, const Order::BesideFile& file, WorkerSink& out) {
  Sha1Stream of_stored, of_content;
  Sha256Stream of_all;
  const auto give = [&](Bytes piece) {
    of_all.add(piece);
    if (file.digests) of_content.add(piece);
    if (!piece.empty()) out.say_soon(Packer().number(static_cast<std::uint8_t>(Say::bytes)).bytes(piece));
  };
  std::optional<CbcStream> cipher;
  if (file.sealed.applies_to(stored.size())) cipher.emplace(*file.sealed.key);
  const auto stream = source_stream(stored);
  Result<Bytes> piece;
  while ((piece = stream->next()) && !piece->empty()) {
    if (file.digests) of_stored.add(*piece);
    if (cipher) piece = cipher->add(*piece);
    if (!piece) break;
    give(*piece);
  }
  if (piece && cipher && (piece = cipher->finish())) give(*piece);
  auto end = Packer();
  end.number(static_cast<std::uint8_t>(Say::end));
  for (auto* digest : {&of_stored, &of_content}) {
    const auto sum = file.digests ? digest->finish() : Sha1();
    end.bytes(file.digests ? Bytes(sum) : Bytes());
  }
  end.bytes(of_all.finish());
  out.say_soon(end.number(static_cast<std::uint8_t>(piece ? Fault::io : piece.error().fault))
                   .text(piece ? "" : piece.error().what));
}

}  // namespace

bool is_safe_path(const std::string& path) {
  bool left = false;
  return !path.empty() && path.front() != '.' && path.find('\0') == std::string::npos &&
         safe_path(path, left) == path && !left;
}

bool ToldRow::unpack(Cursor& in, ToldRow& out) {
  out.id = packed_text(in);
  out.path = packed_text(in);
  const auto what = in.varint();
  const auto key = in.take(in.varint());
  out.sealed.size = in.varint();
  out.mode = static_cast<std::uint32_t>(in.varint());
  out.modified = from_microseconds(static_cast<std::int64_t>(in.varint()));
  const auto digest = in.take(in.varint());
  out.digest.assign(digest.begin(), digest.end());
  out.target = packed_text(in);
  out.wrong = packed_text(in);
  out.what = static_cast<Name::What>(what);
  if (!key.empty()) out.sealed.key = key_from(key);
  return in.ok() && !in.more() && what <= 2 && (key.empty() || key.size() == AesKey::size()) &&
         is_file_id(out.id) && is_safe_path(out.path);
}

BackupParts parts_of(const Order& order, const std::vector<int>& descriptors,
                     std::vector<std::unique_ptr<Source>>& sources) {
  BackupParts parts;
  for (std::size_t i = 0; i < order.beside.size(); ++i) {
    sources.push_back(descriptor_source(descriptors[i], order.beside[i].size));
    set_part(parts, static_cast<BackupPart>(order.beside[i].want), *sources.back());
  }
  return parts;
}

Result<> unlock_backup(IosBackup& backup, const std::vector<Password>& passwords, WorkerSink& out) {
  if (!backup.is_encrypted()) return {};
  if (passwords.empty()) return fail(Fault::encrypted, "is encrypted, and no password was given");
  Result<> last;
  for (const auto& password : passwords) {
    last = backup.unlock(password->view());
    out.alive();
    if (last || last.error().fault != Fault::denied) return last;
  }
  if (passwords.size() > 1) return fail(Fault::denied, "none of the passwords that were given opens it");
  return last;
}

void say_closed(const std::string& prefix, const Error& error, WorkerSink& out) {
  out.say(Packer()
              .number(static_cast<std::uint8_t>(Say::closed))
              .text(prefix)
              .number(static_cast<std::uint8_t>(error.fault))
              .text(error.what));
}

void tell_rows(Order& order, const std::vector<int>& descriptors, WorkerSink& out) {
  std::vector<std::unique_ptr<Source>> sources;
  const auto parts = parts_of(order, descriptors, sources);
  const OnProblem problem = [&](const TreeProblem& p) { tell(p, out); };
  const auto backup = IosBackup::open(parts, problem);
  if (!backup) return say_closed("", backup.error(), out);
  const auto open = unlock_backup(**backup, order.passwords, out);
  order.passwords.clear();
  if (!open) return say_closed("", open.error(), out);
  const auto rows = (*backup)->each(
      [&](const BackupFile& row, Bytes record) {
        auto file = row;
        const auto described = (*backup)->describe(file, record, problem);
        if (!described) {
          // Without its record nobody knows what its content is.
          tell({"Manifest.db", described.error().fault, described.error().what, described.error().offset},
               out);
          return true;
        }
        Result<AesKey> key;
        if (!file.key.empty()) key = (*backup)->key_of(file);
        say_row(file, key, key ? "" : key.error().what, out);
        return true;
      },
      problem);
  if (!rows) say_closed("", rows.error(), out);
}

void decrypt_files(const Order& order, const std::vector<int>& descriptors, WorkerSink& out) {
  for (std::size_t i = 0; i < order.beside.size(); ++i) {
    out.say(Packer().number(static_cast<std::uint8_t>(Say::begin)).number(order.beside[i].want));
    const auto stored = descriptor_source(descriptors[i], order.beside[i].size);
    decrypt_one(*stored, order.beside[i], out);
  }
}

}  // namespace waarborg
