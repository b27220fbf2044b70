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

}  // namespace waarborg
