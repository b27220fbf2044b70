// The header of an Android backup (.ab): a few lines of text, then a tar, deflated as the header says, and
// encrypted where the user gave a password. With AES-256 the key of the data lies in the header, encrypted
// with a key made of the password (PBKDF2 with HMAC-SHA-1). Source: BackupManagerService and
// BackupPasswordManager of the Android Open Source Project.
#pragma once
#include "base/result.h"
#include "crypto/secret.h"

namespace waarborg {

struct AndroidBackupHeader {
  unsigned version = 0;
  bool compressed = false, encrypted = false;
  std::uint64_t size = 0;  // of the header: where the data begins
  // Of an encrypted one.
  Blob user_salt, check_salt, user_iv, key_box;
  std::uint32_t rounds = 0;
};

struct AndroidBackupKey {
  Secret<32> key;
  std::array<std::uint8_t, 16> iv{};
};

constexpr std::size_t longest_android_backup_header = 4096;
bool begins_android_backup(Bytes head);
// From the first 4096 bytes. Fault::unsupported_version and ::unsupported name what is not known.
Result<AndroidBackupHeader> read_android_backup_header(Bytes head);
// Fault::denied: wrong password. Fault::too_big: more rounds than anybody uses.
Result<AndroidBackupKey> open_android_backup_key(const AndroidBackupHeader& header,
                                                 std::string_view password);

}  // namespace waarborg
