#include "engine/numbers.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "indicators/index_fold.h"

namespace waarborg {
namespace {

// E.164: a country code and a number, 15 digits at most; no country has fewer than 7.
constexpr std::size_t least_digits = 7, most_digits = 15;
constexpr std::size_t most_entries = 10'000'000;

}  // namespace

std::optional<std::string> identity_of(std::string_view text) {
  std::string folded;
  if (text.find('@') != std::string_view::npos) {
    const bool address =
        fold(Type::email, text, folded) && folded.find_first_of(" \t<>,;") == std::string::npos;
    return address ? std::optional("mailto:" + folded) : std::nullopt;
  }
  if (!fold(Type::phone, text, folded) || folded[0] != '+') return {};
  const auto digits = folded.size() - 1;
  if (digits < least_digits || digits > most_digits || folded[1] == '0') return {};
  return "tel:" + folded;
}

std::optional<bool> NumberList::has(const std::string& identity) const {
  SlowDigest digest{};
  if (!slow_digest(identity, salt, cost, digest)) return {};
  return digests.contains(digest);
}

Result<NumberList> read_numbers(std::string_view text, const std::string& file) {
  const auto bad = [&](std::string_view why) {
    return fail(Fault::malformed, fmt::format("{} is no list of numbers that can be used: {}", file, why));
  };
  const auto document = JsonDocument::parse(text, 8);
  if (!document)
    return bad("it is no JSON; `waarborg catalogue numbers` makes one of a text with a number a line");
  const auto root = document->root();
  if (root["format"].number() != 1) return bad("its format is not 1; `waarborg catalogue numbers` makes one");
  if (root["digest"].text() != "argon2id") return bad("its digests are not argon2id");
  NumberList out;
  out.name = root["name"].text();
  out.source = root["source"].text();
  out.date = root["date"].text();
  out.sha256 = hex(sha256(as_bytes(text)));
  if (out.name.empty()) return bad("it has no name");
  const auto passes = root["passes"].number(), memory = root["memory_kib"].number();
  if (passes < least_cost.passes || passes > greatest_cost.passes || memory < least_cost.memory_kib ||
      memory > greatest_cost.memory_kib)
    return bad("passes are 1 to 10, memory_kib 8 to 1048576");
  out.cost = {static_cast<std::uint32_t>(passes), static_cast<std::uint32_t>(memory)};
  if (!from_hex(root["salt"].text(), out.salt) || out.salt.size() != slow_salt_bytes)
    return bad("the salt is 32 hexadecimal digits");
  std::size_t count = 0, wrong = 0;
  root["digests"].each([&](Json one) {
    Blob bytes;
    SlowDigest digest{};
    if (++count > most_entries || !from_hex(one.text(), bytes) || bytes.size() != digest.size()) {
      ++wrong;
      return;
    }
    std::copy(bytes.begin(), bytes.end(), digest.begin());
    out.digests.insert(digest);
  });
  if (wrong != 0) return bad(fmt::format("{} of its {} digests are none", wrong, count));
  if (out.digests.empty()) return bad("it holds no digest");
  return out;
}

}  // namespace waarborg
