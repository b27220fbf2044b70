// Apps that used the network, from a bug report: the history of the service netstats, by user number of an
// app, with what was received and sent over Wi-Fi and the mobile network, and when; the names from the list
// of the package manager. Numbers that several apps share belong to any of them; those of apps that were
// removed are kept together. Source: NetworkStatsService, NetworkStatsCollection and NetworkStatsHistory of
// the platform, of which older versions write bucketStart in milliseconds and newer ones st in seconds.
#include <charconv>
#include <limits>
#include <map>
#include <utility>

#include "base/text.h"
#include "readers/android_text.h"
#include "readers/dumpstate.h"

namespace waarborg {
namespace {

constexpr std::size_t most_users = 100'000, most_names = 200'000, most_sharing = 8;
constexpr std::int64_t users_apart = 100'000;         // UserHandle.PER_USER_RANGE
constexpr std::int64_t removed = -4, tethering = -5;  // TrafficStats.UID_REMOVED, UID_TETHERING

bool number_of(std::string_view text, std::int64_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end != text.data();
}

// The number behind "key=", where key begins a word; false where there is none.
bool value_of(std::string_view line, std::string_view key, std::int64_t& out) {
  for (auto at = line.find(key); at != std::string_view::npos; at = line.find(key, at + 1))
    if (at == 0 || line[at - 1] == ' ') return number_of(line.substr(at + key.size()), out);
  return false;
}

void add_to(std::int64_t& sum, std::int64_t bytes) {
  if (bytes < 0) return;
  if (sum < 0) sum = 0;
  if (__builtin_add_overflow(sum, bytes, &sum)) sum = std::numeric_limits<std::int64_t>::max();
}

enum class Way : std::uint8_t { wifi, mobile, other };
// "{type=WIFI, …", in newer versions ConnectivityManager.TYPE_… as a number. Of several the first.
Way way_of(std::string_view line) {
  const auto at = line.find("type=");
  if (at == std::string_view::npos) return Way::other;
  const auto type = line.substr(at + 5, line.find_first_of(",}] ", at) - at - 5);
  if (type == "1" || type == "WIFI") return Way::wifi;
  const bool number = type.size() == 1 && type[0] >= '0' && type[0] <= '5';
  return number || type.starts_with("MOBILE") ? Way::mobile : Way::other;
}

struct Used {
  Time first{}, last{};
  std::int64_t wifi_in = -1, wifi_out = -1, mobile_in = -1, mobile_out = -1;
  std::uint64_t offset = 0;
};

class Network : public DumpSections {
 public:
  explicit Network(Sink& out) : out_(out) {}

  bool wants(std::string_view section) const override {
    return section == "service netstats" || section == "service package";
  }
  void begin(std::string_view section, std::uint64_t) override {
    packages_ = section == "service package";
    part_ = Part::none;
    name_.clear();
    now_ = nullptr;
  }
  void end() override {}

  void line(const Line& line) override {
    const auto text = trim(line.text);
    if (text.empty()) return;
    if (packages_) return package(text);
    at_ = line.offset;
    if (text.ends_with(" stats:") || text.ends_with("Map:")) {
      part_ = text == "UID stats:" ? Part::history : text == "mAppUidStatsMap:" ? Part::map : Part::none;
      now_ = nullptr;
      return;
    }
    if (part_ == Part::history) history(text);
    if (part_ == Part::map) since_start(text);
  }

  void finish() {
    for (const auto& [user, used] : used_) tell(user, used);
    if (strays_ != 0)
      out_.problem(Fault::malformed,
                   std::to_string(strays_) +
                       " line(s) of the use of the network were not understood, the first is here",
                   first_stray_);
  }

 private:
  enum class Part : std::uint8_t { none, history, map };

  void stray() {
    if (strays_++ == 0) first_stray_ = at_;
  }

  Used* used_by(std::int64_t user) {
    const auto known_user = used_.find(user);
    if (known_user != used_.end()) return &known_user->second;
    if (used_.size() >= most_users) {
      if (!std::exchange(full_, true))
        out_.problem(Fault::too_big, "more users of the network than are kept", at_);
      return nullptr;
    }
    auto& made = used_[user];
    made.offset = at_;
    return &made;
  }

