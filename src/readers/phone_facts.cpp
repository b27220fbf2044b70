#include "readers/phone_facts.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "formats/link_characters.h"
#include "formats/links_in_text.h"
#include "readers/ios_layouts.h"

namespace waarborg {
namespace {

bool is_phone(std::string_view text) {
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] >= '0' && text[i] <= '9')
      ++digits;
    else if (!(text[i] == '+' && i == 0) && std::string_view(" -().").find(text[i]) == std::string_view::npos)
      return false;
  }
  return digits >= 3;
}

bool is_email(std::string_view text) {
  const auto at = text.find('@');
  return at != std::string_view::npos && at != 0 && at + 1 < text.size() &&
         text.find_first_of(" \t\r\n<>") == std::string_view::npos;
}

bool drop_front(std::string_view& text, std::string_view prefix) {
  if (text.size() < prefix.size() || lower(text.substr(0, prefix.size())) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// Of marks of direction and what link_characters.h has for hosts.
constexpr std::array<std::string_view, 11> directions = {"\u200E", "\u200F", "\u202A", "\u202B",
                                                         "\u202C", "\u202D", "\u202E", "\u2066",
                                                         "\u2067", "\u2068", "\u2069"};
constexpr std::array<std::string_view, 2> ats = {"\uFF20", "\uFE6B"};

// An address as programs of mail read it: without what is not seen, with '.' and '@' for their likes.
std::string as_it_is_read(std::string_view text) {
  const bool escaped = text.find('@') == std::string_view::npos;
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto character = text.substr(at, link::length_at(text, at));
    at += character.size();
    if (escaped && character == "%" && (text.substr(at).starts_with("40")))
      out += '@', at += 2;
    else if (link::is_one_of(ats, character))
      out += '@';
    else if (link::is_one_of(link::dots, character))
      out += '.';
    else if (!link::is_one_of(link::unseen, character) && !link::is_one_of(directions, character))
      out += character;
  }
  return out;
}

std::string_view without_quotes(std::string_view text) {
  constexpr std::string_view quotes[] = {"'",      "\"",     "`",      "\u2018", "\u2019",
                                         "\u201C", "\u201D", "\u00AB", "\u00BB"};
  for (bool any = true; any;) {
    any = false;
    for (const auto quote : quotes) {
      if (text.starts_with(quote)) text.remove_prefix(quote.size()), any = true;
      if (text.ends_with(quote)) text.remove_suffix(quote.size()), any = true;
    }
  }
  return text;
}

// The address of "Name <address>", "mailto:address", "address(smsft)" (what Messages puts behind the address
// of a filtered message) and "address."
std::string_view bare_address(std::string_view text) {
  if (const auto opens = text.rfind('<'); text.ends_with('>') && opens != std::string_view::npos)
    text = text.substr(opens + 1, text.size() - opens - 2);
  // What else stands behind "urn:biz:" is the name of a business, however it looks.
  if (text.find('@') != std::string_view::npos) drop_front(text, "urn:biz:");
  text = without_quotes(text);
  constexpr std::string_view prefixes[] = {"e:", "p:", "mailto:", "tel:", "sms:"};
  for (const auto prefix : prefixes) drop_front(text, prefix);
  // "?subject=x", and what stands behind a server: "a@b.example/iPhone", "a@b.example;+316".
  if (const auto at = text.find('@'); at != std::string_view::npos)
    text = text.substr(0, text.find_first_of("?/;,", at));
  if (const auto opens = text.rfind('('); text.ends_with(')') && opens != std::string_view::npos) {
    const auto mark = text.substr(opens + 1, text.size() - opens - 2);
    if (std::all_of(mark.begin(), mark.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; }))
      text = text.substr(0, opens);
  }
  text = without_quotes(trim(text));
  while (text.ends_with('.')) text.remove_suffix(1);
  return text;
}

// 00112233-4455-6677-8899-AABBCCDDEEFF: the number of a container.
bool is_number_of_container(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-'
             : std::string_view("0123456789abcdefABCDEF").find(text[i]) == std::string_view::npos)
      return false;
  }
  return true;
}

}  // namespace

std::vector<std::string_view> ios_paths(std::initializer_list<std::string_view> patterns) {
  std::vector<std::string_view> out(patterns);
  add_layouts(out);
  return out;
}

std::string_view folder_behind(std::string_view path, std::string_view folder) {
  const auto at = path.rfind(folder);
  if (at == std::string_view::npos) return {};
  const auto rest = path.substr(at + folder.size());
  const auto end = rest.find('/');
  return end == std::string_view::npos ? std::string_view() : rest.substr(0, end);
}

std::string_view container_of(std::string_view path) {
  for (const std::string_view kind : {"/Data/Application/", "/Shared/AppGroup/", "/Data/PluginKitPlugin/",
                                      "/Data/System/", "/Shared/SystemGroup/"}) {
    const auto name = folder_behind(path, kind);
    if (!name.empty()) return is_number_of_container(name) ? std::string_view() : name;
  }
  return {};
}

Person person_of(std::string_view address) {
  const auto whole = trim(address);
  const auto read = as_it_is_read(whole);
  address = bare_address(trim(read));
  Person out;
  const auto at = address.find('@');
  const auto server = at == std::string_view::npos ? std::string() : lower(address.substr(at + 1));
  if (server == "s.whatsapp.net" || server == "c.us") {
    const auto number = address.substr(0, std::min(address.find_first_of(":@"), at));
    const bool digits = !number.empty() && std::all_of(number.begin(), number.end(),
                                                       [](char c) { return c >= '0' && c <= '9'; });
    (digits ? out.phone : out.name) = digits ? "+" + std::string(number) : std::string(whole);
  } else if (server == "g.us" || server == "lid" || server == "broadcast" || server == "newsletter") {
    out.name = address;
  } else if (is_phone(address)) {
    out.phone = address;
  } else if (is_email(address)) {
    out.email = address;
  } else {
    out.name = whole;
  }
  return out;
}

LinkMentioned with_link(LinkMentioned like, std::string_view link) {
  like.url = {link};
  if (const auto address = address_of_mail(link); !address.empty()) like.email = {address}, like.phone = {};
  return like;
}

void add_links(std::string_view text, const LinkMentioned& like, std::uint64_t at, Sink& out) {
  for (const auto& link : links_in_text(text)) {
    if (link.size() == longest_link)
      out.problem(Fault::too_big, "a link is given by its first 16384 bytes", at);
    out.add(with_link(like, link), at);
  }
}

}  // namespace waarborg
