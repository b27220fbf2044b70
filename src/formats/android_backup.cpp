#include "formats/android_backup.h"

#include <fmt/core.h>
#include <sodium.h>

#include <algorithm>
#include <charconv>

#include "base/cursor.h"
#include "base/digest.h"
#include "base/text.h"
#include "crypto/aes.h"
#include "crypto/pbkdf2.h"

namespace waarborg {
namespace {

constexpr std::string_view magic = "ANDROID BACKUP\n";
constexpr unsigned newest_version = 5;
constexpr std::uint32_t most_rounds = 10'000'000;  // phones write 10,000

class HeaderLines {
 public:
  explicit HeaderLines(std::string_view text) : text_(text) {}
  bool next(std::string_view& line) {
    const auto end = text_.find('\n', at_);
    if (end == std::string_view::npos) return false;
    line = text_.substr(at_, end - at_);
    if (line.ends_with('\r')) line.remove_suffix(1);
    at_ = end + 1;
    return true;
  }
  bool number(std::uint32_t& out) {
    std::string_view line;
    if (!next(line)) return false;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), out);
    return error == std::errc() && end == line.data() + line.size();
  }
  bool bytes(Blob& out, std::size_t least, std::size_t most) {
    std::string_view line;
    return next(line) && from_hex(line, out) && out.size() >= least && out.size() <= most;
  }
  std::size_t at() const { return at_; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

// What Java makes of the key before it is hashed: each byte becomes a character with its sign, and that
// UTF-8.
Blob as_java_text(Bytes key) {
  Blob out;
  for (const auto b : key) {
    if (b < 0x80) {
      out.push_back(b);
    } else {
      out.push_back(0xEF);
      out.push_back(static_cast<std::uint8_t>(0xBC | (b >> 6)));
      out.push_back(static_cast<std::uint8_t>(0x80 | (b & 0x3F)));
    }
  }
  return out;
}

bool agrees(const AndroidBackupHeader& header, Bytes key, Bytes check) {
  const auto matches = [&](Bytes secret) {
    Secret<32> made;
    return pbkdf2(Pbkdf2Hash::sha1, secret, header.check_salt, header.rounds, made.span()) &&
           check.size() == 32 && sodium_memcmp(made.data(), check.data(), 32) == 0;
  };
  auto text = as_java_text(key);
  const bool good = header.version >= 2 ? matches(text) || matches(key) : matches(key) || matches(text);
  wipe(text.data(), text.size());
  return good;
}

}  // namespace

bool begins_android_backup(Bytes head) {
  return as_text(head).starts_with(magic);
}

Result<AndroidBackupHeader> read_android_backup_header(Bytes head) {
  const auto text = as_text(head.first(std::min(head.size(), longest_android_backup_header)));
  if (!text.starts_with(magic)) return fail(Fault::malformed, "does not begin like an Android backup");
  AndroidBackupHeader out;
  HeaderLines lines(text.substr(magic.size()));
  const auto at = [&] { return magic.size() + lines.at(); };
  std::uint32_t compressed = 0;
  std::string_view encryption;
  if (!lines.number(out.version)) return fail(Fault::malformed, "an Android backup without a version", at());
  if (out.version == 0 || out.version > newest_version)
    return fail(Fault::unsupported_version, fmt::format("an Android backup of version {}", out.version),
                at());
  if (!lines.number(compressed) || compressed > 1)
    return fail(Fault::malformed, "the Android backup does not say whether it is compressed", at());
  out.compressed = compressed == 1;
  if (!lines.next(encryption))
    return fail(Fault::truncated, "the header of the Android backup has no end", at());
  if (encryption == "AES-256") {
    out.encrypted = true;
    if (!lines.bytes(out.user_salt, 1, 512) || !lines.bytes(out.check_salt, 1, 512) ||
        !lines.number(out.rounds) || !lines.bytes(out.user_iv, 16, 16) || !lines.bytes(out.key_box, 16, 512))
      return fail(Fault::malformed, "the encryption of the Android backup cannot be read", at());
    if (out.rounds == 0 || out.rounds > most_rounds)
      return fail(Fault::too_big, fmt::format("the Android backup asks for {} rounds", out.rounds), at());
  } else if (encryption != "none") {
    return fail(Fault::unsupported,
                fmt::format("the Android backup is encrypted with {}", printable(shorten(encryption, 40))),
                at());
  }
  out.size = at();
  return out;
}

Result<AndroidBackupKey> open_android_backup_key(const AndroidBackupHeader& header,
                                                 std::string_view password) {
  const auto wrong = [] { return fail(Fault::denied, "the password does not open the Android backup"); };
  Secret<32> user;
  if (!pbkdf2(Pbkdf2Hash::sha1, as_bytes(password), header.user_salt, header.rounds, user.span()))
    return fail(Fault::unsupported, "no key can be made of this password");
  Blob opened(header.key_box.size());
  if (!decrypt_cbc(user, header.user_iv, header.key_box, opened)) return wrong();
  Cursor in(opened);
  AndroidBackupKey out;
  const auto iv = in.take(in.le<std::uint8_t>());
  const auto key = in.take(in.le<std::uint8_t>());
  const auto check = in.take(in.le<std::uint8_t>());
  const bool good = in.ok() && iv.size() == out.iv.size() && key.size() == 32 && agrees(header, key, check);
  if (good) {
    std::copy(iv.begin(), iv.end(), out.iv.begin());
    std::copy(key.begin(), key.end(), out.key.data());
  }
  wipe(opened.data(), opened.size());
  if (!good) return wrong();
  return out;
}

}  // namespace waarborg
