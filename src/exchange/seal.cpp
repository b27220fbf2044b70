#include <fmt/core.h>

#include <algorithm>
#include <bit>

#include "base/digest.h"
#include "exchange/inside.h"
#include "exchange/padme.h"
#include "exchange/parcel.h"

namespace waarborg {
namespace {

Result<std::vector<AgeRecipient>> filled_up(std::vector<AgeRecipient> to) {
  const auto places = std::bit_ceil(to.size());
  while (to.size() < places) {
    auto nobody = AgeIdentity::make();
    if (!nobody) return pass(nobody.error());
    to.push_back(nobody->recipient());
  }
  return to;
}

Result<> measure(const Pieces& payload, Manifest& manifest) {
  Sha256Stream digest;
  manifest.size = 0;
  const auto all = payload([&](Bytes piece) {
    digest.add(piece);
    manifest.size += piece.size();
    return Result<>();
  });
  manifest.sha256 = hex(digest.finish());
  return all;
}

Result<> add_payload(const Pieces& payload, const Manifest& manifest, AgeSealer& sealer) {
  Sha256Stream digest;
  const auto all = payload([&](Bytes piece) {
    digest.add(piece);
    return sealer.add(piece);
  });
  if (!all) return all;
  if (hex(digest.finish()) != manifest.sha256)
    return fail(Fault::io, "the file changed while it was being sealed");
  return {};
}

Blob head(std::size_t manifest, std::size_t signature) {
  Blob out(inside::magic.begin(), inside::magic.end());
  for (const auto length : {manifest, signature})
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(length >> shift));
  return out;
}

}  // namespace

Result<std::string> seal_parcel(Manifest manifest, const std::vector<AgeRecipient>& to, const SecretKey& key,
                                const Pieces& payload, const AgeOut& out) {
  if (const auto measured = measure(payload, manifest); !measured) return pass(measured.error());
  manifest.to.clear();
  for (const auto& recipient : to) manifest.to.push_back(recipient.text());
  const auto text = write_manifest(manifest);
  // What we would refuse to open is not sent.
  if (const auto good = read_manifest(text); !good) return pass(good.error());
  const auto signature = key.sign(as_bytes(text), inside::comment);
  if (!signature) return pass(signature.error());
  const auto recipients = filled_up(to);
  if (!recipients) return pass(recipients.error());
  auto sealer = AgeSealer::to(*recipients, out);
  if (!sealer) return pass(sealer.error());

  const auto begin = head(text.size(), signature->size());
  for (const auto part : {Bytes(begin), as_bytes(text), as_bytes(*signature)})
    if (const auto added = sealer->add(part); !added) return pass(added.error());
  if (const auto added = add_payload(payload, manifest, *sealer); !added) return pass(added.error());
  const auto whole = begin.size() + text.size() + signature->size() + manifest.size;
  const Blob zeros(64 * 1024);
  for (auto left = padded_size(whole) - whole; left > 0;) {
    const auto n = std::min<std::uint64_t>(left, zeros.size());
    if (const auto added = sealer->add(Bytes(zeros).first(n)); !added) return pass(added.error());
    left -= n;
  }
  if (const auto finished = sealer->finish(); !finished) return pass(finished.error());
  return hex(sha256(as_bytes(text)));
}

}  // namespace waarborg
