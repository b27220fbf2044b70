// The published test vectors of the age format, where they are at hand: a folder named by
// WAARBORG_AGE_VECTORS, or
// ../shared/corpus/age beside the source. Each says in its header what must happen. Vectors with post-quantum
// keys must end in "unsupported recipient"; all others must end exactly as they say.
#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "base/digest.h"
#include "base/text.h"
#include "crypto/age.h"

namespace waarborg {
namespace {

namespace fs = std::filesystem;

fs::path vectors_folder() {
  if (const char* named = std::getenv("WAARBORG_AGE_VECTORS")) return named;
  if (const char* source = std::getenv("WAARBORG_SOURCE")) return fs::path(source) / "../shared/corpus/age";
  return "../shared/corpus/age";
}

struct Vector {
  std::multimap<std::string, std::string> says;
  std::string file;
  std::string one(const std::string& key) const {
    const auto found = says.find(key);
    return found == says.end() ? std::string() : found->second;
  }
};

std::string inflated(const std::string& packed) {
  std::string out(64u << 20, '\0');
  auto n = static_cast<uLongf>(out.size());
  EXPECT_EQ(uncompress(reinterpret_cast<Bytef*>(out.data()), &n,
                       reinterpret_cast<const Bytef*>(packed.data()), static_cast<uLong>(packed.size())),
            Z_OK);
  out.resize(n);
  return out;
}

Vector read_vector(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string all{std::istreambuf_iterator<char>(in), {}};
  Vector out;
  std::size_t at = 0;
  while (at < all.size() && all[at] != '\n') {
    const auto end = all.find('\n', at);
    const auto line = all.substr(at, end - at);
    const auto colon = line.find(": ");
    out.says.emplace(line.substr(0, colon), colon == std::string::npos ? "" : line.substr(colon + 2));
    at = end + 1;
  }
  out.file = all.substr(at + 1);
  if (out.one("compressed") == "zlib") out.file = inflated(out.file);
  return out;
}

struct Opened {
  AgeStep step = AgeStep::none;
  std::string why;
  Fault fault{};
  Sha256 plain{};
};

Opened open(const Vector& v, const std::vector<AgeIdentity>& identities, std::size_t piece) {
  Sha256Stream plain;
  AgeOpener opener(
      {.identities = &identities,
       .passphrase = v.says.contains("passphrase") ? v.says.find("passphrase")->second : std::string_view(),
       .armor = v.one("armored") == "yes" ? AgeOpening::Armor::yes : AgeOpening::Armor::no},
      [&](Bytes b) {
        plain.add(b);
        return Result<>();
      });
  const auto bytes = as_bytes(v.file);
  Result<> good;
  for (std::size_t at = 0; good && at < bytes.size(); at += piece)
    good = opener.add(bytes.subspan(at, std::min(piece, bytes.size() - at)));
  if (good) good = opener.finish();
  Opened out{opener.failed_at(), "", {}, plain.finish()};
  if (!good) {
    EXPECT_NE(out.step, AgeStep::none);
    out.why = good.error().what;
    out.fault = good.error().fault;
  }
  return out;
}

const std::map<std::string, AgeStep> steps = {
    {"success", AgeStep::none},      {"armor failure", AgeStep::armor}, {"header failure", AgeStep::header},
    {"no match", AgeStep::no_match}, {"HMAC failure", AgeStep::mac},    {"payload failure", AgeStep::payload},
};

void run_plain(const std::string& name, const Vector& v) {
  std::vector<AgeIdentity> identities;
  for (auto [from, to] = v.says.equal_range("identity"); from != to; ++from) {
    auto identity = AgeIdentity::read(from->second);
    ASSERT_TRUE(identity) << name << ": " << identity.error().what;
    identities.push_back(std::move(*identity));
  }
  ASSERT_TRUE(steps.contains(v.one("expect"))) << name;
  for (const std::size_t piece : {v.file.size() + 1, std::size_t{1000}, std::size_t{7}}) {
    if (piece == 7 && v.file.size() > 100'000) continue;
    const auto got = open(v, identities, piece);
    EXPECT_EQ(static_cast<int>(got.step), static_cast<int>(steps.at(v.one("expect"))))
        << name << " must end in " << v.one("expect") << ", ended in: " << got.why;
    if (const auto payload = v.one("payload"); !payload.empty()) {
      EXPECT_EQ(hex(got.plain), payload) << name;
    }
  }
}

// No identity of that kind can be read, and with one of another kind nothing opens.
void run_hybrid(const std::string& name, const Vector& v) {
  const auto identity = AgeIdentity::read(v.one("identity"));
  if (!identity) {
    EXPECT_EQ(identity.error().fault, Fault::unsupported) << name;
    EXPECT_NE(identity.error().what.find("unsupported recipient"), std::string::npos) << name;
  }
  std::vector<AgeIdentity> other;
  if (auto made = identity ? AgeIdentity::read(v.one("identity")) : AgeIdentity::make())
    other.push_back(std::move(*made));
  const auto got = open(v, other, v.file.size());
  EXPECT_NE(static_cast<int>(got.step), static_cast<int>(AgeStep::none)) << name;
  EXPECT_FALSE(got.why.empty()) << name;
  const bool only_that = v.file.find("\n-> X25519") == std::string::npos && got.step == AgeStep::no_match;
  if (only_that) {
    EXPECT_NE(got.why.find("unsupported recipient"), std::string::npos) << name << ": " << got.why;
  }
}

TEST(AgeVectors, all_of_them) {
  const auto folder = vectors_folder();
  if (!fs::is_directory(folder)) GTEST_SKIP() << "no vectors in " << folder << ": set WAARBORG_AGE_VECTORS";
  int plain = 0, hybrid = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    const auto v = read_vector(entry.path());
    if (v.one("expect").empty()) continue;  // no vector
    const bool post_quantum = name.find("hybrid") != std::string::npos;
    ++(post_quantum ? hybrid : plain);
    post_quantum ? run_hybrid(name, v) : run_plain(name, v);
  }
  EXPECT_GE(plain, 100) << "a folder with too few vectors proves nothing";
  RecordProperty("plain", plain);
  std::printf("%d vectors end as they say, %d with post-quantum keys are refused\n", plain, hybrid);
}

}  // namespace
}  // namespace waarborg
