#include "crypto/age.h"

#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "crypto/bech32.h"

extern char** environ;

namespace waarborg {
namespace {

namespace fs = std::filesystem;

AgeOut into(Blob& out) {
  return [&out](Bytes piece) {
    out.insert(out.end(), piece.begin(), piece.end());
    return Result<>();
  };
}

AgeIdentity identity() {
  auto made = AgeIdentity::make();
  EXPECT_TRUE(made);
  return std::move(*made);
}

Blob pattern(std::size_t size) {
  Blob out(size);
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<std::uint8_t>(i * 7 + (i >> 8));
  return out;
}

Blob seal(Bytes plain, const std::vector<AgeRecipient>& to, AgeArmor armor = AgeArmor::no,
          std::size_t piece = 1 << 20) {
  Blob out;
  auto sealer = AgeSealer::to(to, into(out), armor);
  EXPECT_TRUE(sealer);
  for (std::size_t at = 0; at < plain.size(); at += piece)
    EXPECT_TRUE(sealer->add(plain.subspan(at, std::min(piece, plain.size() - at))));
  EXPECT_TRUE(sealer->finish());
  return out;
}

struct Opened {
  Result<> how;
  Blob plain;
  AgeStep step = AgeStep::none;
};
Opened open(Bytes sealed, AgeOpening with, std::size_t piece = 1 << 20) {
  Opened out;
  AgeOpener opener(with, into(out.plain));
  for (std::size_t at = 0; out.how && at < sealed.size(); at += piece)
    out.how = opener.add(sealed.subspan(at, std::min(piece, sealed.size() - at)));
  if (out.how) out.how = opener.finish();
  out.step = opener.failed_at();
  return out;
}

std::vector<AgeIdentity> one_identity() {
  std::vector<AgeIdentity> out;
  out.push_back(identity());
  return out;
}

TEST(Age, what_is_sealed_opens_at_every_size_around_a_chunk_and_in_every_piece) {
  const auto keys = one_identity();
  const auto nobody = identity().recipient();
  for (const std::size_t size : {0u, 1u, 47u, 48u, 65535u, 65536u, 65537u, 131072u, 200000u})
    for (const auto armor : {AgeArmor::no, AgeArmor::yes}) {
      const auto plain = pattern(size);
      const auto sealed = seal(plain, {nobody, keys[0].recipient()}, armor, 999);
      for (const std::size_t piece : {1000u, 65552u, 1u << 20}) {
        const auto got = open(sealed, {.identities = &keys, .passphrase = {}}, piece);
        ASSERT_TRUE(got.how) << got.how.error().what << " at size " << size;
        ASSERT_EQ(got.plain, plain);
      }
    }
}

TEST(Age, every_flipped_bit_and_every_cut_is_an_error) {
  const auto keys = one_identity();
  for (const auto armor : {AgeArmor::no, AgeArmor::yes}) {
    const auto sealed = seal(pattern(100), {keys[0].recipient()}, armor);
    ASSERT_TRUE(open(sealed, {.identities = &keys, .passphrase = {}}).how);
    for (std::size_t i = 0; i < sealed.size(); ++i) {
      const auto cut = open(Bytes(sealed).first(i), {.identities = &keys, .passphrase = {}});
      // An armoured file may lack the end of its last line.
      EXPECT_EQ(cut.how.has_value(), armor == AgeArmor::yes && i + 1 == sealed.size()) << "cut at " << i;
      for (unsigned bit = 0; bit < 8; ++bit) {
        auto bad = sealed;
        bad[i] = static_cast<std::uint8_t>(bad[i] ^ (1u << bit));
        const auto got = open(bad, {.identities = &keys, .passphrase = {}});
        // Of armour only what ends a line can change without changing what it means: its last LF to a CR.
        const bool harmless =
            armor == AgeArmor::yes && i + 1 == sealed.size() && (bad[i] == '\r' || bad[i] == ' ');
        EXPECT_TRUE(!got.how || harmless) << "bit " << bit << " of byte " << i;
      }
    }
  }
}

TEST(Age, chunks_cut_swapped_or_doubled) {
  const auto keys = one_identity();
  const auto sealed = seal(pattern(3 * 65536), {keys[0].recipient()});
  constexpr std::size_t chunk = 65536 + 16;
  const auto first = sealed.size() - 3 * chunk;
  const auto begin = sealed.begin() + static_cast<std::ptrdiff_t>(first);
  const AgeOpening with{.identities = &keys, .passphrase = {}};

  const auto cut = open(Bytes(sealed).first(first + 2 * chunk), with);
  ASSERT_FALSE(cut.how);
  EXPECT_EQ(cut.how.error().fault, Fault::truncated) << cut.how.error().what;
  auto swapped = sealed;
  std::swap_ranges(swapped.begin() + static_cast<std::ptrdiff_t>(first),
                   swapped.begin() + static_cast<std::ptrdiff_t>(first + chunk),
                   swapped.begin() + static_cast<std::ptrdiff_t>(first + chunk));
  const auto moved = open(swapped, with);
  ASSERT_FALSE(moved.how);
  EXPECT_EQ(moved.how.error().fault, Fault::denied);
  EXPECT_TRUE(moved.plain.empty());
  auto doubled = sealed;
  doubled.insert(doubled.end(), begin + 2 * chunk, begin + 3 * chunk);
  const auto more = open(doubled, with);
  ASSERT_FALSE(more.how);
  EXPECT_EQ(more.how.error().fault, Fault::malformed) << more.how.error().what;
}

TEST(Age, passphrase) {
  const auto plain = pattern(1000);
  Blob sealed;
  auto sealer = AgeSealer::with_passphrase("correct horse", into(sealed), AgeArmor::no, 10);
  ASSERT_TRUE(sealer && sealer->add(plain) && sealer->finish());
  EXPECT_EQ(open(sealed, {.passphrase = "correct horse"}).plain, plain);
  EXPECT_EQ(open(sealed, {.passphrase = "wrong"}).how.error().what, "header: the passphrase is wrong");
  EXPECT_EQ(open(sealed, {}).how.error().fault, Fault::encrypted);
  const auto costly = open(sealed, {.passphrase = "correct horse", .work_limit = 9});
  ASSERT_FALSE(costly.how);
  EXPECT_EQ(costly.how.error().fault, Fault::too_big);
  EXPECT_FALSE(AgeSealer::with_passphrase("", into(sealed)));
}

TEST(Age, a_header_without_an_end_is_refused_in_bounded_memory) {
  const auto keys = one_identity();
  AgeOpener opener({.identities = &keys, .passphrase = {}}, [](Bytes) { return Result<>(); });
  Result<> how = opener.add(as_bytes("age-encryption.org/v1\n"));
  const std::string stanza = "-> x\nAAAA\n";
  std::size_t given = 0;
  for (; how && given < (4u << 20); given += stanza.size()) how = opener.add(as_bytes(stanza));
  ASSERT_FALSE(how);
  EXPECT_EQ(how.error().fault, Fault::too_big);
  EXPECT_LT(given, 2u << 20);
  EXPECT_EQ(opener.add({}).error().fault, Fault::too_big) << "an error stays";
}

TEST(Age, an_output_that_fails_ends_it_with_its_own_error) {
  const auto keys = one_identity();
  const auto sealed = seal(pattern(100), {keys[0].recipient()});
  AgeOpener opener({.identities = &keys, .passphrase = {}},
                   [](Bytes) { return Result<>(fail(Fault::io, "disk full")); });
  auto how = opener.add(sealed);
  if (how) how = opener.finish();
  ASSERT_FALSE(how);
  EXPECT_EQ(how.error().what, "disk full");
  EXPECT_EQ(opener.failed_at(), AgeStep::output);
}

TEST(AgeKeys, text_and_back) {
  const auto key = identity();
  const auto again = AgeIdentity::read(key.text().view());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->recipient(), key.recipient());
  EXPECT_EQ(*read_age_recipient(key.recipient().text()), key.recipient());
  const auto text = key.recipient().text();
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto typo = text;
    typo[i] = typo[i] == 'q' ? 'p' : 'q';
    EXPECT_FALSE(read_age_recipient(typo)) << "typing error at " << i;
    EXPECT_FALSE(read_age_recipient(text.substr(0, i)));
  }
}

