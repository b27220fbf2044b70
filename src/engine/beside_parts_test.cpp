#include "engine/beside_parts.h"

#include <gtest/gtest.h>

namespace waarborg {
namespace {

TEST(BesideParts, logs_under_other_names) {
  for (const auto* name : {"sms.db-wal (1)", "sms.db.wal", "SMS.db-WAL.bak", "sms.db_wal", "sms.db-wal~",
                           "sms.db wal", "sms.db-journal (2)", "sms.db.Journal"}) {
    EXPECT_TRUE(is_renamed_log("sms.db", name)) << name;
    EXPECT_TRUE(may_be_renamed_log(name)) << name;
  }
  for (const auto* name : {"sms.db", "sms.db-wal", "sms.db-WAL", "sms.db-journal", "sms.db-shm",
                           "sms.db.wallpaper", "sms.dbwal", "other.db.wal", "sms.db-walk", "", "wal"})
    EXPECT_FALSE(is_renamed_log("sms.db", name)) << name;
}

}  // namespace
}  // namespace waarborg
