#include "directives/signatures.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include "base/digest.h"

namespace waarborg {
namespace {

struct Pair {
  SecretKey secret;
  PublicKey open;
};

std::string base64(const Blob& bytes) {
  std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  out.pop_back();
  return out;
}

// A key pair as files without password, made from a seed: every run signs with the same keys.
Pair key_pair(std::uint8_t seed, std::uint8_t number) {
  std::array<std::uint8_t, 32> start{}, open{};
  std::array<std::uint8_t, 64> secret{};
  start.fill(seed);
  EXPECT_GE(sodium_init(), 0);
  crypto_sign_seed_keypair(open.data(), secret.data(), start.data());
  Blob file(158), pub = {'E', 'd', number, 2, 3, 4, 5, 6, 7, 8};
  std::copy_n("Ed\0\0B2", 6, file.begin());
  std::copy_n(pub.begin() + 2, 8, file.begin() + 54);
  std::copy(secret.begin(), secret.end(), file.begin() + 62);
  pub.insert(pub.end(), open.begin(), open.end());
  auto opened = SecretKey::open("untrusted comment: test key\n" + base64(file), "");
  EXPECT_TRUE(opened) << opened.error().what;
  return {std::move(*opened), read_public_key(base64(pub)).value()};
}

class Signatures : public testing::Test {
 protected:
  Signatures() {
    directive.signatures = {{"minister", minister.open.id_text()}, {"cyber-council", council.open.id_text()}};
    directive.threshold = 2;
    read_from(file);
  }
  void read_from(std::string_view text) {
    const auto digest = sha256(as_bytes(text));
    directive.sha256 = hex(digest);
  }
  SignatureText sign(const Pair& pair, std::string role, std::string_view text = file) const {
    return {std::move(role), pair.secret.sign(as_bytes(text), "signed in a test").value()};
  }
  SignatureReport check(const std::vector<SignatureText>& signatures, std::string_view text = file) const {
    return check_signatures(directive, as_bytes(text), signatures, trusted);
  }
  static std::string states(const SignatureReport& report) {
    std::string out;
    for (const auto& role : report.roles) out += role.role + "=" + std::string(name_of(role.state)) + " ";
    return out + report.summary();
  }

