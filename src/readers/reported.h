// What an inventory made elsewhere says about programs. The import readers share this, so that all of them
// bound and mark in the same way what they did not see themselves. Rows and lines are counted from 1.
#pragma once
#include <functional>
#include <optional>
#include <string_view>

#include "formats/plain_text.h"
#include "readers/reader.h"

namespace waarborg {

// Cuts values longer than 4096 bytes, which is told, and gives the state "reported" where there is none.
void add_reported(Program program, std::uint64_t row, Sink& out);
void add_reported(ServiceUnit service, std::uint64_t row, Sink& out);
void add_reported(DeviceIdentity device, std::uint64_t row, Sink& out);

// The file as UTF-8. Damage is told; so is why there is none.
std::optional<PlainText> open_text(const File& file, Sink& out);
// The head of a file as recognise() gets it; an empty text when it is none.
PlainText head_text(Bytes head);

// Each line that is not empty, without its end, and its number. A last line without an end is told.
using OnLine = std::function<void(std::string_view line, std::uint64_t row)>;
void each_line(std::string_view text, const OnLine& visit, Sink* out = nullptr);

// 20240131, as Windows and osquery write the day of an installation; Time{} when it is none.
Time day_of(std::string_view text);

}  // namespace waarborg
