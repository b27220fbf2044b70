// A parcel: a payload with a signed manifest, padded and sealed with age. Inside the seal:
//   "waarborg parcel 1\n\n\n", length of the manifest and of the signature (32 bits each, big endian),
//   manifest, signature (minisign, over the manifest, which has the digest of the payload), payload, zeros to
//   the padded size.
// Recipients are filled up to a power of two with keys that nobody holds, so that the header does not count
// them. Sealing and opening take pieces and run in constant memory. Nothing here touches a file.
#pragma once
#include <functional>
#include <vector>

#include "crypto/age.h"
#include "crypto/minisign.h"
#include "exchange/manifest.h"

namespace waarborg {

// Gives all bytes of something, piece by piece, to whoever takes them. May be called again.
using Pieces = std::function<Result<>(const AgeOut&)>;

constexpr std::uint64_t parcel_head_bytes = 28;
// Fills in size and digest; the rest of `manifest` is the caller's. Gives the digest of the manifest, for the
// next.
Result<std::string> seal_parcel(Manifest manifest, const std::vector<AgeRecipient>& to, const SecretKey& key,
                                const Pieces& payload, const AgeOut& out);

struct TrustedSender {
  std::string name;
  PublicKey key;
};
struct OpenedParcel {
  Manifest manifest;
  std::string manifest_sha256, key_id;
};
// Called when signature, sender and addressee are good, before the first byte of the payload: may refuse (a
// replay), or says where the payload goes. What it gets is proven only when open_parcel has succeeded.
using AcceptParcel = std::function<Result<AgeOut>(const OpenedParcel&)>;
Result<OpenedParcel> open_parcel(const Pieces& sealed, const std::vector<AgeIdentity>& identities,
                                 const std::vector<TrustedSender>& trusted, const AcceptParcel& accept);

}  // namespace waarborg
