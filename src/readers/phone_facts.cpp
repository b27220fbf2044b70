#include "readers/phone_facts.h"

#include <algorithm>

#include "base/text.h"
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

bool drop_front(std::string_view& text, std::string_view prefix) {
  if (text.size() < prefix.size() || lower(text.substr(0, prefix.size())) != prefix) return false;
  text.remove_prefix(prefix.size());
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
  address = trim(address);
  constexpr std::string_view prefixes[] = {"mailto:", "tel:", "sms:", "e:", "p:"};
  for (const auto prefix : prefixes)
    if (drop_front(address, prefix)) break;
  Person out;
  const auto at = address.find('@');
  const auto server = at == std::string_view::npos ? std::string_view() : address.substr(at + 1);
  if (server == "s.whatsapp.net" || server == "c.us") {
    const auto number = address.substr(0, std::min(address.find_first_of(":@"), at));
    const bool digits = !number.empty() && std::all_of(number.begin(), number.end(),
                                                       [](char c) { return c >= '0' && c <= '9'; });
    (digits ? out.phone : out.name) = digits ? "+" + std::string(number) : std::string(address);
  } else if (server == "g.us" || server == "lid" || server == "broadcast" || server == "newsletter") {
    out.name = address;
  } else if (is_phone(address)) {
    out.phone = address;
  } else if (is_email(address)) {
    out.email = address;
  } else {
    out.name = address;
  }
  return out;
}

void add_links(std::string_view text, LinkMentioned like, std::uint64_t at, Sink& out) {
  for (const auto& link : links_in_text(text)) {
    if (link.size() == longest_link)
      out.problem(Fault::too_big, "a link is given by its first 16384 bytes", at);
    like.url = {link};
    out.add(like, at);
  }
}

}  // namespace waarborg
