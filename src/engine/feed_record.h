// What is known of a fetched feed, kept beside it as FILE.fetched (JSON): where it came from, when, and the
// digest of its content. A record whose digest is not that of the file says nothing.
#pragma once
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace waarborg {

struct FeedRecord {
  std::string feed, name, publisher, licence, format;
  std::string url;      // "" when not known: carried in by hand
  std::string fetched;  // 2026-11-22T10:00:00Z; "" when not known
  std::string sha256;
};

std::string record_name(const std::string& file);  // of FILE: FILE.fetched
std::string record_text(const FeedRecord& record);
// The record beside `file`, whose content has this digest. Nothing when there is none; an Error, with what to
// do, when it is damaged, speaks of other content, or gives a time that cannot be.
Result<std::optional<FeedRecord>> record_beside(const std::string& file, std::string_view sha256);

}  // namespace waarborg
