// What the readers of the texts of a sysdiagnose share. Times in them are of the device, without a zone.
#pragma once
#include <functional>

#include "formats/lines.h"
#include "readers/ios_files.h"

namespace waarborg {

// Each line of a stream. What cannot be read, is too long or has no end is told here. A visit that returns
// false says that the file is somebody else's: nothing more is read or told of it.
void each_stream_line(const File& file, Sink& out, const std::function<bool(const Line&)>& visit);

// "+0200": the zone in the name of the sysdiagnose, which is in its folder's name and in sysdiagnose.log; ""
// where neither is there. `want` is the number of sysdiagnose.log in the reader's wants.
std::string zone_when_collected(const File& file, std::size_t want);
// When the sysdiagnose was made, from the same name.
Time when_collected(const File& file, std::size_t want);
// A time as it was written, and what is known of its zone.
std::string local_time(std::string_view text, std::string_view zone);

// A log whose times have no zone. Log is made of the zone and the sink, is given each line, and then ends.
// sysdiagnose.log is the first of the reader's wants.
template <class Log>
void read_collected_log(const File& file, Sink& out) {
  Log log(zone_when_collected(file, 0), out);
  each_stream_line(file, out, [&](const Line& line) {
    log.line(line);
    return true;
  });
  log.end();
}

// "2026-03-08 06:24:14.00 +0100", as crash reports write it.
Time report_time(std::string_view text);
// A whole number, or -1.
std::int64_t whole_number(std::string_view text);
// Is the text a UUID, 36 characters of digits, letters A to F and '-'?
bool is_uuid(std::string_view text);
// What the program of a command line may be: arguments begin behind a blank, but names have blanks, too, and
// nothing tells the two apart. The likeliest first, none twice; at least one.
std::vector<std::string_view> programs_of(std::string_view command);

}  // namespace waarborg