  static constexpr std::string_view file = "id: nl-2018-kaspersky\n";
  Pair minister = key_pair(1, 1), council = key_pair(2, 2), stranger = key_pair(3, 3);
  std::vector<TrustedKey> trusted = {{"minister", minister.open}, {"", council.open}};
  Directive directive;
};

TEST_F(Signatures, two_of_two) {
  const auto report = check({sign(minister, "minister"), sign(council, "cyber-council")});
  EXPECT_EQ(states(report), "minister=valid cyber-council=valid 2 of 2 valid");
  EXPECT_TRUE(report.met);
  EXPECT_EQ(report.roles[0].trusted_comment, "signed in a test");
}

TEST_F(Signatures, unsigned_directive) {
  const auto report = check({});
  EXPECT_EQ(states(report), "minister=missing cyber-council=missing unsigned");
  EXPECT_FALSE(report.met);
}

TEST_F(Signatures, signed_once_of_two) {
  const auto report = check({sign(minister, "minister")});
  EXPECT_EQ(states(report), "minister=valid cyber-council=missing 1 of 2 valid: not enough");
  EXPECT_FALSE(report.met);
}

TEST_F(Signatures, altered_after_signing) {
  const std::vector<SignatureText> both = {sign(minister, "minister"), sign(council, "cyber-council")};
  const std::string altered = "id: nl-2018-kasperskx\n";
  read_from(altered);  // the altered file is what was loaded
  const auto report = check(both, altered);
  EXPECT_EQ(states(report), "minister=invalid cyber-council=invalid 0 of 2 valid: not enough");
  EXPECT_EQ(report.roles[0].why, "the signature is not of this file");
}

TEST_F(Signatures, another_file_than_the_directive_was_read_from) {
  const std::vector<SignatureText> both = {sign(minister, "minister"), sign(council, "cyber-council")};
  read_from("id: something-else\n");
  const auto report = check(both);
  EXPECT_EQ(states(report), "minister=invalid cyber-council=invalid 0 of 2 valid: not enough");
  EXPECT_EQ(report.roles[0].why, "the directive was not read from these bytes");
}

TEST_F(Signatures, the_key_of_another_role) {
  const auto report = check({sign(minister, "minister"), sign(minister, "cyber-council")});
  EXPECT_EQ(states(report), "minister=valid cyber-council=invalid 1 of 2 valid: not enough");
}

TEST_F(Signatures, one_key_in_two_roles_counts_once) {
  directive.signatures[1].key_id =
      minister.open.id_text();  // the loader refuses this; a caller may still do it
  trusted[0].role.clear();
  const auto report = check({sign(minister, "minister"), sign(minister, "cyber-council")});
  EXPECT_EQ(report.valid, 1u);
  EXPECT_FALSE(report.met);
}

// The id stands outside of what is signed: whoever holds one key can write any number into it.
TEST_F(Signatures, one_secret_key_under_two_ids_counts_once) {
  const auto twin = key_pair(1, 7);
  ASSERT_EQ(twin.open.key, minister.open.key);
  ASSERT_NE(twin.open.id_text(), minister.open.id_text());
  directive.signatures[1].key_id = twin.open.id_text();
  trusted = {{"minister", minister.open}, {"cyber-council", twin.open}};
  const auto report = check({sign(minister, "minister"), sign(twin, "cyber-council")});
  EXPECT_EQ(report.valid, 1u);
  EXPECT_FALSE(report.met);
  EXPECT_EQ(report.roles[1].why, "it is the key of the role minister and counts once");
}

TEST_F(Signatures, a_key_given_for_a_role_must_be_the_one_that_the_directive_names) {
  trusted[0] = {"minister", stranger.open};
  const auto report = check({sign(minister, "minister"), sign(council, "cyber-council")});
  EXPECT_EQ(states(report), "minister=unknown-key cyber-council=valid 1 of 2 valid: not enough");
  EXPECT_EQ(report.roles[0].why, "the key given for this role is " + stranger.open.id_text() +
                                     ", the directive names " + minister.open.id_text());
}

TEST_F(Signatures, a_directive_cannot_name_its_own_signer) {
  directive.signatures = {{"minister", stranger.open.id_text()}};
  directive.threshold = 1;
  const auto report = check({sign(stranger, "minister")});
  EXPECT_EQ(states(report), "minister=unknown-key 0 of 1 valid: not enough");
}

TEST_F(Signatures, a_key_trusted_for_another_role_only) {
  directive.signatures = {{"cyber-council", minister.open.id_text()}};
  directive.threshold = 1;
  EXPECT_EQ(states(check({sign(minister, "cyber-council")})),
            "cyber-council=unknown-key 0 of 1 valid: not enough");
}

TEST_F(Signatures, a_key_with_a_stolen_number) {
  auto forger = key_pair(9, 1);  // another key that calls itself by the minister's number
  EXPECT_EQ(forger.open.id_text(), minister.open.id_text());
  EXPECT_EQ(check({sign(forger, "minister")}).roles[0].state, SignatureState::invalid);
  trusted.insert(trusted.begin(), {"", forger.open});  // and the right one is still found behind it
  EXPECT_EQ(check({sign(minister, "minister")}).roles[0].state, SignatureState::valid);
}

TEST_F(Signatures, unlisted_role_and_damaged_text) {
  const auto report = check({sign(stranger, "mayor"), {"minister", "untrusted comment: x\n"}});
  EXPECT_EQ(states(report), "minister=invalid cyber-council=missing mayor=unlisted 0 of 2 valid: not enough");
  EXPECT_EQ(report.roles[2].key_id, stranger.open.id_text());
}

TEST_F(Signatures, no_roles_named_is_never_enough) {
  directive.signatures.clear();
  directive.threshold = 0;
  const auto report = check({sign(minister, "minister")});
  EXPECT_FALSE(report.met);
  EXPECT_EQ(report.summary(), "signed, but the directive names no roles");
  EXPECT_EQ(check({}).summary(), "unsigned");
}

}  // namespace
}  // namespace waarborg
