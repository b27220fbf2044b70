// Processes that ran when an Android phone wrote a bug report: the tables of ps and top in it. Android keeps
// 15 bytes of a name in the first and the whole name in the second.
#include "readers/dumpstate.h"
#include "readers/process_list.h"

namespace waarborg {
namespace {

class Tables : public DumpSections {
 public:
  explicit Tables(Sink& out) : out_(out), list_(out) {}
  bool wants(std::string_view section) const override {
    return section.starts_with("PROCESSES") || section.starts_with("CPU INFO (top");
  }
  void begin(std::string_view section, std::uint64_t offset) override {
    begin_ = offset;
    before_ = list_.rows();
    counts_ = section.starts_with("PROCESSES");
    any_ |= counts_;
    strays_ = 0;
  }
  void line(const Line& line) override {
    if (line.text.starts_with("[") && line.text.ends_with("elapsed]")) return;  // an older dumpstate's own
    // Above its table top tells of the system.
    if (!list_.line(line.text, line.offset) && counts_ && strays_++ == 0) first_ = line.offset;
  }
  bool any() const { return any_; }
  void end() override {
    if (!counts_) return;
    if (list_.rows() == before_)
      out_.problem(Fault::unsupported, "the section of processes has no process", begin_);
    if (strays_ != 0)
      out_.problem(Fault::malformed, std::to_string(strays_) + " line(s) are no process, the first is here",
                   first_);
  }

 private:
  Sink& out_;
  ProcessList list_;
  std::uint64_t begin_ = 0, first_ = 0;
  std::size_t before_ = 0, strays_ = 0;
  bool counts_ = false, any_ = false;
};

void read(const File& file, Sink& out) {
  if (is_log_of_dumpstate(file.path)) return;
  Tables tables(out);
  const auto seen = read_dump(file, tables, out);
  if (!tables.any())
    out.problem(
        Fault::unsupported,
        seen.any ? "a bug report without a section of processes" : "no section of a bug report is in it", 0);
}

}  // namespace

Reader android_dumpsys_processes() {
  Reader reader = {.about = "Processes that ran on an Android phone when it wrote a bug report.",
                   .probe = "android.processes",
                   .emits = {ProcessSeen::kind},
                   .shape = Shape::stream,
                   .recognise = begins_dump,
                   .read = read};
  reader.paths = report_paths();
  return reader;
}

}  // namespace waarborg
