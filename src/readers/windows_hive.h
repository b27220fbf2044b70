// What the readers of Windows registry hives share: opening a hive that is theirs, and the texts in it.
// Several readers recognise the same file. A reader whose keys another hive holds says nothing at all.
#pragma once
#include <array>
#include <optional>
#include <string>

#include "formats/regf.h"
#include "readers/reader.h"

namespace waarborg {

enum class HiveUse : std::uint8_t { software, system, user, other };

struct WindowsHive {
  Hive hive;
  HiveUse use;  // what it is, most likely
  std::array<bool, 4> could_be{};
  std::string user;  // of a person's or an account's hive, by the folder it lies in

  bool may_be(HiveUse which) const { return could_be[static_cast<std::size_t>(which)]; }
};

// Opens the hive and says what is wrong with it, a dirty one included; nothing when it cannot be of a use
// that `wanted` holds for. What it is, its name and the keys at its root say; anybody can add a key there, so
// it is read as everything that one of them speaks for.
std::optional<WindowsHive> open_windows_hive(const File& file, bool (*wanted)(HiveUse), Sink& out);

// A text value of at most 4096 bytes; a longer one is cut and told.
std::string short_text(Hive& hive, const HiveKey& key, std::string_view name, Sink& out);

// A path as Windows programs write it, with '/' and a drive: without quotes and the prefixes of the kernel
// (\??\, \SystemRoot\), with %SystemRoot% and its like filled in. What drive Windows lies on, this hive does
// not know: it is taken for C:, where its own set-up puts it.
std::string windows_path(std::string_view text);
// The program of a command line, which may have blanks without quotes: up to the first ".exe", ".sys" or
// ".dll".
std::string program_of_command(std::string_view command);

}  // namespace waarborg
