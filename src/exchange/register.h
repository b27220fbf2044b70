// The register of parcels: JSON lines, one for each parcel sent or received, only ever added to, each on disk
// before the next step. It is the only state of the exchange: without it, replays cannot be told and series
// begin again. A last line without its end is one that a power cut left half written; it is cut off. Any
// other line that cannot be read refuses the whole register. One process at a time.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "exchange/manifest.h"

namespace waarborg {

struct RegisterRow {
  bool sent = false;
  std::string from, to;  // to: the recipients, sorted, with blanks between
  std::string series;
  std::uint64_t sequence = 0;
  std::string manifest, parcel;  // SHA-256 of both
  Time at;
};

class Register {
 public:
  static Result<Register> open(const std::string& path);  // made when it is not there
  Register(Register&& other) noexcept;
  ~Register();

  bool has_parcel(const std::string& sha256) const { return parcels_.contains(sha256); }
  // The received parcel of that number; null when there is none.
  const RegisterRow* received(const std::string& from, const std::string& series,
                              std::uint64_t sequence) const;
  // The received parcel whose manifest has this digest; null when there is none.
  const RegisterRow* manifest_received(const std::string& sha256) const;
  // The newest row of a series of this sender other than `series`; null when there is none.
  const RegisterRow* series_beside(const std::string& from, const std::string& series) const;
  std::uint64_t last_received(const std::string& from, const std::string& series) const;  // 0: none
  const RegisterRow* last_sent(const std::string& from, const std::string& to) const;
  Result<> add(const RegisterRow& row);

 private:
  Register() = default;
  Result<> load();
  void take(RegisterRow row);
  int file_ = -1;
  std::set<std::string> parcels_;
  std::map<std::pair<std::string, std::string>, std::map<std::uint64_t, RegisterRow>> received_;
  std::map<std::string, RegisterRow> manifests_;  // of what was received
  std::map<std::pair<std::string, std::string>, RegisterRow> sent_;
};

}  // namespace waarborg
