#include "exchange/manifest.h"

#include <algorithm>

#include "base/json.h"

namespace waarborg {
namespace {

constexpr std::string_view schema = "waarborg-parcel-1";
constexpr std::size_t name_limit = 100, recipients_limit = 1024;
constexpr std::int64_t sequence_limit = 1'000'000'000;

bool is_name_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
         c == '-';
}

bool is_hex(std::string_view s, std::size_t digits) {
  return s.size() == digits &&
         std::ranges::all_of(s, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

Result<> check(const Manifest& m) {
  const auto bad = [](const char* what) {
    return fail(Fault::malformed, std::string("the manifest has ") + what);
  };
  if (!is_hex(m.series, 32)) return bad("no valid series");
  if (m.sequence < 1 || m.sequence > static_cast<std::uint64_t>(sequence_limit))
    return bad("no valid number");
  if (!is_plain_name(m.from)) return bad("no valid name of a sender");
  if (!is_plain_name(m.kind)) return bad("no valid kind");
  if (!is_plain_name(m.name)) return bad("no valid name of a file");
  if (m.to.empty() || m.to.size() > recipients_limit) return bad("no valid recipients");
  if (!known(m.made_at)) return bad("no valid time");
  if (!is_hex(m.sha256, 64)) return bad("no valid digest");
  if (m.sequence == 1 ? !m.previous.empty() : !is_hex(m.previous, 64))
    return bad("no valid digest of the one before");
  return {};
}

}  // namespace

bool is_plain_name(std::string_view name) {
  return !name.empty() && name.size() <= name_limit && name[0] != '.' && name[0] != '-' &&
         std::ranges::all_of(name, is_name_character);
}

std::string plain_name(std::string_view name) {
  std::string out(name.substr(0, name_limit));
  std::ranges::replace_if(
      out, [](char c) { return !is_name_character(c); }, '_');
  if (out.empty()) return "file";
  if (out[0] == '.' || out[0] == '-') out[0] = '_';
  return out;
}

std::string write_manifest(const Manifest& m) {
  JsonWriter out;
  out.begin_object().member("schema", schema).member("series", m.series);
  out.member("sequence", static_cast<std::int64_t>(m.sequence))
      .member("from", m.from)
      .key("to")
      .begin_array();
  for (const auto& recipient : m.to) out.value(recipient);
  out.end_array().member("kind", m.kind).member("name", m.name).member("made_at", to_text(m.made_at));
  out.member("size", static_cast<std::int64_t>(m.size))
      .member("sha256", m.sha256)
      .member("previous", m.previous);
  return out.end_object().take();
}

Result<Manifest> read_manifest(std::string_view text) {
  const auto document = JsonDocument::parse(text, 8);
  if (!document) return fail(Fault::malformed, "the manifest is not JSON: " + document.error().what);
  const auto root = document->root();
  if (root["schema"].text() != schema)
    return fail(Fault::unsupported_version, "the manifest has a schema that is not known");
  Manifest m;
  m.series = root["series"].text();
  m.sequence =
      static_cast<std::uint64_t>(std::clamp<std::int64_t>(root["sequence"].number(), 0, sequence_limit));
  m.from = root["from"].text();
  m.kind = root["kind"].text();
  m.name = root["name"].text();
  for (const auto& recipient : root["to"].items()) m.to.emplace_back(recipient.text());
  m.made_at = parse_time(root["made_at"].text()).value_or(Time{});
  m.size = static_cast<std::uint64_t>(std::max<std::int64_t>(root["size"].number(), 0));
  m.sha256 = root["sha256"].text();
  m.previous = root["previous"].text();
  if (const auto good = check(m); !good) return pass(good.error());
  // Unknown and doubled members, other spellings and wrong types: all of them come back as other text.
  if (write_manifest(m) != text)
    return fail(Fault::malformed, "the manifest is not written in the one form it has");
  return m;
}

}  // namespace waarborg
