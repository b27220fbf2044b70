#include "base/result.h"

namespace waarborg {

std::string_view name_of(Fault fault) {
  switch (fault) {
    case Fault::truncated:
      return "truncated";
    case Fault::malformed:
      return "malformed";
    case Fault::unsupported:
      return "unsupported";
    case Fault::unsupported_version:
      return "unsupported-version";
    case Fault::too_big:
      return "too-big";
    case Fault::encrypted:
      return "encrypted";
    case Fault::not_found:
      return "not-found";
    case Fault::denied:
      return "denied";
    case Fault::io:
      return "io";
    case Fault::crashed:
      return "crashed";
    case Fault::timed_out:
      return "timed-out";
  }
  return "unknown";
}

}  // namespace waarborg
