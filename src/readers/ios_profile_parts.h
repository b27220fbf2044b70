// What a payload of a configuration profile points at: servers, addresses and apps under whatever key, and
// the certificates it holds. Key names: Apple, Device Management Profiles,
// https://developer.apple.com/documentation/devicemanagement/profile-specific-payload-keys (seen 2026-11).
#pragma once
#include <string>
#include <vector>

#include "formats/keyed_archive.h"
#include "readers/ios_files.h"

namespace waarborg {

// One thing that is pointed at; just one of the four is set.
struct Pointed {
  std::string server{}, address{}, url{}, app_id{};
};

// Everything that the value points at, in its order, each once; at most 1000, which is told. Of a keyed
// archive, too. Values are followed 16 deep.
std::vector<Pointed> pointed_at(PlistValue value, std::uint64_t row, Sink& out);
std::vector<Pointed> pointed_at(const Archived& value, std::uint64_t row, Sink& out);

// "com.apple.vpn.managed.applayer" → vpn; dns, proxy, content-filter, relay, apn; "" for the rest.
std::string_view network_kind(std::string_view payload_type);

// A certificate as DER or as PEM text, as DER. Empty when there is none.
Blob certificate_bytes(Bytes data);

// Where configuration profiles lie: in a dump, in a backup, in a sysdiagnose.
std::vector<std::string_view> profile_paths(std::initializer_list<std::string_view> names);

}  // namespace waarborg