TEST(AgeKeys, other_kinds_are_unsupported_recipients) {
  for (const auto* text : {"AGE-SECRET-KEY-PQ-1QQQQQQ", "AGE-PLUGIN-YUBIKEY-1QQQQQQ"}) {
    const auto got = AgeIdentity::read(text);
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().fault, Fault::unsupported);
    EXPECT_NE(got.error().what.find("unsupported recipient"), std::string::npos);
  }
  EXPECT_EQ(read_age_recipient("ssh-ed25519 AAAA").error().fault, Fault::unsupported);
  EXPECT_EQ(read_age_recipient(to_bech32("age1pq", pattern(64)).view()).error().fault, Fault::unsupported);
  EXPECT_FALSE(read_age_recipients("# nothing\n\n"));
  EXPECT_FALSE(read_age_recipients("# one\nage1nonsense\n"));
}

// The age program of the system: it opens ours, and we open its.
class AgeProgram : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "age-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    keys_ = one_identity();
    spill("key", as_bytes(keys_[0].text().view()));
  }
  void TearDown() override { fs::remove_all(folder_); }
  void spill(const char* name, Bytes bytes) const {
    std::ofstream(folder_ / name, std::ios::binary)
        .write(as_text(bytes).data(), static_cast<std::streamsize>(bytes.size()));
  }
  Blob slurp(const char* name) const {
    std::ifstream in(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  int age(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "age");
    std::vector<char*> argv;
    for (auto& a : arguments) argv.push_back(a.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, folder_.c_str());
    pid_t child = 0;
    const int started = posix_spawnp(&child, "age", &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    int status = -1;
    if (started == 0) waitpid(child, &status, 0);
    return started == 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  fs::path folder_;
  std::vector<AgeIdentity> keys_;
};

TEST_F(AgeProgram, opens_ours) {
  const auto plain = pattern(150'000);
  for (const auto armor : {AgeArmor::no, AgeArmor::yes}) {
    spill("sealed", seal(plain, {identity().recipient(), keys_[0].recipient()}, armor));
    ASSERT_EQ(age({"-d", "-i", "key", "-o", "plain", "sealed"}), 0) << "the age program is needed";
    EXPECT_EQ(slurp("plain"), plain);
  }
}

TEST_F(AgeProgram, we_open_its) {
  const auto plain = pattern(150'000);
  spill("plain", plain);
  for (const auto* armor : {"", "-a"}) {
    std::vector<std::string> arguments = {"-r", keys_[0].recipient().text(), "-o", "sealed", "plain"};
    if (*armor != '\0') arguments.insert(arguments.begin(), armor);
    ASSERT_EQ(age(arguments), 0) << "the age program is needed";
    const auto got = open(slurp("sealed"), {.identities = &keys_, .passphrase = {}});
    ASSERT_TRUE(got.how) << got.how.error().what;
    EXPECT_EQ(got.plain, plain);
  }
}

}  // namespace
}  // namespace waarborg
