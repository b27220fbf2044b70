// The body of a crash report as text: "Key:   value" lines, and under "Binary Images:" one loaded file a
// line. Borrows the text. Source: Apple, Examining the fields in a crash report,
// https://developer.apple.com/documentation/xcode/examining-the-fields-in-a-crash-report (seen 2026-11).
#pragma once
#include <string>
#include <vector>

#include "observations/sink.h"

namespace waarborg {

class CrashText {
 public:
  CrashText(Sink& out, std::uint64_t at) : out_(out), at_(at) {}
  void read(std::string_view text);
  bool found() const { return !process_.name.text.empty(); }
  bool limit() const { return limit_; }  // it used too much of something
  ProcessSeen process() const;
  const std::vector<std::string_view>& loaded() const { return loaded_; }

 private:
  void field(std::string_view key, std::string_view value);
  void image(std::string_view line);

  Sink& out_;
  std::uint64_t at_;
  ProcessSeen process_;
  std::string reason_;
  std::vector<std::string_view> loaded_;
  std::uint64_t strays_ = 0;
  bool limit_ = false;
};

}  // namespace waarborg
