// The object paths of STIX 2.0 and 2.1, and those that tools for phones have made up. Specification: STIX
// 2.1, part 6 (Cyber-observable Objects).
#include <algorithm>
#include <array>

#include "base/text.h"
#include "indicators/feed_stix.h"

namespace waarborg {
namespace {

struct Property {
  std::string_view object, path;  // lower case; a path that ends in '.' stands for all that begin with it
  Type type;
  Test test = Test::exact;
  Weight weight = Weight::decisive;
};

// A property of Android is a named setting of the system, as a registry key is. A certificate stands in some
// evidence as the signer of a program and in other evidence as a digest of its own.
constexpr std::array properties = {
    Property{"domain-name", "value", Type::domain, Test::within},
    Property{"domain-name", "resolves_to_refs.value", Type::ip, Test::exact, Weight::supporting},
    Property{"url", "value", Type::url},
    Property{"ipv4-addr", "value", Type::ip},
    Property{"ipv6-addr", "value", Type::ip},
    Property{"mac-addr", "value", Type::mac_address},
    Property{"network-traffic", "dst_ref.value", Type::domain, Test::within},
    Property{"network-traffic", "src_ref.value", Type::domain, Test::within},
    Property{"network-traffic", "extensions.http-request-ext.request_header.host", Type::domain,
             Test::within},
    Property{"file", "name", Type::path, Test::glob, Weight::supporting},
    Property{"file", "path", Type::path, Test::within},
    Property{"file", "parent_directory_ref.path", Type::path, Test::within, Weight::supporting},
    Property{"directory", "path", Type::path, Test::within},
    Property{"file", "hashes.", Type::hash},
    Property{"file", "content_ref.hashes.", Type::hash},
    Property{"artifact", "hashes.", Type::hash},
    Property{"artifact", "url", Type::url},
    Property{"process", "name", Type::process},
    Property{"process", "image_ref.name", Type::path, Test::glob, Weight::supporting},
    Property{"process", "binary_ref.name", Type::path, Test::glob, Weight::supporting},
    Property{"process", "image_ref.hashes.", Type::hash},
    Property{"process", "binary_ref.hashes.", Type::hash},
    Property{"email-addr", "value", Type::email},
    Property{"email-message", "from_ref.value", Type::email},
    Property{"email-message", "sender_ref.value", Type::email},
    Property{"email-message", "to_refs.value", Type::email},
    Property{"email-message", "cc_refs.value", Type::email},
    Property{"email-message", "body_multipart.body_raw_ref.name", Type::path, Test::glob, Weight::supporting},
    Property{"user-account", "account_login", Type::email},
    Property{"user-account", "user_id", Type::email},
    Property{"app", "id", Type::app_id},
    Property{"app", "cert.", Type::signer},
    Property{"x509-certificate", "hashes.", Type::signer},
    Property{"x509-certificate", "hashes.", Type::hash},
    Property{"x509-certificate", "subject", Type::certificate},
    Property{"configuration-profile", "id", Type::profile_id},
    Property{"android-property", "name", Type::registry_key},
    Property{"windows-registry-key", "key", Type::registry_key, Test::within},
    Property{"autonomous-system", "number", Type::as_number, Test::exact, Weight::supporting},
    Property{"software", "cpe", Type::cpe},
    Property{"software", "name", Type::package, Test::exact, Weight::supporting},
    Property{"software", "vendor", Type::vendor, Test::words, Weight::lead},
    Property{"phone-number", "value", Type::phone},
    Property{"windows-service-ext", "service_name", Type::service},
    Property{"process", "extensions.windows-service-ext.service_name", Type::service},
};

std::string path_of(const StixComparison& c) {
  return lower(join(c.path, "."));
}

}  // namespace

const std::vector<StixProperty>& stix_properties(const StixComparison& c) {
  // A feed says the same few paths a million times.
  struct Known {
    std::string object;
    std::vector<std::string> path;
    std::vector<StixProperty> found;
  };
  thread_local std::array<Known, 16> known;
  thread_local std::size_t oldest = 0;
  for (const auto& one : known)
    if (one.object == c.object && one.path == c.path) return one.found;
  auto& fresh = known[oldest++ % known.size()];
  fresh = {c.object, c.path, {}};
  const auto path = path_of(c), object = lower(c.object);
  for (const auto& p : properties)
    if (p.object == object && (p.path.ends_with('.') ? path.starts_with(p.path) : path == p.path))
      fresh.found.push_back({p.type, p.test, p.weight, p.path.ends_with('.')});
  return fresh.found;
}

bool follows_from_digest(const StixComparison& c) {
  const auto path = path_of(c);
  return lower(c.object) == "file" && !c.negated &&
         (path == "size" || path == "mime_type" || path == "magic_number_hex" || path.starts_with("hashes."));
}

}  // namespace waarborg
