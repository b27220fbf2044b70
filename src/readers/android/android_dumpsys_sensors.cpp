// Apps that listened to sensors when an Android bug report was made: the connections of the service
// sensorservice, each with a user number and the name of a class, which need not be named after its app; the
// names behind the numbers from the list of the package manager. Source: SensorEventConnection::dump and
// SystemSensorManager of the platform.
#include <charconv>
#include <map>
#include <set>
#include <vector>

#include "base/text.h"
#include "readers/android_text.h"
#include "readers/dumpstate.h"

namespace waarborg {
namespace {

constexpr std::size_t most_kept = 100'000, most_sharing = 8;
constexpr std::uint64_t users_apart = 100'000;  // UserHandle.PER_USER_RANGE

std::uint64_t number_in(std::string_view text) {
  std::uint64_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

// "com.example.app.Listener": what stands before the first part with a capital letter.
std::string_view app_of_class(std::string_view name) {
  for (std::size_t at = 0; (at = name.find('.', at)) != std::string_view::npos; ++at)
    if (at + 1 < name.size() && name[at + 1] >= 'A' && name[at + 1] <= 'Z') return name.substr(0, at);
  return name;
}

class Sensors : public DumpSections {
 public:
  explicit Sensors(Sink& out) : out_(out) {}

  bool wants(std::string_view section) const override {
    return section == "service sensorservice" || section == "service package";
  }
  void begin(std::string_view section, std::uint64_t) override {
    packages_ = section == "service package";
    package_.clear();
  }
  void end() override {}
  void line(const Line& line) override {
    const auto text = trim(line.text);
    if (packages_) return package(text);
    connection(text, line.offset);
  }

  // The list of packages may come later than the sensors.
  void finish() {
    for (const auto& one : listeners_) {
      if (const auto app = app_of_class(one.name); app.find('.') != std::string_view::npos) tell(app, one.at);
      const auto names = names_.find(one.user % users_apart);
      if (names == names_.end() || names->second.size() > most_sharing) continue;
      for (const auto& name : names->second) tell(name, one.at);
    }
  }

 private:
  struct Listener {
    std::string name;
    std::uint64_t user = 0, at = 0;
  };

  // "com.example.Listener | WakeLockRefCount 0 | uid 10123 | cache size 0 | max cache size 0"
  void connection(std::string_view text, std::uint64_t at) {
    const auto count = text.find(" | WakeLockRefCount "), user = text.find(" | uid ");
    if (count == std::string_view::npos) return;
    if (listeners_.size() == most_kept)
      return out_.problem(Fault::too_big, "more listeners to sensors than are kept", at);
    bool cut = false;
    listeners_.push_back({std::string(bounded(text.substr(0, count), cut)),
                          user == std::string_view::npos ? 0 : number_in(text.substr(user + 7)), at});
  }

  // "Package [com.example] (1a2b3c):", deeper "userId=10123" or, newer, "appId=10123"
  void package(std::string_view text) {
    if (text.starts_with("Package [")) {
      package_ = between(text, "[", "]");
    } else if (text.starts_with("SharedUser [")) {
      package_.clear();
    } else if (is_package_name(package_) && (text.starts_with("userId=") || text.starts_with("appId="))) {
      if (count_++ < most_kept) names_[number_in(text.substr(text.find('=') + 1))].push_back(package_);
      package_.clear();
    }
  }

  void tell(std::string_view app, std::uint64_t at) {
    if (is_package_name(app) && told_.emplace(app).second)
      out_.add(ProcessSeen{.app_id = {app}, .how = "listened to sensors"}, at);
  }

  Sink& out_;
  bool packages_ = false;
  std::string package_;
  std::size_t count_ = 0;
  std::vector<Listener> listeners_;
  std::map<std::uint64_t, std::vector<std::string>> names_;
  std::set<std::string, std::less<>> told_;
};

void read(const File& file, Sink& out) {
  if (is_log_of_dumpstate(file.path)) return;
  Sensors sensors(out);
  if (!read_dump(file, sensors, out).any)
    out.problem(Fault::unsupported, "no section of a bug report is in it", 0);
  sensors.finish();
}

}  // namespace

Reader android_dumpsys_sensors() {
  return reader_of_services("Apps that listened to sensors, from an Android bug report.", "android.activity",
                            {ProcessSeen::kind}, read);
}

}  // namespace waarborg
