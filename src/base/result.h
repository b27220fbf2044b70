// Result<T> is a value or the reason there is none. Nothing throws across a module; main and the worker catch
// what libraries throw. A Fault is stable (it is stored in cases): append, never renumber.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace waarborg {

enum class Fault : std::uint8_t {
  truncated,
  malformed,
  unsupported,
  unsupported_version,
  too_big,
  encrypted,
  not_found,
  denied,
  io,
  crashed,
  timed_out,
};
constexpr std::uint8_t fault_count = 11;

std::string_view name_of(Fault fault);  // "truncated", "unsupported-version", ...

struct Error {
  Fault fault;
  std::string what;          // one sentence for people, without the file's name
  std::uint64_t offset = 0;  // bytes from the start, or a row, or a line where text is concerned
};

template <class T = void>
class [[nodiscard]] Result : public tl::expected<T, Error> {
  using tl::expected<T, Error>::expected;
};

inline tl::unexpected<Error> fail(Fault fault, std::string what, std::uint64_t offset = 0) {
  return tl::make_unexpected(Error{fault, std::move(what), offset});
}
inline tl::unexpected<Error> pass(const Error& error) {
  return tl::make_unexpected(error);
}

}  // namespace waarborg
