// What the readers of Android evidence share: which texts are names of apps, and bounds on what is kept of a
// value.
#pragma once
#include <string>
#include <string_view>

#include "observations/sink.h"

namespace waarborg {

constexpr std::size_t longest_android_value = 4096;

// At most 4096 bytes of a value, cut between characters; `cut` is set when something was left out.
std::string_view bounded(std::string_view value, bool& cut);

// A package name as the platform takes it: letters, digits, '_' and dots between, at most 255 bytes. The
// platform itself is called "android", so a dot is not needed.
bool is_package_name(std::string_view text);
// The same with a dot and no other sign of a program's path: what a process of an app is called before ':'.
std::string_view app_of_process(std::string_view process);

// "com.example/.Service" or "com.example/com.example.Service": the package; "" when it is none.
std::string_view package_of_component(std::string_view component);

// Columns of white space before a line's text; a tab goes to the next multiple of eight.
std::size_t indent_of(std::string_view line);

// The digits that `text` begins with.
std::string_view leading_digits(std::string_view text);

// What stands between the first `open` and the first `close` behind it; "" when there is no such place.
std::string_view between(std::string_view text, std::string_view open, std::string_view close);

// Lower-case digits of a digest of `bytes` bytes, from lower or upper case with or without ':'; "" when it is
// none: tools write their error where the digest belongs.
std::string digest_text(std::string_view text, std::size_t bytes);

}  // namespace waarborg
