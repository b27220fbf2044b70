#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "ledger/intake.h"

namespace waarborg {
namespace {

struct Column {
  std::string_view name;
  bool strong;
};
// The schemes that readers use for devices; a name is kept, and binds nothing.
constexpr std::array<Column, 9> identifiers = {{{"machine-id", true},
                                                {"machine-guid", true},
                                                {"serial", true},
                                                {"udid", true},
                                                {"imei", true},
                                                {"hardware-uuid", true},
                                                {"android-id", true},
                                                {"hostname", false},
                                                {"name", false}}};
constexpr std::size_t most_bytes = 256u << 20, cell_bytes = 1000;

// RFC 4180, one record at a time. Line ends within quotes are refused with all other control characters.
class Csv {
 public:
  explicit Csv(std::string_view text) : rest_(text) {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
  }
  std::uint64_t line() const { return line_; }

  // False at the end and at a fault; why() tells them apart.
  bool next(std::vector<std::string>& cells) {
    cells.clear();
    if (rest_.empty()) return false;
    ++line_;
    for (;;) {
      std::string cell;
      if (!(rest_.starts_with('"') ? quoted(cell) : plain(cell))) return false;
      if (cell.size() > cell_bytes) return refuse("a cell is longer than 1,000 bytes");
      for (const char c : cell)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
          return refuse("a cell holds a control character");
      if (!is_utf8(cell)) return refuse("a cell is not UTF-8");
      cells.push_back(std::move(cell));
      if (cells.size() > 64) return refuse("there are more than 64 columns");
      if (rest_.starts_with(',')) {
        rest_.remove_prefix(1);
        continue;
      }
      if (rest_.starts_with("\r\n")) rest_.remove_prefix(1);
      if (rest_.starts_with('\n')) rest_.remove_prefix(1);
      return true;
    }
  }
  const std::string& why() const { return why_; }

 private:
  bool refuse(std::string why) {
    why_ = std::move(why);
    return false;
  }
  bool plain(std::string& cell) {
    const auto end = std::min(rest_.find_first_of(",\n"), rest_.size());
    cell = rest_.substr(0, end);
    rest_.remove_prefix(end);
    if (!rest_.starts_with(',') && cell.ends_with('\r')) cell.pop_back();
    return cell.find('"') == std::string::npos ||
           refuse("a quotation mark stands within a cell that has none around it");
  }
  bool quoted(std::string& cell) {
    rest_.remove_prefix(1);
    for (;;) {
      const auto end = rest_.find('"');
      if (end == std::string_view::npos) return refuse("a quotation mark is not closed");
      cell += rest_.substr(0, end);
      rest_.remove_prefix(end + 1);
      if (cell.size() > cell_bytes) return refuse("a cell is longer than 1,000 bytes");
      if (!rest_.starts_with('"')) break;
      cell += '"';
      rest_.remove_prefix(1);
    }
    return rest_.empty() || rest_.front() == ',' || rest_.front() == '\n' || rest_.starts_with("\r\n") ||
           refuse("something follows the quotation mark that ends a cell");
  }

  std::string_view rest_;
  std::uint64_t line_ = 0;
  std::string why_;
};

const Column* identifier(std::string_view name) {
  const auto at =
      std::find_if(identifiers.begin(), identifiers.end(), [&](const auto& c) { return c.name == name; });
  return at == identifiers.end() ? nullptr : &*at;
}

Result<> check_header(const std::vector<std::string>& header) {
  std::set<std::string> seen;
  for (const auto& name : header) {
    if (name != "asset" && name != "organisation" && name != "ownership" && identifier(name) == nullptr)
      return fail(Fault::malformed,
                  fmt::format("column \"{}\" is not known; known are asset, organisation, ownership, {}",
                              clean(name), identifier_columns()),
                  1);
    if (!seen.insert(name).second)
      return fail(Fault::malformed, fmt::format("column \"{}\" is there twice", name), 1);
  }
  for (const auto* needed : {"asset", "organisation"})
    if (!seen.contains(needed))
      return fail(Fault::malformed, fmt::format("there is no column \"{}\"", needed), 1);
  return {};
}

}  // namespace

std::string identifier_columns() {
  std::vector<std::string> names;
  for (const auto& c : identifiers) names.emplace_back(c.name);
  return join(names, ", ");
}

Result<std::vector<AssetIntake>> read_assets(std::string_view csv, const std::string& source, Time taken) {
  if (csv.size() > most_bytes) return fail(Fault::too_big, "the list is larger than 256 MiB");
  const auto digest = hex(sha256(as_bytes(csv)));
  Csv reader(csv);
  std::vector<std::string> header, cells;
  if (!reader.next(header))
    return fail(Fault::malformed, reader.why().empty() ? "the list is empty" : reader.why(), 1);
  if (auto good = check_header(header); !good) return pass(good.error());
  std::vector<AssetIntake> out;
  std::set<std::pair<std::string, std::string>> seen;
  while (reader.next(cells)) {
    const auto refuse = [&](std::string why) {
      return fail(Fault::malformed, fmt::format("line {}: {}", reader.line(), why), reader.line());
    };
    if (cells.size() == 1 && cells[0].empty()) continue;  // an empty line at the end
    if (cells.size() != header.size())
      return refuse(fmt::format("{} cells under {} columns", cells.size(), header.size()));
    AssetIntake one;
    one.asset.source = clean(source), one.asset.taken = taken, one.asset.sha256 = digest;
    for (std::size_t i = 0; i < header.size(); ++i) {
      auto value = clean(cells[i]);
      if (header[i] == "asset")
        one.asset.name = value;
      else if (header[i] == "organisation")
        one.organisation = value;
      else if (header[i] == "ownership")
        one.asset.ownership = value;
      else if (!value.empty())
        one.asset.identifiers.push_back(
            {header[i], value, identifier(header[i])->strong && !is_placeholder(value)});
    }
    if (one.asset.name.empty() || one.organisation.empty())
      return refuse("asset and organisation may not be empty");
    static constexpr std::array<std::string_view, 5> owners = {"", "organisation", "cope", "byod", "private"};
    if (std::find(owners.begin(), owners.end(), one.asset.ownership) == owners.end())
      return refuse("ownership is organisation, cope, byod or private");
    if (!seen.emplace(one.organisation, one.asset.name).second)
      return refuse(fmt::format("asset {} is there twice", one.asset.name));
    out.push_back(std::move(one));
  }
  if (!reader.why().empty())
    return fail(Fault::malformed, fmt::format("line {}: {}", reader.line(), reader.why()), reader.line());
  if (out.empty()) return fail(Fault::malformed, "the list holds no asset", 1);
  return out;
}

}  // namespace waarborg
