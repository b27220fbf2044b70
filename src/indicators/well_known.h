// Names, addresses and digests that ordinary devices meet every day. An indicator of one of them says nothing
// of an infection, whoever published it: its hits are leads.
#pragma once
#include <string_view>

#include "indicators/model.h"

namespace waarborg {

// Why a domain, written in lower case, is too wide to name anything: "" when it is not.
std::string_view too_wide(std::string_view domain);
// The same for an indicator of any type: of domains only the name itself, not what lies below it.
std::string_view met_every_day(Type type, Test test, std::string_view value);

}  // namespace waarborg
