// What is written, byte by byte: tests/outputs/expected. WAARBORG_ACCEPT=1 writes the files anew, to be read
// by a person before they are committed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "outputs/sample.h"

namespace waarborg {
namespace {

std::string expected_path(const std::string& name) {
  const char* source = std::getenv("WAARBORG_SOURCE");
  return std::string(source != nullptr ? source : ".") + "/tests/outputs/expected/" + name;
}

void expect_golden(const std::string& name, const std::string& got) {
  const auto path = expected_path(name);
  if (const char* accept = std::getenv("WAARBORG_ACCEPT"); accept != nullptr && *accept == '1') {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << got;
    return;
  }
  std::ifstream in(path, std::ios::binary);
  ASSERT_TRUE(in.is_open()) << path << " is missing";
  const std::string expected{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  EXPECT_EQ(got, expected) << name << ": WAARBORG_ACCEPT=1 accepts what is written now";
}

TEST(Golden, EveryViewOfHostileEvidenceAsTable) {
  auto sample = sample::hostile();
  for (const auto& view : all_views())
    expect_golden("hostile." + std::string(view.name) + ".table",
                  sample::written(*sample.view, view.name, "table"));
}

TEST(Golden, EveryViewOfHostileEvidenceAsCsv) {
  auto sample = sample::hostile();
  for (const auto& view : all_views())
    expect_golden("hostile." + std::string(view.name) + ".csv",
                  sample::written(*sample.view, view.name, "csv"));
}

TEST(Golden, AnOlderCaseGivesWhatIsNewGoneAndTheSame) {
  // A vendor that the shipped catalogue does not know: its names may change without this test.
  auto now = sample::plain("acme"), older = sample::older_plain("acme");
  const ReportOptions options{.columns = 120, .against = older.view.get()};
  expect_golden("against.inventory.csv", sample::written(*now.view, "inventory", "csv", options));
  expect_golden("against.findings.table", sample::written(*now.view, "findings", "table", options));
}

TEST(Golden, NothingFoundIsToldWithItsCoverageInEveryLanguage) {
  auto sample = sample::nothing();
  for (const auto language : languages())
    expect_golden("nothing." + std::string(language) + ".table",
                  sample::written(*sample.view, "findings", "table", {.language = std::string(language)}));
}

TEST(Golden, ColourIsThereOnlyWhenAsked) {
  auto sample = sample::nothing();
  expect_golden("nothing.colour.table", sample::written(*sample.view, "findings", "table", {.colour = true}));
}

}  // namespace
}  // namespace waarborg
