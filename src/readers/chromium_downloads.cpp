#include "readers/chromium_downloads.h"

#include "base/digest.h"
#include "base/text.h"

namespace waarborg {
namespace {

constexpr std::size_t sha256_size = 32;
constexpr std::string_view files = "downloads", chains = "downloads_url_chains";
const SqliteTables::Columns of_a_download = {"start_time?", "state?"};

std::string_view state_of(std::int64_t state) {
  constexpr std::string_view states[] = {"in progress", "complete", "cancelled", "interrupted",
                                         "interrupted"};
  return state >= 0 && state < std::ssize(states) ? states[state] : std::string_view();
}

class Downloads {
 public:
  Downloads(SqliteTables& tables, std::string_view app, Sink& out) : tables_(tables), app_(app), out_(out) {}

  void read() {
    auto columns = of_a_download;
    columns.emplace_back("hash?");
    const auto names = tables_.columns(files);
    const auto first_path = columns.size();
    for (const auto& name : names)
      if (lower(name).find("path") != name.npos) columns.emplace_back(name);
    const auto first_page = columns.size();
    for (const auto& name : names)
      if (lower(name).find("url") != name.npos || lower(name).find("referrer") != name.npos)
        columns.emplace_back(name);
    tables_.each_if_there(files, columns, [&](const TableRow& row) {
      const auto hash = row.bytes(2).size() == sha256_size ? hex(row.bytes(2)) : std::string();
      std::string before;
      for (auto i = first_path; i < first_page; ++i) before = file(row, row.text(i), before, hash);
      if (before.empty() && !hash.empty())
        out_.add(FileSeen{.sha256 = {hash}, .present = Presence::historic}, row.at());
      for (auto i = first_page; i < columns.size(); ++i)
        address(row, row, row.text(i), "download: " + std::string(columns[i]));
    });
    // An address whose download is gone was still fetched.
    auto of = tables_.lookup(files, of_a_download);
    tables_.each_if_there(chains, {"url", "id?"}, [&](const TableRow& row) {
      const auto url = row.text(0);
      if (!row.has(1) ||
          !of.find(row.number(1), [&](const TableRow& download) { address(row, download, url, "download"); }))
        address(row, {}, url, "download");
    });
  }

 private:
  std::string file(const TableRow& row, std::string path, const std::string& before,
                   const std::string& hash) {
    if (path.empty() || path == before) return before;
    out_.add(FileSeen{.path = {path}, .sha256 = {hash}, .present = Presence::historic}, row.at());
    // Android's own names of a place have it in a part of theirs.
    if (const auto plain = to_utf8(percent_decoded(path)); path.find("://") != path.npos && plain != path)
      out_.add(FileSeen{.path = {plain}, .present = Presence::historic}, row.at());
    return path;
  }

  void address(const TableRow& row, std::optional<std::reference_wrapper<const TableRow>> download,
               const std::string& url, std::string how) {
    if (url.empty()) return;
    StoredTime when;
    if (download) {
      when = download->get().time(0, Epoch::chrome_microseconds);
      if (const auto state = state_of(download->get().number(1, -1)); !state.empty())
        how += ", " + std::string(state);
    }
    out_.add(
        ConnectionMade{.app_id = {app_}, .url = {url}, .how = how, .when = when.when, .when_text = when.text},
        row.at());
  }

  SqliteTables& tables_;
  std::string_view app_;
  Sink& out_;
};

}  // namespace

void read_chromium_downloads(SqliteTables& tables, std::string_view app, Sink& out) {
  Downloads(tables, app, out).read();
}

}  // namespace waarborg
