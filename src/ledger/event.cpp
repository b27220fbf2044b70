#include "ledger/event.h"

#include <fmt/core.h>

namespace waarborg {
namespace {

void add(Sha256Stream& stream, std::string_view text) {
  std::array<std::uint8_t, 8> length{};
  for (std::size_t i = 0; i < length.size(); ++i)
    length[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(text.size()) >> (8 * i));
  stream.add(length);
  stream.add(as_bytes(text));
}

}  // namespace

std::string first_digest() {
  return std::string(64, '0');
}

std::string digest_of(const Event& event, std::string_view before) {
  Sha256Stream stream;
  add(stream, before);
  add(stream, std::to_string(event.id));
  add(stream, to_text(event.about));
  add(stream, to_text(event.recorded));
  add(stream, event.organisation);
  add(stream, event.kind);
  add(stream, event.body);
  return hex(stream.finish());
}

Result<> ChainCheck::next(const Event& event) {
  const auto row = static_cast<std::uint64_t>(event.id);
  if (event.id != count_ + 1)
    return fail(Fault::malformed,
                fmt::format("event {} is missing: event {} follows event {}", count_ + 1, event.id, count_),
                row);
  if (event.digest != digest_of(event, head_))
    return fail(Fault::malformed,
                fmt::format("event {} was altered, or one before it: its digest does not fit", event.id),
                row);
  if (event.recorded < recorded_)
    return fail(Fault::malformed, fmt::format("event {} was recorded before the one it follows", event.id),
                row);
  count_ = event.id;
  head_ = event.digest;
  recorded_ = event.recorded;
  return {};
}

}  // namespace waarborg
