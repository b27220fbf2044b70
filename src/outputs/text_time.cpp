#include "outputs/text_time.h"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>

#include "base/text.h"

namespace waarborg {
namespace {

constexpr const char* zone_folder = "/usr/share/zoneinfo/";
constexpr std::size_t longest_zone = 64;

// "Europe/Amsterdam", "Etc/GMT+5": never a way out of the folder.
bool is_zone_name(std::string_view name) {
  return !name.empty() && name.size() <= longest_zone && name.find("..") == std::string_view::npos &&
         name.front() >= 'A' && name.front() <= 'Z' && std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
                  c == '_' || c == '-' || c == '+';
         });
}

std::string_view without_remark(std::string_view text) {
  text = trim(text);
  if (const auto open = text.rfind('('); open != std::string_view::npos && text.ends_with(')'))
    text = trim(text.substr(0, open));
  return text;
}

Time in_zone(Time local) {
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(local - day);
  std::tm tm{};
  tm.tm_year = static_cast<int>(date.year()) - 1900;
  tm.tm_mon = static_cast<int>(static_cast<unsigned>(date.month())) - 1;
  tm.tm_mday = static_cast<int>(static_cast<unsigned>(date.day()));
  tm.tm_hour = static_cast<int>(clock.hours().count());
  tm.tm_min = static_cast<int>(clock.minutes().count());
  tm.tm_sec = static_cast<int>(clock.seconds().count());
  tm.tm_isdst = -1;
  const auto seconds = std::mktime(&tm);
  return Time(std::chrono::seconds(seconds)) +
         std::chrono::duration_cast<std::chrono::microseconds>(clock.subseconds());
}

}  // namespace

TextTimes::TextTimes() {
  if (const char* zone = std::getenv("TZ")) before_ = zone;
}

TextTimes::~TextTimes() {
  if (zone_.empty()) return;
  before_ ? setenv("TZ", before_->c_str(), 1) : unsetenv("TZ");
  tzset();
}

bool TextTimes::take_zone(std::string_view name) {
  if (name == zone_) return known_;
  if (!is_zone_name(name)) return false;
  zone_ = name;
  const auto file = zone_folder + zone_;
  std::error_code error;
  known_ = std::filesystem::is_regular_file(file, error);  // a zone that is not known would be UTC
  if (!known_) return false;
  setenv("TZ", (":" + file).c_str(), 1);
  tzset();
  return true;
}

std::optional<TextTime> TextTimes::read(std::string_view text) {
  text = without_remark(text);
  constexpr std::size_t date = 10;
  if (text.size() < date) return {};
  constexpr std::string_view digits = "0123456789";
  const bool clock = text.size() > date + 5 && digits.find(text[date + 1]) != std::string_view::npos;
  const auto end = clock ? std::min(text.find_first_not_of("0123456789:.,", date + 1), text.size()) : date;
  const auto local = parse_time(text.substr(0, end));
  if (!local || !known(*local)) return {};
  const auto zone = trim(text.substr(end));
  if (!clock) return TextTime{*local, false, true};
  if (zone.empty()) return TextTime{*local, false};
  if (zone == "UTC" || zone == "GMT" || zone == "Z" || zone == "z") return TextTime{*local, true};
  if (zone.front() == '+' || zone.front() == '-') {
    const auto placed = parse_time(std::string(text.substr(0, end)) + std::string(zone));
    return placed ? TextTime{*placed, true} : TextTime{*local, false};
  }
  if (!take_zone(zone)) return TextTime{*local, false};
  return TextTime{in_zone(*local), true};
}

}  // namespace waarborg
