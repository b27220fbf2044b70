#include "readers/ios_profile_parts.h"

#include <arpa/inet.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"

namespace waarborg {
namespace {

constexpr unsigned deepest = 16;
constexpr std::size_t most_values = 100'000, most_pointed = 1000;

bool is_address(const std::string& text) {
  in6_addr into{};
  return inet_pton(AF_INET, text.c_str(), &into) == 1 || inet_pton(AF_INET6, text.c_str(), &into) == 1;
}

bool names_server(std::string_view key) {
  for (const std::string_view end :
       {"server", "serveraddress", "serveraddresses", "servername", "hostname", "host", "remoteaddress"})
    if (key.ends_with(end)) return true;
  return key == "address" || key == "endpoint";
}

bool names_app(std::string_view key) {
  return key.ends_with("bundleidentifier") || key.ends_with("bundleid") || key == "vpnsubtype" ||
         key == "plugintype" || key == "application" || key == "app-bundle-id";
}

// A host without what stands around it: "[2001:db8::1]:443" and "vpn.example.org:443".
std::string host_of(std::string_view text) {
  text = trim(text);
  if (text.starts_with('[') && text.find(']') != std::string_view::npos)
    return std::string(text.substr(1, text.find(']') - 1));
  const auto colon = text.find(':');
  if (colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos)
    text = text.substr(0, colon);
  return std::string(text);
}

class Collected {
 public:
  Collected(std::uint64_t row, Sink& out) : row_(row), out_(out) {}

  // V: PlistValue or Archived; they are asked the same questions.
  template <class V>
  void walk(const V& value, const std::string& key, unsigned depth) {
    if (++values_ > most_values || depth > deepest) {
      too_many_ = true;
      return;
    }
    if (value.is(PlistKind::text)) return text(key, std::string(value.text()));
    const bool dict = value.is(PlistKind::dict);
    if (!dict && !value.is(PlistKind::array)) return;
    for (std::size_t i = 0; i < value.size(); ++i) {
      const auto name = dict ? lower(std::string(value.key(i).text())) : key;
      if (!name.starts_with('$')) walk(value[i], name, depth + 1);  // "$class" of an archived object
    }
  }

  std::vector<Pointed> take() {
    if (too_many_)
      out_.problem(Fault::too_big, "points at more than is kept, or its values are nested deeper than 16",
                   row_);
    return std::move(all_);
  }

 private:
  void text(const std::string& key, const std::string& value) {
    if (value.empty() || value.size() > longest_android_value) return;
    if (value.find("://") != std::string::npos) return add({.url = value});
    if (names_app(key)) return add({.app_id = value});
    if (!names_server(key)) return;
    const auto host = host_of(value);
    if (host.empty() || host.find_first_of(" \t\n/") != std::string::npos) return;
    add(is_address(host) ? Pointed{.address = host} : Pointed{.server = host});
  }

  void add(Pointed one) {
    if (!seen_.insert(one.server + '\0' + one.address + '\0' + one.url + '\0' + one.app_id).second) return;
    if (all_.size() == most_pointed)
      too_many_ = true;
    else
      all_.push_back(std::move(one));
  }

  std::uint64_t row_;
  Sink& out_;
  std::vector<Pointed> all_;
  std::set<std::string> seen_;
  std::size_t values_ = 0;
  bool too_many_ = false;
};

}  // namespace

std::vector<Pointed> pointed_at(PlistValue value, std::uint64_t row, Sink& out) {
  Collected all(row, out);
  all.walk(value, "", 0);
  return all.take();
}

std::vector<Pointed> pointed_at(const Archived& value, std::uint64_t row, Sink& out) {
  Collected all(row, out);
  all.walk(value, "", 0);
  return all.take();
}

std::string_view network_kind(std::string_view type) {
  constexpr std::array<std::array<std::string_view, 2>, 8> kinds = {
      {{"com.apple.vpn.managed", "vpn"},
       {"com.apple.dnsSettings", "dns"},
       {"com.apple.dnsProxy", "dns"},
       {"com.apple.webcontent-filter", "content-filter"},
       {"com.apple.proxy.", "proxy"},
       {"com.apple.relay", "relay"},
       {"com.apple.cellular", "apn"},
       {"com.apple.apn", "apn"}}};
  for (const auto& [start, kind] : kinds)
    if (type.starts_with(start)) return kind;
  return {};
}

Blob certificate_bytes(Bytes data) {
  constexpr std::string_view begin = "-----BEGIN CERTIFICATE-----", end = "-----END CERTIFICATE-----";
  const auto text = as_text(data);
  const auto from = text.find(begin);
  if (from == std::string_view::npos) return {data.begin(), data.end()};
  const auto body = text.substr(from + begin.size());
  const auto to = body.find(end);
  if (to == std::string_view::npos) return {};
  Blob out(to);
  std::size_t n = 0;
  if (sodium_base642bin(out.data(), out.size(), body.data(), to, " \t\r\n", &n, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0)
    return {};
  out.resize(n);
  return out;
}

std::vector<std::string_view> profile_paths(std::initializer_list<std::string_view> names) {
  std::vector<std::string_view> out;
  for (const auto name : names) {
    const std::string file(name), group = "containers/Shared/SystemGroup/*/Library/ConfigurationProfiles/";
    const auto add = [&](const std::string& path) {
      for (const auto one : device_paths({path})) out.push_back(one);
    };
    add(group + file);
    add("mobile/Library/ConfigurationProfiles/" + file);
    add("mobile/Library/UserConfigurationProfiles/" + file);
    add("mobile/Library/UserConfigurationProfiles/PublicInfo/" + file);
    out.push_back(kept_pattern("**/MCState/*/" + file));
  }
  return out;
}

}  // namespace waarborg
