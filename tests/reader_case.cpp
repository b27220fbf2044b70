#include "reader_case.h"

#include <fmt/core.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/digest.h"
#include "base/text.h"
#include "hive_builder.h"

namespace waarborg {
namespace {

namespace fs = std::filesystem;

Blob bytes_of(const std::string& text) {
  return {text.begin(), text.end()};
}

// Hexadecimal in any grouping; '#' begins a comment.
Result<Built> from_hex_text(const std::string& text) {
  std::string digits;
  for (auto line : split(text, '\n'))
    for (const auto word : words(line.substr(0, line.find('#')))) digits += word;
  Built out;
  if (!from_hex(digits, out.file)) return fail(Fault::malformed, "in.hex is not hexadecimal");
  return out;
}

// An SQLite script becomes a database file. What the connection holds beside it while it is still open is
// kept as well: a script that begins with "PRAGMA journal_mode=WAL" leaves its last commits in "-wal", one
// that ends inside a transaction leaves "-journal".
Result<Built> from_sql(const std::string& text) {
  std::string folder = (fs::temp_directory_path() / "waarborg-case-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return fail(Fault::io, "no folder for a temporary database");
  const std::string path = folder + "/db";
  sqlite3* db = nullptr;
  char* message = nullptr;
  // The salts of a WAL are random; the seed makes every run the same.
  sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, 2018, nullptr);
  auto code = sqlite3_open(path.c_str(), &db);
  if (code == SQLITE_OK) code = sqlite3_exec(db, text.c_str(), nullptr, nullptr, &message);
  const auto error = message != nullptr ? std::string(message) : std::string("cannot be opened");
  Built out{bytes_of(read_text(path)), {}};
  for (const auto* ending : {"-wal", "-journal"})
    if (fs::exists(path + ending)) out.beside[ending] = bytes_of(read_text(path + ending));
  sqlite3_free(message);
  sqlite3_close(db);
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  if (code != SQLITE_OK) return fail(Fault::malformed, "in.sql: " + error);
  return out;
}

Result<Built> from_hive_text(const std::string& text) {
  auto hive = build_hive(text);
  if (!hive) return pass(hive.error());
  return Built{std::move(*hive), {}};
}

Result<Built> build(const fs::path& file, std::string_view extension) {
  const auto text = read_text(file.string());
  if (extension.empty()) return Built{bytes_of(text), {}};
  for (const auto& builder : builders())
    if (builder.extension == extension) return builder.build(text);
  return fail(Fault::unsupported, fmt::format("no builder for {}", file.string()));
}

Result<Case> load(const Reader& reader, const fs::path& folder) {
  Case out{.name = folder.filename().string(), .folder = folder.string()};
  bool found = false;
  // Sorted, so that in.0 comes after in.sql's own "-wal" and may replace it.
  std::vector<fs::path> files(fs::directory_iterator(folder), {});
  std::sort(files.begin(), files.end(), std::greater<>());
  for (const auto& file : files) {
    const auto name = file.filename().string();
    if (name == "path" || name == "expected" || name == "README.md") continue;
    const auto parts = split(name, '.');
    std::size_t want = 0;
    bool is_want = false;
    if (parts.size() > 1) {
      const auto [end, error] = std::from_chars(parts[1].data(), parts[1].data() + parts[1].size(), want);
      is_want = error == std::errc() && end == parts[1].data() + parts[1].size();
    }
    const std::size_t plain = is_want ? 2 : 1;
    if (parts[0] != "in" || parts.size() > plain + 1)
      return fail(Fault::unsupported, fmt::format("{} has no meaning in a case", file.string()));
    if (is_want && want >= reader.wants.size())
      return fail(Fault::unsupported, fmt::format("{}: the reader has no want {}", file.string(), want));
    auto built = build(file, parts.size() > plain ? parts[plain] : std::string_view());
    if (!built) return pass(built.error());
    if (is_want) {
      out.wants[want] = std::move(built->file);
      continue;
    }
    if (found) return fail(Fault::malformed, fmt::format("{} has more than one input", out.folder));
    found = true;
    out.input = std::move(built->file);
    for (std::size_t i = 0; i < reader.wants.size(); ++i)
      if (const auto at = built->beside.find(std::string(reader.wants[i])); at != built->beside.end())
        out.wants[i] = std::move(at->second);
  }
  if (!found) return fail(Fault::not_found, fmt::format("{} has no input", out.folder));
  out.path = canary_path(reader);
  if (fs::exists(folder / "path")) out.path = trim(read_text((folder / "path").string()));
  out.has_expected = fs::exists(folder / "expected");
  out.expected = read_text((folder / "expected").string());
  return out;
}

}  // namespace

const std::vector<Builder>& builders() {
  static const std::vector<Builder> all = {
      {"hex", from_hex_text}, {"sql", from_sql}, {"hive", from_hive_text}};
  return all;
}

std::string read_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Result<std::vector<Case>> load_cases(const Reader& reader, const std::string& folder) {
  std::vector<Case> out;
  if (!fs::is_directory(folder))
    return fail(Fault::not_found, fmt::format("no cases: {} is not there", folder));
  std::vector<fs::path> folders(fs::directory_iterator(folder), {});
  std::sort(folders.begin(), folders.end());
  for (const auto& path : folders) {
    if (!fs::is_directory(path))
      return fail(Fault::unsupported, fmt::format("{} is not a case", path.string()));
    auto one = load(reader, path);
    if (!one) return pass(one.error());
    out.push_back(std::move(*one));
  }
  if (out.empty()) return fail(Fault::not_found, fmt::format("no cases in {}", folder));
  return out;
}

}  // namespace waarborg
