#include "crypto/age.h"

#include <fmt/core.h>
#include <sodium.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "crypto/age_header.h"
#include "crypto/age_payload.h"
#include "crypto/hkdf.h"

namespace waarborg {
namespace {

constexpr std::size_t header_limit = 1u << 20;

}  // namespace

struct AgeSealer::State {
  AgeOut out;
  std::optional<ArmorWriter> armor;
  AgePayloadWriter payload;

  State(AgeOut to, AgeArmor armored)
      : out(std::move(to)), payload([this](Bytes b) { return armor ? armor->add(b) : out(b); }) {
    if (armored == AgeArmor::yes) armor.emplace([this](Bytes b) { return out(b); });
  }
  Result<> begin(const AgeFileKey& key, const std::vector<AgeStanza>& stanzas) {
    auto header = write_age_header(stanzas);
    const auto mac = age_header_mac(key, header);
    header += " " + to_bare_base64(mac) + "\n";
    if (const auto written = armor ? armor->add(as_bytes(header)) : out(as_bytes(header)); !written)
      return written;
    return payload.begin(key);
  }
};

AgeSealer::AgeSealer(std::unique_ptr<State> state) : state_(std::move(state)) {}
AgeSealer::AgeSealer(AgeSealer&&) noexcept = default;
AgeSealer::~AgeSealer() = default;

Result<AgeSealer> AgeSealer::to(const std::vector<AgeRecipient>& recipients, AgeOut out, AgeArmor armor) {
  if (recipients.empty()) return fail(Fault::not_found, "sealed to nobody, nobody could open it");
  AgeFileKey key;
  if (!random_bytes(key.span())) return fail(Fault::io, "libsodium did not start");
  std::vector<AgeStanza> stanzas;
  for (const auto& recipient : recipients) {
    auto stanza = wrap_for(recipient, key);
    if (!stanza) return pass(stanza.error());
    stanzas.push_back(std::move(*stanza));
  }
  AgeSealer sealer(std::make_unique<State>(std::move(out), armor));
  if (const auto begun = sealer.state_->begin(key, stanzas); !begun) return pass(begun.error());
  return sealer;
}

Result<AgeSealer> AgeSealer::with_passphrase(std::string_view passphrase, AgeOut out, AgeArmor armor,
                                             unsigned work_factor) {
  AgeFileKey key;
  if (!random_bytes(key.span())) return fail(Fault::io, "libsodium did not start");
  auto stanza = wrap_for(passphrase, work_factor, key);
  if (!stanza) return pass(stanza.error());
  AgeSealer sealer(std::make_unique<State>(std::move(out), armor));
  if (const auto begun = sealer.state_->begin(key, {std::move(*stanza)}); !begun) return pass(begun.error());
  return sealer;
}

Result<> AgeSealer::add(Bytes piece) {
  return state_->payload.add(piece);
}

Result<> AgeSealer::finish() {
  if (const auto sealed = state_->payload.finish(); !sealed) return sealed;
  return state_->armor ? state_->armor->finish() : Result<>();
}

struct AgeOpener::State {
  AgeOpening with;
  std::optional<ArmorReader> armor;
  std::string first;  // what came before it was clear whether there is armour
  bool decided = false;
  std::string header;                      // empty again once it was read
  std::size_t dashes = std::string::npos;  // before its last line
  bool opened = false;
  AgePayloadReader payload;
  std::optional<Error> error;
  AgeStep step = AgeStep::none;

  State(AgeOpening opening, AgeOut out)
      : with(opening), payload([this, to = std::move(out)](Bytes b) {
          auto given = to(b);
          if (!given) step = AgeStep::output;
          return given;
        }) {}

