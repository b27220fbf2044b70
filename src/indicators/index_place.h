// Where an indicator lies in an Index so that find() meets it: under a key, or among the patterns.
#pragma once
#include <string>
#include <string_view>

#include "indicators/model.h"

namespace waarborg {

// The value lies in the texts of the index, which move when something is added to them.
struct Placed {
  Type type;
  Test test;
  std::string_view value;
};

bool has_words(Type type);  // the test "words" exists for it

class KeyPlace {
 public:
  std::string choose(const Placed& i);  // "", or why there is none

  std::string key;
  std::uint8_t form = 0;  // Form; of addresses the length of the prefix
  std::size_t parts = 0;  // labels, components or words of the key
  bool pattern = false;   // a pattern has to do it, and there is no key

 private:
  std::string place_domain(const Placed& i);
  std::string place_url(const Placed& i);
  std::string place_ip(const Placed& i);
  std::string place_purl(const Placed& i);
  std::string place_cpe(const Placed& i);
  std::string place_words(const Placed& i);
  std::string place_pattern(const Placed& i);
};

}  // namespace waarborg
