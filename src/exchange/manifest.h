// The manifest is what a sender signs about a parcel: from whom, to whom, which number in which series, of
// what. It is JSON in exactly one form, so that there is nothing beside what was understood. A series is what
// one sender sends to one set of recipients: numbers from 1 without gaps, each manifest with the digest of
// the one before it. So a carrier that drops, repeats or swaps parcels is noticed.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace waarborg {

struct Manifest {
  std::string series;            // 32 hexadecimal digits, chosen by chance
  std::uint64_t sequence = 0;    // from 1
  std::string from, kind, name;  // name: of the file, without folders
  std::vector<std::string> to;   // age recipients
  Time made_at;
  std::uint64_t size = 0;  // of the payload
  std::string sha256;      // of the payload, hexadecimal
  std::string previous;    // SHA-256 of the manifest before it; "" for the first
};
std::string write_manifest(const Manifest& manifest);
Result<Manifest> read_manifest(std::string_view text);

// Names of senders, kinds and files: 1 to 100 of A-Z a-z 0-9 . _ -, not beginning with . or -
bool is_plain_name(std::string_view name);
std::string plain_name(std::string_view name);  // what else it has becomes _

}  // namespace waarborg
