#include "crypto/minisign.h"

#include <fmt/core.h>
#include <sodium.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/cursor.h"
#include "base/text.h"

namespace waarborg {
namespace {

constexpr std::string_view untrusted = "untrusted comment: ", trusted = "trusted comment: ";
constexpr std::size_t trusted_comment_limit = 8192;  // what minisign itself reads
constexpr std::size_t public_bytes = 42, signature_bytes = 74, global_bytes = 64, secret_bytes = 158;
constexpr std::size_t sealed_bytes = 8 + 64 + 32;  // key number, secret key, checksum

bool ready() {
  static const bool done = sodium_init() >= 0;
  return done;
}

// Bytes that held a secret at any time are wiped when they go out of scope.
struct Wiped {
  Blob bytes;
  Wiped() = default;
  Wiped(Wiped&&) = default;
  Wiped& operator=(Wiped&&) = delete;
  ~Wiped() { sodium_memzero(bytes.data(), bytes.size()); }
};

// The lines of a key or signature file. Empty ones at the end do not count; anything else does.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  std::string_view line;
  bool whole = false;
  for (std::size_t at = 0; next_line(text, at, line, whole);) lines.push_back(line);
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

Result<Wiped> from_base64(std::string_view text, std::size_t wanted, std::uint64_t line) {
  // libsodium looks a byte up by its value; above 0x7F that is no letter, whatever it makes of the sign.
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) > 0x7F; }))
    return fail(Fault::malformed, fmt::format("line {} is not base64", line), line);
  Wiped out;
  out.bytes.resize(text.size() / 4 * 3 + 3);
  std::size_t n = 0;
  if (sodium_base642bin(out.bytes.data(), out.bytes.size(), text.data(), text.size(), nullptr, &n, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0)
    return fail(Fault::malformed, fmt::format("line {} is not base64", line), line);
  if (n != wanted)
    return fail(n < wanted ? Fault::truncated : Fault::malformed,
                fmt::format("line {} has {} bytes, not {}", line, n, wanted), line);
  sodium_memzero(out.bytes.data() + n, out.bytes.size() - n);
  out.bytes.resize(n);
  return out;
}

std::string to_base64(Bytes bytes) {
  std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  out.pop_back();  // the NUL that libsodium writes
  return out;
}

// The number is stored least significant byte first and printed as a number.
std::string number_text(const std::array<std::uint8_t, 8>& id) {
  std::string out;
  for (auto byte = id.rbegin(); byte != id.rend(); ++byte) out += fmt::format("{:02X}", *byte);
  return out;
}

template <std::size_t N>
std::array<std::uint8_t, N> take(Cursor& in) {
  std::array<std::uint8_t, N> out{};
  std::ranges::copy(in.take(N), out.begin());
  return out;
}

std::array<std::uint8_t, 64> prehash(Bytes message) {
  std::array<std::uint8_t, 64> digest{};
  crypto_generichash(digest.data(), digest.size(), message.data(), message.size(), nullptr, 0);
  return digest;
}

// What the global signature covers: the signature, then the trusted comment.
Blob with_comment(Bytes signature, std::string_view comment) {
  Blob out(signature.begin(), signature.end());
  const Bytes text = as_bytes(comment);
  out.insert(out.end(), text.begin(), text.end());
  return out;
}

struct SignatureFile {
  bool prehashed = false;
  std::array<std::uint8_t, 8> id{};
  std::array<std::uint8_t, 64> signature{}, global{};
  std::string_view comment;  // the trusted one, borrowed from the text
};

Result<SignatureFile> read_signature(std::string_view text) {
  const auto lines = lines_of(text);
  if (lines.empty() || !lines[0].starts_with(untrusted))
    return fail(Fault::malformed, "line 1 does not start with \"untrusted comment: \"", 1);
  if (lines.size() < 4)
    return fail(Fault::truncated, fmt::format("a signature has four lines, this has {}", lines.size()),
                lines.size());
  if (lines.size() > 4) return fail(Fault::malformed, "text after the fourth line of a signature", 5);
  if (!lines[2].starts_with(trusted))
    return fail(Fault::malformed, "line 3 does not start with \"trusted comment: \"", 3);
  SignatureFile out;
  out.comment = lines[2].substr(trusted.size());
  if (out.comment.size() > trusted_comment_limit)
    return fail(Fault::too_big,
                fmt::format("line 3 is a comment of {} bytes, more than {}", out.comment.size(),
                            trusted_comment_limit),
                3);
  const auto first = from_base64(lines[1], signature_bytes, 2);
  if (!first) return pass(first.error());
  const auto last = from_base64(lines[3], global_bytes, 4);
  if (!last) return pass(last.error());
  Cursor in(first->bytes);
  const auto algorithm = in.chars(2);
  if (algorithm != "Ed" && algorithm != "ED")
    return fail(Fault::unsupported,
                fmt::format("line 2 has the signature algorithm \"{}\", not Ed or ED", printable(algorithm)),
                2);
  out.prehashed = algorithm == "ED";
  out.id = take<8>(in);
  out.signature = take<64>(in);
  std::ranges::copy(last->bytes, out.global.begin());
  return out;
}

