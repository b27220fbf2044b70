#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "base/cursor.h"
#include "base/digest.h"
#include "base/text.h"
#include "exchange/inside.h"
#include "exchange/padme.h"
#include "exchange/parcel.h"

namespace waarborg {
namespace {

// Takes what the seal held, from left to right.
class Inside {
 public:
  Inside(const std::vector<AgeIdentity>& identities, const std::vector<TrustedSender>& trusted,
         const AcceptParcel& accept)
      : identities_(identities), trusted_(trusted), accept_(accept) {}

  Result<> add(Bytes piece) {
    while (!piece.empty()) {
      if (!opened_) {
        const auto n = std::min(wanted_ - begin_.size(), piece.size());
        begin_.insert(begin_.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(n));
        piece = piece.subspan(n);
        if (begin_.size() < wanted_) return {};
        if (const auto good = wanted_ == parcel_head_bytes ? read_head() : read_begin(); !good) return good;
        continue;
      }
      const auto n = std::min<std::uint64_t>(opened_->manifest.size - got_, piece.size());
      if (n > 0) {
        const auto part = piece.first(n);
        digest_.add(part);
        got_ += n;
        if (const auto given = payload_(part); !given) return given;
        piece = piece.subspan(n);
      }
      if (std::ranges::any_of(piece, [](std::uint8_t b) { return b != 0; }) ||
          piece.size() > padding_ - padded_)
        return fail(Fault::malformed, "there is something behind the payload");
      padded_ += piece.size();
      piece = {};
    }
    return {};
  }

  Result<OpenedParcel> finish() {
    if (!opened_) return fail(Fault::truncated, "its beginning is not whole");
    if (got_ != opened_->manifest.size || padded_ != padding_)
      return fail(Fault::truncated, "the seal holds less than the manifest says");
    if (hex(digest_.finish()) != opened_->manifest.sha256)
      return fail(Fault::denied, "the payload is not the one that was signed");
    return std::move(*opened_);
  }

 private:
  Result<> read_head() {
    Cursor in(begin_);
    if (in.chars(inside::magic.size()) != inside::magic)
      return fail(Fault::malformed, "what was sealed is no parcel");
    manifest_ = in.be<std::uint32_t>();
    signature_ = in.be<std::uint32_t>();
    if (manifest_ == 0 || signature_ == 0 || manifest_ > inside::manifest_limit ||
        signature_ > inside::signature_limit)
      return fail(Fault::too_big, "its manifest or signature has a length that cannot be");
    wanted_ = parcel_head_bytes + manifest_ + signature_;
    return {};
  }

  Result<> read_begin() {
    Cursor in(begin_);
    in.skip(parcel_head_bytes);
    const auto text = in.chars(manifest_), signature = in.chars(signature_);
    OpenedParcel parcel;
    // Nothing of the manifest is believed before its signature: the name only chooses the keys.
    auto manifest = read_manifest(text);
    if (!manifest) return pass(manifest.error());
    auto key = verify_sender(manifest->from, text, signature);
    if (!key) return pass(key.error());
    // Whoever got a parcel can seal its inside again for others; it is still not meant for them.
    const auto is_ours = [&](const AgeIdentity& i) {
      return std::ranges::find(manifest->to, i.recipient().text()) != manifest->to.end();
    };
    if (std::ranges::none_of(identities_, is_ours))
      return fail(Fault::denied, fmt::format("{} did not address it to you", manifest->from));
    parcel.manifest = std::move(*manifest);
    parcel.manifest_sha256 = hex(sha256(as_bytes(text)));
    parcel.key_id = std::move(*key);
    const auto size = parcel.manifest.size;
    if (size > (1ull << 62)) return fail(Fault::too_big, "its payload has a size that cannot be");
    padding_ = padded_size(wanted_ + size) - wanted_ - size;
    auto payload = accept_(parcel);
    if (!payload) return pass(payload.error());
    payload_ = std::move(*payload);
    opened_ = std::move(parcel);
    return {};
  }

  Result<std::string> verify_sender(const std::string& from, std::string_view text,
                                    std::string_view signature) const {
    const auto id = key_id_of_signature(signature);
    if (!id) return fail(id.error().fault, "its signature cannot be read: " + id.error().what);
    bool named = false;
    for (const auto& sender : trusted_) {
      if (sender.name != from) continue;
      named = true;
      if (sender.key.id_text() != *id) continue;
      const auto good = verify(as_bytes(text), signature, sender.key);
      if (!good)
        return fail(Fault::denied, fmt::format("it says it is from {}, but {}", from, good.error().what));
      if (good->trusted_comment != inside::comment)
        return fail(Fault::denied, fmt::format("{} signed it as something else than a parcel", from));
      return good->key_id;
    }
    return fail(Fault::denied,
                named ? fmt::format("it says it is from {}, but key {} signed it, which is not trusted "
                                    "for that name",
                                    from, *id)
                      : fmt::format("it says it is from {}, for whom no key is trusted", from));
  }

  const std::vector<AgeIdentity>& identities_;
  const std::vector<TrustedSender>& trusted_;
  const AcceptParcel& accept_;
  Blob begin_;  // head, manifest and signature
  std::uint64_t wanted_ = parcel_head_bytes;
  std::uint32_t manifest_ = 0, signature_ = 0;
  std::optional<OpenedParcel> opened_;
  AgeOut payload_;
  Sha256Stream digest_;
  std::uint64_t got_ = 0, padding_ = 0, padded_ = 0;
};

std::string about_seal(AgeStep step, const std::string& what) {
  switch (step) {
    case AgeStep::no_match:
      return "it is sealed to other keys than yours (" + what + ")";
    case AgeStep::output:
      return what;
    default:
      return "it was altered or cut on the way (" + what + ")";
  }
}

}  // namespace

Result<OpenedParcel> open_parcel(const Pieces& sealed, const std::vector<AgeIdentity>& identities,
                                 const std::vector<TrustedSender>& trusted, const AcceptParcel& accept) {
  Inside inside(identities, trusted, accept);
  // A parcel has no armour; a second way to write it would be a second parcel.
  AgeOpener opener({.identities = &identities, .passphrase = {}, .armor = AgeOpening::Armor::no},
                   [&](Bytes piece) { return inside.add(piece); });
  bool refused = false;
  auto all = sealed([&](Bytes piece) {
    auto good = opener.add(piece);
    refused = !good;
    return good;
  });
  if (!all && !refused) return pass(all.error());  // it could not be read
  if (all) all = opener.finish();
  if (!all)
    return fail(all.error().fault, about_seal(opener.failed_at(), all.error().what), all.error().offset);
  return inside.finish();
}

}  // namespace waarborg
