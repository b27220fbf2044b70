// The numbers and names of one iOS device, each told once.
#pragma once
#include <set>
#include <string>

#include "base/text.h"
#include "readers/ios_files.h"

namespace waarborg {

class Identities {
 public:
  explicit Identities(Sink& out) : out_(out) {}
  void strong(std::string_view scheme, PlistValue value) { strong(scheme, plist_text(value)); }
  void strong(std::string_view scheme, std::string_view text) { add(scheme, text, "strong"); }
  void weak(std::string_view scheme, PlistValue value) { weak(scheme, plist_text(value)); }
  void weak(std::string_view scheme, std::string_view text) { add(scheme, text, "weak"); }

 private:
  void add(std::string_view scheme, std::string_view text, std::string_view strength) {
    const auto value = trim(text);
    if (value.empty() || value.size() > longest || value.find_first_not_of("0-") == std::string_view::npos)
      return;
    if (seen_.emplace(scheme, value).second)
      out_.add(DeviceIdentity{.scheme = scheme, .value = {value}, .strength = strength}, 0);
  }

  static constexpr std::size_t longest = 256;
  Sink& out_;
  std::set<std::pair<std::string, std::string>> seen_;
};

}  // namespace waarborg