  Result<> at(AgeStep where, Result<> result) {
    if (!result && step == AgeStep::none) step = where;
    return result;
  }
  void decide(bool armored) {
    decided = true;
    if (armored) armor.emplace([this](Bytes b) { return plain(b); });
  }
  Result<> outer(Bytes piece);
  Result<> plain(Bytes piece);
  Result<> read_header();
  Result<std::optional<AgeFileKey>> find_key(const AgeHeader& read);
  Result<> finish();
};

// Armour is recognised by its first characters, once the blanks before it are over.
Result<> AgeOpener::State::outer(Bytes piece) {
  if (!decided) {
    first += as_text(piece);
    const auto text =
        std::string_view(first).substr(std::min(first.find_first_not_of(" \t\r\n"), first.size()));
    if (with.armor != AgeOpening::Armor::detect)
      decide(with.armor == AgeOpening::Armor::yes);
    else if (!text.empty() || first.size() > 2048)
      decide(text.starts_with('-'));
    else
      return {};
    const auto kept = std::exchange(first, {});
    return outer(as_bytes(kept));
  }
  if (!armor) return plain(piece);
  auto good = armor->add(piece);
  if (!good && armor->failed_in_armor() && step == AgeStep::none) step = AgeStep::armor;
  return good;
}

Result<> AgeOpener::State::plain(Bytes piece) {
  if (opened) return at(AgeStep::payload, payload.add(piece));
  const auto before = header.size();
  header += as_text(piece);
  const auto same = std::min(header.size(), age_version_line.size());
  if (std::string_view(header).substr(0, same) != age_version_line.substr(0, same))
    return at(AgeStep::header, pass(read_age_header(header).error()));
  // Base64 has no '-': the first line that begins with three of them is the last of the header.
  if (dashes == std::string::npos) dashes = header.find("\n---", before > 4 ? before - 4 : 0);
  const auto end = dashes == std::string::npos ? dashes : header.find('\n', dashes + 1);
  if (std::min(end, header.size()) > header_limit)
    return at(AgeStep::header, fail(Fault::too_big, "header: it has no end", header_limit));
  if (end == std::string::npos) return {};
  const std::string rest = header.substr(end + 1);
  header.resize(end + 1);
  if (const auto good = read_header(); !good) return good;
  opened = true;
  header.clear();
  return at(AgeStep::payload, payload.add(as_bytes(rest)));
}

Result<std::optional<AgeFileKey>> AgeOpener::State::find_key(const AgeHeader& read) {
  for (const auto& stanza : read.stanzas) {
    if (!with.passphrase.empty()) {
      auto key = unwrap(stanza, with.passphrase, with.work_limit);
      if (!key || *key) return key;
    }
    if (with.identities == nullptr) continue;
    for (const auto& identity : *with.identities) {
      auto key = unwrap(stanza, identity);
      if (!key || *key) return key;
    }
  }
  return std::optional<AgeFileKey>();
}

Result<> AgeOpener::State::read_header() {
  const auto read = read_age_header(header);
  if (!read) return at(AgeStep::header, pass(read.error()));
  auto key = find_key(*read);
  if (!key) return at(AgeStep::header, pass(key.error()));
  if (!*key) {
    const auto known = [](const AgeStanza& s) { return s.type == "X25519" || s.type == "scrypt"; };
    if (std::ranges::none_of(read->stanzas, known))
      return at(AgeStep::no_match,
                fail(Fault::unsupported, fmt::format("header: unsupported recipient: {}",
                                                     shorten(printable(read->stanzas[0].type), 60))));
    const bool asks = read->stanzas[0].type == "scrypt";
    if (asks && with.passphrase.empty())
      return at(AgeStep::no_match, fail(Fault::encrypted, "header: it is sealed with a passphrase"));
    return at(AgeStep::no_match,
              fail(Fault::denied, asks ? "header: the passphrase is wrong"
                                       : "header: it is sealed to other keys than those given"));
  }
  const auto mac = age_header_mac(**key, std::string_view(header).substr(0, read->covered));
  if (sodium_memcmp(mac.data(), read->mac.data(), mac.size()) != 0)
    return at(AgeStep::mac,
              fail(Fault::denied, "header: it was altered: its MAC does not match", read->covered));
  payload.begin(std::move(**key));
  return {};
}

Result<> AgeOpener::State::finish() {
  if (!decided) {
    decide(with.armor == AgeOpening::Armor::yes);
    if (const auto good = outer(as_bytes(std::exchange(first, {}))); !good) return good;
  }
  if (armor)
    if (auto good = armor->finish(); !good) {
      if (armor->failed_in_armor() && step == AgeStep::none) step = AgeStep::armor;
      return good;
    }
  if (!opened) return at(AgeStep::header, fail(Fault::truncated, "header: it is cut short", header.size()));
  // The specification counts the nonce as part of the header.
  return at(payload.keyed() ? AgeStep::payload : AgeStep::header, payload.finish());
}

AgeOpener::AgeOpener(AgeOpening with, AgeOut out) : state_(std::make_unique<State>(with, std::move(out))) {}
AgeOpener::~AgeOpener() = default;
AgeStep AgeOpener::failed_at() const {
  return state_->step;
}

Result<> AgeOpener::add(Bytes piece) {
  if (state_->error) return pass(*state_->error);
  auto good = state_->outer(piece);
  if (!good) state_->error = good.error();
  return good;
}

Result<> AgeOpener::finish() {
  if (state_->error) return pass(*state_->error);
  auto good = state_->finish();
  state_->error = good ? Error{Fault::malformed, "it was finished already"} : good.error();
  return good;
}

bool is_age_file(Bytes first) {
  const auto text = as_text(first);
  return text.starts_with(age_version_line.substr(0, age_version_line.size() - 1)) ||
         trim(text.substr(0, std::min<std::size_t>(text.size(), 1024))).starts_with(armor_begin);
}

}  // namespace waarborg
