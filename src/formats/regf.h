// Hive is a registry hive of Windows (a "regf" file): keys, values and when a key was last written. It reads
// from a borrowed Source as it is asked, never the whole. Every link, count and size is checked; what cannot
// be read goes to `problem`, once each, with its offset in the file, and the keys and values beside it are
// read. Security (sk) cells are not read: nobody asks here who may write a key. Transaction logs are not
// replayed: a dirty hive may lack its newest changes, and dirty() says so. Specification: Maxim Suhanov,
// "Windows registry file format specification", versions 1.3 to 1.6.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/source.h"
#include "base/time.h"

namespace waarborg {

enum class RegistryType : std::uint32_t {
  none = 0,
  sz = 1,
  expand_sz = 2,
  binary = 3,
  dword = 4,
  dword_big_endian = 5,
  link = 6,
  multi_sz = 7,
  qword = 11,
};  // others are kept as their number

struct HiveKey {
  std::string name;          // UTF-8
  Time written;              // when the key or its values last changed
  std::uint64_t offset = 0;  // of its cell
  // For Hive: links and counts as the cell gives them.
  std::uint32_t cell = 0, subkeys = 0, subkey_list = 0, values = 0, value_list = 0;
  unsigned depth = 0;
};

struct HiveValue {
  std::string name;  // UTF-8; "" is the key's default value
  RegistryType type = RegistryType::none;
  std::uint32_t size = 0;    // of its data, as it claims
  std::uint64_t offset = 0;  // of its cell
  bool is_inline = false;    // up to four bytes stand in `data` itself
  std::uint32_t data = 0;    // for Hive: a link, or the data
};

class Hive {
 public:
  static constexpr unsigned deepest = 512;                  // keys within keys, as Windows itself allows
  static constexpr std::uint32_t most_subkeys = 1u << 20;   // of one key
  static constexpr std::uint32_t most_values = 1u << 16;    // of one key
  static constexpr std::uint64_t longest_data = 16u << 20;  // of one value
  using OnProblem = std::function<void(const Error&)>;

  static bool recognise(Bytes head);
  static Result<Hive> open(const Source& file, OnProblem problem);
  Hive(Hive&&) noexcept;
  Hive& operator=(Hive&&) noexcept;
  ~Hive();

  bool dirty() const;      // the last write to it was not finished, or its logs hold more
  unsigned minor() const;  // 3 to 6
  const HiveKey& root() const;

  // A key by its path from the root, names apart by '\', case of ASCII letters aside; nothing when there is
  // none.
  std::optional<HiveKey> key(std::string_view path);
  std::optional<HiveKey> key(const HiveKey& from, std::string_view path);
  // In the order of the hive, until `next` gives false.
  void each_subkey(const HiveKey& of, const std::function<bool(const HiveKey&)>& next);
  void each_value(const HiveKey& of, const std::function<bool(const HiveValue&)>& next);
  std::optional<HiveValue> value(const HiveKey& of, std::string_view name);

  // The data of a value. A value that cannot be read, or is of another type, gives nothing.
  std::optional<Blob> bytes(const HiveValue& of);              // of any type
  std::string text(const HiveValue& of);                       // sz, expand_sz, link: up to its NUL
  std::vector<std::string> texts(const HiveValue& of);         // multi_sz; sz as a list of one
  std::optional<std::uint64_t> number(const HiveValue& of);    // dword, qword
  std::string text(const HiveKey& of, std::string_view name);  // of a value by its name
  std::optional<std::uint64_t> number(const HiveKey& of, std::string_view name);

 private:
  struct State;
  explicit Hive(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// 100 nanoseconds since 1601-01-01; Time{} when it is 0 or beyond the year 9999.
Time from_filetime(std::uint64_t ticks);

}  // namespace waarborg