struct SecretFile {
  bool encrypted = false;
  std::array<std::uint8_t, 32> salt{};
  std::uint64_t opslimit = 0, memlimit = 0;
  Wiped sealed;
};

Result<SecretFile> read_secret(std::string_view text) {
  const auto lines = lines_of(text);
  if (lines.empty() || !lines[0].starts_with(untrusted))
    return fail(Fault::malformed, "line 1 does not start with \"untrusted comment: \"", 1);
  if (lines.size() < 2) return fail(Fault::truncated, "a secret key has two lines, this has 1", 1);
  if (lines.size() > 2) return fail(Fault::malformed, "text after the second line of a secret key", 3);
  const auto all = from_base64(lines[1], secret_bytes, 2);
  if (!all) return pass(all.error());
  Cursor in(all->bytes);
  const auto algorithm = in.chars(2), kdf = in.chars(2), checksum = in.chars(2);
  if (algorithm != "Ed" || checksum != "B2" || (kdf != "Sc" && kdf != std::string_view("\0\0", 2)))
    return fail(Fault::unsupported,
                fmt::format("line 2 has the algorithms \"{}\", \"{}\", \"{}\", not Ed, Sc or none, B2",
                            printable(algorithm), printable(kdf), printable(checksum)),
                2);
  SecretFile out{.encrypted = kdf == "Sc", .salt = take<32>(in), .sealed = {}};
  out.opslimit = in.le<std::uint64_t>();
  out.memlimit = in.le<std::uint64_t>();
  const Bytes sealed = in.take(sealed_bytes);
  out.sealed.bytes.assign(sealed.begin(), sealed.end());
  return out;
}

// Undoes the encryption in place. The limits stand in the file, so whoever made it chose what we would spend.
Result<> unseal(SecretFile& file, std::string_view password) {
  if (file.opslimit > crypto_pwhash_scryptsalsa208sha256_OPSLIMIT_SENSITIVE ||
      file.memlimit > crypto_pwhash_scryptsalsa208sha256_MEMLIMIT_SENSITIVE)
    return fail(Fault::too_big,
                fmt::format("line 2 asks for {} operations and {} bytes to open the key, more than "
                            "minisign ever writes",
                            file.opslimit, file.memlimit),
                2);
  if (password.empty()) return fail(Fault::encrypted, "the secret key is protected by a password", 2);
  Wiped stream;
  stream.bytes.resize(sealed_bytes);
  if (crypto_pwhash_scryptsalsa208sha256(stream.bytes.data(), sealed_bytes, password.data(), password.size(),
                                         file.salt.data(), file.opslimit, file.memlimit) != 0)
    return fail(Fault::too_big, fmt::format("opening the key needs {} bytes of memory", file.memlimit), 2);
  for (std::size_t i = 0; i < sealed_bytes; ++i) file.sealed.bytes[i] ^= stream.bytes[i];
  return {};
}

}  // namespace

std::string PublicKey::id_text() const {
  return number_text(id);
}

Result<PublicKey> read_public_key(std::string_view text) {
  const auto lines = lines_of(text);
  if (lines.empty()) return fail(Fault::truncated, "a public key without a line", 1);
  const bool commented = lines[0].starts_with(untrusted);
  const std::size_t at = commented ? 1 : 0;
  if (lines.size() <= at) return fail(Fault::truncated, "a public key has two lines, this has 1", 1);
  if (lines.size() > at + 1) return fail(Fault::malformed, "text after the public key", at + 2);
  const auto got = from_base64(lines[at], public_bytes, at + 1);
  if (!got) return pass(got.error());
  Cursor in(got->bytes);
  if (const auto algorithm = in.chars(2); algorithm != "Ed")
    return fail(Fault::unsupported,
                fmt::format("line {} has the key algorithm \"{}\", not Ed", at + 1, printable(algorithm)),
                at + 1);
  PublicKey key;
  key.id = take<8>(in);
  key.key = take<32>(in);
  return key;
}

Result<std::string> key_id_of_signature(std::string_view signature_file) {
  const auto got = read_signature(signature_file);
  if (!got) return pass(got.error());
  return number_text(got->id);
}

