// The verbs of the sealed exchange: new keys, send, receive. Files are read here; each verb gives a page of
// text and says whether all was well (for receive: whether nothing was refused).
#pragma once
#include <string>
#include <vector>

#include "engine/decisions.h"

namespace waarborg {

struct NewKeysRequest {
  std::string name, folder, password;  // password "": the keys are not protected
};
// Writes NAME.age.key, NAME.age.pub, NAME.minisign.key, NAME.minisign.pub; never over files that are there.
Result<Page> new_keys(const NewKeysRequest& request);

struct SendRequest {
  std::string file, key, password, from, kind = "file", carrier;
  std::vector<std::string> to;  // files with age recipients
  std::string register_file;    // "": beside the key
};
Result<Page> send_file(const SendRequest& request);

struct ReceiveRequest {
  std::string carrier, identity, password, folder, register_file;
  std::vector<std::string> trust;  // NAME=FILE.pub
};
Result<Page> receive_all(const ReceiveRequest& request);
bool identity_needs_password(const std::string& file);

}  // namespace waarborg
