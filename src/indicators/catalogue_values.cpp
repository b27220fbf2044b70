#include "indicators/catalogue_values.h"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "base/time.h"
#include "indicators/catalogue.h"

namespace waarborg {
namespace {

constexpr std::array<std::string_view, 3> weight_names = {"decisive", "supporting", "lead"};
constexpr std::array<std::string_view, 5> test_names = {"exact", "within", "words", "glob", "regex"};
constexpr std::array<std::string_view, 4> grades = {"vendor", "government", "public", "single"};
constexpr std::array<std::string_view, 4> jurisdiction_roles = {"seat", "parent", "data", "operations"};
constexpr std::array<std::string_view, 4> criterion_values = {"met", "not-met", "unknown", "not-applicable"};
constexpr std::array<std::string_view, 3> criterion_grades = {"confirmed", "credible", "claimed"};
constexpr std::array<std::string_view, 5> platforms = {"linux", "windows", "macos", "ios", "android"};
// A reader with a new probe class adds it here as soon as a vendor's absence depends on it.
constexpr std::array<std::string_view, 18> probe_classes = {"identity.os",       "identity.device",
                                                            "packages",          "packages.dpkg",
                                                            "packages.rpm",      "paths",
                                                            "services.systemd",  "sbom",
                                                            "dns.queries",       "windows.programs",
                                                            "windows.services",  "windows.roots",
                                                            "android.packages",  "android.roles",
                                                            "android.processes", "android.properties",
                                                            "ios.apps",          "ios.backup"};
// ISO 3166-1 alpha-2, as of 2026.
constexpr std::string_view countries =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV "
    "BW BY BZ "
    "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ "
    "FK FM FO "
    "FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR "
    "IS IT JE "
    "JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML "
    "MM MN MO "
    "MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR "
    "PS PT PW "
    "PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ "
    "TK TL TM "
    "TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

template <std::size_t N>
bool one_of(const std::array<std::string_view, N>& names, std::string_view text) {
  return std::find(names.begin(), names.end(), text) != names.end();
}

template <class E, std::size_t N>
std::optional<E> find_name(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto at = std::find(names.begin(), names.end(), name);
  if (at == names.end()) return std::nullopt;
  return static_cast<E>(at - names.begin());
}

bool all_in(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}

constexpr std::string_view digits = "0123456789";
constexpr std::string_view small = "abcdefghijklmnopqrstuvwxyz0123456789";

bool may_test(Type type, Test test) {
  const auto is = [type](std::initializer_list<Type> types) {
    return std::find(types.begin(), types.end(), type) != types.end();
  };
  switch (test) {
    case Test::exact:
      return true;
    case Test::within:
      return is({Type::domain, Type::path, Type::ip, Type::url, Type::registry_key});
    case Test::words:
      return is({Type::vendor, Type::signer, Type::certificate});
    case Test::glob:
    case Test::regex:
      // Not domains and addresses, which have `within`; not digests, which are met whole or not at all.
      return is({Type::url, Type::path, Type::package, Type::service, Type::process, Type::purl, Type::cpe,
                 Type::app_id, Type::registry_key, Type::certificate, Type::signer, Type::vendor});
  }
  return false;
}

std::string domain_fault(std::string_view value) {
  if (value.size() > 253) return "a domain is at most 253 characters";
  const auto labels = split(value, '.');
  if (labels.size() < 2) return "a domain needs a dot";
  for (const auto& label : labels) {
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
      return "a label of the domain is empty, longer than 63, or begins or ends with '-'";
    for (const char c : label)
      if (small.find(c) == std::string_view::npos && c != '-' && c != '_')
        return "a domain is written in lower case, without scheme, path or wildcard, other scripts as xn--";
  }
  return all_in(labels.back(), digits) ? "an address is of type ip" : "";
}

std::string ip_fault(std::string_view value, Test test) {
  const auto slash = value.find('/');
  if ((slash != std::string_view::npos) != (test == Test::within))
    return test == Test::within ? "a range needs a prefix length: 192.0.2.0/24"
                                : "a range needs test: within";
  const std::string address(value.substr(0, slash));
  std::array<unsigned char, 16> bytes{};
  const bool four = inet_pton(AF_INET, address.c_str(), bytes.data()) == 1;
  if (!four && inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return "not an IPv4 or IPv6 address";
  if (slash == std::string_view::npos) return "";
  const auto text = value.substr(slash + 1);
  unsigned length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  const unsigned most = four ? 32 : 128;
  if (error != std::errc() || end != text.data() + text.size() || length > most)
    return fmt::format("the prefix length is 0 to {}", most);
  for (unsigned bit = length; bit < most; ++bit)
    if ((bytes[bit / 8] >> (7 - bit % 8) & 1) != 0) return "the range has bits behind its prefix";
  return "";
}

// "C:/Program Files": a letter, or '?' for any, then ":/".
bool has_drive(std::string_view value) {
  const bool letter =
      !value.empty() && ((value[0] >= 'A' && value[0] <= 'Z') || (value[0] >= 'a' && value[0] <= 'z'));
  return value.size() > 3 && (letter || value[0] == '?') && value.substr(1, 2) == ":/";
}

std::string path_fault(std::string_view value, Test test) {
  if (test == Test::regex) return "";
  if (has_drive(value)) value.remove_prefix(2);
  if (!value.starts_with('/')) return "a path begins with '/', or with a drive: C:/Program Files";
  if (value.size() > 1 && value.ends_with('/')) return "a path does not end with '/'";
  if (value == "/") return "every file lies below /";
  for (const auto& part : split(value.substr(1), '/'))
    if (part.empty() || part == "." || part == "..") return "a path has no empty component, '.' or '..'";
  return "";
}

std::string package_fault(std::string_view value, Test test) {
  if (test == Test::regex) return "";
  const auto slash = value.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == value.size() ||
      !all_in(value.substr(0, slash), small))
    return "a package is ecosystem/name: deb/kesl";
  return "";
}

std::string form_fault(Type type, Test test, std::string_view value) {
  switch (type) {
    case Type::domain:
      return domain_fault(value);
    case Type::ip:
      return ip_fault(value, test);
    case Type::path:
      return path_fault(value, test);
    case Type::package:
      return package_fault(value, test);
    case Type::url:
      return test == Test::glob || test == Test::regex || is_web_address(value)
                 ? ""
                 : "not an http or https address";
    case Type::hash: {
      const bool length = value.size() == 32 || value.size() == 40 || value.size() == 64;
      return length && all_in(value, "0123456789abcdef")
                 ? ""
                 : "a hash is 32, 40 or 64 lower-case hexadecimal digits";
    }
    case Type::purl:
      return value.starts_with("pkg:") || test == Test::regex ? "" : "a purl begins with pkg:";
    case Type::cpe:
      return value.starts_with("cpe:") || test == Test::regex ? "" : "a CPE begins with cpe:";
    case Type::as_number:
      return value.size() > 2 && value.size() <= 12 && value.starts_with("AS") &&
                     all_in(value.substr(2), digits)
                 ? ""
                 : "an AS number is written AS64496";
    default:
      return "";
  }
}

}  // namespace

std::optional<Weight> weight_named(std::string_view name) {
  return find_name<Weight>(weight_names, name);
}
std::optional<Test> test_named(std::string_view name) {
  return find_name<Test>(test_names, name);
}

bool is_catalogue_id(std::string_view text) {
  return !text.empty() && text.size() <= 64 && text.front() != '-' && text.back() != '-' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

bool is_country(std::string_view text) {
  const auto at = countries.find(text);
  return text.size() == 2 && at != std::string_view::npos && at % 3 == 0;
}

bool is_web_address(std::string_view text) {
  const std::size_t scheme = text.starts_with("https://") ? 8 : text.starts_with("http://") ? 7 : 0;
  if (scheme == 0 || text.size() > 2048) return false;
  for (const char c : text)
    if (static_cast<unsigned char>(c) <= 0x20 || c == '"' || c == '<' || c == '>' || c == '\\' || c == 0x7F)
      return false;
  const auto host = text.substr(scheme, text.find_first_of("/?#", scheme) - scheme);
  return host.find('@') == std::string_view::npos &&
         domain_fault(lower(host.substr(0, host.find(':')))).empty();
}

bool is_source_grade(std::string_view text) {
  return one_of(grades, text);
}
bool is_criterion_id(std::string_view text) {
  if (!text.starts_with('C')) return false;
  text.remove_prefix(1);
  const bool one = text.size() == 1 && text[0] >= '1' && text[0] <= '9';
  return one || (text.size() == 2 && text[0] == '1' && text[1] >= '0' && text[1] <= '5');
}
bool is_criterion_value(std::string_view text) {
  return one_of(criterion_values, text);
}
bool is_criterion_grade(std::string_view text) {
  return one_of(criterion_grades, text);
}
bool is_language(std::string_view text) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return text.size() == 2 && letter(text[0]) && letter(text[1]);
}
bool is_jurisdiction_role(std::string_view text) {
  return one_of(jurisdiction_roles, text);
}
bool is_platform(std::string_view text) {
  return one_of(platforms, text);
}
bool is_probe_class(std::string_view text) {
  return one_of(probe_classes, text);
}

const std::vector<std::string_view>& product_categories() {
  static const std::vector<std::string_view> all = {
      "ai-assistant",       "antivirus",       "antivirus-component",
      "app-store",          "browser",         "camera",
      "cloud-service",      "communication",   "device-firmware",
      "messenger",          "mobile-services", "network-equipment",
      "network-monitoring", "office",          "password-manager",
      "satellite-network",  "social-media",    "vpn"};
  return all;
}

std::string identifier_fault(Type type, Test test, std::string_view value) {
  if (!is_matchable(type)) return fmt::format("nothing is matched against type {}", name_of(type));
  if (type == Type::process_cut) return "a cut name follows from the whole one of type process";
  if (type == Type::file_name) return "a file's name is the end of a path: type path, \"**/NAME\"";
  if (type == Type::email || type == Type::phone || type == Type::device_id || type == Type::mac_address)
    return fmt::format("type {} names people or devices, not products", name_of(type));
  if (!may_test(type, test))
    return fmt::format("type {} cannot be tested with {}", name_of(type),
                       test_names[static_cast<std::size_t>(test)]);
  if (value.size() > 1024) return "a value is at most 1024 bytes";
  if (trim(value) != value) return "the value begins or ends with a blank";
  for (const char c : value)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return "the value holds a control character";
  if (test == Test::words && name_words(value).empty())
    return "no word is left of it once legal forms and punctuation are gone";
  if (test == Test::regex) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(1 << 20);
    const RE2 pattern{std::string(value), options};
    if (!pattern.ok()) return fmt::format("not a usable pattern: {}", pattern.error());
    if (RE2::FullMatch("", pattern)) return "the pattern meets the empty text";
  }
  if (test == Test::glob && !has_wildcard(value)) return "no wildcard in it: use test: exact";
  if (test == Test::glob && all_in(value, "*?/")) return "the pattern meets everything";
  return form_fault(type, test, value);
}

std::string identifier_key(Type type, std::string_view value) {
  std::string key(name_of(type));
  key += ':';
  if (type == Type::service && value.ends_with(".service")) value.remove_suffix(8);
  if (type == Type::vendor) return key + folded_name(value);
  return key + (type == Type::path || type == Type::package ? std::string(value) : lower(value));
}

}  // namespace waarborg
