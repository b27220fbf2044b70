// The text of a fixture as a tree of keys, before it becomes bytes. hive_builder.h describes the text.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace waarborg {

struct HiveText {
  struct Value {
    std::string name;
    std::uint32_t type = 0;
    Blob data;
    std::uint32_t cell = UINT32_MAX, data_cell = UINT32_MAX;
  };
  struct Key {
    std::string name;
    std::uint64_t written = 0;
    std::vector<Value> values;
    std::vector<std::unique_ptr<Key>> below;
    std::uint32_t cell = UINT32_MAX;

    Key* child(std::string_view wanted) const;
  };

  Key root{};
  std::uint32_t minor = 5;
  std::string list = "lh";
  bool dirty = false, wide_names = false;
  std::vector<std::string> patches{};

  bool take(std::string_view line);  // false: the line means nothing
  Key* find(std::string_view path, bool make);

 private:
  bool take_key(std::string_view line);
  bool take_option(std::string_view line);
  bool take_value(std::string_view line);
  Key* now_ = nullptr;
};

Blob hive_utf16(std::string_view text);
std::optional<std::uint64_t> hive_number(std::string_view text);  // decimal, or hexadecimal behind 0x

template <class T>
void put(Blob& out, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

}  // namespace waarborg