Result<VerifiedSignature> verify(Bytes message, std::string_view signature_file, const PublicKey& key) {
  if (!ready()) return fail(Fault::io, "libsodium did not start");
  const auto file = read_signature(signature_file);
  if (!file) return pass(file.error());
  if (sodium_memcmp(file->id.data(), key.id.data(), key.id.size()) != 0)
    return fail(Fault::denied,
                fmt::format("signed with key {}, not with {}", number_text(file->id), key.id_text()), 2);
  const auto digest = prehash(message);
  const Bytes signed_bytes = file->prehashed ? Bytes(digest) : message;
  if (crypto_sign_verify_detached(file->signature.data(), signed_bytes.data(), signed_bytes.size(),
                                  key.key.data()) != 0)
    return fail(Fault::denied, "the signature is not of this file", 2);
  const Blob covered = with_comment(file->signature, file->comment);
  if (crypto_sign_verify_detached(file->global.data(), covered.data(), covered.size(), key.key.data()) != 0)
    return fail(Fault::denied, "the trusted comment was altered", 3);
  return VerifiedSignature{key.id_text(), std::string(file->comment)};
}

bool is_encrypted_secret_key(std::string_view file) {
  const auto got = read_secret(file);
  return got && got->encrypted;
}

Result<SecretKey> SecretKey::open(std::string_view file, std::string_view password) {
  if (!ready()) return fail(Fault::io, "libsodium did not start");
  auto got = read_secret(file);
  if (!got) return pass(got.error());
  if (got->encrypted)
    if (const auto opened = unseal(*got, password); !opened) return pass(opened.error());
  const Bytes sealed = got->sealed.bytes;
  // The checksum is BLAKE2b-256 over the algorithm, the key number and the secret key. minisign leaves it
  // zero in a key without a password.
  Wiped covered;
  covered.bytes.reserve(2 + 72);
  covered.bytes = {'E', 'd'};
  covered.bytes.insert(covered.bytes.end(), sealed.begin(), sealed.begin() + 72);
  std::array<std::uint8_t, 32> checksum{};
  crypto_generichash(checksum.data(), checksum.size(), covered.bytes.data(), covered.bytes.size(), nullptr,
                     0);
  const bool left_out = !got->encrypted && sodium_is_zero(sealed.data() + 72, 32) == 1;
  if (!left_out && sodium_memcmp(checksum.data(), sealed.data() + 72, checksum.size()) != 0)
    return got->encrypted ? fail(Fault::denied, "the password is wrong, or the key is damaged", 2)
                          : fail(Fault::malformed, "the checksum of the secret key does not match", 2);
  SecretKey key;
  std::ranges::copy(sealed.first(8), key.id_.begin());
  std::ranges::copy(sealed.subspan(8, 64), key.secret_.begin());
  // Ed25519 with a public half of another key gives the secret away with the first signature.
  std::array<std::uint8_t, 32> seed{}, pub{};
  std::array<std::uint8_t, 64> again{};
  crypto_sign_ed25519_sk_to_seed(seed.data(), key.secret_.data());
  crypto_sign_seed_keypair(pub.data(), again.data(), seed.data());
  const bool same = sodium_memcmp(again.data(), key.secret_.data(), again.size()) == 0;
  sodium_memzero(seed.data(), seed.size());
  sodium_memzero(again.data(), again.size());
  if (!same) return fail(Fault::malformed, "the two halves of the secret key do not belong together", 2);
  return key;
}

SecretKey::SecretKey(SecretKey&& other) noexcept : id_(other.id_), secret_(other.secret_) {
  sodium_memzero(other.secret_.data(), other.secret_.size());
}

SecretKey& SecretKey::operator=(SecretKey&& other) noexcept {
  if (this == &other) return *this;
  id_ = other.id_;
  secret_ = other.secret_;
  sodium_memzero(other.secret_.data(), other.secret_.size());
  return *this;
}

SecretKey::~SecretKey() {
  sodium_memzero(secret_.data(), secret_.size());
}

std::string SecretKey::id_text() const {
  return number_text(id_);
}

Result<std::string> SecretKey::sign(Bytes message, std::string_view trusted_comment) const {
  if (trusted_comment.size() > trusted_comment_limit)
    return fail(Fault::too_big,
                fmt::format("a trusted comment of more than {} bytes", trusted_comment_limit));
  // One line, and nothing that a terminal would act on when it is printed; minisign itself puts tabs in it.
  std::string without_tabs(trusted_comment);
  std::erase(without_tabs, '\t');
  if (!is_utf8(without_tabs) || printable(without_tabs) != without_tabs)
    return fail(Fault::malformed, "a trusted comment is one line of plain text");
  const auto digest = prehash(message);
  std::array<std::uint8_t, 64> signature{}, global{};
  crypto_sign_detached(signature.data(), nullptr, digest.data(), digest.size(), secret_.data());
  const Blob covered = with_comment(signature, trusted_comment);
  crypto_sign_detached(global.data(), nullptr, covered.data(), covered.size(), secret_.data());
  Blob first = {'E', 'D'};
  first.insert(first.end(), id_.begin(), id_.end());
  first.insert(first.end(), signature.begin(), signature.end());
  return fmt::format("{}signature from waarborg, key {}\n{}\n{}{}\n{}\n", untrusted, id_text(),
                     to_base64(first), trusted, trusted_comment, to_base64(global));
}

}  // namespace waarborg
