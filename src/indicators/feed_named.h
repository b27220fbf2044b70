// What tables and platforms call a value ("ip-dst", "FileHash-SHA256", "hostname|port"), and what that comes
// to as indicators. Sources: the attribute types of MISP (https://www.misp-project.org/datamodels/,
// 2026-11-22), the columns of OTX, ThreatFox and of lists that publishers of reports give.
#pragma once
#include <string_view>
#include <vector>

#include "indicators/model.h"

namespace waarborg {

enum class Named : std::uint8_t {
  used,     // one indicator or more was appended
  context,  // names what is beside an indicator: a comment, a name, a victim
  unread,   // names a thing that no reader has: a mutex, a rule of another tool
  unknown,  // no such name
  no_value  // the value is not what the name says
};
// Appends indicators with type, test, value and weight only.
Named indicators_named(std::string_view name, std::string_view value, std::vector<Indicator>& out);
// Without looking at a value: `used` stands for any that can be.
Named kind_of_name(std::string_view name);

}  // namespace waarborg
