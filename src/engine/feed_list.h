// The public feeds of indicators that `catalogue fetch` can get: who publishes them, where, under which
// licence and in which format. The list is data (catalogue/feeds.yaml, carried inside the program, or a file
// of the user's); nothing is fetched that it does not name.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace waarborg {

struct FeedSource {
  std::string id, name, publisher, licence, format;
  std::vector<std::string> urls;  // the first that answers is taken

  std::string_view reader() const;  // the Feed that reads this format; "" when none does
  std::string file_name() const;    // in a folder of feeds: ID.stix2
};

// `file` "": the shipped list. The error says line and field.
Result<std::vector<FeedSource>> feed_sources(const std::string& file);

}  // namespace waarborg
