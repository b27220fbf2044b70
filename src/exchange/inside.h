// What both sides of a parcel must agree on (exchange/parcel.h has the layout).
#pragma once
#include <cstdint>
#include <string_view>

namespace waarborg::inside {

constexpr std::string_view magic = "waarborg parcel 1\n\n\n";
constexpr std::string_view comment =
    "waarborg parcel";  // of the signature: one on anything else is none on a parcel
constexpr std::uint32_t manifest_limit = 256 * 1024, signature_limit = 16 * 1024;

}  // namespace waarborg::inside
