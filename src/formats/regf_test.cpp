// Hives are made from text by tests/hive_builder.h; every lie is a patch of a whole one.
#include "formats/regf.h"

#include <gtest/gtest.h>

#include <random>

#include "base/text.h"
#include "formats/utf16.h"
#include "hive_builder.h"

namespace waarborg {
namespace {

struct Memory : Source {
  explicit Memory(Blob b) : bytes(std::move(b)) {}
  std::uint64_t size() const override { return claimed == 0 ? bytes.size() : claimed; }
  Result<> read(std::uint64_t offset, std::span<std::uint8_t> into) const override {
    if (offset > bytes.size() || into.size() > bytes.size() - offset)
      return fail(Fault::truncated, "read", offset);
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(offset), into.size(), into.begin());
    most_read = std::max<std::uint64_t>(most_read, into.size());
    return {};
  }
  Blob bytes;
  std::uint64_t claimed = 0;
  mutable std::uint64_t most_read = 0;
};

Blob built(const std::string& text) {
  auto out = build_hive(text);
  EXPECT_TRUE(out) << out.error().what;
  return out ? std::move(*out) : Blob();
}

// Everything a hive has, as text: keys with their depth, values with their size.
struct Seen {
  std::string text;
  std::vector<Error> problems;
  std::size_t keys = 0;
  bool opened = false;
};
Seen walk(const Source& source) {
  Seen out;
  auto hive = Hive::open(source, [&](const Error& e) { out.problems.push_back(e); });
  if (!hive) {
    out.problems.push_back(hive.error());
    return out;
  }
  out.opened = true;
  const auto each = [&](const auto& self, const HiveKey& key) -> void {
    ++out.keys;
    hive->each_value(key, [&](const HiveValue& v) {
      const auto data = hive->bytes(v);
      out.text +=
          std::string(key.depth, ' ') + v.name + "=" + (data ? std::to_string(data->size()) : "?") + "\n";
      return true;
    });
    hive->each_subkey(key, [&](const HiveKey& below) {
      out.text += std::string(key.depth, ' ') + below.name + "\n";
      self(self, below);
      return true;
    });
  };
  each(each, hive->root());
  return out;
}
Seen walk(const std::string& text) {
  return walk(Memory(built(text)));
}

constexpr auto tree = R"(
[A\B\C] 2024-05-01T10:00:00Z
one sz first
two dword 7
[A\D]
three multi x|y
[E]
)";

TEST(Hive, keys_are_found_by_path_whatever_their_case) {
  const Memory file(built(tree));
  auto hive = Hive::open(file, {});
  ASSERT_TRUE(hive) << hive.error().what;
  EXPECT_FALSE(hive->dirty());
  EXPECT_EQ(hive->minor(), 5u);
  EXPECT_EQ(hive->root().name, "ROOT");
  const auto c = hive->key("a\\b\\C");
  ASSERT_TRUE(c);
  EXPECT_EQ(c->name, "C");
  EXPECT_EQ(to_text(c->written), "2024-05-01T10:00:00Z");
  EXPECT_EQ(hive->text(*c, "ONE"), "first");
  EXPECT_EQ(hive->number(*c, "two"), 7u);
  EXPECT_FALSE(hive->key("A\\X"));
  EXPECT_FALSE(hive->key("A\\B\\C\\D"));
  EXPECT_TRUE(hive->key("\\A\\"));
}

