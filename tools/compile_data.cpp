// Checks YAML files and writes them as one JSON text; runs when the program is built.
//   compile_NAME -o OUT FILE...   checks, and writes [{"file", "sha256", "content"}, ...]
//   compile_NAME --json FILE      checks one file and prints its JSON form, which docs/schemas describe
// A fault is printed as FILE:LINE: why, all of them at once, and the code is 1.
#include "compile_data.h"

#include <fmt/core.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>

#include "base/digest.h"
#include "base/json.h"
#include "base/yaml.h"

namespace waarborg {
namespace {

std::optional<std::string> slurp(const std::string& name) {
  std::ifstream in(name, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf()).flush() || in.bad()) return std::nullopt;
  return std::move(text).str();
}

std::string sha256_of(const std::string& text) {
  const auto digest = sha256(Bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
  return hex(digest);
}

int run(const std::vector<std::string>& arguments) {
  const bool print = arguments.size() == 2 && arguments[0] == "--json";
  const bool write = arguments.size() >= 2 && arguments[0] == "-o";
  if (!print && !write) {
    fmt::print(stderr, "usage: compile_data -o OUT FILE... | --json FILE\n");
    return 2;
  }
  std::vector<std::string> names(arguments.begin() + (print ? 1 : 2), arguments.end());
  std::sort(names.begin(), names.end());
  std::vector<DataFile> files;
  std::vector<DataFault> faults;
  JsonWriter all;
  std::string single;
  all.begin_array();
  for (const auto& name : names) {
    auto text = slurp(name);
    if (!text) {
      faults.push_back({name, 0, "cannot be read"});
      continue;
    }
    auto json = yaml_to_json(*text);
    if (!json) {
      faults.push_back({name, json.error().offset, json.error().what});
      continue;
    }
    all.begin_object()
        .member("file", std::string_view(name))
        .member("sha256", std::string_view(sha256_of(*text)));
    all.key("content").raw(json->json).end_object();
    single = std::move(json->json);
    files.push_back({name, std::move(*text)});
  }
  all.end_array();
  for (auto& fault : check_data(files)) faults.push_back(std::move(fault));
  for (const auto& [file, line, why] : faults) {
    if (line == 0)
      fmt::print(stderr, "{}: error: {}\n", file, why);
    else
      fmt::print(stderr, "{}:{}: error: {}\n", file, line, why);
  }
  if (!faults.empty()) return 1;
  if (print) {
    fmt::print("{}\n", single);
    return 0;
  }
  std::ofstream out(arguments[1], std::ios::binary | std::ios::trunc);
  out << all.text();
  if (!out.flush()) {
    fmt::print(stderr, "{}: error: cannot be written\n", arguments[1]);
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace waarborg

int main(int argc, char** argv) {
  return waarborg::run({argv + 1, argv + argc});
}
