// What a log of Android tells: processes that were started, ended, crashed or were killed, apps that were
// called, added or removed, apps, files, links and hosts that a message names. Each is told once, by the
// first line that says it. What was gathered is kept until end(), for a bug report says its time zone behind
// its logs; when it is too much, it is told as it comes. Source of the events: EventLogTags of the platform's
// services; of the words: ActivityManagerService and ProcessList.
#pragma once
#include <string>
#include <unordered_set>
#include <vector>

#include "formats/lines.h"
#include "observations/sink.h"
#include "readers/logcat_entry.h"

namespace waarborg {

class LogFacts {
 public:
  explicit LogFacts(Sink& out) : out_(out) {}

  void line(const Line& line);
  void end_of_section() { last_tag_.clear(), last_time_ = {}; }
  // `zone`: that the phone was set to. `day`: when the log was taken, "2026-11-02". Either may be empty.
  void end(std::string_view zone, std::string_view day);

  std::size_t entries() const { return entries_; }
  bool whole() const { return whole_; }

 private:
  struct Stamp {
    std::string date, time;
    Time when{};
  };
  enum class What : std::uint8_t { process, app, program, file, link, named };
  struct Fact {
    What what{};
    std::string name{}, how{}, reason{}, user{};
    std::int64_t pid = 0;
    Stamp stamp{};
    std::uint64_t offset = 0;
  };

  void text(std::string_view tag, std::string_view text);
  bool event(std::string_view tag, std::string_view list);
  void words_of_manager(std::string_view text);
  void crashes(std::string_view tag, std::string_view text);
  void called(std::string_view text);
  void packages(std::string_view text);
  void files(std::string_view text);
  void links(std::string_view tag, std::string_view text);
  void named(std::string_view tag, std::string_view text);

  void keep(Fact fact);
  void process(std::string_view name, std::string_view how, std::int64_t pid, std::string_view user = {},
               std::string_view reason = {});
  void tell(const Fact& fact);
  std::string stamp_text(const Stamp& stamp) const;

  Sink& out_;
  Stamp last_time_;
  std::string last_tag_, zone_, day_;
  std::uint64_t at_ = 0;
  std::size_t entries_ = 0;
  bool whole_ = true;
  std::unordered_set<std::uint64_t> seen_;
  std::vector<Fact> kept_;
};

}  // namespace waarborg