  // "ident=[{type=WIFI, …}] uid=10123 set=DEFAULT tag=0x0", then "st=… rb=… rp=… tb=… tp=… op=…"
  void history(std::string_view text) {
    if (text.starts_with("ident=")) {
      now_ = nullptr;
      std::int64_t user = 0;
      // Behind the names of networks, which their owners choose.
      const auto behind = text.rfind("] ");
      const auto rest = behind == std::string_view::npos ? text : text.substr(behind + 1);
      if (!value_of(rest, "uid=", user)) return stray();
      // What is tagged, and what a VPN counts a second time, is in the others already.
      if (rest.find("tag=0x0") == std::string_view::npos ||
          rest.find("set=DBG_VPN") != std::string_view::npos)
        return;
      way_ = way_of(text);
      now_ = used_by(user);
      return;
    }
    const bool seconds = text.starts_with("st=");
    if (now_ == nullptr || (!seconds && !text.starts_with("bucketStart="))) return;
    std::int64_t start = 0, in = 0, out = 0;
    if (!value_of(text, seconds ? "st=" : "bucketStart=", start) ||
        !value_of(text, seconds ? "rb=" : "rxBytes=", in) ||
        !value_of(text, seconds ? "tb=" : "txBytes=", out))
      return stray();
    const auto when = from_seconds(seconds ? start : start / 1000);
    if (start > 0 && known(when)) {
      if (!known(now_->first) || when < now_->first) now_->first = when;
      if (when > now_->last) now_->last = when;
    }
    if (way_ == Way::wifi) add_to(now_->wifi_in, in), add_to(now_->wifi_out, out);
    if (way_ == Way::mobile) add_to(now_->mobile_in, in), add_to(now_->mobile_out, out);
  }

  // "10123 4096 8 2048 4": the number, bytes and packets received, bytes and packets sent since the start.
  void since_start(std::string_view text) {
    const auto parts = words(text);
    std::int64_t user = 0;
    if (parts.size() == 5 && number_of(parts[0], user)) used_by(user);
  }

  // "Package [com.example] (1a2b3c):", deeper "userId=10123" or, newer, "appId=10123"
  void package(std::string_view text) {
    if (text.starts_with("Package [")) {
      name_ = between(text, "[", "]");
      if (!is_package_name(name_)) name_.clear();
    } else if (text.starts_with("SharedUser [")) {
      name_.clear();
    } else if (!name_.empty() && (text.starts_with("userId=") || text.starts_with("appId="))) {
      std::int64_t number = 0;
      if (number_of(text.substr(text.find('=') + 1), number) && count_++ < most_names)
        names_[number].push_back(name_);
      name_.clear();
    }
  }

  void tell(std::int64_t user, const Used& used) {
    ProcessNetwork what{.first = used.first,
                        .last = used.last,
                        .wifi_in = used.wifi_in,
                        .wifi_out = used.wifi_out,
                        .mobile_in = used.mobile_in,
                        .mobile_out = used.mobile_out,
                        .row = user};
    if (user < 0) {
      what.state = user == removed     ? "of apps that were removed"
                   : user == tethering ? "of tethered devices"
                                       : "of the whole phone";
      return out_.add(what, used.offset);
    }
    std::string whose;
    if (user >= users_apart) whose = "user " + std::to_string(user / users_apart);
    const auto names = names_.find(user % users_apart);
    if (names == names_.end() || names->second.size() > most_sharing) {
      const auto state =
          (whose.empty() ? "" : whose + ", ") +
          (names == names_.end() ? "of no app that is listed"
                                 : "of " + std::to_string(names->second.size()) + " apps together");
      what.state = state;
      return out_.add(what, used.offset);
    }
    if (names->second.size() > 1)
      whose +=
          (whose.empty() ? "" : ", ") + ("of " + std::to_string(names->second.size()) + " apps together");
    what.state = whose;
    for (const auto& name : names->second) {
      what.app_id = {name};
      out_.add(what, used.offset);
    }
  }

  Sink& out_;
  bool packages_ = false, full_ = false;
  Part part_ = Part::none;
  Way way_ = Way::other;
  std::string name_;
  Used* now_ = nullptr;
  std::uint64_t at_ = 0, first_stray_ = 0;
  std::size_t strays_ = 0, count_ = 0;
  std::map<std::int64_t, Used> used_;
  std::map<std::int64_t, std::vector<std::string>> names_;
};

void read(const File& file, Sink& out) {
  if (is_log_of_dumpstate(file.path)) return;
  Network network(out);
  if (!read_dump(file, network, out).any)
    out.problem(Fault::unsupported, "no section of a bug report is in it", 0);
  network.finish();
}

}  // namespace

Reader android_dumpsys_network() {
  return reader_of_services("Apps that used the network, how much and when, from an Android bug report.",
                            "android.network", {ProcessNetwork::kind}, read);
}

}  // namespace waarborg
