// What is looked for in one run: directives, catalogue entries, indicators, and how they are told in the
// result.
#pragma once
#include <set>

#include "directives/model.h"
#include "engine/numbers.h"
#include "engine/request.h"
#include "indicators/exploited.h"
#include "indicators/indicators.h"

namespace waarborg {

// Of a catalogue entry that not all paths of were looked for; in ContentRow::signature.
constexpr std::string_view in_part = "some of its subjects";

struct Sought {
  std::vector<Directive> directives;
  std::vector<std::string> asked;  // --subject
  Catalogue catalogue;
  Indicators indicators;
  std::set<std::string> subjects;  // every subject that is looked for
  std::vector<NumberList> numbers;
  ExploitedList exploited;
  bool exploited_named = false;  // by the user, not the shipped one
  std::vector<ContentRow> rows;
  std::vector<std::string> notes;
  std::vector<std::string> useless;  // feeds that hold nothing to look for
  std::vector<std::string> cut;      // feeds of which a part could not be read
  bool nothing_loaded = false;
};

Result<Sought> load_content(const ContentRequest& request);
// The canaries' indicators; their subject is "canary".
std::vector<Indicator> canary_indicators();

// The whole of a small text file, for directives, catalogues, feeds and keys.
Result<std::string> read_file(const std::string& path, std::uint64_t limit = 4ull << 30);
// The files of indicators at a path: those of a folder by their names, sorted; a file stands for itself.
Result<std::vector<std::string>> feed_files(const std::string& path);
// The files of a folder with one of these endings, sorted; a file stands for itself.
Result<std::vector<std::string>> files_of(const std::string& path,
                                          const std::vector<std::string_view>& endings);

}  // namespace waarborg
