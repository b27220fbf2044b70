// Addresses that an address carries in itself, as redirects and trackers have them: as they are, or
// percent-encoded up to four times over; with http:// or https://, and as the value of a parameter without
// them, too ("?u=//example.org", "?u=example.org/x"). Time grows with the length of the text.
#pragma once
#include <functional>
#include <string_view>

namespace waarborg {

// `rest`: what stands behind "scheme://".
void each_link_target(std::string_view rest, const std::function<void(std::string_view)>& found);

}  // namespace waarborg
