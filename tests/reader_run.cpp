#include "reader_run.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace waarborg {
namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return printable(out) + '"';
}

std::string shown(const FieldView& field) {
  switch (field.type) {
    case Type::number:
      return fmt::format("{}", field.value);
    case Type::flag:
      return field.value != 0 ? "true" : "false";
    case Type::time:
      return to_text(from_microseconds(field.value));
    case Type::presence:
      return std::string(name_of(static_cast<Presence>(field.value)));
    default:
      return quoted(field.text);
  }
}

// The names that every scan looks for; one of them must come out of every canary, in a field that is matched.
bool is_canary(Type type, std::string_view text) {
  switch (type) {
    case Type::package:
      return text.ends_with("/waarborg-canary");
    case Type::service:
      return text == "waarborg-canary.service";
    case Type::path:
      return text == "/opt/waarborg-canary";
    case Type::domain:
      return text == "canary.waarborg.invalid";
    case Type::url:
      return text.starts_with("https://canary.waarborg.invalid/");
    case Type::vendor:
      return text == "Waarborg Canary";
    case Type::device_id:
    case Type::app_id:
    case Type::process:
    case Type::registry_key:
      return text == "waarborg-canary";
    case Type::certificate:
      return text == "CN=Waarborg Canary";
    case Type::cpe:
      return text == "cpe:/o:waarborg:canary";
    case Type::mac_address:
      return text == "02:00:5e:10:ca:11" || text == "2:0:5e:10:ca:11";
    default:
      return false;
  }
}

class Lines : public Sink {
 public:
  Lines(const Reader& reader, Outcome& out) : reader_(reader), out_(out) {}
  void problem(Fault fault, std::string_view why, std::uint64_t offset) override {
    drain();
    out_.problems.push_back(fmt::format("! {} at={} {}", name_of(fault), offset, printable(why)));
    out_.text += out_.problems.back() + '\n';
  }
  void added(SegmentWriter& made) override {
    if (made.bytes().size() > segment_target) drain();
  }
  void drain() {
    SegmentReader in(segment().bytes());
    std::uint32_t count = 0;
    for (RecordView record; in.next(record); ++count) keep(record);
    out_.broken |= !in.ok() || count != segment().count();
    segment().clear();
  }

 private:
  void keep(const RecordView& record) {
    const auto* kind = record.info;
    out_.undeclared |= kind == nullptr || std::find(reader_.emits.begin(), reader_.emits.end(), kind->name) ==
                                              reader_.emits.end();
    if (kind == nullptr) return;
    auto line = fmt::format("{} at={}", kind->name, record.offset);
    for (const auto& field : record.fields) {
      const auto* info = kind->field(field.number);
      if (info == nullptr) {
        out_.broken = true;
        continue;
      }
      line += fmt::format(" {}={}", info->name, shown(field));
      out_.canary |= is_canary(field.type, field.text);
    }
    out_.text += line + '\n';
    out_.records.push_back(std::move(line));
  }

  const Reader& reader_;
  Outcome& out_;
};

struct Copy {
  std::unique_ptr<std::uint8_t[]> bytes;
  std::size_t size;
  explicit Copy(Bytes from) : bytes(new std::uint8_t[from.size()]), size(from.size()) {
    std::copy(from.begin(), from.end(), bytes.get());
  }
  Bytes view() const { return {bytes.get(), size}; }
};

class ExactStream : public Stream {
 public:
  ExactStream(Bytes bytes, std::size_t piece) : rest_(bytes), piece_(piece) {}
  Result<Bytes> next() override {
    const auto n = std::min(piece_, rest_.size());
    now_ = std::make_unique<Copy>(rest_.first(n));
    rest_ = rest_.subspan(n);
    return now_->view();
  }

 private:
  Bytes rest_;
  std::size_t piece_;
  std::unique_ptr<Copy> now_;
};

std::string path_beside(const std::string& path, std::string_view want) {
  if (want.starts_with('-')) return path + std::string(want);
  auto folder = path.substr(0, std::min(path.rfind('/'), path.size()));
  for (; want.starts_with("../"); want.remove_prefix(3)) {
    const auto up = folder.rfind('/');
    folder.resize(up == std::string::npos ? 0 : up);
  }
  return folder.empty() ? std::string(want) : folder + '/' + std::string(want);
}

}  // namespace

Outcome run(const Reader& reader, const Input& input, std::size_t piece) {
  Outcome out;
  Lines sink(reader, out);
  const Copy copy(input.bytes);
  if (reader.recognise != nullptr) {
    const Copy head(input.bytes.first(std::min<std::size_t>(input.bytes.size(), 64 * 1024)));
    reader.recognise(head.view());
  }
  std::vector<Copy> wanted;
  std::vector<std::unique_ptr<Source>> sources;
  std::vector<Beside> beside;
  if (input.wants != nullptr) {
    for (const auto& [want, bytes] : *input.wants) {
      wanted.emplace_back(bytes);
      sources.push_back(memory_source(wanted.back().view()));
      beside.push_back({want, path_beside(input.path, reader.wants[want]), sources.back().get()});
    }
  }
  if (reader.shape == Shape::stream) {
    ExactStream stream(copy.view(), piece);
    reader.read(File{.path = input.path, .stream = &stream, .beside = beside}, sink);
  } else {
    read_memory(reader, input.path, copy.view(), beside, sink);
  }
  sink.drain();
  return out;
}

}  // namespace waarborg
