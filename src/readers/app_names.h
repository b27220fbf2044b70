// Names of Android's apps in free text: "pkg=com.example.app", "com.example.app/.Main", or bare. A package is
// named from the top of a domain down, in labels of letters, digits and '_' that begin with a letter (AOSP,
// FrameworkParsingPackageUtils.validateName). Of a class the packages that it may be of are given as well. A
// name that nobody looks for costs little, and one that is left out may be the one that was looked for; only
// classes of the languages' own libraries and the names of actions are left out.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "observations/sink.h"

namespace waarborg {

// Each once, in the order of the text; views of it.
std::vector<std::string_view> apps_in_text(std::string_view text);

// AppMentioned for each of them.
void add_mentioned_apps(std::string_view text, AppMentioned about, std::uint64_t offset, Sink& out);

}  // namespace waarborg
