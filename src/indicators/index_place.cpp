#include "indicators/index_place.h"

#include <algorithm>

#include "base/text.h"
#include "indicators/index_state.h"

namespace waarborg {
namespace {

constexpr std::size_t most_words = 62;

std::string no_value(const Placed& i) {
  return "\"" + printable(shorten(i.value, 80)) + "\" is not a value of type " + std::string(name_of(i.type));
}
std::string no_test(const Placed& i) {
  return "the test \"" + std::string(name_of(i.test)) + "\" does not exist for type " +
         std::string(name_of(i.type));
}

}  // namespace

bool has_words(Type type) {
  return type == Type::vendor || type == Type::signer || type == Type::certificate;
}

std::string KeyPlace::choose(const Placed& i) {
  key.clear();
  form = whole;
  parts = 0;
  pattern = false;
  if (i.test == Test::regex || i.test == Test::glob) return place_pattern(i);
  if (i.test == Test::words) return place_words(i);
  if (i.test == Test::within) form = prefix;
  switch (i.type) {
    case Type::domain:
      return place_domain(i);
    case Type::url:
      return place_url(i);
    case Type::ip:
      return place_ip(i);
    case Type::purl:
      return i.test == Test::within ? no_test(i) : place_purl(i);
    case Type::cpe:
      return i.test == Test::within ? no_test(i) : place_cpe(i);
    case Type::path:
    case Type::registry_key: {
      if (!fold(i.type, i.value, key)) return no_value(i);
      each_prefix(key, 1, i.type == Type::path ? "/" : "\\", [&](std::size_t, std::size_t n) {
        parts = n;
        return true;
      });
      return {};
    }
    default:
      break;
  }
  if (i.test == Test::within) return no_test(i);
  if (i.type == Type::package && i.value.starts_with("*/")) {
    form = any_ecosystem;
    key = i.value.substr(2);
    return key.empty() ? no_value(i) : "";
  }
  return fold(i.type, i.value, key) ? "" : no_value(i);
}

std::string KeyPlace::place_domain(const Placed& i) {
  if (IpAddress address; parse_ip(i.value, address)) return "an address is not a domain";
  if (!fold_domain(i.value, key)) return no_value(i);
  parts = static_cast<std::size_t>(std::count(key.begin(), key.end(), '.')) + 1;
  return {};
}

std::string KeyPlace::place_url(const Placed& i) {
  UrlKey url;
  if (!fold_url(i.value, url)) return no_value(i);
  key = url.text;
  each_prefix(std::string_view(key).substr(url.scheme), url.host_end - url.scheme, "/?",
              [&](std::size_t, std::size_t n) {
                parts = n;
                return true;
              });
  return {};
}

std::string KeyPlace::place_ip(const Placed& i) {
  IpAddress address;
  unsigned bits = 128;
  if (!parse_ip_range(i.value, address, bits)) return no_value(i);
  if (i.test == Test::exact && bits != 128) return "a range needs the test \"within\"";
  key = masked(address, bits).key();
  form = static_cast<std::uint8_t>(bits);
  return {};
}

std::string KeyPlace::place_purl(const Placed& i) {
  PurlKey purl;
  if (!fold_purl(i.value, purl)) return no_value(i);
  form = static_cast<std::uint8_t>(purl_first + (purl.version.empty() ? 0 : 1) +
                                   (purl.qualifiers.empty() ? 0 : 2));
  key = purl.name + purl.version + purl.qualifiers;
  return {};
}

std::string KeyPlace::place_cpe(const Placed& i) {
  CpeKey cpe;
  if (!fold_cpe(i.value, cpe)) return no_value(i);
  unsigned mask = 0;
  for (unsigned n = 0; n < cpe.size(); ++n) {
    if (cpe[n].find('*') != std::string::npos) return "a '*' must stand for a whole component of a CPE";
    if (!cpe[n].empty()) mask |= 1u << n;
  }
  form = static_cast<std::uint8_t>(cpe_first + mask);
  append_cpe_key(cpe, mask, key);
  return {};
}

std::string KeyPlace::place_words(const Placed& i) {
  if (!has_words(i.type)) return no_test(i);
  const auto folded = name_words(i.value);
  if (folded.empty()) return "nothing is left of it without punctuation and legal forms";
  if (folded.size() > most_words) return "it has too many words";
  key = join(folded, " ");
  form = run_of_words;
  parts = folded.size();
  return {};
}

std::string KeyPlace::place_pattern(const Placed& i) {
  if (i.type == Type::ip) return no_test(i);
  if (i.test == Test::regex) {
    pattern = true;
    return {};
  }
  const auto value = i.value;
  if (i.type == Type::path && value.starts_with("**/") && !has_wildcard(value.substr(3)) &&
      value.find('/', 3) == std::string_view::npos && value.size() > 3) {
    form = base_name;
    key = lower(value.substr(3));  // names on Windows have no case; find() asks others for theirs
    return {};
  }
  if (i.type == Type::package && value.starts_with("*/") && !has_wildcard(value.substr(2)) &&
      value.size() > 2) {
    form = any_ecosystem;
    key = value.substr(2);
    return {};
  }
  pattern = true;
  return {};
}

bool append_cpe_key(const CpeKey& cpe, unsigned mask, std::string& out) {
  for (unsigned n = 0; n < cpe.size(); ++n) {
    if ((mask >> n & 1u) == 0) continue;
    if (cpe[n].empty()) return false;
    out += cpe[n];
    out += '\x1F';
  }
  return true;
}

}  // namespace waarborg
