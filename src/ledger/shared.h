// Keys are the strong identifiers of devices as text. Which of them bind nothing, since an organisation's own
// lists or evidence give one to several devices (cloned machines), or one device several: no proof rests on
// them.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ledger/entry.h"

namespace waarborg {

std::string key_of(const Identifier& identifier);  // "machine-id:0123…", small letters
std::vector<std::string> keys_of(const std::vector<Identifier>& identifiers);  // of those that bind

class SharedKeys {
 public:
  SharedKeys() = default;
  // What the lists alone show. An asset that left scope afterwards shares with nobody.
  explicit SharedKeys(const std::vector<LedgerEntry>& entries);

  void add(const std::string& organisation, const std::vector<std::string>& keys, std::string why);
  bool has(const std::string& organisation, const std::string& key) const {
    return keys_.contains({organisation, key});
  }
  bool has_all(const std::string& organisation,
               const std::vector<std::string>& keys) const;  // and there is one
  std::vector<std::string> take_conflicts() { return std::move(conflicts_); }

 private:
  std::set<std::pair<std::string, std::string>> keys_;
  std::vector<std::string> conflicts_;
};

}  // namespace waarborg
