#include "indicators/feed_stix.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "indicators/feed_value.h"

namespace waarborg {
namespace {

struct Property {
  std::string_view object, path;  // a path that ends in '.' stands for all that begin with it
  Type type;
  Test test = Test::exact;
  Weight weight = Weight::decisive;
};

// A profile's identifier is named like an app and kept as one; a property of Android is a named setting of
// the system, as a registry key is.
constexpr std::array<Property, 29> properties = {{
    {"domain-name", "value", Type::domain, Test::within},
    {"domain-name", "resolves_to_refs.value", Type::ip},
    {"url", "value", Type::url},
    {"ipv4-addr", "value", Type::ip},
    {"ipv6-addr", "value", Type::ip},
    {"network-traffic", "dst_ref.value", Type::domain, Test::within},
    {"network-traffic", "src_ref.value", Type::domain, Test::within},
    {"file", "name", Type::path, Test::glob, Weight::supporting},
    {"file", "path", Type::path, Test::within},
    {"file", "parent_directory_ref.path", Type::path, Test::within, Weight::supporting},
    {"directory", "path", Type::path, Test::within},
    {"file", "hashes.", Type::hash},
    {"artifact", "hashes.", Type::hash},
    {"process", "name", Type::process},
    {"email-addr", "value", Type::email},
    {"email-message", "from_ref.value", Type::email},
    {"email-message", "sender_ref.value", Type::email},
    {"app", "id", Type::app_id},
    {"app", "cert.", Type::signer},
    {"x509-certificate", "hashes.", Type::signer},
    {"x509-certificate", "subject", Type::certificate},
    {"configuration-profile", "id", Type::app_id},
    {"android-property", "name", Type::registry_key},
    {"windows-registry-key", "key", Type::registry_key, Test::within},
    {"autonomous-system", "number", Type::as_number},
    {"software", "cpe", Type::cpe},
    {"phone-number", "value", Type::phone},
    {"windows-service-ext", "service_name", Type::service},
    {"process", "extensions.windows-service-ext.service_name", Type::service},
}};

const Property* property_of(const StixComparison& c) {
  const auto path = lower(join(c.path, "."));
  const auto at = std::find_if(properties.begin(), properties.end(), [&](const Property& p) {
    return p.object == c.object && (p.path.ends_with('.') ? path.starts_with(p.path) : path == p.path);
  });
  return at == properties.end() ? nullptr : &*at;
}

std::string quoted(std::string_view text) {
  return "\"" + printable(shorten(text, 80)) + "\"";
}

// LIKE: '%' is any run, '_' any one character, across separators; of the whole value.
std::string regex_of_like(std::string_view like) {
  std::string out;
  for (std::size_t i = 0; i < like.size(); ++i) {
    if (like[i] == '%')
      out += ".*";
    else if (like[i] == '_')
      out += '.';
    else
      out += RE2::QuoteMeta(re2::StringPiece(like.data() + i, 1));
  }
  return out;
}

bool plain_value(const Property& property, std::string_view value, Indicator& out) {
  out.type = property.type;
  out.test = property.test;
  out.weight = property.weight;
  out.value = value;
  switch (property.type) {
    case Type::domain:
      return recognise_domain(value, out);
    case Type::url:
      return value.find("://") != std::string_view::npos || recognise_domain(value, out);
    case Type::ip:
      return recognise_address(value, out);
    case Type::hash:
      return recognise_hash(value, out);
    case Type::signer: {  // a digest, here; some write it with colons
      std::string bare(value);
      std::erase(bare, ':');
      Indicator digest;
      out.value = lower(bare);
      return recognise_hash(bare, digest);
    }
    case Type::path:
      if (property.test != Test::glob) return true;
      if (value.find('/') != std::string_view::npos) {
        out.test = Test::within;
      } else if (has_wildcard(value)) {
        out.test = Test::regex;
        out.value = "(?:.*/)?" + RE2::QuoteMeta(re2::StringPiece(value.data(), value.size()));
      } else {
        out.value = "**/" + std::string(value);
      }
      return true;
    default:
      return true;
  }
}

}  // namespace

void indicators_of(const StixComparison& c, std::vector<Indicator>& out, std::vector<std::string>& unused) {
  const auto name = c.object + ":" + join(c.path, ".");
  const auto* property = property_of(c);
  if (property == nullptr) return unused.push_back("nothing that is read has " + quoted(name));
  if (c.negated) return unused.push_back("a negation of " + name + " cannot be looked for");
  const bool pattern = c.how == "LIKE" || c.how == "MATCHES";
  if (!pattern && c.how != "=" && c.how != "IN" && !(c.how == "ISSUBSET" && property->type == Type::ip))
    return unused.push_back("\"" + c.how + "\" of " + name + " cannot be looked for");
  for (const auto& value : c.values) {
    Indicator indicator;
    if (trim(value).empty()) {
      unused.push_back("the value of " + name + " is empty");
    } else if (!pattern) {
      if (plain_value(*property, trim(value), indicator))
        out.push_back(std::move(indicator));
      else
        unused.push_back(quoted(value) + " is not a value of " + name);
    } else if (property->type == Type::ip) {
      unused.push_back("a pattern over addresses cannot be used: " + quoted(value));
    } else {
      indicator.type = property->type;
      indicator.test = Test::regex;
      indicator.weight = Weight::supporting;
      // A file's name is tested at the end of its path. MATCHES looks for its pattern anywhere within the
      // value.
      const bool cut = property->type == Type::path && property->test == Test::glob;
      indicator.value = c.how == "LIKE"
                            ? (cut ? "(?:.*/)?" : "") + regex_of_like(value)
                            : (cut ? "(?:.*/)?[^/]*?(?:" : ".*?(?:") + value + (cut ? ")[^/]*" : ").*");
      const RE2 compiled(indicator.value, RE2::Quiet);
      if (compiled.ok())
        out.push_back(std::move(indicator));
      else
        unused.push_back("the expression " + quoted(value) + " cannot be used: " + compiled.error());
    }
  }
}

}  // namespace waarborg
