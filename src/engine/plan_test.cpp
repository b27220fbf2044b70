#include "engine/plan.h"

#include <gtest/gtest.h>

namespace waarborg {
namespace {

TEST(Plan, FilesBeyondWhatDigestsAreTakenOfAreTold) {
  Survey survey;
  survey.most_digests = 2;
  survey.evidence.resize(1);
  Plan plan(survey);
  for (const auto* path : {"a", "b", "c", "d"}) plan.offer_every(0, {}, path);
  std::vector<Archive> none;
  plan.make_jobs(none);
  ASSERT_EQ(survey.jobs.size(), 3u);
  const auto& told = survey.jobs[0];
  EXPECT_EQ(told.file, ".");
  EXPECT_TRUE(told.unreadable);
  ASSERT_EQ(told.troubles.size(), 1u);
  EXPECT_EQ(told.troubles[0].what,
            "2 more files: digests are taken of 2 at once; scan its folders one by one");
  EXPECT_EQ(survey.jobs[1].file, "a");
  EXPECT_EQ(survey.jobs[2].file, "b");
  EXPECT_FALSE(survey.jobs[2].unreadable);
}

// Files of a backup in an archive are told twice, as entries of the archive and as what they are.
TEST(Plan, TheContentOfABackupIsOneFile) {
  Survey survey;
  survey.most_digests = 100;
  survey.evidence.resize(1);
  Plan plan(survey);
  Archive archive{.evidence = 0, .path = "a.zip"};
  const std::string prefix = "x/Manifest.db!/";
  archive.stored[7] = {.id = std::string(40, 'a'), .before = prefix.size(), .sealed = {}, .wrong = {}};
  plan.offer_every(0, "a.zip", "x/aa/" + std::string(40, 'a'), 7);
  plan.offer_every(0, "a.zip", prefix + "private/var!/y", 7);
  plan.offer_every(0, "a.zip", "z", 8);
  std::vector<Archive> archives = {archive};
  plan.make_jobs(archives);
  ASSERT_EQ(survey.jobs.size(), 2u);
  EXPECT_EQ(survey.jobs[0].file, "a.zip!/x/aa/" + std::string(40, 'a') + "!/private/var!/y");
  EXPECT_EQ(survey.jobs[0].root, "a.zip!/x");
  EXPECT_EQ(survey.jobs[1].file, "a.zip!/z");
}

}  // namespace
}  // namespace waarborg