TEST(Hive, values_of_every_type_are_read) {
  const Memory file(built(R"(
[K]
@ sz default
text sz Grüße €
expand expand %SystemRoot%\x.sys
list multi one|two
number dword 0xFFFFFFFF
wide qword 0x123456789ABCDEF0
four hex 01 02 03 04
five hex 01 02 03 04 05
empty none
)"));
  std::vector<Error> problems;
  auto hive = Hive::open(file, [&](const Error& e) { problems.push_back(e); });
  ASSERT_TRUE(hive);
  const auto k = hive->key("K");
  ASSERT_TRUE(k);
  EXPECT_EQ(hive->text(*k, ""), "default");
  EXPECT_EQ(hive->text(*k, "text"), "Grüße €");
  EXPECT_EQ(hive->text(*k, "expand"), "%SystemRoot%\\x.sys");
  EXPECT_EQ(hive->texts(*hive->value(*k, "list")), (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(hive->number(*k, "number"), 0xFFFFFFFFu);
  EXPECT_EQ(hive->number(*k, "wide"), 0x123456789ABCDEF0u);
  EXPECT_EQ(hive->bytes(*hive->value(*k, "four")), (Blob{1, 2, 3, 4}));
  EXPECT_EQ(hive->bytes(*hive->value(*k, "five")), (Blob{1, 2, 3, 4, 5}));
  EXPECT_EQ(hive->bytes(*hive->value(*k, "empty")), Blob());
  EXPECT_EQ(hive->text(*k, "number"), "") << "a number is no text";
  EXPECT_EQ(hive->number(*k, "text"), std::nullopt) << "a text is no number";
  EXPECT_TRUE(problems.empty());
}

TEST(Hive, lists_of_every_kind_give_the_same_keys) {
  const auto wanted = walk(tree);
  EXPECT_TRUE(wanted.problems.empty());
  EXPECT_EQ(wanted.keys, 6u);
  for (const std::string kind : {"!list lf", "!list li", "!list ri", "!minor 3", "!minor 6", "!utf16"}) {
    const auto got = walk(kind + tree);
    EXPECT_EQ(got.text, wanted.text) << kind;
    EXPECT_TRUE(got.problems.empty()) << kind << ": " << got.problems[0].what;
  }
}

TEST(Hive, big_data_comes_in_segments_from_version_1_4_on) {
  for (const std::string minor : {"!minor 3\n", "!minor 5\n"}) {
    for (const std::size_t size : {16'344u, 16'345u, 40'000u}) {
      const Memory file(built(minor + "[K]\nbig fill " + std::to_string(size) + " ab\n"));
      auto hive = Hive::open(file, {});
      ASSERT_TRUE(hive);
      const auto data = hive->bytes(*hive->value(*hive->key("K"), "big"));
      ASSERT_TRUE(data);
      EXPECT_EQ(*data, Blob(size, 0xAB)) << minor << size;
      EXPECT_LE(file.most_read, 4096u) << "pages, not the file";
    }
  }
}

TEST(Hive, an_unfinished_write_makes_it_dirty) {
  const Memory file(built(std::string("!dirty") + tree));
  auto hive = Hive::open(file, {});
  ASSERT_TRUE(hive);
  EXPECT_TRUE(hive->dirty());
}

struct Lie {
  const char* patch;
  std::size_t keys;     // that are still read
  const char* problem;  // that one of them says
};
class Lies : public testing::TestWithParam<Lie> {};
TEST_P(Lies, are_told_and_the_rest_is_read) {
  const auto got = walk(std::string(tree) + "!patch " + GetParam().patch + "\n");
  EXPECT_EQ(got.keys, GetParam().keys);
  std::string all;
  for (const auto& p : got.problems) all += p.what + "\n";
  EXPECT_NE(all.find(GetParam().problem), std::string::npos) << all;
}
INSTANTIATE_TEST_SUITE_P(
    Hive, Lies,
    testing::Values(Lie{"base major 2", 0, "version 2.5"}, Lie{"base type 1", 0, "type 1"},
                    Lie{"base checksum 5", 6, "checksum"}, Lie{"base root 4", 0, "leads to no cell"},
                    Lie{"base root 0xFFFFFFF8", 0, "leads to no cell"},
                    Lie{"base bins 0x7FFFF000", 6, "bytes of bins"}, Lie{"base bins 4097", 6, "are no pages"},
                    // Circles: a key below itself, below its own child, and the root below a key.
                    Lie{"[A\\B] list @A\\B", 5, "no list of subkeys"},
                    Lie{"[A\\B\\C] parent @A\\B\\C", 5, "below another key"},
                    Lie{"[A\\D] parent @E", 5, "below another key"},
                    // Sizes and counts.
                    Lie{"[A\\B] subkeys 4000000000", 6, "a key of 4000000000 subkeys lists 1"},
                    Lie{"[A\\B] cell-size 0x80000000", 4, "does not fit"},
                    Lie{"[A\\B] cell-size 8", 4, "not in use"},
                    Lie{"[A\\B] cell-size 0xFFFFFFF8", 4, "too small"},
                    Lie{"[A\\B] name-size 65535", 4, "longer than its cell"},
                    Lie{"[A\\B] signature 0x4141", 4, "no key where"},
                    Lie{"[A\\B\\C] values 4000000000", 6, "a key of 4000000000 values"},
                    Lie{"[A\\B\\C] value-list 3", 6, "leads to no cell"},
                    Lie{"[A\\B\\C] one size 0x7FFFFFFF", 6, "2147483647 bytes is left out"},
                    Lie{"[A\\B\\C] one size 200", 6, "too small for what it holds"},
                    Lie{"[A\\B\\C] one size 0x80000005", 6, "cannot stand in itself"},
                    Lie{"[A\\B\\C] one data-cell-size 0", 6, "not in use"},
                    Lie{"[A\\B\\C] one data 0xFFFFFFFF", 6, "no cell"},
                    Lie{"[A\\B\\C] one name-size 999", 6, "longer than its cell"},
                    Lie{"[A\\B\\C] one signature 0", 6, "no value where"}));

// A list of the key's own cells: the root below A would begin the walk anew, for ever.
TEST(Hive, a_circle_through_the_root_is_not_entered) {
  const auto got = walk(std::string(tree) + "!patch [] parent @A\n!patch [A] list @\n");
  EXPECT_LE(got.keys, 6u);
  EXPECT_FALSE(got.problems.empty());
}

TEST(Hive, a_list_that_names_a_key_twice_does_not_double_the_work) {
  auto bytes = built("[A\\B]\n[A\\C]\n");
  const Memory whole(bytes);
  std::uint64_t at = 0;  // of the list of A: "lh", 2 entries
  for (std::size_t i = 4096; i + 20 < bytes.size(); ++i)
    if (bytes[i] == 'l' && bytes[i + 1] == 'h' && bytes[i + 2] == 2) at = i;
  ASSERT_NE(at, 0u);
  std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at + 4), 4,
              bytes.begin() + static_cast<std::ptrdiff_t>(at + 12));
  const auto got = walk(Memory(bytes));
  EXPECT_EQ(got.keys, 3u);
  ASSERT_FALSE(got.problems.empty());
  EXPECT_EQ(got.problems[0].what, "a key lists a subkey twice");
}

TEST(Hive, keys_deeper_than_512_are_left_out) {
  std::string path = "k";
  for (int i = 1; i < 600; ++i) path += "\\k";
  const auto got = walk("[" + path + "]\n");
  EXPECT_EQ(got.keys, Hive::deepest + 1u);
  ASSERT_EQ(got.problems.size(), 1u);
  EXPECT_EQ(got.problems[0].fault, Fault::too_big);
}

TEST(Hive, every_truncation_is_told) {
  const auto bytes = built(tree);
  for (std::size_t n = 0; n < bytes.size(); n += n < 600 ? 1 : 13) {
    const auto got = walk(Memory(Blob(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(n))));
    EXPECT_FALSE(got.problems.empty()) << n;
  }
}

TEST(Hive, a_file_that_shrinks_while_it_is_read_gives_problems) {
  Memory file(built(tree));
  file.claimed = file.bytes.size();
  file.bytes.resize(5000);
  EXPECT_FALSE(walk(file).problems.empty());
}

TEST(Hive, flipped_bits_never_crash_and_never_grow_the_tree) {
  const auto bytes = built(std::string("!list ri") + tree + "[F]\nbig fill 20000 01\n");
  std::mt19937_64 random(2018);
  for (int i = 0; i < 4000; ++i) {
    auto damaged = bytes;
    for (int k = 0; k < 4; ++k) {
      const auto bit = random() % (4096 * 8) + 4096 * 8;
      damaged[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
    }
    EXPECT_LE(walk(Memory(damaged)).keys, 7u);
  }
}

TEST(Hive, filetimes_beyond_a_calendar_say_nothing) {
  EXPECT_EQ(to_text(from_filetime(116'444'736'000'000'010)), "1970-01-01T00:00:00.000001Z");
  EXPECT_FALSE(known(from_filetime(0)));
  EXPECT_FALSE(known(from_filetime(UINT64_MAX)));
}

TEST(Utf16, half_a_pair_and_an_odd_byte_survive) {
  const auto text = [](Blob b) { return utf16le_to_utf8(b); };
  EXPECT_EQ(text({0x3D, 0xD8, 0x00, 0xDE}), "\xF0\x9F\x98\x80");
  EXPECT_EQ(text({0x3D, 0xD8, 0x41, 0x00}),
            "\xEF\xBF\xBD"
            "A");
  EXPECT_EQ(text({0x00, 0xDE}), "\xEF\xBF\xBD");
  EXPECT_EQ(text({0x41, 0x00, 0x42}), "A");
  EXPECT_EQ(latin1_to_utf8(Blob{0xE4, 0x41}), "äA");
}

}  // namespace
}  // namespace waarborg
