#include "formats/links_in_text.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "base/text.h"

namespace waarborg {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}
bool in_scheme(char c) {
  return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
}
bool in_name(char c) {
  return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '.' || !is_ascii(c);
}

// Characters beyond ASCII that no link has: blanks, quotes, brackets and full stops of other scripts, marks
// of direction, and what stands in a text for an attachment. Each is three bytes, or two.
constexpr std::array<std::string_view, 34> ends = {
    "\u00A0", "\u00AB", "\u00BB", "\u200B", "\u200C", "\u200D", "\u200E", "\u200F", "\u2013",
    "\u2014", "\u2018", "\u2019", "\u201C", "\u201D", "\u201E", "\u2026", "\u2028", "\u2029",
    "\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2066", "\u2067", "\u2068", "\u2069",
    "\u3000", "\u3001", "\u3002", "\u300C", "\u300D", "\uFEFF", "\uFFFC"};

// How many bytes at `at` end a link; 0 where it goes on.
std::size_t end_at(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (is_ascii(c))
    return static_cast<unsigned char>(c) <= ' ' || c == 0x7F ||
           std::string_view("<>\"`{}|^").find(c) != std::string_view::npos;
  const auto lead = static_cast<unsigned char>(c);
  const std::size_t n = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  const auto character = text.substr(at, n);
  if (lead < 0xC2 || !is_utf8(character) || character.size() < n) return 1;
  return std::find(ends.begin(), ends.end(), character) != ends.end() ? n : 0;
}

// Punctuation behind a link is of the sentence around it; a bracket that was opened within stays.
std::string_view without_tail(std::string_view link) {
  for (; !link.empty(); link.remove_suffix(1)) {
    const char c = link.back();
    if (c == ')' || c == ']') {
      const char opens = c == ')' ? '(' : '[';
      if (std::count(link.begin(), link.end(), opens) >= std::count(link.begin(), link.end(), c)) return link;
    } else if (std::string_view(".,;:!?'*_~([").find(c) == std::string_view::npos) {
      return link;
    }
  }
  return link;
}

// "example.org", and not "e.g.", "3.14" or "12.30u": the last part is of letters, at least two.
bool is_host(std::string_view name) {
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || name.find("..") != std::string_view::npos) return false;
  const auto last = name.substr(dot + 1);
  if (lower(last).starts_with("xn--")) return true;
  return last.size() >= 2 &&
         std::all_of(last.begin(), last.end(), [](char c) { return is_letter(c) || !is_ascii(c); });
}

bool is_ipv4(std::string_view name) {
  const auto parts = split(name, '.');
  return parts.size() == 4 && std::all_of(parts.begin(), parts.end(), [](auto part) {
           return !part.empty() && part.size() <= 3 && std::all_of(part.begin(), part.end(), is_digit);
         });
}

