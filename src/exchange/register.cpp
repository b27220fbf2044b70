#include "exchange/register.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "exchange/files.h"

namespace waarborg {
namespace {

std::string write_row(const RegisterRow& row) {
  JsonWriter out;
  out.begin_object()
      .member("what", row.sent ? "sent" : "received")
      .member("from", row.from)
      .member("to", row.to);
  out.member("series", row.series).member("sequence", static_cast<std::int64_t>(row.sequence));
  out.member("manifest", row.manifest).member("parcel", row.parcel).member("at", to_text(row.at));
  return out.end_object().take() + "\n";
}

Result<RegisterRow> read_row(std::string_view line) {
  const auto document = JsonDocument::parse(line, 4);
  if (!document) return pass(document.error());
  const auto root = document->root();
  RegisterRow row;
  row.sent = root["what"].text() == "sent";
  row.from = root["from"].text();
  row.to = root["to"].text();
  row.series = root["series"].text();
  row.sequence = static_cast<std::uint64_t>(root["sequence"].number());
  row.manifest = root["manifest"].text();
  row.parcel = root["parcel"].text();
  row.at = parse_time(root["at"].text()).value_or(Time{});
  const bool what = row.sent || root["what"].text() == "received";
  if (!what || row.from.empty() || row.series.empty() || row.sequence == 0 || row.manifest.empty() ||
      row.parcel.empty())
    return fail(Fault::malformed, "a row without what it needs");
  return row;
}

}  // namespace

Register::Register(Register&& other) noexcept
    : file_(std::exchange(other.file_, -1)),
      parcels_(std::move(other.parcels_)),
      received_(std::move(other.received_)),
      manifests_(std::move(other.manifests_)),
      sent_(std::move(other.sent_)) {}

Register::~Register() {
  if (file_ >= 0) close(file_);
}

Result<Register> Register::open(const std::string& path) {
  Register out;
  out.file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0600);
  if (out.file_ < 0) return system_error("cannot open the register " + path);
  if (flock(out.file_, LOCK_EX | LOCK_NB) != 0)
    return fail(Fault::denied, "the register " + path + " is in use by another run");
  if (const auto loaded = out.load(); !loaded)
    return fail(loaded.error().fault, "the register " + path + ": " + loaded.error().what,
                loaded.error().offset);
  if (const auto kept = sync_folder_of(path); !kept) return pass(kept.error());
  return out;
}

Result<> Register::load() {
  std::string text;
  const auto all = read_descriptor(file_, [&](Bytes piece) {
    text += as_text(piece);
    return text.size() > (1u << 30) ? fail(Fault::too_big, "it is larger than 1 GiB") : Result<>();
  });
  if (!all) return all;
  std::size_t at = 0;
  for (std::uint64_t line = 1; at < text.size(); ++line) {
    const auto end = text.find('\n', at);
    if (end == std::string::npos) break;
    auto row = read_row(std::string_view(text).substr(at, end - at));
    if (!row)
      return fail(Fault::malformed, fmt::format("line {} cannot be read: {}", line, row.error().what), line);
    take(std::move(*row));
    at = end + 1;
  }
  if (at < text.size() && (ftruncate(file_, static_cast<off_t>(at)) != 0 || fsync(file_) != 0))
    return system_error("its half-written last line cannot be cut off");
  return {};
}

void Register::take(RegisterRow row) {
  parcels_.insert(row.parcel);
  if (row.sent) {
    sent_[{row.from, row.to}] = std::move(row);
  } else {
    manifests_.emplace(row.manifest, row);
    auto& series = received_[{row.from, row.series}];
    series.emplace(row.sequence, std::move(row));
  }
}

const RegisterRow* Register::received(const std::string& from, const std::string& series,
                                      std::uint64_t sequence) const {
  const auto found = received_.find({from, series});
  if (found == received_.end()) return nullptr;
  const auto row = found->second.find(sequence);
  return row == found->second.end() ? nullptr : &row->second;
}

const RegisterRow* Register::manifest_received(const std::string& sha256) const {
  const auto found = manifests_.find(sha256);
  return found == manifests_.end() ? nullptr : &found->second;
}

const RegisterRow* Register::series_beside(const std::string& from, const std::string& series) const {
  const RegisterRow* newest = nullptr;
  for (auto at = received_.lower_bound({from, ""}); at != received_.end() && at->first.first == from; ++at) {
    if (at->first.second == series || at->second.empty()) continue;
    const auto& last = at->second.rbegin()->second;
    if (newest == nullptr || last.at > newest->at) newest = &last;
  }
  return newest;
}

std::uint64_t Register::last_received(const std::string& from, const std::string& series) const {
  const auto found = received_.find({from, series});
  return found == received_.end() || found->second.empty() ? 0 : found->second.rbegin()->first;
}

const RegisterRow* Register::last_sent(const std::string& from, const std::string& to) const {
  const auto found = sent_.find({from, to});
  return found == sent_.end() ? nullptr : &found->second;
}

Result<> Register::add(const RegisterRow& row) {
  if (const auto written = write_descriptor(file_, as_bytes(write_row(row))); !written) return written;
  if (fsync(file_) != 0) return system_error("cannot bring the register to disk");
  take(row);
  return {};
}

}  // namespace waarborg
