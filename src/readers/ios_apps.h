// One app of an iOS device, as the App Store's metadata (iTunesMetadata) or the app's own Info.plist tell it.
// Several readers meet the same two property lists: in a backup's Info.plist and in a dump.
#pragma once
#include "readers/ios_files.h"

namespace waarborg {

// The app as its metadata name it; `key` is the name under which it was found, which stands in where the
// metadata have no bundle id. A second program is told where the two differ.
void add_store_app(PlistValue metadata, std::string_view key, std::uint64_t row, Sink& out);
// The same of an app bundle's Info.plist; `location` is the bundle's folder on the device. False: it is none.
bool add_app_bundle(PlistValue info, std::string_view location, std::string_view state, std::uint64_t row,
                    Sink& out);

// iOS, iPadOS or another system of Apple, by what SystemVersion.plist, a backup or a crash report calls it.
// `model`: "iPhone14,5", "" where it is not known.
void add_apple_release(std::string_view name, std::string_view version, std::string_view build,
                       std::string_view model, std::uint64_t row, Sink& out);

}  // namespace waarborg
