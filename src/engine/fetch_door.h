// `catalogue fetch`: gets the public feeds that a list names, over the network or from a folder that was
// carried here, checks that each is what it should be, and puts it beside its record into a folder that `scan
// --indicators` takes. This is the only door behind which the network is; no other verb of this program comes
// here.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "engine/decisions.h"

namespace waarborg {

struct FetchRequest {
  std::vector<std::string> ids;  // none: all of the list
  std::string from;              // a folder instead of the network
  std::string base;              // a mirror: BASE/FILE instead of the publishers' addresses
  std::string folder = "feeds";
  std::string feeds_file;  // "": the shipped list
  std::string ca_file;
  bool proxy_from_environment = false;
  bool list = false;  // only say what there is
  unsigned seconds = 300;
  unsigned megabytes = 256;
  std::function<void(const std::string& line)> progress;  // may be empty
};

// Good when every file was fetched and is what it should be. What fails is said, and what was there before
// stays.
Result<Page> fetch_feeds(const FetchRequest& request);

}  // namespace waarborg
