// The header of an age v1 file: the version line, one or more stanzas (the file key wrapped for one recipient
// each) and the line with the MAC. Strict, as the specification demands: one way to write a header, all
// others refused. https://github.com/C2SP/C2SP/blob/main/age.md
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/age_keys.h"

namespace waarborg {

constexpr std::string_view age_version_line = "age-encryption.org/v1\n";

struct AgeStanza {
  std::string type;
  std::vector<std::string> arguments;
  Blob body;
  std::uint64_t offset = 0;
};
struct AgeHeader {
  std::vector<AgeStanza> stanzas;
  std::array<std::uint8_t, 32> mac{};
  std::size_t covered = 0;  // bytes of the text that the MAC is over
};
// `text` is the header to the end of its last line. Stanzas of types that we know are checked whole.
Result<AgeHeader> read_age_header(std::string_view text);
std::string write_age_header(const std::vector<AgeStanza>& stanzas);  // to "---", without the MAC

using AgeFileKey = Secret<16>;
std::array<std::uint8_t, 32> age_header_mac(const AgeFileKey& key, std::string_view covered);

Result<AgeStanza> wrap_for(const AgeRecipient& recipient, const AgeFileKey& key);
Result<AgeStanza> wrap_for(std::string_view passphrase, unsigned work_factor, const AgeFileKey& key);
// Nothing: it was not wrapped for this key. The stanza has been checked by read_age_header.
Result<std::optional<AgeFileKey>> unwrap(const AgeStanza& stanza, const AgeIdentity& identity);
Result<std::optional<AgeFileKey>> unwrap(const AgeStanza& stanza, std::string_view passphrase,
                                         unsigned work_limit);

}  // namespace waarborg
