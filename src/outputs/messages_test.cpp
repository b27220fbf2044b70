// Every language says the same things with the same arguments, nothing is said that is not written down, and
// nothing is written down that is never said.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "base/text.h"
#include "judgements/judgement.h"
#include "ledger/states.h"
#include "outputs/embedded.h"
#include "outputs/words.h"

namespace waarborg {
namespace {

std::map<std::string, std::string> table(std::string_view text) {
  std::map<std::string, std::string> out;
  std::string_view line;
  bool whole = false;
  for (std::size_t at = 0; next_line(text, at, line, whole);) {
    if (line.empty() || line.starts_with('#')) continue;
    const auto equals = line.find(" = ");
    if (equals == std::string_view::npos) {
      ADD_FAILURE() << "no message: " << line;
      continue;
    }
    const std::string id(line.substr(0, equals));
    EXPECT_TRUE(out.emplace(id, line.substr(equals + 3)).second) << id << " stands twice";
    EXPECT_FALSE(out[id].empty()) << id;
    EXPECT_TRUE(is_utf8(out[id])) << id;
  }
  return out;
}

std::set<std::string> placeholders(std::string_view text) {
  std::set<std::string> out;
  for (std::size_t i = 0; i + 2 < text.size(); ++i)
    if (text[i] == '{') out.insert(std::string(text.substr(i, 3)));
  return out;
}

const std::map<std::string_view, std::string_view> texts = {{"en", embedded::messages_en},
                                                            {"nl", embedded::messages_nl},
                                                            {"fr", embedded::messages_fr},
                                                            {"de", embedded::messages_de}};

// All C++ of this room and of the answers but their tests, as one text.
std::string sources() {
  const char* source = std::getenv("WAARBORG_SOURCE");
  std::string all;
  for (const auto* room : {"/src/outputs", "/src/answer"})
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::string(source ? source : ".") + room)) {
      const auto path = entry.path().string();
      if (!path.ends_with(".cpp") || path.ends_with("_test.cpp")) continue;
      std::ifstream in(path);
      all.append(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
  EXPECT_GT(all.size(), 10'000u);
  return all;
}

// Ids that are put together at run time, from the model's own names.
std::set<std::string> composed() {
  std::set<std::string> ids;
  for (const auto& view : all_views()) {
    ids.insert("view." + std::string(view.name));
    for (const auto& column : view.columns)
      if (column.for_people) ids.insert("column." + std::string(column.name));
  }
  for (const auto confidence : {Confidence::lead, Confidence::probable, Confidence::confirmed})
    for (const auto* end : {"", ".long"}) ids.insert("confidence." + std::string(name_of(confidence)) + end);
  for (int i = 1; i <= 5; ++i)
    for (const auto* end : {"", ".long"})
      ids.insert("presence." + std::string(name_of(static_cast<Presence>(i))) + end);
  for (int i = 0; i <= 6; ++i) ids.insert("status." + std::string(name_of(static_cast<Status>(i))));
  for (const auto* id : {"class.ran", "class.installed", "class.configured", "class.visited",
                         "class.mentioned", "canary.found", "canary.missed", "needed.yes", "needed.no",
                         "change.new", "change.gone", "change.same", "zone.utc", "zone.unknown"})
    ids.insert(id);
  for (const auto& judgement : all_judgements()) ids.insert("judgement." + std::string(judgement.name));
  ids.insert("judgement.exploited_version");
  for (const auto* figure :
       {"in-scope", "heard", "present", "exception", "no-exception", "first-seen", "absent", "gone",
        "never-seen", "unknown", "not-heard", "stale", "incomplete", "suspected", "left-scope"})
    ids.insert("figure." + std::string(figure));
  for (const auto* owner : {"all", "organisation", "cope", "byod", "private", "unknown"})
    ids.insert("column.owner-" + std::string(owner));
  for (int i = 0; i <= 10; ++i) ids.insert("state." + std::string(name_of(static_cast<State>(i))));
  for (const auto* id :
       {"page.foot", "state.stale", "state.incomplete", "holds.holds", "holds.ended", "holds.to-come",
        "outcome.gone", "outcome.present", "outcome.unknown", "outcome.no-inventory"})
    ids.insert(id);
  for (const auto* degree : {"confirmed", "probable", "residual", "historic", "lead"})
    for (const auto* end : {".one", ".many"}) ids.insert("headline." + std::string(degree) + end);
  return ids;
}

TEST(Messages, EveryLanguageHasTheSameIdsWithTheSameArguments) {
  const auto english = table(texts.at("en"));
  ASSERT_GT(english.size(), 100u);
  ASSERT_EQ(languages().size(), texts.size());
  for (const auto language : languages()) {
    const auto other = table(texts.at(language));
    for (const auto& [id, text] : english) {
      const auto at = other.find(id);
      ASSERT_NE(at, other.end()) << language << " lacks " << id;
      EXPECT_EQ(placeholders(at->second), placeholders(text)) << language << ": " << id;
    }
    for (const auto& [id, text] : other) EXPECT_TRUE(english.contains(id)) << language << " alone has " << id;
  }
}

TEST(Messages, NoTranslationWasForgottenInEnglish) {
  const auto english = table(texts.at("en"));
  for (const auto language : {"nl", "fr", "de"})
    for (const auto& [id, text] : table(texts.at(language)))
      EXPECT_TRUE(text.size() <= 20 || text != english.at(id)) << language << ": " << id;
}

TEST(Messages, EverythingThatIsSaidIsWrittenDown) {
  const auto english = table(texts.at("en"));
  for (const auto& id : composed()) EXPECT_TRUE(english.contains(id)) << id;
  const auto all = sources();
  std::size_t said = 0;
  for (const std::string_view call :
       {"say(\"", "message(language, \"", "counted(language, \"", "counted(page.language(), \""})
    for (auto at = all.find(call); at != std::string::npos; at = all.find(call, at + 1)) {
      const auto begin = at + call.size(), end = all.find('"', begin);
      const auto id = all.substr(begin, end - begin);
      if (id.ends_with('.')) continue;  // composed
      ++said;
      EXPECT_TRUE(english.contains(id) || (english.contains(id + ".one") && english.contains(id + ".many")))
          << id;
    }
  EXPECT_GT(said, 40u);
}

TEST(Messages, NothingIsWrittenDownThatIsNeverSaid) {
  const auto all = sources();
  const auto ids = composed();
  const auto in_code = [&](const std::string& text) {
    return all.find("\"" + text + "\"") != std::string::npos;
  };
  for (const auto& [id, text] : table(texts.at("en"))) {
    auto base = id;
    for (const std::string_view end : {".one", ".many"})
      if (base.ends_with(end)) base.resize(base.size() - end.size());
    const bool column_of_a_page = id.starts_with("column.") && in_code(id.substr(7));
    EXPECT_TRUE(ids.contains(id) || in_code(id) || in_code(base) || column_of_a_page)
        << id << " is never said";
  }
}

TEST(Messages, ArgumentsAreFilledInOnceAndNeverExpanded) {
  EXPECT_EQ(message("en", "search.shown", {"{1}", "x"}), "{1} of x shown");
  EXPECT_EQ(message("en", "search.shown", {"only"}), "only of  shown");
  EXPECT_EQ(message("xx", "search.label"), "Search");
  EXPECT_EQ(message("nl", "search.label"), "Zoeken");
  EXPECT_EQ(message("nl", "no.such.id"), "no.such.id");
}

TEST(Words, EnumerationsAreTranslatedAndAllElseIsLeft) {
  EXPECT_EQ(in_words("de", "confidence", "confirmed"), "bestätigt");
  EXPECT_EQ(in_words("de", "file", "confirmed"), "confirmed");
  EXPECT_EQ(in_words("de", "class", "hostile.word"), "hostile.word");
  EXPECT_EQ(in_words("en", "confidence", "confirmed.long"), "confirmed.long")
      << "only our own values are translated";
}

TEST(Words, AJudgementIsNamedInTheLanguageOfItsReader) {
  EXPECT_EQ(subject_name("en", "judgement/service_of_removed_package"), "Service of a removed package");
  EXPECT_EQ(subject_name("nl", "judgement/service_of_removed_package"), "Dienst van een verwijderd pakket");
  EXPECT_EQ(subject_name("xx", "judgement/service_of_removed_package"), "Service of a removed package");
  EXPECT_EQ(in_words("nl", "name", "Service of a removed package"), "Dienst van een verwijderd pakket");
  EXPECT_EQ(subject_name("de", "judgement/of_another_version"), "Of_another_version");
}

TEST(Words, SubjectsWithoutACatalogueEntryAreShownAsTheyAre) {
  EXPECT_EQ(subject_name("en", "product/nobody/guard"), "Guard");
  EXPECT_EQ(subject_name("en", "product/nobody/"), "product/nobody/");
  EXPECT_EQ(subject_name("en", "campaign/pegasus"), "Pegasus");
  EXPECT_EQ(subject_name("en", "campaign/evilspy-xl", "EvilSpy XL"), "EvilSpy XL");
  EXPECT_EQ(subject_name("en", "<b>/x"), "<b>/x");
  EXPECT_EQ(subject_name("en", ""), "");
}

}  // namespace
}  // namespace waarborg
