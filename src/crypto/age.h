// The age v1 file format: files sealed to X25519 recipients or to a passphrase, armoured or not. Both
// directions take pieces and run in constant memory. Primitives are those of libsodium and OpenSSL; keys come
// in as values. Until finish() succeeds, what AgeOpener gave out is the true beginning of the file and
// nothing more: a file that was cut fails there. https://github.com/C2SP/C2SP/blob/main/age.md
#pragma once
#include <memory>
#include <vector>

#include "crypto/age_armor.h"
#include "crypto/age_keys.h"

namespace waarborg {

enum class AgeArmor : std::uint8_t { no, yes };

class AgeSealer {
 public:
  // `out` gets the sealed bytes, beginning with the header.
  static Result<AgeSealer> to(const std::vector<AgeRecipient>& recipients, AgeOut out,
                              AgeArmor armor = AgeArmor::no);
  // The work factor costs 2^n kilobytes of memory; 18 is what age itself takes.
  static Result<AgeSealer> with_passphrase(std::string_view passphrase, AgeOut out,
                                           AgeArmor armor = AgeArmor::no, unsigned work_factor = 18);
  AgeSealer(AgeSealer&&) noexcept;
  ~AgeSealer();
  Result<> add(Bytes piece);
  Result<> finish();

 private:
  struct State;
  explicit AgeSealer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Where it went wrong, when it did.
enum class AgeStep : std::uint8_t { none, armor, header, no_match, mac, payload, output };

struct AgeOpening {
  const std::vector<AgeIdentity>* identities = nullptr;  // borrowed
  std::string_view passphrase;                           // "": none
  unsigned work_limit = 20;                              // a passphrase may cost 2^20 kilobytes of memory
  enum class Armor : std::uint8_t { detect, no, yes } armor = Armor::detect;
};

class AgeOpener {
 public:
  AgeOpener(AgeOpening with, AgeOut out);
  ~AgeOpener();
  Result<> add(Bytes piece);  // after an error all further calls give the same error
  Result<> finish();
  AgeStep failed_at() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Do these first bytes begin an age file, armoured or not?
bool is_age_file(Bytes first);

}  // namespace waarborg
