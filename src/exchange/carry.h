// Sending to and receiving from a carrier, which is a folder: a share, a disk that travels, what a mail
// gateway fills. The carrier is believed in nothing. Both directions keep their place in a register.
#pragma once
#include <string>
#include <vector>

#include "exchange/parcel.h"
#include "exchange/register.h"

namespace waarborg {

struct ToSend {
  std::string file, from, kind = "file", carrier;
  std::vector<AgeRecipient> to;
};
struct Sent {
  std::string parcel;  // the path in the carrier
  std::string series;
  std::uint64_t sequence = 0, bytes = 0;
  bool begins = false;  // the first of a new series
};
Result<Sent> send_parcel(const ToSend& what, const SecretKey& key, Register& sent);

struct Received {
  enum class What : std::uint8_t { accepted, seen, refused } what = What::refused;
  std::string parcel;              // the path in the carrier
  std::string why;                 // of a refusal, or when it was seen
  Manifest manifest;               // of what was accepted
  std::string key_id, file;        // who signed it; the name of the payload in the folder
  std::vector<std::string> notes;  // what its place in the series says of the carrier
};
// All parcels of the folder, in the order of their series. An error is one of our side (register, disk); what
// a parcel or the carrier does wrong is a refusal, and the others go on.
Result<std::vector<Received>> receive_parcels(const std::string& carrier,
                                              const std::vector<AgeIdentity>& identities,
                                              const std::vector<TrustedSender>& trusted,
                                              const std::string& folder, Register& received);

}  // namespace waarborg
