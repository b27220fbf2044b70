// A feed's file, read once from its begin to its end: the digest is taken of what the reader gets, in
// passing.
#pragma once
#include <string>

#include "base/result.h"
#include "indicators/feed.h"

namespace waarborg {

struct ReadFeed {
  FeedContent content;
  std::string sha256;  // of the whole file, in hexadecimal
};

// The error names the file.
Result<ReadFeed> read_feed_file(const std::string& file);

}  // namespace waarborg
