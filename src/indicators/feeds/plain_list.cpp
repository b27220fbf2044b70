// A list of indicators as people send it: one a line, '#' begins a comment. What a line is, is decided by its
// syntax.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

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
  return word == "0.0.0.0" || word == "127.0.0.1" || word == "255.255.255.255" || word == "::" ||
         word == "::1" || word.starts_with("fe80::1%");
}

// Around a value in a list within a text: bullets, quotes, what ends an element of JSON or YAML.
std::string_view without_dress(std::string_view text) {
  text = trim_all(text);
  for (const std::string_view bullet : {"- ", "* ", "+ ", "\xE2\x80\xA2 "})
    if (text.starts_with(bullet)) text = trim_all(text.substr(bullet.size()));
  // "1. ", "12) "
  const auto digits = text.find_first_not_of("0123456789");
  if (digits != 0 && digits < 7 && digits + 1 < text.size() && (text[digits] == '.' || text[digits] == ')') &&
      text[digits + 1] == ' ')
    text = trim_all(text.substr(digits + 2));
  while (text.ends_with(',') || text.ends_with(';')) text.remove_suffix(1);
  using Pair = std::pair<std::string_view, std::string_view>;
  constexpr std::array<Pair, 9> quotes = {Pair{"\"", "\""},
                                          {"'", "'"},
                                          {"`", "`"},
                                          {"<", ">"},
                                          {"\xE2\x80\x9C", "\xE2\x80\x9D"},  // as word processors set them
                                          {"\xE2\x80\x98", "\xE2\x80\x99"},
                                          {"\xE2\x80\x9E", "\xE2\x80\x9C"},
                                          {"\xE2\x80\x9A", "\xE2\x80\x98"},
                                          {"\xC2\xAB", "\xC2\xBB"}};
  for (const auto& [open, close] : quotes)
    if (text.size() > open.size() + close.size() && text.starts_with(open) && text.ends_with(close))
      return trim_all(text.substr(open.size(), text.size() - open.size() - close.size()));
  return text;
}

// "evil.example:8443", "192.0.2.1:443": the host, whatever was served there.
bool host_with_port(std::string_view text, Indicator& out) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return false;
  const auto port = text.substr(colon + 1);
  if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != std::string_view::npos ||
      text.find('/') != std::string_view::npos)
    return false;
  auto host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return recognise_value(host, out) && (out.type == Type::domain || out.type == Type::ip);
}

// "+31 6 1234 5678": with its country, or it could be any number.
bool phone_number(std::string_view text, Indicator& out) {
  if (!text.starts_with('+') || text.find_first_not_of("0123456789 -().", 1) != std::string_view::npos)
    return false;
  const auto digits = std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; });
  if (digits < 8 || digits > 15) return false;  // E.164
  out.type = Type::phone;
  out.test = Test::exact;
  out.weight = Weight::decisive;
  out.value = text;
  return true;
}

// One value as it stands; "||name^" as lists of blockers have it; a dot before a name says that names below
// it are meant, as they always are; "//name/page" is a link with the scheme of the page that it stands on.
bool spelt_value(std::string_view text, Indicator& out) {
  text = without_dress(text);
  const bool found = recognise_value(text, out), linked = text.starts_with("//");
  if (found && !linked) return true;
  if (host_with_port(text, out) || phone_number(text, out)) return true;
  auto name = text;
  if (linked || text.starts_with("||"))
    name = text.substr(2, text.find_first_of("^$") - 2);
  else if (text.starts_with('.') && !text.starts_with(".."))
    name = text.substr(1);
  Indicator other;
  if (!recognise_value(name, other) || other.type == Type::path)
    return found && !(linked && text.find(' ') != std::string_view::npos);
  out = std::move(other);
  return true;
}

// What a line names: the whole of it, or its first word, where more is said of that. A line of a list of
// hosts names hosts.
template <class Visit>
bool each_value(std::string_view line, const Visit& visit) {
  const auto next_word = [&line] {
    const auto word = line.substr(0, line.find_first_of(" \t,;"));
    line.remove_prefix(word.size());
    line.remove_prefix(std::min(line.find_first_not_of(" \t,;"), line.size()));
    return trim_all(word);
  };
  line = without_dress(line);
  const auto first = line.substr(0, line.find_first_of(" \t,;"));
  Indicator one;
  bool any = false;
  if (is_sink(first) && first.size() != line.size()) {
    next_word();
    while (!line.empty())
      if (spelt_value(next_word(), one)) any = true, visit(one);
    return any;
  }
  if (!spelt_value(line, one) && !spelt_value(next_word(), one)) return false;
  visit(one);
  return true;
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
  while (good + bad < head_lines && next_line(text, at, line, whole)) {
    if (line.find('\0') != std::string_view::npos) return false;
    line = without_comment(line);
    if (line.empty()) continue;
    ++(each_value(line, [](Indicator&) {}) ? good : bad);
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
    std::size_t values = 0;
    const auto keep = [&](Indicator& one) {
      one.id = out.name + ":" + std::to_string(number);
      if (++values != 1) one.id += "#" + std::to_string(values);
      one.subject = subject;
      one.name = out.name;
      one.campaign = true;
      out.indicators.push_back(one);
    };
    const auto take = [&](Indicator& one) {
      keep(one);
      if (one.type != Type::domain || !may_be_app(one.value)) return;
      one.type = Type::app_id;
      one.test = Test::exact;
      keep(one);
    };
    if (each_value(line, take)) continue;
    if (is_json(line) && out.lost.empty())
      out.lost = fmt::format("line {} is JSON, and was not read in a list", number);
    warnings.add(number, "",
                 "no domain, URL, address, hash, e-mail address, number or absolute path: " +
                     printable(shorten(line, 80)));
  }
  warnings.finish();
  return out;
}

}  // namespace

Feed plain_list() {
  return {
      .about = "A list with one domain, URL, address, hash, e-mail address, telephone number or path a line.",
      .recognise = recognise,
      .read = read};
}

}  // namespace waarborg
