// A list of indicators as people send it: one a line, '#' begins a comment. What a line is, is decided by its
// syntax.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "indicators/feed_value.h"

namespace waarborg {
namespace {

constexpr std::size_t head_lines = 50;

// Blanks that come with what was copied from a page.
constexpr std::array<std::string_view, 4> odd_blanks = {"\xC2\xA0", "\xE2\x80\x8B", "\xEF\xBB\xBF",
                                                        "\xE3\x80\x80"};

std::string_view trim_all(std::string_view line) {
  for (auto before = line.size() + 1; before != line.size();) {
    before = line.size();
    line = trim(line);
    for (const auto blank : odd_blanks) {
      if (line.starts_with(blank)) line.remove_prefix(blank.size());
      if (line.ends_with(blank)) line.remove_suffix(blank.size());
    }
  }
  return line;
}

// A '#' within a URL is no comment: one needs a blank before it, or the beginning of the line. The same goes
// for "//".
std::string_view without_comment(std::string_view line) {
  line = trim_all(line);
  const auto blank_before = [&](std::size_t at) {
    return at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t';
  };
  for (auto at = line.find('#'); at != std::string_view::npos; at = line.find('#', at + 1))
    if (blank_before(at)) return trim_all(line.substr(0, at));
  for (auto at = line.find("// "); at != std::string_view::npos; at = line.find("// ", at + 1))
    if (blank_before(at)) return trim_all(line.substr(0, at));
  return line;
}

// The address of a list of hosts that leads nowhere.
bool is_sink(std::string_view word) {
  return word == "0.0.0.0" || word == "127.0.0.1" || word == "::" || word == "::1";
}

// What a line names: the whole of it, or its first word, where more is said of that. A line of a list of
// hosts names the host; a dot before a name says that names below it are meant, as they always are.
bool value_of(std::string_view line, Indicator& out) {
  const auto end_of_word = [](std::string_view text) {
    return std::min(text.find_first_of(" \t,;"), text.size());
  };
  auto word = line.substr(0, end_of_word(line));
  if (is_sink(word) && word.size() != line.size()) {
    line = trim_all(line.substr(word.size()));
    word = line.substr(0, end_of_word(line));
  } else if (recognise_value(line, out)) {
    return true;
  }
  if (word.starts_with('.') && !word.starts_with("..")) word.remove_prefix(1);
  return recognise_value(trim_all(word), out);
}

// "com.evil.app" is how apps are named, from the top of a domain down, and could be a domain as well: where
// it begins as domains end, and does not end so.
bool may_be_app(std::string_view name) {
  const auto is_top = [](std::string_view label) {
    constexpr std::array<std::string_view, 8> tops = {"com", "org",  "net", "app",
                                                      "dev", "info", "xyz", "gov"};
    return label.size() == 2 || std::ranges::find(tops, lower(label)) != tops.end();
  };
  const auto first = name.find('.'), last = name.rfind('.');
  return last != std::string_view::npos && is_top(name.substr(0, first)) && !is_top(name.substr(last + 1));
}

bool is_json(std::string_view line) {
  return line.starts_with('{') || line.starts_with("[{") || line.starts_with("[\"");
}

std::string_view text_of(Bytes content) {
  auto text = as_text(content);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

// More good lines than bad ones among the first, or nothing but comments in a file that is named as a list.
bool recognise(std::string_view file, Bytes content) {
  const auto text = text_of(content);
  const auto begin = trim(text.substr(0, 4096));
  if (begin.starts_with('{') || begin.starts_with('[')) return false;  // JSON, on one line of any length
  std::size_t at = 0, good = 0, bad = 0;
  std::string_view line;
  bool whole = true;
  Indicator indicator;
  while (good + bad < head_lines && next_line(text, at, line, whole)) {
    if (line.find('\0') != std::string_view::npos) return false;
    line = without_comment(line);
    if (line.empty()) continue;
    ++(value_of(line, indicator) ? good : bad);
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
    if (!value_of(line, indicator)) {
      if (is_json(line) && out.lost.empty())
        out.lost = fmt::format("line {} is JSON, and was not read in a list", number);
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
    if (indicator.type == Type::domain && may_be_app(indicator.value)) {
      indicator.id += "#2";
      indicator.type = Type::app_id;
      indicator.test = Test::exact;
      out.indicators.push_back(indicator);
    }
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