std::string decoded(std::string_view text) {
  const auto digit = [](char c) {
    return is_digit(c)            ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0) {
      out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

class Search {
 public:
  // `run` has no blank in it.
  void run(std::string_view run) {
    if (const auto colon = scheme_end(run, 0); colon != std::string_view::npos)
      with_scheme(run, colon);
    else
      without_scheme(run);
  }
  std::vector<std::string> take() { return std::move(out_); }

 private:
  void add(std::string_view link) {
    link = without_tail(link.substr(0, longest_link));
    if (!link.empty() && seen_.emplace(link).second) out_.emplace_back(link);
  }

  // Where "://" stands, with a scheme before it and something behind.
  static std::size_t scheme_end(std::string_view run, std::size_t from) {
    for (auto at = run.find("://", from); at != std::string_view::npos; at = run.find("://", at + 1))
      if (at != 0 && in_scheme(run[at - 1]) && at + 3 < run.size()) return at;
    return std::string_view::npos;
  }

  static std::size_t scheme_begin(std::string_view run, std::size_t colon) {
    auto from = colon;
    while (from > 0 && in_scheme(run[from - 1])) --from;
    // "Tap.https://": what was written before it without a blank.
    for (const std::string_view web : {"https", "http"})
      if (colon - from > web.size() && lower(run.substr(colon - web.size(), web.size())) == web)
        return colon - web.size();
    while (from < colon && !is_letter(run[from])) ++from;
    return from;
  }

  void with_scheme(std::string_view run, std::size_t colon) {
    const auto from = scheme_begin(run, colon);
    if (from != 0) without_scheme(run.substr(0, from));
    if (from == colon) return without_scheme(run.substr(colon));
    const auto link = run.substr(from);
    add(link);
    const auto host = colon + 3 - from;
    const auto host_end = std::min(link.find_first_of("/\\?#", host), link.size());
    // "https://example.orgだ": where the script changes the link may have ended.
    const auto other = std::find_if_not(link.begin() + static_cast<std::ptrdiff_t>(host),
                                        link.begin() + static_cast<std::ptrdiff_t>(host_end), is_ascii);
    const auto ascii = link.substr(0, static_cast<std::size_t>(other - link.begin()));
    if (ascii.size() < host_end && is_host(without_tail(ascii.substr(host)))) add(ascii);
    inner(link.substr(host_end));
  }

  // Addresses within an address: as they are, or percent-encoded once.
  void inner(std::string_view rest) {
    const auto low = lower(rest);
    for (std::size_t at = low.find("http"); at != std::string::npos; at = low.find("http", at + 4)) {
      auto behind = at + 4;
      if (behind < low.size() && low[behind] == 's') ++behind;
      const auto tail = std::string_view(low).substr(behind);
      const bool plain = tail.starts_with("://"), encoded = tail.starts_with("%3a%2f%2f");
      if (!plain && !encoded) continue;
      const auto end = std::min(rest.find('&', at), rest.size());
      const auto found = rest.substr(at, std::min(end - at, longest_link));
      add(plain ? std::string(found) : decoded(found));
      at = end - std::min<std::size_t>(4, end);
      if (at + 4 >= low.size()) return;
    }
  }

  void without_scheme(std::string_view run) {
    for (std::size_t at = 0; at < run.size();) {
      if (!in_name(run[at])) {
        ++at;
        continue;
      }
      auto end = at;
      while (end < run.size() && in_name(run[end])) ++end;
      const char before = at == 0 ? ' ' : run[at - 1], behind = end == run.size() ? ' ' : run[end];
      const bool mail = before == '@' || behind == '@';
      at = mail ? end : host(run, at, end);
    }
  }

  // A stretch of characters of names; gives where to go on.
  std::size_t host(std::string_view run, std::size_t at, std::size_t end) {
    const auto name = run.substr(at, end - at);
    if (std::all_of(name.begin(), name.end(), is_ascii)) return one(run, at, end) ? run.size() : end;
    // Scripts are mixed: the whole may be one name, or a name in a text of another script.
    bool whole = one(run, at, end);
    for (auto from = at; from < end;) {
      auto to = from;
      while (to < end && is_ascii(run[to])) ++to;
      if (to > from) whole |= one(run, from, to);
      while (to < end && !is_ascii(run[to])) ++to;
      from = to;
    }
    return whole ? run.size() : end;
  }

  // One candidate, with its port and path. True where a path was taken, which goes to the end of the run.
  bool one(std::string_view run, std::size_t at, std::size_t end) {
    auto name = run.substr(at, end - at);
    while (!name.empty() && (name.front() == '.' || name.front() == '-' || name.front() == '_'))
      name.remove_prefix(1);
    const auto begin = end - name.size();
    const auto bare = without_tail(name);
    const bool whole = bare.size() == name.size();
    auto behind = end;
    if (whole && behind + 1 < run.size() && run[behind] == ':' && is_digit(run[behind + 1]))
      for (++behind; behind < run.size() && is_digit(run[behind]);) ++behind;
    const bool path =
        whole && behind < run.size() && std::string_view("/?#").find(run[behind]) != std::string_view::npos;
    if (!is_host(bare) && !(is_ipv4(bare) && (path || behind != end))) return false;
    if (!path) return add(run.substr(begin, behind - begin)), false;
    const auto link = run.substr(begin);
    add(link);
    inner(link.substr(behind - begin));
    return true;
  }

  std::vector<std::string> out_;
  std::unordered_set<std::string> seen_;
};

}  // namespace

std::vector<std::string> links_in_text(std::string_view text) {
  Search search;
  std::size_t from = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto n = end_at(text, at);
    if (n != 0 && at > from) search.run(text.substr(from, at - from));
    const auto lead = static_cast<unsigned char>(text[at]);
    at += n != 0 ? n : lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (n != 0) from = at;
  }
  if (from < text.size()) search.run(text.substr(from));
  return search.take();
}

}  // namespace waarborg
