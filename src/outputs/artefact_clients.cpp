#include "outputs/artefact_clients.h"

#include <fmt/core.h>

#include <array>

#include "base/text.h"
#include "indicators/index_fold.h"

namespace waarborg {
namespace {

unsigned byte_at(const IpAddress& a, std::size_t i) {
  return static_cast<unsigned char>(a.bytes[i]);
}

// The one form that name servers take: they refuse another one, or never match it.
std::string backwards_v6(const IpAddress& a) {
  std::array<unsigned, 8> words{};
  for (std::size_t i = 0; i < 8; ++i) words[i] = byte_at(a, 2 * i) << 8 | byte_at(a, 2 * i + 1);
  std::size_t first = 8, length = 1;  // a single zero is written as it is
  for (std::size_t i = 0, run = 0; i < 8; ++i) {
    run = words[i] == 0 ? run + 1 : 0;
    if (run > length) length = run, first = i + 1 - run;
  }
  std::string out;
  for (std::size_t i = 8; i-- > 0;) {
    if (first < 8 && i >= first && i < first + length) {
      if (i == first) out += ".zz";
      continue;
    }
    out += fmt::format(".{:x}", words[i]);
  }
  return out;
}

}  // namespace

std::string fault_of(const PassThrough& exception) {
  if (exception.id.empty() || exception.id.size() > 100) return "it needs a name of at most 100 characters";
  if (!is_date(exception.until)) return "its last day is no date: write 2026-12-31";
  IpAddress address;
  unsigned prefix = 0;
  if (!parse_ip_range(exception.client, address, prefix))
    return fmt::format("\"{}\" is no address or range", printable(exception.client));
  if (masked(address, prefix).bytes != address.bytes)
    return fmt::format("{} has bits behind its prefix", exception.client);
  if (prefix == 0 || (address.v4 && prefix <= 96)) return "a range of all addresses is no exception";
  return "";
}

bool runs_on(const PassThrough& exception, Time now) {
  return exception.until >= date_of(now);
}

std::string rpz_client(const PassThrough& exception) {
  IpAddress address;
  unsigned prefix = 0;
  if (!parse_ip_range(exception.client, address, prefix)) return "";
  if (!address.v4) return fmt::format("{}{}.rpz-client-ip", prefix, backwards_v6(address));
  return fmt::format("{}.{}.{}.{}.{}.rpz-client-ip", prefix - 96, byte_at(address, 15), byte_at(address, 14),
                     byte_at(address, 13), byte_at(address, 12));
}

}  // namespace waarborg
