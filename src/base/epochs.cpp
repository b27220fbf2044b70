#include "base/epochs.h"

#include <cmath>

namespace waarborg {
namespace {

constexpr std::int64_t mac_start = 978'307'200, chrome_start = -11'644'473'600;  // Unix seconds
// Where a count is in the smaller unit: before, it would be in the sixth millennium.
constexpr std::int64_t milliseconds_from = 100'000'000'000;
constexpr std::int64_t nanoseconds_from = 100'000'000'000, microseconds_from = 100'000'000'000'000;

bool beyond(double number, std::int64_t limit) {
  return std::abs(number) >= static_cast<double>(limit);
}

struct Count {
  std::int64_t start;       // Unix seconds
  std::int64_t per_second;  // how many make one
};

Count count_of(Epoch epoch, double number) {
  switch (epoch) {
    case Epoch::unix_seconds:
      return {0, 1};
    case Epoch::unix_milliseconds:
      return {0, 1'000};
    case Epoch::unix_microseconds:
      return {0, 1'000'000};
    case Epoch::mac_seconds:
      return {mac_start, 1};
    case Epoch::mac_nanoseconds:
      return {mac_start, 1'000'000'000};
    case Epoch::mac_either:
      return {mac_start, beyond(number, nanoseconds_from) ? 1'000'000'000 : 1};
    case Epoch::unix_any:
      return {0, beyond(number, microseconds_from)   ? 1'000'000
                 : beyond(number, milliseconds_from) ? 1'000
                                                     : 1};
    case Epoch::chrome_microseconds:
      return {chrome_start, 1'000'000};
  }
  return {0, 1};
}

}  // namespace

Time time_of(std::int64_t number, Epoch epoch) {
  if (number == 0) return {};
  const auto count = count_of(epoch, static_cast<double>(number));
  auto seconds = number / count.per_second, rest = number % count.per_second;
  if (rest < 0) --seconds, rest += count.per_second;
  if (seconds > last_second - count.start || seconds < first_second - count.start) return {};
  const auto us = count.per_second > 1'000'000 ? rest / (count.per_second / 1'000'000)
                                               : rest * (1'000'000 / count.per_second);
  return from_microseconds((seconds + count.start) * 1'000'000 + us);
}

Time time_of(double number, Epoch epoch) {
  if (!std::isfinite(number) || number == 0) return {};
  const auto count = count_of(epoch, number);
  const auto seconds = number / static_cast<double>(count.per_second);
  if (seconds > static_cast<double>(last_second - count.start) ||
      seconds < static_cast<double>(first_second - count.start))
    return {};
  const auto whole = std::floor(seconds);
  const auto us = std::llround((seconds - whole) * 1e6);
  return from_microseconds((static_cast<std::int64_t>(whole) + count.start) * 1'000'000 + us);
}

}  // namespace waarborg
