// A list of indicators as people send it: one a line, '#' begins a comment. What a line is, is decided by its
// syntax.
#include "base/text.h"
#include "indicators/feed_value.h"

namespace waarborg {
namespace {

constexpr std::size_t head_lines = 50;

// A '#' within a URL is no comment: one needs a blank before it, or the beginning of the line.
std::string_view without_comment(std::string_view line) {
  line = trim(line);
  for (auto at = line.find('#'); at != std::string_view::npos; at = line.find('#', at + 1))
    if (at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t') return trim(line.substr(0, at));
  return line;
}

std::string_view text_of(Bytes content) {
  auto text = as_text(content);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

// More good lines than bad ones among the first, or nothing but comments in a file that is named as a list.
bool recognise(std::string_view file, Bytes content) {
  const auto text = text_of(content);
  if (text.starts_with('{') || text.starts_with('[')) return false;  // JSON, on one line of any length
  std::size_t at = 0, good = 0, bad = 0;
  std::string_view line;
  bool whole = true;
  Indicator indicator;
  while (good + bad < head_lines && next_line(text, at, line, whole)) {
    if (line.find('\0') != std::string_view::npos) return false;
    line = without_comment(line);
    if (line.empty()) continue;
    ++(recognise_value(line, indicator) ? good : bad);
  }
  if (good + bad == 0) return !text.empty() && (file.ends_with(".txt") || file.ends_with(".list"));
  return good >= bad;
}

Result<FeedContent> read(FeedInput& in, const std::string& file) {
  const auto all = in.all();
  if (!all) return pass(all.error());
  const Bytes content = *all;
  FeedContent out;
  out.name = stem_of(file);
  const auto subject = campaign_subject(out.name);
  FeedWarnings warnings(out.warnings);
  const auto text = text_of(content);
  std::size_t at = 0;
  std::uint64_t number = 0;
  std::string_view line;
  bool whole = true;
  while (next_line(text, at, line, whole)) {
    ++number;
    line = without_comment(line);
    if (line.empty()) continue;
    Indicator indicator;
    if (!recognise_value(line, indicator)) {
      warnings.add(
          number, "",
          "no domain, URL, address, hash, e-mail address or absolute path: " + printable(shorten(line, 80)));
      continue;
    }
    indicator.id = out.name + ":" + std::to_string(number);
    indicator.subject = subject;
    indicator.name = out.name;
    indicator.campaign = true;
    out.indicators.push_back(indicator);
  }
  warnings.finish();
  return out;
}

}  // namespace

Feed plain_list() {
  return {.about = "A list with one domain, URL, address, hash, e-mail address or path a line.",
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg
