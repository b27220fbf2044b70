// What readers of wireless networks share: how a name is shown, and which texts are addresses.
#pragma once
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace waarborg {

// An SSID is up to 32 bytes of anything; what is no text is made visible.
std::string shown_network_name(Bytes name);
// As Android writes it: text in quotation marks, other bytes as lower hexadecimal digits; "" where it wrote
// "null".
std::string android_network_name(std::string_view written);

// Six groups of one or two hexadecimal digits: some systems do not write leading zeros.
bool is_bssid(std::string_view text);
// The same, without what Android writes where it does not tell the address.
bool is_android_bssid(std::string_view text);

}  // namespace waarborg
