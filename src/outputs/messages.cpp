#include <array>
#include <map>

#include "base/text.h"
#include "outputs/embedded.h"
#include "outputs/output.h"
#include "outputs/words.h"

namespace waarborg {
namespace {

using Table = std::map<std::string_view, std::string_view>;

Table read_table(std::string_view text) {
  Table table;
  std::string_view line;
  bool whole = false;
  for (std::size_t at = 0; next_line(text, at, line, whole);) {
    const auto equals = line.find('=');
    if (line.starts_with('#') || equals == std::string_view::npos) continue;
    table[trim(line.substr(0, equals))] = trim(line.substr(equals + 1));
  }
  return table;
}

// Read once, at the first message; the text itself stays where the program has it.
const Table& table_of(std::string_view language) {
  static const std::array<Table, 4> tables = {
      read_table(embedded::messages_en), read_table(embedded::messages_nl), read_table(embedded::messages_fr),
      read_table(embedded::messages_de)};
  for (std::size_t i = 1; i < tables.size(); ++i)
    if (language == languages()[i]) return tables[i];
  return tables[0];
}

// One pass: what an argument says is never expanded again.
std::string fill(std::string_view text, const std::vector<std::string>& arguments) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{' && text.size() - i >= 3 && text[i + 2] == '}' && text[i + 1] >= '0' &&
        text[i + 1] <= '9') {
      const auto n = static_cast<std::size_t>(text[i + 1] - '0');
      if (n < arguments.size()) out += arguments[n];
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

const std::vector<std::string_view>& languages() {
  static const std::vector<std::string_view> all = {"en", "nl", "fr", "de"};
  return all;
}

std::optional<std::string_view> message_text(std::string_view language, std::string_view id) {
  for (const auto* table : {&table_of(language), &table_of("en")})
    if (const auto at = table->find(id); at != table->end()) return at->second;
  return {};
}

std::string message(std::string_view language, std::string_view id,
                    const std::vector<std::string>& arguments) {
  const auto text = message_text(language, id);
  return text ? fill(*text, arguments) : std::string(id);
}

}  // namespace waarborg
