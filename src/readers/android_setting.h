// A setting of an Android system that an analyst asks for: where its traffic goes, who may install, what
// guards it. The tables "global", "secure" and "system" as android.provider.Settings of the platform names
// them.
#pragma once
#include <string_view>

#include "observations/sink.h"

namespace waarborg {

// Adds NetworkSetting or SystemProperty ("settings.global.adb_enabled"); false when nothing was added.
bool tell_android_setting(std::string_view table, std::string_view name, std::string_view value,
                          std::uint64_t offset, Sink& out);

// Adds an AppRole for each app to which a setting gives a power: services of accessibility, listeners,
// keyboards, the app for text messages. `user`: whose setting it is, where that is known.
void tell_android_roles(std::string_view name, std::string_view value, std::string_view user,
                        std::uint64_t offset, Sink& out);

}  // namespace waarborg
