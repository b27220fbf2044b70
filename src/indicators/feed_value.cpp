#include "indicators/feed_value.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "indicators/index_fold.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_value = 8192;  // no line of a list is longer and means one thing

bool set(Indicator& out, Type type, Test test, std::string_view value, Weight weight = Weight::decisive) {
  out.type = type;
  out.test = test;
  out.value = value;
  out.weight = weight;
  return true;
}

bool has_blank(std::string_view s) {
  return std::any_of(s.begin(), s.end(),
                     [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; });
}

// A name that the Internet could know: two labels, the last one not a number.
bool is_public_domain(std::string_view text) {
  thread_local std::string folded;
  if (!fold_domain(text, folded)) return false;  // a name with a blank in it is none
  const auto dot = folded.rfind('.');
  if (dot == std::string::npos) return false;
  const auto top = std::string_view(folded).substr(dot + 1);
  return top.size() > 1 && top[0] >= 'a' && top[0] <= 'z';
}

bool recognise_url(std::string_view text, Indicator& out) {
  if (text.find("://") == std::string_view::npos || has_blank(text)) return false;
  UrlKey url;
  if (!fold_url(text, url) || url.host == 0) return false;
  return set(out, Type::url, Test::exact, without_web_scheme(text));
}

bool recognise_path(std::string_view text, Indicator& out) {
  const bool windows = text.size() > 3 && text[1] == ':' && text[2] == '\\' &&
                       ((text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z'));
  if (!windows && !text.starts_with('/')) return false;
  std::string folded;
  if (text.find('\0') != std::string_view::npos || !fold(Type::path, text, folded)) return false;
  return set(out, Type::path, Test::within, text);
}

// "https://example.org/" says no more than the name.
std::string_view only_host(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  const auto host = url.substr(scheme + 3);
  return host.substr(0, host.find_last_not_of('/') + 1);
}

bool recognise_plain(std::string_view text, Indicator& out) {
  return recognise_hash(text, out) || recognise_address(text, out) || recognise_url(text, out) ||
         recognise_email(text, out) || recognise_path(text, out) || recognise_domain(text, out) ||
         (text.size() != 12 && recognise_mac(text, out));  // twelve digits may be anything
}

}  // namespace

bool recognise_email(std::string_view text, Indicator& out) {
  const auto at = text.find('@');
  if (at == std::string_view::npos || at == 0 || text.find('@', at + 1) != std::string_view::npos)
    return false;
  if (has_blank(text) || text.find_first_of("/:,;<>\"") != std::string_view::npos) return false;
  return is_public_domain(text.substr(at + 1)) && set(out, Type::email, Test::exact, text);
}

bool recognise_hash(std::string_view text, Indicator& out) {
  std::string folded;
  if (text.size() != 32 && text.size() != 40 && text.size() != 64) return false;
  return !has_blank(text) && fold(Type::hash, text, folded) && set(out, Type::hash, Test::exact, folded);
}

bool recognise_mac(std::string_view text, Indicator& out) {
  std::string folded;
  return fold(Type::mac_address, text, folded) && set(out, Type::mac_address, Test::exact, folded);
}

bool recognise_address(std::string_view text, Indicator& out) {
  IpAddress address;
  unsigned prefix = 128;
  if (!parse_ip_range(text, address, prefix) || prefix == 0 || prefix == (address.v4 ? 96u : 0u))
    return false;
  if (prefix == 128) return set(out, Type::ip, Test::exact, text.substr(0, text.find('/')));
  return set(out, Type::ip, Test::within, text, Weight::supporting);
}

bool recognise_domain(std::string_view text, Indicator& out) {
  if (const auto host = only_host(text); is_public_domain(host))
    return set(out, Type::domain, Test::within, host);
  if (recognise_address(text, out) || recognise_url(text, out)) return true;
  const auto name = text.substr(text.starts_with("*.") ? 2 : 0);
  if (is_public_domain(name)) return set(out, Type::domain, Test::within, name);
  UrlKey url;
  // A name with a slash behind it and no path is still the name.
  if (const auto bare = name.substr(0, name.find_last_not_of('/') + 1); is_public_domain(bare))
    return set(out, Type::domain, Test::within, bare);
  const auto slash = text.find('/');
  if (slash != std::string_view::npos && !has_blank(text) && is_public_domain(text.substr(0, slash)) &&
      fold_url(text, url))
    return set(out, Type::url, Test::exact, text);
  return false;
}

bool recognise_value(std::string_view text, Indicator& out) {
  if (text.size() > longest_value) return false;
  return recognise_plain(text, out) || (text.find_first_of("[(x") != std::string_view::npos &&
                                        recognise_plain(without_brackets(text), out));
}

std::string without_web_scheme(std::string_view text) {
  UrlKey url, other;
  if (!fold_url(text, url) || url.host == 0) return std::string(text);
  const auto scheme = std::string_view(url.text).substr(0, url.scheme);
  if (scheme != "http:" && scheme != "https:") return std::string(text);
  const auto rest = std::string_view(url.text).substr(url.scheme);
  // As it was written where that means the same: without user and default port it is another spelling.
  for (const auto bare : {trim(text).substr(scheme.size()), rest}) {
    const auto page = bare.substr(std::min(bare.find_first_not_of("/\\"), bare.size()));
    if (fold_url(page, other) && other.text == rest) return std::string(page);
  }
  return std::string(text);
}

std::string without_brackets(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> spellings = {{{"[.]", "."},
                                                                                        {"(.)", "."},
                                                                                        {"{.}", "."},
                                                                                        {"[dot]", "."},
                                                                                        {"(dot)", "."},
                                                                                        {"[:]", ":"},
                                                                                        {"[://]", "://"},
                                                                                        {"[/]", "/"},
                                                                                        {"[@]", "@"},
                                                                                        {"[at]", "@"}}};
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    // Every spelling begins with a bracket.
    const char c = text[i];
    if (c != '[' && c != '(' && c != '{') {
      out += c;
      ++i;
      continue;
    }
    const auto at = std::find_if(spellings.begin(), spellings.end(), [&](const auto& spelling) {
      return text.substr(i).starts_with(spelling.first);
    });
    out += at == spellings.end() ? text.substr(i, 1) : at->second;
    i += at == spellings.end() ? 1 : at->first.size();
  }
  if ((out.starts_with('h') || out.starts_with('H')) && lower(std::string_view(out).substr(0, 4)) == "hxxp")
    out.replace(1, 2, "tt");
  return out;
}

std::string stem_of(std::string_view file) {
  if (const auto slash = file.find_last_of("/\\"); slash != std::string_view::npos)
    file.remove_prefix(slash + 1);
  const auto dot = file.rfind('.');
  return std::string(file.substr(0, dot == 0 ? std::string_view::npos : dot));
}

std::string campaign_subject(std::string_view name) {
  std::string slug;
  for (const char c : lower(name)) {
    const bool keeps =
        (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
    if (keeps)
      slug += c;
    else if (!slug.empty() && slug.back() != '-')
      slug += '-';
  }
  while (slug.ends_with('-')) slug.pop_back();
  return "campaign/" + (slug.empty() ? "unnamed" : slug);
}

void FeedWarnings::finish() {
  if (more_ != 0) out_.push_back({0, "", fmt::format("{} more warnings like these", more_)});
}

void FeedWarnings::add(std::uint64_t line, std::string_view id, std::string why) {
  if (out_.size() < kept)
    out_.push_back({line, std::string(id), std::move(why)});
  else
    ++more_;
}

}  // namespace waarborg
