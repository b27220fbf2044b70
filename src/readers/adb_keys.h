// Computers that may debug an Android phone: the section of the service adb in a bug report, with the keys
// that the phone trusts ("QAAAA… user@host") and its store of when each was last used, which is XML, from
// Android 12 on in binary form (ABX). Source: AdbDebuggingManager of the platform.
#pragma once
#include <string>

#include "formats/lines.h"
#include "observations/sink.h"

namespace waarborg {

class AdbState {
 public:
  explicit AdbState(Sink& out) : out_(out) {}
  void begin();
  void line(const Line& line);
  void end();

 private:
  enum class Part : std::uint8_t { none, keys, store };
  void key(std::string_view text, std::uint64_t offset);
  void store();

  Sink& out_;
  Part part_ = Part::none;
  std::string store_;
  bool store_cut_ = false;
  std::uint64_t store_at_ = 0, next_ = 0;
};

// "QAAAA… user@host" as an IdentityKnown; false when it is no key.
bool tell_adb_key(std::string_view text, Time last_used, std::uint64_t offset, Sink& out);

}  // namespace waarborg
