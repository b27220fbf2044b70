// What the readers of iOS evidence share: where files of a device lie in a dump of its file system and in a
// backup that is shown as one, property lists with their problems told, and bounds on what is kept.
#pragma once
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/plist.h"
#include "readers/android_text.h"
#include "readers/reader.h"

namespace waarborg {

// Patterns below /private/var of a device, in every layout that tools give them (ios_layouts.h); then those
// of other places as they are. "**/..." for what lies in a sysdiagnose below any folder.
std::vector<std::string_view> device_paths(std::initializer_list<std::string_view> below_var,
                                           std::initializer_list<std::string_view> elsewhere = {});
std::string_view kept_pattern(std::string text);  // the text, which lives as long as the program

// The file as a property list; what is wrong with it is told. Nothing when it is none.
std::optional<Plist> open_plist(const File& file, Sink& out);
// The same of one that lies beside it or within it, which may be absent: nothing is told of what is empty.
std::optional<Plist> inner_plist(Bytes bytes, std::string_view what, std::uint64_t row, Sink& out);

Time plist_time(PlistValue value);         // a date, or seconds since 2001
std::string plist_text(PlistValue value);  // of a text, number, flag or date; "" of anything else
bool plist_true(PlistValue value);         // a flag, or a number other than 0
std::string_view yes_no(PlistValue flag);  // "" where it is neither

// A text cut to 4096 bytes; that it was is kept in `cut` for the caller to tell.
inline void bound(std::string_view& text, bool& cut) {
  text = bounded(text, cut);
}

// Adds what it is given with every text cut to 4096 bytes, which is told.
template <Kind K>
void add_bounded(K what, std::uint64_t offset, Sink& out) {
  bool cut = false;
  what.each([&](std::uint8_t, std::string_view, const auto& field) {
    using Field = std::remove_cvref_t<decltype(field)>;
    auto& mine = const_cast<Field&>(field);  // `what` is this function's own copy
    if constexpr (std::is_same_v<Field, std::string_view>)
      bound(mine, cut);
    else if constexpr (std::is_same_v<Field, Package>)
      bound(mine.name, cut);
    else if constexpr (requires { mine.text.size(); })
      bound(mine.text, cut);
  });
  out.add(what, offset);
  if (cut) out.problem(Fault::too_big, "a value longer than 4096 bytes was cut", offset);
}

// A program's path and the name of its process: the last part. iOS keeps 16 bytes of a name in some places;
// one of just that length may be a part of it.
std::string_view last_part(std::string_view path);
ProcessSeen process_of(std::string_view path_or_name);

// Counts what could not be understood and tells it once, with the place of the first.
class Strays {
 public:
  void one(std::uint64_t offset) {
    if (count_++ == 0) first_ = offset;
  }
  // "3 line(s) are no process, the first is here"
  void tell(std::string_view what, Sink& out) const;

 private:
  std::uint64_t count_ = 0, first_ = 0;
};

}  // namespace waarborg
