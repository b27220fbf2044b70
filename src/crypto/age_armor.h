// The armour of age: base64 in lines of 64 columns between a BEGIN and an END line (strict PEM). Both classes
// take pieces and keep one line. Blanks before and behind are allowed, up to 1024 bytes each; CRLF ends a
// line too.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace waarborg {

using AgeOut = std::function<Result<>(Bytes)>;
constexpr std::string_view armor_begin = "-----BEGIN AGE ENCRYPTED FILE-----";

class ArmorWriter {
 public:
  explicit ArmorWriter(AgeOut out) : out_(std::move(out)) {}
  Result<> add(Bytes piece);
  Result<> finish();

 private:
  Result<> line(Bytes bytes);
  AgeOut out_;
  Blob rest_;  // fewer than 48 bytes
  bool begun_ = false;
};

class ArmorReader {
 public:
  explicit ArmorReader(AgeOut out) : out_(std::move(out)) {}
  Result<> add(Bytes piece);
  Result<> finish();
  bool failed_in_armor() const { return own_fault_; }  // or was it `out` that refused?

 private:
  enum class Place : std::uint8_t { before, inside, last, behind };
  Result<> line(std::string_view text);
  Result<> body(std::string_view text);
  tl::unexpected<Error> bad(Fault fault, std::string what);
  AgeOut out_;
  std::string line_;
  Place place_ = Place::before;
  std::size_t blanks_ = 0;
  std::uint64_t at_ = 0;  // where the line begins
  bool own_fault_ = false;
};

}  // namespace waarborg
