#include "formats/typedstream.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace waarborg {
namespace {

using namespace std::string_literals;

const std::string start = "\x04\x0bstreamtyped\x81\xe8\x03"s;

std::string fresh(std::string_view text) {
  return "\x84"s + static_cast<char>(text.size()) + std::string(text);
}

std::string counted(const std::string& text) {
  if (text.size() < 0x80) return static_cast<char>(text.size()) + text;
  return "\x81"s + static_cast<char>(text.size()) + static_cast<char>(text.size() >> 8) + text;
}

// A new object of a new class without one above it.
std::string object_of(std::string_view name, const std::string& body) {
  return "\x84\x84" + fresh(name) + "\x00\x85"s + body + "\x86";
}
std::string string_object(const std::string& text) {
  return object_of("NSString", fresh("+") + counted(text));
}

TEST(TypedStream, texts_with_their_owners) {
  const auto url =
      object_of("NSURL", fresh("c") + "\x00"s + fresh("@") + string_object("https://in.example/"));
  const auto stream = start + fresh("@") +
                      object_of("NSAttributedString", fresh("@") + string_object("hello") + fresh("iI") +
                                                          "\x01\x05" + fresh("@") + url);
  const auto got = TypedStream::read(as_bytes(stream));
  EXPECT_FALSE(got.problem) << got.problem->what << " " << got.problem->offset;
  ASSERT_EQ(got.texts.size(), 2u);
  EXPECT_EQ(got.main_text(), "hello");
  EXPECT_EQ(got.texts[0].owner, "NSString");
  EXPECT_EQ(got.texts[0].outer, "NSAttributedString");
  EXPECT_EQ(got.texts[1].text, "https://in.example/");
  EXPECT_EQ(got.texts[1].outer, "NSURL");
}

TEST(TypedStream, lengths_of_one_two_and_four_bytes) {
  const std::string four = "\x82\x05\x00\x00\x00"s + "four!";
  for (const auto& [body, text] : {std::pair{counted("one"), "one"s},
                                   {counted(std::string(300, 'x')), std::string(300, 'x')},
                                   {four, "four!"s}}) {
    const auto stream = start + fresh("@") + object_of("NSString", fresh("+") + body);
    const auto got = TypedStream::read(as_bytes(stream));
    EXPECT_FALSE(got.problem);
    EXPECT_EQ(got.main_text(), text);
  }
}

TEST(TypedStream, references_to_types_classes_and_objects) {
  // Types: 0 "@", 1 "NSArray", 2 "i", 3 "NSString", 4 "+". Objects: 0 array, 1 its class, 2 string, 3 class,
  // 4 string.
  const auto stream = start + fresh("@") + "\x84\x84" + fresh("NSArray") + "\x00\x85"s + fresh("i") + "\x03" +
                      "\x92" + "\x84\x84" + fresh("NSString") + "\x01\x85"s + fresh("+") + counted("first") +
                      "\x86" + "\x92" + "\x84\x95\x96" + counted("second") + "\x86" + "\x92\x94" + "\x86";
  const auto got = TypedStream::read(as_bytes(stream));
  EXPECT_FALSE(got.problem) << got.problem->what << " " << got.problem->offset;
  ASSERT_EQ(got.texts.size(), 2u);
  EXPECT_EQ(got.texts[1].text, "second");
  EXPECT_EQ(got.texts[1].owner, "NSString");
  EXPECT_EQ(got.texts[1].outer, "NSArray");
}

TEST(TypedStream, other_values_are_passed_over) {
  const auto stream =
      start + fresh("@") +
      object_of("Any", fresh("[3c]") + "abc" + fresh("[2i]") + "\x01\x81\x00\x01"s + fresh("{_NSRange=II}") +
                           "\x01\x02" + fresh("d") + "\x83" + "12345678" + fresh("f") + "\x07" + fresh("q") +
                           "\x05" + fresh("*") + fresh("c").insert(0, "\x84") + fresh(":") + "\x85" +
                           fresh("@") + "\x85" + fresh("#") + "\x85" + fresh("@") + string_object("last"));
  const auto got = TypedStream::read(as_bytes(stream));
  EXPECT_FALSE(got.problem) << got.problem->what << " " << got.problem->offset;
  EXPECT_EQ(got.main_text(), "last");
}

TEST(TypedStream, lies) {
  const auto bad = [](const std::string& rest) {
    const auto stream = start + rest;
    return TypedStream::read(as_bytes(stream)).problem.has_value();
  };
  EXPECT_TRUE(TypedStream::read(as_bytes("")).problem);
  EXPECT_TRUE(TypedStream::read(as_bytes("bplist00")).problem);
  EXPECT_TRUE(bad(fresh("@") + "\x93"));             // no such object
  EXPECT_TRUE(bad("\x95"));                          // no such type
  EXPECT_TRUE(bad(fresh("?")));                      // no such value
  EXPECT_TRUE(bad(fresh("[999999999@]") + "\x85"));  // longer than the stream
  EXPECT_TRUE(bad(fresh("[9")));                     // no end
  EXPECT_TRUE(bad(fresh("{x=i")));
  EXPECT_TRUE(bad(fresh("@") + object_of("NSString", fresh("+") + "\x82\xff\xff\xff\x7f")));
  EXPECT_TRUE(bad(fresh("@") + object_of("NSString", fresh("+") + "\x90")));  // a negative length
  EXPECT_TRUE(bad(fresh("")));
}

TEST(TypedStream, depth_and_repetition_end) {
  std::string deep = start + fresh("@");
  for (int i = 0; i < 100'000; ++i) deep += "\x84\x85\x92";
  EXPECT_TRUE(TypedStream::read(as_bytes(deep)).problem);
  std::string nested;
  for (int i = 0; i < 30; ++i) nested += "[9";
  nested += "i";
  for (int i = 0; i < 30; ++i) nested += "]";
  const auto bomb = start + fresh(nested) + "\x01";
  EXPECT_TRUE(TypedStream::read(as_bytes(bomb)).problem);
  const auto nothing = start + fresh("[99[99[99[99{}]]]]") + std::string(100, '\x92');
  EXPECT_TRUE(TypedStream::read(as_bytes(nothing)).problem);
}

TEST(TypedStream, every_cut_and_many_flips_end_without_a_crash) {
  const auto url =
      object_of("NSURL", fresh("c") + "\x00"s + fresh("@") + string_object("https://in.example/"));
  const auto whole = start + fresh("@") +
                     object_of("NSAttributedString", fresh("@") + string_object("hello") + fresh("@") + url);
  for (std::size_t n = 0; n < whole.size(); ++n) {
    const std::string cut = whole.substr(0, n);
    const auto got = TypedStream::read(as_bytes(cut));
    EXPECT_EQ(got.problem.has_value(), n != start.size()) << n;
  }
  std::mt19937 random(2018);
  for (int i = 0; i < 20'000; ++i) {
    auto flipped = whole;
    flipped[random() % flipped.size()] ^= static_cast<char>(1u << random() % 8);
    flipped[random() % flipped.size()] ^= static_cast<char>(1u << random() % 8);
    const auto got = TypedStream::read(as_bytes(flipped));
    EXPECT_LE(got.texts.size(), flipped.size());
  }
}

}  // namespace
}  // namespace waarborg
