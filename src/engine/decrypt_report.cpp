#include "engine/decrypt_report.h"

#include <fmt/core.h>

#include "base/digest.h"
#include "base/json.h"

namespace waarborg {
namespace {

constexpr std::size_t told_at_most = 1000;

}  // namespace

void DecryptReport::tell(const std::string& line) {
  if (++told_ <= told_at_most) request_.told(line);
  if (told_ == told_at_most + 1)
    request_.told(fmt::format("more than {} problems; {} has those of files", told_at_most, contents_name));
}

void DecryptReport::problem(const TreeProblem& p) {
  if (p.lost) ++problems_;
  tell(fmt::format("{}: {}", p.path, p.why));
}

std::string DecryptReport::line(const ToldRow& row, const Written* written, const std::string& wrong) {
  JsonWriter json;
  json.begin_object().member("path", row.path).member("what", name_of(row.what));
  if (!row.id.empty()) json.member("id", row.id);
  if (row.what == Name::What::folder && wrong.empty()) ++folders_;
  if (row.what == Name::What::link) {
    ++links_;
    json.member("target", row.target);
  }
  if (written != nullptr) {
    ++files_;
    bytes_ += written->bytes;
    json.member("size", static_cast<std::int64_t>(written->bytes)).member("sha256", written->sha256);
    if (written->bytes != row.sealed.size) {
      ++sizes_;
      json.member("recorded_size", static_cast<std::int64_t>(row.sealed.size));
      tell(fmt::format("{}: has {} bytes where {} were recorded", row.path, written->bytes, row.sealed.size));
    }
    if (written->differs) {
      ++digests_;
      json.member("recorded_sha1", hex(row.digest));
      tell(fmt::format("{}: does not have the digest that was recorded", row.path));
    }
  }
  if (!row.id.empty()) json.member("mode", fmt::format("{:o}", row.mode));
  json.member("modified", to_text(row.modified));
  if (!wrong.empty()) {
    ++failed_;
    json.member("problem", wrong);
    tell(row.id.empty() ? fmt::format("{}: {}", row.path, wrong)
                        : fmt::format("{} ({}): {}", row.path, row.id, wrong));
  }
  json.end_object();
  request_.progress(fmt::format("{} files, {} MB: {}", files_, bytes_ >> 20, row.path));
  return json.take() + "\n";
}

Page DecryptReport::page(bool any_rows) const {
  Page out{.text = fmt::format("{} files ({} bytes), {} folders\n", files_, bytes_, folders_),
           .good = failed_ == 0 && problems_ == 0 && digests_ == 0 && any_rows};
  const auto line = [&](std::uint64_t n, std::string_view text) {
    if (n != 0) out.text += fmt::format("{} {}\n", n, text);
  };
  line(links_, "links: in contents.ndjson only, because a link may lead anywhere");
  line(sizes_, "files have another size than was recorded, which databases in use often do");
  line(digests_, "files do not have the digest that was recorded; they were written all the same");
  line(failed_, "files could not be written; each was named");
  line(problems_, "problems of the backup itself; each was named");
  if (!any_rows) out.text += "the backup names no file at all\n";
  return out;
}

}  // namespace waarborg
