#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "exchange/carry.h"
#include "exchange/files.h"

namespace waarborg {

Result<Sent> send_parcel(const ToSend& what, const SecretKey& key, Register& sent) {
  if (!is_plain_name(what.from))
    return fail(Fault::unsupported, "the sender's name has letters, digits, . _ - only, at most 100");
  if (!is_plain_name(what.kind))
    return fail(Fault::unsupported, "a kind has letters, digits, . _ - only, at most 100");
  auto recipients = what.to;
  std::ranges::sort(recipients, {}, &AgeRecipient::key);
  recipients.erase(std::unique(recipients.begin(), recipients.end()), recipients.end());
  if (recipients.empty()) return fail(Fault::not_found, "a parcel to nobody");
  std::vector<std::string> names;
  for (const auto& recipient : recipients) names.push_back(recipient.text());

  RegisterRow row;
  row.sent = true;
  row.from = what.from;
  row.to = join(names, " ");
  row.at = Clock::now();
  Manifest manifest;
  manifest.from = what.from;
  manifest.kind = what.kind;
  manifest.name = plain_name(std::string_view(what.file).substr(what.file.rfind('/') + 1));
  manifest.made_at = row.at;
  Sent out;
  const auto* last = sent.last_sent(row.from, row.to);
  out.begins = last == nullptr;
  if (last != nullptr) {
    manifest.series = last->series;
    manifest.previous = last->manifest;
    manifest.sequence = last->sequence + 1;
  } else {
    std::array<std::uint8_t, 16> chance{};
    if (!random_bytes(chance)) return fail(Fault::io, "libsodium did not start");
    manifest.series = hex(chance);
    manifest.sequence = 1;
  }

  auto file = NewFile::create(what.carrier);
  if (!file) return pass(file.error());
  Sha256Stream digest;
  auto sealed = seal_parcel(manifest, recipients, key, pieces_of_file(what.file), [&](Bytes piece) {
    digest.add(piece);
    out.bytes += piece.size();
    return file->add(piece);
  });
  if (!sealed) return pass(sealed.error());
  if (const auto finished = file->finish(true); !finished) return pass(finished.error());
  row.series = out.series = manifest.series;
  row.sequence = out.sequence = manifest.sequence;
  row.manifest = *sealed;
  row.parcel = hex(digest.finish());
  // The number is used up before the parcel can be seen: a gap is told to the receiver, a number used twice
  // is not.
  if (const auto added = sent.add(row); !added) return pass(added.error());
  const auto name = row.parcel.substr(0, 16) + std::string(parcel_suffix);
  if (const auto kept = file->keep_as(name); !kept) return pass(kept.error());
  out.parcel = what.carrier + "/" + name;
  return out;
}

}  // namespace waarborg
