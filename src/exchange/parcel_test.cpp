#include "exchange/parcel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/digest.h"
#include "crypto/minisign_keys.h"
#include "exchange/inside.h"
#include "exchange/padme.h"

namespace waarborg {
namespace {

struct Sender {
  SecretKey secret;
  PublicKey shown;
};
Sender sender() {
  auto pair = make_minisign_keys("");
  return {std::move(*SecretKey::open(pair->secret_file.view(), "")), *read_public_key(pair->public_file)};
}

Pieces pieces(Bytes all, std::size_t piece = 4096) {
  return [all, piece](const AgeOut& out) -> Result<> {
    for (std::size_t at = 0; at < all.size(); at += piece)
      if (auto good = out(all.subspan(at, std::min(piece, all.size() - at))); !good) return good;
    return {};
  };
}

AgeOut into(Blob& out) {
  return [&out](Bytes piece) {
    out.insert(out.end(), piece.begin(), piece.end());
    return Result<>();
  };
}

Manifest manifest(std::uint64_t sequence = 1) {
  Manifest m;
  m.series = std::string(32, 'a');
  m.sequence = sequence;
  m.from = "agency-7";
  m.kind = "return";
  m.name = "return.json";
  m.made_at = from_seconds(1'800'000'000);
  if (sequence > 1) m.previous = std::string(64, 'b');
  return m;
}

class Parcel : public testing::Test {
 protected:
  Parcel() : key_(sender()) {
    ours_.push_back(std::move(*AgeIdentity::make()));
    trusted_.push_back({"agency-7", key_.shown});
  }
  Blob seal(Bytes payload) const {
    Blob out;
    const auto done =
        seal_parcel(manifest(), {ours_[0].recipient()}, key_.secret, pieces(payload), into(out));
    EXPECT_TRUE(done) << (done ? "" : done.error().what);
    return out;
  }
  // What the seal holds, sealed again by somebody who can: another recipient.
  Blob inside(Bytes sealed) const {
    Blob out;
    AgeOpener opener({.identities = &ours_, .passphrase = {}}, into(out));
    EXPECT_TRUE(opener.add(sealed) && opener.finish());
    return out;
  }
  static Blob seal_again(Bytes plain, const AgeRecipient& to) {
    Blob out;
    auto sealer = AgeSealer::to({to}, into(out));
    EXPECT_TRUE(sealer && sealer->add(plain) && sealer->finish());
    return out;
  }
  Result<OpenedParcel> open(Bytes sealed) {
    payload_.clear();
    return open_parcel(pieces(sealed, 1 << 20), ours_, trusted_,
                       [&](const OpenedParcel&) { return Result<AgeOut>(into(payload_)); });
  }
  std::string refusal(Bytes sealed) {
    const auto got = open(sealed);
    return got ? "" : got.error().what;
  }
  Sender key_;
  std::vector<AgeIdentity> ours_;
  std::vector<TrustedSender> trusted_;
  Blob payload_;
};

TEST_F(Parcel, opens_and_says_who_sent_what) {
  const Blob payload = {'y', 'e', 's'};
  const auto got = open(seal(payload));
  ASSERT_TRUE(got) << got.error().what;
  EXPECT_EQ(payload_, payload);
  EXPECT_EQ(got->manifest.from, "agency-7");
  EXPECT_EQ(got->manifest.sha256, hex(sha256(payload)));
  EXPECT_EQ(got->key_id, key_.shown.id_text());
}

TEST_F(Parcel, every_flipped_byte_is_refused) {
  auto sealed = seal(as_bytes("yes"));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    sealed[i] ^= 0x01;
    EXPECT_FALSE(open(sealed)) << "byte " << i;
    sealed[i] ^= 0x01;
  }
  EXPECT_TRUE(open(sealed));
}

TEST_F(Parcel, every_cut_and_anything_behind_it_is_refused) {
  auto sealed = seal(as_bytes("yes"));
  for (std::size_t i = 0; i < sealed.size(); ++i)
    EXPECT_FALSE(open(Bytes(sealed).first(i))) << "cut at " << i;
  sealed.push_back(0);
  EXPECT_FALSE(open(sealed));
}

TEST_F(Parcel, every_flipped_byte_inside_a_good_seal_is_refused) {
  const auto sealed = seal(as_bytes("yes"));
  auto plain = inside(sealed);
  for (std::size_t i = 0; i < plain.size(); i += i < 2000 ? 1 : 97) {
    plain[i] ^= 0x01;
    const auto got = open(seal_again(plain, ours_[0].recipient()));
    plain[i] ^= 0x01;
    // The first line of a signature is a comment that nothing covers, in minisign's format.
    const auto signature = as_text(plain).find("untrusted comment: ");
    const auto comment_end = as_text(plain).find('\n', signature);
    if (i >= signature + 19 && i < comment_end) continue;
    EXPECT_FALSE(got) << "byte " << i;
  }
  EXPECT_TRUE(open(seal_again(plain, ours_[0].recipient())));
}

TEST_F(Parcel, wrong_key_misaddressed_untrusted_and_forged_are_told_apart) {
  const auto sealed = seal(as_bytes("yes"));
  const auto plain = inside(sealed);
  auto others = std::move(ours_);
  ours_.clear();
  ours_.push_back(std::move(*AgeIdentity::make()));
  EXPECT_NE(refusal(sealed).find("sealed to other keys than yours"), std::string::npos) << refusal(sealed);
  const auto forwarded = seal_again(plain, ours_[0].recipient());
  EXPECT_NE(refusal(forwarded).find("did not address it to you"), std::string::npos) << refusal(forwarded);
  ours_ = std::move(others);
  trusted_[0].name = "agency-8";
  EXPECT_NE(refusal(sealed).find("for whom no key is trusted"), std::string::npos) << refusal(sealed);
  trusted_ = {{"agency-7", sender().shown}};
  EXPECT_NE(refusal(sealed).find("not trusted for that name"), std::string::npos) << refusal(sealed);
  trusted_[0].key.id = key_.shown.id;  // the right number on another key
  EXPECT_NE(refusal(sealed).find("the signature is not of this file"), std::string::npos) << refusal(sealed);
  EXPECT_TRUE(payload_.empty()) << "nothing was given out before the signature was good";
}

TEST_F(Parcel, a_signature_on_something_else_is_none_on_a_parcel) {
  auto m = manifest();
  m.to = {ours_[0].recipient().text()};
  m.size = 0;
  m.sha256 = hex(sha256({}));
  const auto text = write_manifest(m);
  const auto signature = *key_.secret.sign(as_bytes(text), "a directive");
  Blob plain(inside::magic.begin(), inside::magic.end());
  for (const auto n : {text.size(), signature.size()})
    for (int shift = 24; shift >= 0; shift -= 8) plain.push_back(static_cast<std::uint8_t>(n >> shift));
  plain.insert(plain.end(), text.begin(), text.end());
  plain.insert(plain.end(), signature.begin(), signature.end());
  plain.resize(padded_size(plain.size()));
  EXPECT_NE(refusal(seal_again(plain, ours_[0].recipient())).find("something else than a parcel"),
            std::string::npos);
}

TEST_F(Parcel, something_else_in_a_good_seal_is_no_parcel) {
  for (const auto* text : {"", "x", "waarborg parcel 1\n", "waarborg parcel 2\n\n\n\1\1\1\1\1\1\1\1"})
    EXPECT_FALSE(open(seal_again(as_bytes(text), ours_[0].recipient()))) << text;
  Blob lies(inside::magic.begin(), inside::magic.end());
  lies.resize(parcel_head_bytes + 100, 0xFF);
  EXPECT_NE(refusal(seal_again(lies, ours_[0].recipient())).find("length that cannot be"), std::string::npos);
}

// From 16 KiB of payload down all parcels have one size; above it the size depends on the class alone.
TEST_F(Parcel, its_size_depends_on_the_size_class_only) {
  std::map<std::uint64_t, std::set<std::size_t>> sizes;
  for (const std::size_t n :
       {0u, 1u, 100u, 9000u, 14000u, 20000u, 20001u, 65000u, 131072u, 131073u, 300000u}) {
    Blob sealed;
    Blob beginning;
    const Blob payload(n, 'x');
    auto m = manifest();
    ASSERT_TRUE(seal_parcel(m, {ours_[0].recipient()}, key_.secret, pieces(payload), into(sealed)));
    const auto plain = inside(sealed);
    EXPECT_EQ(plain.size(), padded_size(plain.size())) << "what is padded is a class of its own";
    sizes[plain.size()].insert(sealed.size());
    if (n <= 14000) {
      EXPECT_EQ(plain.size(), smallest_padded);
    }
  }
  for (const auto& [size_class, sealed] : sizes) EXPECT_EQ(sealed.size(), 1u) << size_class;
}

TEST_F(Parcel, three_recipients_look_like_four) {
  std::map<std::size_t, std::size_t> bytes;
  for (std::size_t n = 1; n <= 5; ++n) {
    std::vector<AgeRecipient> to;
    for (std::size_t i = 0; i < n; ++i) to.push_back(AgeIdentity::make()->recipient());
    Blob sealed;
    ASSERT_TRUE(seal_parcel(manifest(), to, key_.secret, pieces(as_bytes("yes")), into(sealed)));
    bytes[n] = sealed.size();
  }
  EXPECT_EQ(bytes[3], bytes[4]);
  EXPECT_LT(bytes[2], bytes[3]);
  EXPECT_LT(bytes[4], bytes[5]);
}

TEST(Padme, adds_at_most_an_eighth_and_never_takes_away) {
  for (std::uint64_t size = 0, last = 0; size < (1ull << 62); size += size / 7 + 1) {
    const auto padded = padded_size(size);
    EXPECT_GE(padded, size);
    EXPECT_GE(padded, last) << "larger is never padded to less";
    EXPECT_EQ(padded_size(padded), padded);
    if (size > smallest_padded) {
      EXPECT_LE(padded - size, size / 8) << size;
    }
    last = padded;
  }
  EXPECT_EQ(padded_size(~0ull), ~0ull);
}

TEST(Manifest, has_one_form_only) {
  auto m = manifest(2);
  m.to = {"age1x"};
  m.sha256 = std::string(64, '0');
  const auto text = write_manifest(m);
  ASSERT_TRUE(read_manifest(text));
  const auto with = [&](std::string_view from, std::string_view to) {
    auto bad = text;
    const auto at = bad.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return bad.replace(at, from.size(), to);
  };
  const std::pair<const char*, const char*> attacks[] = {
      {"\"sequence\":2", "\"sequence\":0"},
      {"\"sequence\":2", "\"sequence\":-1"},
      {"\"sequence\":2", "\"sequence\":\"2\""},
      {"\"sequence\":2", "\"sequence\":1"},
      {"\"sequence\":2", "\"sequence\":2.0"},
      {"return.json", "../return.json"},
      {"return.json", ".profile"},
      {"agency-7", "agency 7"},
      {"{", "{ "},
      {"\"size\":0", "\"size\":0,\"size\":0"},
      {"\"size\":0", "\"size\":0,\"more\":1"},
      {"\"size\":0", "\"size\":-5"},
      {"waarborg-parcel-1", "waarborg-parcel-2"},
      {"[\"age1x\"]", "[]"},
      {"[\"age1x\"]", "\"age1x\""},
      {"2027", "20270"},
  };
  for (const auto& [from, to] : attacks) EXPECT_FALSE(read_manifest(with(from, to))) << to;
  for (std::size_t i = 0; i < text.size(); ++i) EXPECT_FALSE(read_manifest(text.substr(0, i)));
}

}  // namespace
}  // namespace waarborg
