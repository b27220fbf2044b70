#include "readers/wireless.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace waarborg {
namespace {

constexpr std::string_view hexadecimal = "0123456789abcdefABCDEF", lower_digits = "0123456789abcdef";

}  // namespace

std::string shown_network_name(Bytes name) {
  const auto text = as_text(name);
  return is_utf8(text) ? std::string(text) : printable(text);
}

std::string android_network_name(std::string_view written) {
  if (written.size() >= 2 && written.starts_with('"') && written.ends_with('"'))
    return std::string(written.substr(1, written.size() - 2));
  if (written == "null" || written == "<unknown ssid>" || written == "<none>") return {};
  const bool digits = !written.empty() && written.size() % 2 == 0 && written.size() <= 64 &&
                      written.find_first_not_of(lower_digits) == std::string_view::npos;
  if (!digits) return std::string(written);
  Blob bytes;
  for (std::size_t i = 0; i < written.size(); i += 2) {
    std::uint8_t byte = 0;
    std::from_chars(written.data() + i, written.data() + i + 2, byte, 16);
    bytes.push_back(byte);
  }
  return shown_network_name(bytes);
}

bool is_bssid(std::string_view text) {
  const auto groups = split(text, ':');
  return groups.size() == 6 && std::all_of(groups.begin(), groups.end(), [](std::string_view group) {
           return !group.empty() && group.size() <= 2 &&
                  group.find_first_not_of(hexadecimal) == std::string_view::npos;
         });
}

bool is_android_bssid(std::string_view text) {
  return is_bssid(text) && text != "02:00:00:00:00:00" && text != "00:00:00:00:00:00";
}

}  // namespace waarborg
