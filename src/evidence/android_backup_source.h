// The tar within an Android backup (.ab): what lies behind its header, decrypted where a password was given,
// shown as gzip where the backup deflates it, so that an ArchiveTree reads it like any other.
#pragma once
#include <memory>
#include <optional>

#include "evidence/file.h"
#include "formats/android_backup.h"

namespace waarborg {

// Borrows the source. Fault::encrypted: it is encrypted and no password was given. Fault::denied: the
// password is a wrong one. Fault::truncated: what is encrypted is no whole number of blocks, or its end is no
// padding.
Result<std::unique_ptr<Source>> open_android_backup(const Source& source, std::string_view password);

// The same with a key that was made of a password before.
Result<std::unique_ptr<Source>> open_android_backup(const Source& source, const AndroidBackupKey& key);

// Nothing: it is no Android backup, none that is encrypted, or its header is damaged.
std::optional<AndroidBackupHeader> encrypted_android_backup(const Source& source);

}  // namespace waarborg
