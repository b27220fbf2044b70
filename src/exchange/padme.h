// PADMÉ: sizes rounded so that they tell little. A size of E bits keeps its first log2(E) bits: at most 12 %
// is added, and of a size up to 2^64 a carrier learns some ten bits at most, fewer for small ones. Powers of
// two would tell less but double a large file. Below 16 KiB all sizes are one. (Nikitin et al., "Reducing
// Metadata Leakage from Encrypted Files and Communication with PURBs", 2019.)
#pragma once
#include <cstdint>

namespace waarborg {

constexpr std::uint64_t smallest_padded = 16 * 1024;
std::uint64_t padded_size(std::uint64_t size);  // never less than `size`

}  // namespace waarborg
