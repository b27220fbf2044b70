// The digests that AndroidQF wrote when it had collected: hashes.csv, "path,SHA-256" a line. What lies beside
// it is digested again: a file that was changed since, or is gone, is a problem. Of other rows, such as those
// of apps, the digest is told. The offset is the number of the line.
#include <algorithm>
#include <map>

#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "readers/android_text.h"
#include "readers/reported.h"

namespace waarborg {
namespace {

constexpr std::size_t piece_bytes = 1u << 20;
// What the digests can be held against. Not its own log, which it goes on writing, nor acquisition.json,
// which it writes afterwards.
const std::vector<std::string_view> verified = {
    "./backup.ab",          "./bugreport.zip", "./dumpsys.txt",         "./env.txt",
    "./files.json",         "./getprop.txt",   "./logcat.txt",          "./logcat_old.txt",
    "./mounts.json",        "./packages.json", "./packages.txt",        "./processes.json",
    "./processes.txt",      "./ps.txt",        "./root_binaries.json",  "./selinux.txt",
    "./services.json",      "./services.txt",  "./settings_global.txt", "./settings_secure.txt",
    "./settings_system.txt"};

Result<std::string> digest(const Source& source) {
  Sha256Stream sum;
  Blob piece(std::min<std::uint64_t>(source.size(), piece_bytes));
  for (std::uint64_t at = 0; at < source.size(); at += piece.size()) {
    const auto n = std::min<std::uint64_t>(piece.size(), source.size() - at);
    if (const auto got = source.read(at, {piece.data(), n}); !got) return pass(got.error());
    sum.add({piece.data(), n});
  }
  return hex(sum.finish());
}

struct Row {
  std::string path, sha256;
  std::uint64_t number = 0;
};

std::string_view last_of(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

// The folder that was collected into: of the path of acquisition.json, of a known file, else of the first.
std::string folder_of(const std::vector<Row>& rows) {
  for (const std::string_view name : {"command.log", "getprop.txt", "packages.json", "dumpsys.txt"})
    for (const auto& row : rows)
      if (last_of(row.path) == name) return row.path.substr(0, row.path.size() - name.size());
  return {};
}

// Where AndroidQF found temporary files, as it wrote down; what it copied of them lies in tmp/.
std::string temporary_folder(const File& file) {
  std::string out = "/data/local/tmp/";
  const auto* source = file.wanted(verified.size());
  if (source == nullptr) return out;
  const auto bytes = read_whole(*source, 1u << 20);
  if (!bytes || bytes->empty()) return out;
  const auto document = JsonDocument::parse(as_text(*bytes), 16);
  if (!document) return out;
  bool cut = false;
  const auto folder = bounded(document->root()["tmp_dir"].text(), cut);
  if (folder.starts_with('/') && !cut) out = std::string(folder) + (folder.ends_with('/') ? "" : "/");
  return out;
}

// The path on the phone of what was copied from it with its path: "logs/data/anr/x", "tmp/x".
std::string path_of(std::string_view path, const std::string& temporary) {
  if (path.starts_with("tmp/")) return temporary + std::string(path.substr(4));
  if (path.starts_with("logs/")) return std::string(path.substr(4));
  return std::string(path);
}

void verify(const File& file, const std::map<std::string, const Row*>& by_name, Sink& out) {
  for (std::size_t want = 0; want < verified.size(); ++want) {
    const auto name = std::string(verified[want].substr(2));
    const auto row = by_name.find(name);
    if (row == by_name.end()) continue;
    const auto* source = file.wanted(want);
    if (source == nullptr) {
      out.problem(Fault::not_found, name + " was collected and is not here", row->second->number);
      continue;
    }
    const auto found = digest(*source);
    if (!found)
      out.problem(found.error().fault, name + ": " + found.error().what, row->second->number);
    else if (*found != row->second->sha256)
      out.problem(Fault::malformed, name + " was changed after it was collected: its SHA-256 is another one",
                  row->second->number);
  }
}

void read(const File& file, Sink& out) {
  const auto text = open_text(file, out);
  if (!text) return;
  std::vector<Row> rows;
  std::uint64_t strays = 0, first = 0;
  each_line(
      text->text(),
      [&](std::string_view line, std::uint64_t number) {
        const auto comma = line.rfind(',');
        const auto sha256 =
            comma == std::string_view::npos ? "" : digest_text(trim(line.substr(comma + 1)), 32);
        auto path = std::string(line.substr(0, comma));
        if (path.size() >= 2 && path.front() == '"' && path.back() == '"')
          path = path.substr(1, path.size() - 2);
        std::replace(path.begin(), path.end(), '\\', '/');
        if (sha256.empty() || path.empty() || path.size() > longest_android_value) {
          if (strays++ == 0) first = number;
          return;
        }
        rows.push_back({std::move(path), sha256, number});
      },
      &out);
  if (rows.empty() && file.wanted(verified.size()) == nullptr) return;  // many programs write a hashes.csv
  if (strays != 0)
    out.problem(Fault::malformed,
                std::to_string(strays) + " line(s) are no path with a SHA-256, the first is here", first);
  const auto folder = folder_of(rows), temporary = temporary_folder(file);
  std::map<std::string, const Row*> by_name;
  for (const auto& row : rows) {
    const bool inside = row.path.starts_with(folder);
    const auto path = inside ? row.path.substr(folder.size()) : row.path;
    const auto on_phone = inside ? path_of(path, temporary) : path;
    out.add(FileSeen{.path = {on_phone}, .sha256 = {row.sha256}}, row.number);
    if (inside) by_name.emplace(path, &row);
  }
  verify(file, by_name, out);
}

}  // namespace

Reader android_hashes() {
  Reader reader = {.about = "Digests that AndroidQF wrote of what it collected, held against the files.",
                   .probe = "android.integrity",
                   .paths = {"hashes.csv"},
                   .wants = verified,
                   .emits = {FileSeen::kind},
                   .digests = true,
                   .read = read};
  reader.wants.push_back("./acquisition.json");
  return reader;
}

}  // namespace waarborg
