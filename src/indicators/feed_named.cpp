#include "indicators/feed_named.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "indicators/feed_value.h"

namespace waarborg {
namespace {

enum class As : std::uint8_t {
  one,     // a value of the type
  any,     // whatever the value is by its syntax
  parts,   // two values with '|' or ':' between: the first is of the type, the second an address or a port
  at_end,  // a file's name before '|', then a digest
  context,
  unread
};

struct Name {
  std::string_view name;  // lower case, letters and digits only
  As as;
  Type type = Type::text;
  Test test = Test::exact;
  Weight weight = Weight::decisive;
};

constexpr Name domain(std::string_view name) {
  return {name, As::one, Type::domain, Test::within};
}
constexpr Name digest(std::string_view name) {
  return {name, As::one, Type::hash};
}
constexpr Name signer(std::string_view name) {
  return {name, As::one, Type::signer};
}
constexpr Name context(std::string_view name) {
  return {name, As::context};
}
constexpr Name unread(std::string_view name) {
  return {name, As::unread};
}
constexpr Name one(std::string_view name, Type type) {
  return {name, As::one, type};
}

constexpr std::array names = {
    domain("domain"),
    domain("domainname"),
    domain("hostname"),
    domain("host"),
    domain("fqdn"),
    domain("domains"),
    domain("dns"),
    domain("c2"),
    domain("c2domain"),
    domain("subdomain"),
    Name{"domainip", As::parts, Type::domain, Test::within},
    Name{"hostnameport", As::parts, Type::domain, Test::within},
    Name{"domainport", As::parts, Type::domain, Test::within},
    one("url", Type::url),
    one("uri", Type::url),
    one("urls", Type::url),
    one("ip", Type::ip),
    one("ipv4", Type::ip),
    one("ipv6", Type::ip),
    one("ips", Type::ip),
    one("ipsrc", Type::ip),
    one("ipdst", Type::ip),
    one("ipaddress", Type::ip),
    one("address", Type::ip),
    one("ipv4addr", Type::ip),
    one("ipv6addr", Type::ip),
    one("cidr", Type::ip),
    one("iprange", Type::ip),
    Name{"ipsrcport", As::parts, Type::ip, Test::exact, Weight::supporting},
    Name{"ipdstport", As::parts, Type::ip, Test::exact, Weight::supporting},
    Name{"ipport", As::parts, Type::ip, Test::exact, Weight::supporting},
    digest("md5"),
    digest("sha1"),
    digest("sha256"),
    digest("hash"),
    digest("filehash"),
    digest("hashes"),
    digest("md5hash"),
    digest("sha1hash"),
    digest("sha256hash"),
    digest("filehashmd5"),
    digest("filehashsha1"),
    digest("filehashsha256"),
    digest("samplehash"),
    digest("sha1digest"),
    Name{"filenamemd5", As::at_end},
    Name{"filenamesha1", As::at_end},
    Name{"filenamesha256", As::at_end},
    Name{"malwaresample", As::at_end},
    Name{"filename", As::one, Type::path, Test::glob, Weight::supporting},
    Name{"file", As::one, Type::path, Test::glob, Weight::supporting},
    Name{"filepath", As::one, Type::path, Test::within},
    Name{"path", As::one, Type::path, Test::within},
    Name{"fullpath", As::one, Type::path, Test::within},
    Name{"directory", As::one, Type::path, Test::within},
    Name{"folder", As::one, Type::path, Test::within},
    one("email", Type::email),
    one("emailaddress", Type::email),
    one("emailaddr", Type::email),
    one("emailsrc", Type::email),
    one("emaildst", Type::email),
    one("emailreplyto", Type::email),
    one("appleid", Type::email),
    one("sender", Type::email),
    one("mail", Type::email),
    one("phone", Type::phone),
    one("phonenumber", Type::phone),
    one("msisdn", Type::phone),
    one("macaddress", Type::mac_address),
    one("mac", Type::mac_address),
    one("macaddr", Type::mac_address),
    one("bssid", Type::mac_address),
    one("process", Type::process),
    one("processname", Type::process),
    one("processes", Type::process),
    one("app", Type::app_id),
    one("appid", Type::app_id),
    one("package", Type::app_id),
    one("packagename", Type::app_id),
    one("packages", Type::app_id),
    one("bundleid", Type::app_id),
    one("bundle", Type::app_id),
    one("mobileapplicationid", Type::app_id),
    signer("certificate"),
    signer("cert"),
    signer("certsha1"),
    signer("certsha256"),
    signer("certmd5"),
    signer("signer"),
    signer("certificates"),
    signer("x509fingerprintsha1"),
    signer("x509fingerprintmd5"),
    signer("x509fingerprintsha256"),
    signer("certificatesha1"),
    signer("certificatesha256"),
    Name{"certificateorganization", As::one, Type::signer, Test::words, Weight::supporting},
    one("profile", Type::profile_id),
    one("profileid", Type::profile_id),
    one("configurationprofile", Type::profile_id),
    one("profileuuid", Type::profile_id),
    one("property", Type::registry_key),
    one("androidproperty", Type::registry_key),
    Name{"regkey", As::one, Type::registry_key, Test::within},
    Name{"registrykey", As::one, Type::registry_key, Test::within},
    Name{"registry", As::one, Type::registry_key, Test::within},
    Name{"regkeyvalue", As::parts, Type::registry_key, Test::within, Weight::supporting},
    one("service", Type::service),
    one("windowsservicename", Type::service),
    Name{"as", As::one, Type::as_number, Test::exact, Weight::supporting},
    Name{"asn", As::one, Type::as_number, Test::exact, Weight::supporting},
    one("cpe", Type::cpe),
    one("purl", Type::purl),
    Name{"indicator", As::any},
    Name{"ioc", As::any},
    Name{"iocvalue", As::any},
    Name{"value", As::any},
    Name{"observable", As::any},
    Name{"iocs", As::any},
    Name{"indicators", As::any},
    context("comment"),
    context("text"),
    context("other"),
    context("link"),
    context("description"),
    context("targetemail"),
    context("targetuser"),
    context("targetmachine"),
    context("targetorg"),
    context("targetlocation"),
    context("threatactor"),
    context("campaignname"),
    context("campaignid"),
    context("datetime"),
    context("date"),
    context("vulnerability"),
    context("cve"),
    context("weakness"),
    context("attachment"),
    context("port"),
    context("sizeinbytes"),
    context("counter"),
    context("boolean"),
    context("float"),
    context("hex"),
    context("githubrepository"),
    context("whoisregistrar"),
    context("whoiscreationdate"),
    context("malwaretype"),
    context("mimetype"),
    context("emailsubject"),
    unread("ssdeep"),
    unread("tlsh"),
    unread("imphash"),
    unread("pehash"),
    unread("impfuzzy"),
    unread("sha224"),
    unread("sha384"),
    unread("sha512"),
    unread("sha3"),
    unread("authentihash"),
    unread("mutex"),
    unread("yara"),
    unread("sigma"),
    unread("snort"),
    unread("zeek"),
    unread("pattern"),
    unread("useragent"),
    unread("ja3"),
    unread("ja3fingerprintmd5"),
    unread("jarmfingerprint"),
    unread("namedpipe"),
    unread("btc"),
    unread("xmr"),
    unread("iban"),
    unread("maceui64"),
    unread("filenamessdeep"),
    unread("filenamesha512"),
    unread("filenameimphash"),
    unread("certificatecn"),
    unread("pdb"),
    unread("stix2pattern"),
    unread("windowsscheduledtask"),
    unread("emailmessageid"),
};

std::string folded(std::string_view name) {
  std::string out;
  for (const char c : lower(name))
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
  return out;
}

// A table says the same name in every row.
const Name* find(std::string_view name) {
  thread_local std::string last;
  thread_local const Name* found = nullptr;
  if (name == last && !name.empty()) return found;
  const auto wanted = folded(name);
  const auto at = std::find_if(names.begin(), names.end(), [&](const Name& n) { return n.name == wanted; });
  last = name;
  return found = at == names.end() ? nullptr : &*at;
}

bool add(const Name& name, std::string_view value, std::vector<Indicator>& out) {
  Indicator indicator;
  indicator.type = name.type;
  indicator.test = name.test;
  indicator.weight = name.weight;
  const bool bracketed = name.type == Type::domain || name.type == Type::url || name.type == Type::ip ||
                         name.type == Type::email;
  indicator.value = bracketed ? without_brackets(value) : std::string(value);
  if (!fit_value(indicator)) return false;
  out.push_back(std::move(indicator));
  return true;
}

// "evil.example|192.0.2.1", "192.0.2.1|443", "192.0.2.1:443"
bool add_parts(const Name& name, std::string_view value, std::vector<Indicator>& out) {
  auto middle = value.find('|');
  if (middle == std::string_view::npos && name.type != Type::registry_key) middle = value.rfind(':');
  if (!add(name, trim(value.substr(0, middle)), out)) return false;
  if (name.type == Type::domain && middle != std::string_view::npos)
    add({"", As::one, Type::ip, Test::exact, Weight::supporting}, trim(value.substr(middle + 1)), out);
  return true;
}

}  // namespace

Named kind_of_name(std::string_view name) {
  const auto* known = find(name);
  if (known == nullptr) return Named::unknown;
  return known->as == As::context ? Named::context : known->as == As::unread ? Named::unread : Named::used;
}

Named indicators_named(std::string_view name, std::string_view value, std::vector<Indicator>& out) {
  const auto* known = find(name);
  if (known == nullptr) return Named::unknown;
  value = trim(value);
  bool good = false;
  Indicator any;
  switch (known->as) {
    case As::context:
      return Named::context;
    case As::unread:
      return Named::unread;
    case As::one:
      good = add(*known, value, out);
      break;
    case As::parts:
      good = add_parts(*known, value, out);
      break;
    case As::at_end:
      good = add(digest(""), value.substr(value.rfind('|') + 1), out);
      break;
    case As::any:
      good = recognise_value(value, any);
      if (good) out.push_back(std::move(any));
      break;
  }
  return good ? Named::used : Named::no_value;
}

}  // namespace waarborg
