// The verb decrypt: writes an iOS backup, encrypted or plain, into a folder as DOMAIN/path, or an Android
// backup
// (.ab) as its paths, and what it did with each row into contents.ndjson there. Every file is checked; one
// that fails is told and left out, and the rest goes on.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "crypto/secret.h"
#include "engine/decisions.h"

namespace waarborg {

struct DecryptRequest {
  std::string backup, folder;
  // Each is tried. Asked only when the backup is encrypted.
  std::function<Result<std::vector<std::shared_ptr<const SecretText>>>()> passwords;
  std::function<void(const std::string& line)> progress;  // for a terminal
  std::function<void(const std::string& line)> told;      // each problem; the first thousand
};
// The page is good when everything was written and agrees with what the backup says of it. Fault::not_found
// and Fault::unsupported are wrong usage (no backup, a folder that is not empty), Fault::denied a wrong
// password; with every other fault the backup cannot be read or the folder not be written.
Result<Page> decrypt_backup(const DecryptRequest& request);

}  // namespace waarborg
