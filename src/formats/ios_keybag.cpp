#include "formats/ios_keybag.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/cursor.h"
#include "base/text.h"
#include "crypto/pbkdf2.h"

namespace waarborg {
namespace {

constexpr std::uint32_t backup_type = 1, wrapped_with_password = 2;

}  // namespace

Result<IosKeybag> IosKeybag::read(Bytes tags, const KeybagLimits& limits) {
  IosKeybag out;
  Cursor in(tags);
  bool in_class = false, met_uuid = false;
  std::uint32_t type = backup_type;
  while (in.more()) {
    const auto at = in.at();
    const auto tag = in.chars(4);
    const auto value = in.take(in.be<std::uint32_t>());
    if (!in.ok()) return fail(Fault::truncated, "the keybag is cut short", at);
    const auto number = value.size() == 4 ? Cursor(value).be<std::uint32_t>() : 0;
    if (tag == "UUID") {
      // The first names the keybag, each other one begins a class.
      in_class = std::exchange(met_uuid, true);
      if (in_class) out.classes_.emplace_back();
      if (out.classes_.size() > limits.classes)
        return fail(Fault::too_big, fmt::format("the keybag has more than {} classes", limits.classes), at);
    } else if (in_class) {
      auto& key = out.classes_.back();
      if (tag == "CLAS") key.number = number;
      if (tag == "WRAP") key.wrap = number;
      if (tag == "WPKY") key.wrapped.assign(value.begin(), value.end());
    } else {
      if (tag == "TYPE") type = number;
      if (tag == "SALT") out.salt_.assign(value.begin(), value.end());
      if (tag == "ITER") out.rounds_ = number;
      if (tag == "DPSL") out.first_salt_.assign(value.begin(), value.end());
      if (tag == "DPIC") out.first_rounds_ = number;
    }
  }
  if (type != backup_type)
    return fail(Fault::unsupported, fmt::format("the keybag is of type {}, not of a backup", type));
  if (out.salt_.empty() || out.rounds_ == 0)
    return fail(Fault::malformed, "the keybag has no SALT or no ITER");
  if (out.first_salt_.empty() != (out.first_rounds_ == 0))
    return fail(Fault::malformed, "the keybag has only one of DPSL and DPIC");
  if (out.classes_.empty()) return fail(Fault::malformed, "the keybag has no class keys");
  return out;
}

Result<AesKey> IosKeybag::derive(std::string_view password) const {
  AesKey first, key;
  auto secret = as_bytes(password);
  // Before iOS 10.2 there is no first derivation.
  if (first_rounds_ != 0) {
    if (!pbkdf2(Pbkdf2Hash::sha256, secret, first_salt_, first_rounds_, first.span()))
      return fail(Fault::unsupported, "OpenSSL has no PBKDF2 with SHA-256");
    secret = first.view();
  }
  if (!pbkdf2(Pbkdf2Hash::sha1, secret, salt_, rounds_, key.span()))
    return fail(Fault::unsupported, "OpenSSL has no PBKDF2 with SHA-1");
  return key;
}

Result<> IosKeybag::unlock(std::string_view password, const KeybagLimits& limits) {
  const auto check = [](std::string_view tag, std::uint32_t rounds, std::uint32_t most) -> Result<> {
    if (rounds <= most) return {};
    return fail(Fault::too_big,
                fmt::format("the keybag asks for {} rounds of key derivation ({}); {} are the limit", rounds,
                            tag, most));
  };
  if (const auto ok = check("DPIC", first_rounds_, limits.first_rounds); !ok) return ok;
  if (const auto ok = check("ITER", rounds_, limits.second_rounds); !ok) return ok;
  const auto of_password = [](const ClassKey& c) {
    return (c.wrap & wrapped_with_password) != 0 && !c.wrapped.empty();
  };
  if (std::ranges::none_of(classes_, of_password))
    return fail(Fault::not_found, "the keybag has no key that a password opens");
  const auto with = derive(password);
  if (!with) return pass(with.error());
  for (auto& c : classes_) {
    if (!of_password(c)) continue;
    auto key = unwrap_key(*with, c.wrapped);
    c.open = key.has_value();
    if (key) c.key = std::move(*key);
  }
  if (std::ranges::none_of(classes_, &ClassKey::open)) return fail(Fault::denied, "the password is wrong");
  return {};
}

Result<AesKey> IosKeybag::unwrap(std::uint32_t protection_class, Bytes wrapped) const {
  const auto c = std::ranges::find_if(
      classes_, [&](const ClassKey& k) { return k.number == protection_class && k.open; });
  if (c == classes_.end())
    return fail(Fault::not_found, fmt::format("the keybag has no open key of class {}", protection_class));
  auto key = unwrap_key(c->key, wrapped);
  if (!key)
    return fail(key.error().fault,
                fmt::format("the key of class {} does not open its key", protection_class));
  return key;
}

}  // namespace waarborg
