#include "indicators/finding_why.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace waarborg {
namespace {

constexpr std::size_t columns = 120;  // of a value within the sentence

std::string shown(std::string_view value) {
  return printable(shorten(value, columns));
}

std::string_view noun(Type type) {
  switch (type) {
    case Type::domain:
      return "domain";
    case Type::url:
      return "URL";
    case Type::ip:
      return "address";
    case Type::path:
      return "path";
    case Type::package:
      return "package";
    case Type::vendor:
      return "vendor text";
    case Type::service:
      return "service";
    case Type::process:
      return "process";
    case Type::process_cut:
      return "cut process name";
    case Type::hash:
      return "hash";
    case Type::purl:
      return "package URL";
    case Type::cpe:
      return "CPE";
    case Type::email:
      return "e-mail address";
    case Type::phone:
      return "phone number";
    case Type::app_id:
      return "app";
    case Type::signer:
      return "signer";
    case Type::registry_key:
      return "registry key";
    case Type::certificate:
      return "certificate";
    case Type::as_number:
      return "network";
    case Type::device_id:
      return "device";
    case Type::mac_address:
      return "network interface";
    case Type::profile_id:
      return "configuration profile";
    default:
      return "value";
  }
}

std::string thing(const WeighedMatch& m) {
  // A named setting of a phone is kept as a registry key is, and has no folder.
  const bool setting =
      m.indicator->type == Type::registry_key && m.match->value.find('\\') == std::string::npos;
  auto out = fmt::format("{} {}", setting ? "setting" : noun(m.indicator->type), shown(m.match->value));
  // Feeds name a page with one of the two (feed_value.h); the value may have the other.
  const bool either = m.indicator->type == Type::url && m.indicator->test == Test::exact &&
                      m.indicator->value.find("://") == std::string::npos;
  if (either) out += " (http and https alike)";
  for (const auto& condition : m.indicator->also)
    out += fmt::format(" with {} {}", noun(condition.type), shown(condition.value));
  return out;
}

std::string begin_sentence(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 32);
  return text;
}

std::string in_reader(const WeighedMatch& m) {
  return m.match->reader.empty() ? "" : fmt::format(" ({})", shown(m.match->reader));
}

// Was it only asked for, not seen?
bool is_query(const WeighedMatch& m) {
  return m.match->kind.ends_with(".queried");
}

std::string why_residual(const WeighedMatch& m, const std::string& name) {
  if (m.indicator->type == Type::package) {
    const std::string_view value = m.match->value;
    return fmt::format("Package {} was removed, its configuration is left{}.",
                       shown(value.substr(value.find('/') + 1)), in_reader(m));
  }
  return begin_sentence(fmt::format("{} is what {} leaves behind{}; it does not show the product itself.",
                                    thing(m), name, in_reader(m)));
}

// What speaks for more than remnants, if anything does: a removal may be unfinished, or undone.
std::string also_seen(const std::vector<WeighedMatch>& matches) {
  const auto at = std::find_if(matches.begin(), matches.end(), [](const WeighedMatch& m) {
    return m.indicator->weight != Weight::lead &&
           (m.presence == Presence::installed || m.presence == Presence::declared ||
            m.presence == Presence::file_only);
  });
  return at == matches.end() ? std::string() : fmt::format(" Also seen: {}{}.", thing(*at), in_reader(*at));
}

// A proven remnant is told beside whatever stands first: that the product is there may be taken back, the
// remnant not.
std::string remnant_seen(const std::vector<WeighedMatch>& matches) {
  const auto at = std::find_if(matches.begin(), matches.end(), [](const WeighedMatch& m) {
    return m.presence == Presence::residual && m.indicator->weight == Weight::decisive;
  });
  return at == matches.end() ? std::string()
                             : fmt::format(" A remnant is proven, too: {}{}.", thing(*at), in_reader(*at));
}

std::string why_supported(const std::vector<WeighedMatch>& matches, const std::string& name) {
  const auto& first = matches.front();
  const auto other = std::find_if(matches.begin(), matches.end(), [&](const WeighedMatch& m) {
    return m.counts && m.indicator->weight == Weight::supporting && m.match->probe != first.match->probe;
  });
  if (other == matches.end())
    return begin_sentence(fmt::format("{} points to {}; no second, independent sign was seen{}.",
                                      thing(first), name, in_reader(first)));
  return fmt::format("Two independent signs of {}: {} in {} and {} in {}.", name, thing(first),
                     shown(first.match->probe), thing(*other), shown(other->match->probe));
}

// An old indicator still says something of the past, and who reads it should know.
std::string expired(const WeighedMatch& m) {
  const auto& until = m.indicator->expires;
  return until.empty() ? std::string()
                       : fmt::format(" Its publisher held it valid until {}.", shown(until.substr(0, 10)));
}

}  // namespace

std::string why_found(const std::vector<WeighedMatch>& matches, const std::string& name,
                      Confidence confidence, Presence presence) {
  const auto& first = matches.front();
  const auto subject = shown(name);
  if (confidence == Confidence::lead) {
    if (is_query(first))
      return fmt::format("Only a query for {}: somebody asked for this name; {} itself was not seen.",
                         shown(first.match->value), subject);
    if (presence == Presence::historic)
      return begin_sentence(fmt::format("{} is a trace of {} from the past, and no more{}.", thing(first),
                                        subject, in_reader(first)));
    return begin_sentence(
        fmt::format("{} is only a hint of {}, and no more{}.", thing(first), subject, in_reader(first)));
  }
  if (presence == Presence::residual) {
    const auto left = std::find_if(matches.begin(), matches.end(), [](const WeighedMatch& m) {
      return m.counts && m.presence == Presence::residual;
    });
    return why_residual(left == matches.end() ? first : *left, subject) + also_seen(matches);
  }
  const auto remnant = remnant_seen(matches);
  if (first.indicator->weight != Weight::decisive) return why_supported(matches, subject) + remnant;
  if (first.indicator->campaign)
    return begin_sentence(
        fmt::format("{} is an indicator of {}{}.", thing(first), subject, in_reader(first)) + expired(first) +
        remnant);
  return begin_sentence(
      fmt::format("{} names {}, a decisive identifier{}.", thing(first), subject, in_reader(first)) +
      remnant);
}

}  // namespace waarborg
