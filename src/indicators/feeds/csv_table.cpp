// Tables of indicators: a column with types beside one with values, or columns that are named after what they
// hold. Lines of comment may stand above; the last of them may be the header. Campaign, source, id and
// validity are taken where there are columns for them.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "formats/csv.h"
#include "indicators/feed_named.h"
#include "indicators/feed_value.h"

namespace waarborg {
namespace {

constexpr std::size_t head_size = std::size_t{64} * 1024;
constexpr std::size_t most_comments = 1000;

void no_fault(Fault, std::string_view, std::uint64_t) {}

// Words that name many things; only a type column makes them one.
constexpr std::array<std::string_view, 13> ambiguous = {
    "service", "property", "profile", "as",   "file", "folder", "directory",
    "address", "process",  "sender",  "path", "c2",   "app"};

bool holds_values(std::string_view header) {
  return kind_of_name(header) == Named::used &&
         std::ranges::find(ambiguous, lower(trim(header))) == ambiguous.end();
}

struct Columns {
  std::size_t type, value, campaign, source, id, expires, to_ids;
  std::vector<std::size_t> named;  // without a column of types: those that hold values

  explicit Columns(const Csv& csv)
      : type(csv.column({"indicatortype", "ioctype", "attributetype", "type", "kind"})),
        value(csv.column({"indicator", "iocvalue", "ioc", "value", "observable", "indicatorvalue"})),
        campaign(csv.column({"campaign", "threat", "malwareprintable", "malwarefamily", "malware", "family",
                             "threatactor", "actor", "app", "eventinfo"})),
        source(csv.column({"reference", "references", "sourceurl", "report", "source"})),
        id(csv.column({"uuid", "iocid", "id"})),
        expires(csv.column({"validuntil", "expires", "expiration", "expirationdate"})),
        to_ids(csv.column({"toids"})) {
    if (type != Csv::no_column && value != Csv::no_column && type != value) return;
    type = Csv::no_column;
    for (std::size_t n = 0; n < csv.header().size(); ++n)
      if (holds_values(csv.header()[n])) named.push_back(n);
  }
  bool typed() const { return type != Csv::no_column; }
  bool any() const { return typed() || !named.empty(); }
};

// The columns of a line, if it is a header: a line with a value in it is none.
bool is_header(const Csv& csv) {
  Indicator value;
  return Columns(csv).any() && std::ranges::none_of(csv.header(), [&](const std::string& cell) {
           return recognise_value(trim(cell), value);
         });
}

// The table below the comments; with the last comment as its header where it has none of its own.
struct Table {
  std::string_view below;
  std::string made;  // with the header that stood in a comment; "" otherwise
  std::uint64_t rows_above = 0;
  std::string_view text() const { return made.empty() ? below : std::string_view(made); }
};

Table table_of(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::size_t at = 0;
  std::uint64_t above = 0;
  std::string_view line, comment;
  for (bool whole = true; text.substr(at).starts_with('#') && !text.substr(at).starts_with("#TYPE") &&
                          above < most_comments && next_line(text, at, line, whole);
       ++above)
    comment = line;
  if (above == 0) return {text, "", 0};
  const auto below = text.substr(at);
  comment.remove_prefix(std::min(comment.find_first_not_of("# \t"), comment.size()));
  const Csv header(comment, no_fault), first(below.substr(0, below.find('\n')), no_fault);
  const bool fits = header.header().size() > 1 && header.header().size() == first.header().size();
  if (!fits || !is_header(header) || Columns(first).typed()) return {below, "", above};
  return {below, std::string(comment) + "\n" + std::string(below), above - 1};
}

bool recognise(std::string_view, Bytes content) {
  const auto text = trim(as_text(content.subspan(0, std::min(content.size(), head_size))));
  if (text.empty() || text.starts_with('{') || text.starts_with('[') ||
      text.find('\0') != std::string_view::npos)
    return false;
  const auto table = table_of(text);
  return is_header(Csv(table.text().substr(0, table.text().find('\n')), no_fault));
}

class Rows {
 public:
  Rows(std::string_view text, const std::string& file)
      : stem_(stem_of(file)),
        warnings_(out_.warnings),
        table_(table_of(text)),
        csv_(table_.text(),
             [this](Fault, std::string_view why, std::uint64_t row) {
               warnings_.add(row + table_.rows_above, "", std::string(why));
             }),
        columns_(csv_) {
    out_.name = stem_;
  }

  FeedContent read() {
    CsvRow row;
    while (csv_.next(row)) {
      row_ = row.row + table_.rows_above;
      if (columns_.typed()) {
        typed(row);
        continue;
      }
      std::size_t cells = 0;
      for (const auto column : columns_.named) {
        const auto cell = trim(row[column]);
        if (cell.empty()) continue;
        ++cells;
        take(csv_.header()[column], cell, row);
      }
      if (cells == 0 && !row.cells.empty()) ++empty_;
    }
    if (context_ != 0) warnings_.add(0, "", fmt::format("{} rows are context, not looked for", context_));
    if (empty_ != 0) warnings_.add(0, "", fmt::format("{} rows have no value", empty_));
    warnings_.finish();
    return std::move(out_);
  }

 private:
  void typed(const CsvRow& row) {
    const auto type = trim(row[columns_.type]), value = trim(row[columns_.value]);
    const auto marked = lower(trim(row[columns_.to_ids]));
    if (marked == "0" || marked == "false") {
      ++context_;
    } else if (value.empty()) {
      ++empty_;
    } else {
      take(type, value, row);
    }
  }

  void take(std::string_view name, std::string_view value, const CsvRow& row) {
    std::vector<Indicator> made;
    const auto said = indicators_named(name, value, made);
    const auto shown = [](std::string_view text) { return printable(shorten(text, 80)); };
    if (said == Named::context) ++context_;
    if (said == Named::unread || said == Named::unknown)
      warnings_.add(row_, "", fmt::format("nothing that is read has \"{}\"", shown(name)));
    if (said == Named::no_value)
      warnings_.add(row_, "", fmt::format("\"{}\" is no value of \"{}\"", shown(value), shown(name)));
    const auto campaign = trim(row[columns_.campaign]), source = trim(row[columns_.source]);
    for (auto& one : made) {
      const auto id = trim(row[columns_.id]);
      one.id = id.empty() ? fmt::format("{}:{}", stem_, row_) : std::string(id);
      one.name = campaign.empty() ? stem_ : std::string(campaign);
      one.subject = campaign_subject(one.name);
      if (source.starts_with("http")) one.source = source;
      one.expires = trim(row[columns_.expires]);
      one.campaign = true;
      out_.indicators.push_back(one);
    }
  }

  std::string stem_;
  FeedContent out_;
  FeedWarnings warnings_;
  Table table_;
  Csv csv_;
  Columns columns_;
  std::uint64_t row_ = 0, context_ = 0, empty_ = 0;
};

Result<FeedContent> read(FeedInput& in, const std::string& file) {
  const auto all = in.all();
  if (!all) return pass(all.error());
  const Bytes content = *all;
  return Rows(as_text(content), file).read();
}

}  // namespace

Feed csv_table() {
  return {.about = "Tables of indicators (CSV) with a header.",
          .recognise = recognise,
          .read = read,
          .name = "csv"};
}

}  // namespace waarborg
