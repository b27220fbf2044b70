#include "observations/registry.h"

#include <gtest/gtest.h>

#include <set>

namespace waarborg {
namespace {

// Numbers are stored in cases: they run from 1 without a gap, so that a number finds its place by itself.
TEST(Registry, kinds_and_fields_are_numbered_in_order_without_a_gap) {
  std::set<std::string_view> kinds;
  std::uint16_t kind_number = 0;
  ASSERT_FALSE(all_kinds().empty());
  for (const auto& kind : all_kinds()) {
    EXPECT_EQ(kind.number, ++kind_number) << kind.name;
    EXPECT_GE(kind.version, 1) << kind.name;
    EXPECT_TRUE(kinds.insert(kind.name).second) << kind.name;
    EXPECT_FALSE(kind.fields.empty()) << kind.name;
    std::set<std::string_view> fields;
    std::uint8_t number = 0;
    for (const auto& field : kind.fields) {
      EXPECT_EQ(field.number, ++number) << kind.name << '.' << field.name;
      EXPECT_TRUE(fields.insert(field.name).second) << kind.name << '.' << field.name;
      EXPECT_EQ(kind.field(field.number), &field);
      EXPECT_EQ(kind.field(field.name), &field);
      EXPECT_LT(static_cast<unsigned>(field.type), type_count);
    }
    EXPECT_EQ(kind.field(std::uint8_t{0}), nullptr);
    EXPECT_EQ(kind.field(static_cast<std::uint8_t>(number + 1)), nullptr);
    EXPECT_EQ(kind.field("no such field"), nullptr);
    EXPECT_EQ(kind_numbered(kind.number), &kind);
    EXPECT_EQ(kind_named(kind.name), &kind);
  }
}

TEST(Registry, what_a_newer_program_wrote_is_not_known) {
  EXPECT_EQ(kind_numbered(0), nullptr);
  EXPECT_EQ(kind_numbered(UINT16_MAX), nullptr);
  EXPECT_EQ(kind_named("no.such.kind"), nullptr);
  EXPECT_EQ(kind_named(""), nullptr);
}

TEST(Registry, every_type_and_presence_has_a_name_of_its_own) {
  std::set<std::string_view> names;
  for (std::uint8_t i = 0; i < type_count; ++i) {
    const auto name = name_of(static_cast<Type>(i));
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_EQ(type_named(name), static_cast<Type>(i));
  }
  EXPECT_EQ(type_named("unknown"), std::nullopt);
  EXPECT_EQ(name_of(static_cast<Type>(type_count)), "unknown");
  for (std::uint8_t i = 1; i < 6; ++i) {
    const auto presence = static_cast<Presence>(i);
    EXPECT_FALSE(name_of(presence).empty());
    EXPECT_EQ(presence_named(name_of(presence)), presence);
  }
  EXPECT_EQ(presence_named(""), std::nullopt);
  EXPECT_EQ(name_of(static_cast<Presence>(200)), "");
}

TEST(Registry, what_can_be_matched_is_textual) {
  for (std::uint8_t i = 0; i < type_count; ++i) {
    const auto type = static_cast<Type>(i);
    EXPECT_TRUE(!is_matchable(type) || is_textual(type)) << name_of(type);
  }
  EXPECT_FALSE(is_matchable(Type::text));
  EXPECT_FALSE(is_textual(Type::presence));
}

}  // namespace
}  // namespace waarborg
