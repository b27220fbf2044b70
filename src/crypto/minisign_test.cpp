#include "crypto/minisign.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sodium.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/text.h"

extern char** environ;

namespace waarborg {
namespace {

namespace fs = std::filesystem;

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void spill(const fs::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary).write(text.data(), static_cast<std::streamsize>(text.size()));
}

// The real minisign in a folder of its own: what we read is what it wrote, and it reads what we wrote.
class Minisign : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::string name = (fs::temp_directory_path() / "minisign-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder = name;
    spill(folder / "m", message);
    ASSERT_EQ(run({"-G", "-W", "-p", "a.pub", "-s", "a.key"}), 0) << "the minisign program is needed";
    ASSERT_EQ(run({"-G", "-W", "-p", "b.pub", "-s", "b.key"}), 0);
    ASSERT_EQ(run({"-S", "-s", "a.key", "-m", "m", "-x", "a.sig", "-t", "agreed by the minister"}), 0);
    ASSERT_EQ(run({"-S", "-l", "-s", "a.key", "-m", "m", "-x", "legacy.sig", "-t", "old form"}), 0);
  }
  static void TearDownTestSuite() { fs::remove_all(folder); }

  static int run(std::vector<std::string> arguments, std::string_view input = {}) {
    spill(folder / "input", input);
    arguments.insert(arguments.begin(), "minisign");
    std::vector<char*> argv;
    for (auto& a : arguments) argv.push_back(a.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
    posix_spawn_file_actions_addopen(&actions, 0, "input", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    const int started = posix_spawnp(&child, "minisign", &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (started != 0) return -1;
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  static std::string file(std::string_view name) { return slurp(folder / name); }
  static PublicKey key(std::string_view name) {
    const auto got = read_public_key(file(name));
    EXPECT_TRUE(got) << got.error().what;
    return got ? *got : PublicKey{};
  }
  static std::string why(std::string_view signature) {
    const auto got = verify(as_bytes(message), signature, key("a.pub"));
    return got ? "valid" : got.error().what;
  }
  static std::vector<std::string> signature_lines() {
    std::vector<std::string> out;
    const auto text = file("a.sig");
    for (const auto line : split(text, '\n')) out.emplace_back(line);
    return out;
  }

  inline static fs::path folder;
  static constexpr std::string_view message = "phase out by 2020-12-31\n";
};

TEST_F(Minisign, its_signature_verifies_here) {
  const auto got = verify(as_bytes(message), file("a.sig"), key("a.pub"));
  ASSERT_TRUE(got) << got.error().what;
  EXPECT_EQ(got->trusted_comment, "agreed by the minister");
  EXPECT_EQ(got->key_id, key("a.pub").id_text());
  EXPECT_EQ(key_id_of_signature(file("a.sig")).value(), got->key_id);
  EXPECT_EQ(got->key_id.size(), 16u);
  EXPECT_NE(file("a.pub").find(got->key_id.substr(got->key_id.find_first_not_of('0'))), std::string::npos);
}

TEST_F(Minisign, its_legacy_signature_verifies_here) {
  const auto got = verify(as_bytes(message), file("legacy.sig"), key("a.pub"));
  ASSERT_TRUE(got) << got.error().what;
  EXPECT_EQ(got->trusted_comment, "old form");
}

TEST_F(Minisign, a_public_key_may_be_its_base64_line_alone) {
  const auto whole = file("a.pub");
  const auto alone = read_public_key(trim(std::string_view(whole).substr(whole.find('\n'))));
  ASSERT_TRUE(alone);
  EXPECT_EQ(alone->key, key("a.pub").key);
}

TEST_F(Minisign, our_signature_verifies_there) {
  const auto secret = SecretKey::open(file("a.key"), "");
  ASSERT_TRUE(secret) << secret.error().what;
  EXPECT_EQ(secret->id_text(), key("a.pub").id_text());
  for (const std::string_view comment :
       {"directive nl-2018-kaspersky, role minister", "", "timestamp:1\tfile:m\thashed"}) {
    const auto ours = secret->sign(as_bytes(message), comment);
    ASSERT_TRUE(ours) << ours.error().what;
    EXPECT_EQ(why(*ours), "valid");
    spill(folder / "ours.sig", *ours);
    EXPECT_EQ(run({"-V", "-p", "a.pub", "-m", "m", "-x", "ours.sig"}), 0) << comment;
    EXPECT_NE(run({"-V", "-p", "b.pub", "-m", "m", "-x", "ours.sig"}), 0);
  }
}

TEST_F(Minisign, a_secret_key_with_a_password_opens_and_signs) {
  ASSERT_EQ(run({"-G", "-p", "p.pub", "-s", "p.key"}, "correct horse\ncorrect horse\n"), 0);
  const auto text = file("p.key");
  EXPECT_TRUE(is_encrypted_secret_key(text));
  EXPECT_FALSE(is_encrypted_secret_key(file("a.key")));
  EXPECT_EQ(SecretKey::open(text, "").error().fault, Fault::encrypted);
  const auto wrong = SecretKey::open(text, "correct donkey");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().fault, Fault::denied);
  const auto secret = SecretKey::open(text, "correct horse");
  ASSERT_TRUE(secret) << secret.error().what;
  spill(folder / "p.sig", secret->sign(as_bytes(message), "with a password").value());
  EXPECT_EQ(run({"-V", "-p", "p.pub", "-m", "m", "-x", "p.sig"}), 0);
}

TEST_F(Minisign, altered_message) {
  for (const std::string_view name : {"a.sig", "legacy.sig"}) {
    for (std::size_t i = 0; i < message.size(); ++i) {
      std::string other(message);
      other[i] = static_cast<char>(other[i] ^ 1);
      const auto got = verify(as_bytes(other), file(name), key("a.pub"));
      ASSERT_FALSE(got) << name << " byte " << i;
      EXPECT_EQ(got.error().fault, Fault::denied);
    }
  }
}

TEST_F(Minisign, altered_trusted_comment) {
  auto text = file("a.sig");
  text.replace(text.find("minister"), 8, "minstrel");
  EXPECT_EQ(why(text), "the trusted comment was altered");
}

TEST_F(Minisign, altered_untrusted_comment_changes_nothing) {
  auto lines = signature_lines();
  lines[0] = "untrusted comment: anybody may write this";
  EXPECT_EQ(why(join(lines, "\n")), "valid");
}

TEST_F(Minisign, prehashed_signature_relabelled_as_legacy) {
  auto lines = signature_lines();
  ASSERT_EQ(lines[1].substr(0, 2), "RU");  // "ED"
  lines[1][1] = 'W';                       // "Ed"
  EXPECT_NE(why(join(lines, "\n")), "valid");
}

TEST_F(Minisign, wrong_key) {
  const auto got = verify(as_bytes(message), file("a.sig"), key("b.pub"));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().fault, Fault::denied);
  EXPECT_NE(got.error().what.find(key("b.pub").id_text()), std::string::npos);
  auto stranger = key("b.pub");  // the right number before another key
  stranger.id = key("a.pub").id;
  EXPECT_EQ(verify(as_bytes(message), file("a.sig"), stranger).error().what,
            "the signature is not of this file");
}

TEST_F(Minisign, cut_short_at_every_byte) {
  for (const std::string_view name : {"a.sig", "legacy.sig"}) {
    const auto whole = file(name);
    for (std::size_t n = 0; n + 1 < whole.size(); ++n)
      EXPECT_NE(why(whole.substr(0, n)), "valid") << name << n;
    EXPECT_EQ(why(whole.substr(0, whole.size() - 1)), "valid");  // only the last line end is gone
  }
  const auto pub = file("a.pub"), secret = file("a.key");
  for (std::size_t n = 0; n + 1 < pub.size(); ++n) EXPECT_FALSE(read_public_key(pub.substr(0, n))) << n;
  for (std::size_t n = 0; n + 1 < secret.size(); ++n)
    EXPECT_FALSE(SecretKey::open(secret.substr(0, n), "")) << n;
}

TEST_F(Minisign, every_altered_character_of_a_secret_key_is_refused) {
  const auto whole = file("a.key");
  const auto start = whole.find('\n') + 1;
  // Without a password nothing covers the salt, the limits and the key number.
  const std::size_t uncovered_from = start + 8, uncovered_to = start + 84;
  for (auto i = start; i + 1 < whole.size(); ++i) {
    if (i >= uncovered_from && i < uncovered_to) continue;
    auto text = whole;
    text[i] = text[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(SecretKey::open(text, "")) << i;
  }
}

TEST_F(Minisign, windows_line_ends) {
  EXPECT_EQ(why(join(signature_lines(), "\r\n")), "valid");
}

TEST_F(Minisign, malformed_lines_are_named) {
  struct Case {
    std::size_t line;
    std::string_view text, why;
  };
  const Case cases[] = {
      {0, "comment: x", "line 1 does not start with \"untrusted comment: \""},
      {1, "not base64!", "line 2 is not base64"},
      {1, "RUQ\xC3\xA9", "line 2 is not base64"},
      {1, "\xD2UQ=", "line 2 is not base64"},  // 'R' with its highest bit set
      {1, "RUQ=", "line 2 has 2 bytes, not 74"},
      {2, "comment: x", "line 3 does not start with \"trusted comment: \""},
      {3, "####", "line 4 is not base64"},
      {3, "AAAA", "line 4 has 3 bytes, not 64"},
      {4, "one more", "text after the fourth line of a signature"},
  };
  for (const auto& c : cases) {
    auto lines = signature_lines();
    lines[c.line] = c.text;
    const auto got = verify(as_bytes(message), join(lines, "\n"), key("a.pub"));
    ASSERT_FALSE(got) << c.why;
    EXPECT_EQ(got.error().what, c.why);
    EXPECT_EQ(got.error().offset, c.line + 1);
  }
  auto lines = signature_lines();
  lines[1][0] = 'S';  // another algorithm
  EXPECT_EQ(verify(as_bytes(message), join(lines, "\n"), key("a.pub")).error().fault, Fault::unsupported);
  lines = signature_lines();
  lines[2] += std::string(9000, 'x');
  EXPECT_EQ(verify(as_bytes(message), join(lines, "\n"), key("a.pub")).error().fault, Fault::too_big);
}

TEST_F(Minisign, a_comment_that_would_break_the_file_is_not_signed) {
  const auto secret = SecretKey::open(file("a.key"), "");
  ASSERT_TRUE(secret);
  for (const std::string_view bad : {"two\nlines", "a\rb", "\x1b[2J", "\xff", "\xE2\x80\xAE"})
    EXPECT_FALSE(secret->sign(as_bytes(message), bad)) << bad;
  EXPECT_EQ(secret->sign(as_bytes(message), std::string(8193, 'x')).error().fault, Fault::too_big);
}

// An attacker who may write the key file gives it the public half of another key, with a right checksum.
TEST_F(Minisign, halves_of_two_keys) {
  const auto decode = [](const std::string& text) {
    const auto line = trim(std::string_view(text).substr(text.find('\n')));
    Blob out(158);
    EXPECT_EQ(sodium_base642bin(out.data(), out.size(), line.data(), line.size(), nullptr, nullptr, nullptr,
                                sodium_base64_VARIANT_ORIGINAL),
              0);
    return out;
  };
  auto mixed = decode(file("a.key"));
  const auto other = decode(file("b.key"));
  std::copy_n(other.begin() + 94, 32, mixed.begin() + 94);  // behind the key number and the seed
  Blob covered = {'E', 'd'};
  covered.insert(covered.end(), mixed.begin() + 54, mixed.begin() + 126);
  crypto_generichash(mixed.data() + 126, 32, covered.data(), covered.size(), nullptr, 0);
  std::string line(sodium_base64_encoded_len(mixed.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(line.data(), line.size(), mixed.data(), mixed.size(), sodium_base64_VARIANT_ORIGINAL);
  line.pop_back();
  const auto got = SecretKey::open("untrusted comment: x\n" + line, "");
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().what, "the two halves of the secret key do not belong together");
}

// 158 bytes of zeros behind "EdScB2", with these limits: built by hand, as an attacker would.
std::string encrypted_key(std::uint64_t opslimit, std::uint64_t memlimit) {
  Blob bytes(158);
  std::copy_n("EdScB2", 6, bytes.begin());
  for (unsigned i = 0; i < 8; ++i) {
    bytes[38 + i] = static_cast<std::uint8_t>(opslimit >> (8 * i));
    bytes[46 + i] = static_cast<std::uint8_t>(memlimit >> (8 * i));
  }
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();
  return "untrusted comment: x\n" + text + "\n";
}

TEST(SecretKeyFile, absurd_limits_are_refused_before_any_work) {
  for (const auto& [ops, mem] :
       {std::pair{~0ull, 1ull << 20}, {1ull << 20, ~0ull}, {33554433ull, 1ull}, {1ull, (1ull << 30) + 1}}) {
    const auto got = SecretKey::open(encrypted_key(ops, mem), "x");
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().fault, Fault::too_big) << ops << " " << mem;
  }
}

TEST(SecretKeyFile, wrong_password) {
  const auto got = SecretKey::open(encrypted_key(32768, 1 << 20), "x");
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().fault, Fault::denied) << got.error().what;
}

}  // namespace
}  // namespace waarborg
