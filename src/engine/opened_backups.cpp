#include "engine/opened_backups.h"

#include <algorithm>

#include "engine/decrypting.h"
#include "evidence/android_backup_source.h"

namespace waarborg {

Result<AndroidBackupKey> open_with_one_of(const AndroidBackupHeader& header,
                                          const std::vector<Password>& passwords, WorkerSink& out) {
  if (passwords.empty()) return fail(Fault::encrypted, "is encrypted, and no password was given");
  for (const auto& password : passwords) {
    auto key = open_android_backup_key(header, password->view());
    out.alive();
    if (key || key.error().fault != Fault::denied || passwords.size() == 1) return key;
  }
  return fail(Fault::denied, "none of the passwords that were given opens it");
}

OpenedBackups::Way OpenedBackups::look(const Source& archive, const std::string& prefix, bool inside) {
  const auto header = encrypted_android_backup(archive);
  if (!header) return {};
  Way way{.encrypted = true};
  if (inside) {
    out_.tell(Fault::unsupported, "an encrypted backup within an encrypted backup is not opened", 0, prefix);
    return way;
  }
  way.first_number = ++count_ << number_bits;
  if (order_.task != Task::list) {
    const auto at = std::ranges::find(order_.opened, prefix, &OpenedBackup::prefix);
    if (at != order_.opened.end()) way.key = at->key;
    return way;
  }
  // When archives are listed again only what did not open before is looked into.
  if (!order_.closed.empty() && std::ranges::find(order_.closed, prefix) == order_.closed.end()) return way;
  auto key = open_with_one_of(*header, order_.passwords, out_);
  if (!key) {
    say_closed(prefix, key.error(), out_);
    return way;
  }
  way.key = std::make_shared<const AndroidBackupKey>(std::move(*key));
  auto packed = Packer();
  pack_backup_key(packed.number(static_cast<std::uint8_t>(Say::opened)).text(prefix), *way.key);
  out_.say(packed);
  return way;
}

}  // namespace waarborg
