// The main text of an Android bug report, and the output of dumpsys, which has the same sections of services.
// A reader names the sections it wants and gets their lines; the text is read once, in constant memory. What
// is not whole is told here: a section that ends with the file, one that Android gave up, a line that is too
// long. Source: the tools dumpstate and dumpsys of the Android Open Source Project.
#pragma once
#include <string>
#include <string_view>

#include "formats/lines.h"
#include "readers/reader.h"

namespace waarborg {

struct DumpSeen {
  bool report = false;     // it says that it is a bug report
  bool any = false;        // it has sections
  std::size_t wanted = 0;  // sections that were wanted
};

class DumpSections {
 public:
  virtual ~DumpSections() = default;
  // "service package" for DUMP OF SERVICE package, else the title: "SYSTEM PROPERTIES (getprop)".
  virtual bool wants(std::string_view section) const = 0;
  virtual void begin(std::string_view section, std::uint64_t offset) = 0;
  virtual void line(const Line& line) = 0;
  virtual void end() = 0;

  // A time as the report writes it, with the zone that the phone was set to; where the report did not say so
  // before, that it is not known.
  std::string local_time(std::string_view written) const;
  // That zone, and the day on which the report says it was made, 2026-11-02; "" before it said so.
  std::string_view zone() const { return zone_; }
  std::string_view day() const { return day_; }

 private:
  friend DumpSeen read_dump(const File& file, DumpSections& into, Sink& out);
  std::string zone_, day_;
};

DumpSeen read_dump(const File& file, DumpSections& into, Sink& out);
// Does a text begin as a bug report, or as the output of dumpsys, does?
bool begins_dump(Bytes head);
// dumpstate's own log lies beside its reports, under names like theirs.
bool is_log_of_dumpstate(std::string_view path);
// The paths of bug reports, and of what is dumpsys alone.
std::vector<std::string_view> report_paths();
std::vector<std::string_view> dumpsys_paths();

// A reader of services in a bug report and in what dumpsys printed. A service that is not there is not
// missed: which ones a phone has depends on its version and maker.
template <class Sections>
void read_services(const File& file, Sink& out) {
  if (is_log_of_dumpstate(file.path)) return;
  Sections sections(out);
  if (!read_dump(file, sections, out).any)
    out.problem(Fault::unsupported, "no section of a bug report is in it", 0);
}
Reader reader_of_services(std::string_view about, std::string_view probe, std::vector<std::string_view> emits,
                          void (*read)(const File&, Sink&));

}  // namespace waarborg
