// Services and drivers of Windows, from the control set that was in use: "CurrentControlSet\Services
// Subkeys", Windows driver documentation. A driver without an ImagePath is System32\drivers\NAME.sys, as the
// kernel has it.
#include <fmt/core.h>

#include "readers/windows_hive.h"

namespace waarborg {
namespace {

std::string_view type_name(std::uint64_t type) {
  switch (type & ~std::uint64_t{0x100}) {  // 0x100: it may talk to people
    case 0x1:
      return "kernel-driver";
    case 0x2:
      return "file-system-driver";
    case 0x4:
      return "adapter";
    case 0x8:
      return "recognizer-driver";
    case 0x10:
      return "own-process";
    case 0x20:
      return "share-process";
    case 0x50:
    case 0xD0:
      return "user-own-process";
    case 0x60:
    case 0xE0:
      return "user-share-process";
    default:
      return "other";
  }
}

std::string_view start_name(std::uint64_t start) {
  constexpr std::string_view names[] = {"boot", "system", "automatic", "manual", "disabled"};
  return start < std::size(names) ? names[start] : "other";
}

void add(Hive& hive, const HiveKey& key, Sink& out) {
  const auto text = [&](std::string_view name) { return short_text(hive, key, name, out); };
  const auto command = text("ImagePath"), shown = text("DisplayName"), account = text("ObjectName");
  const auto type = hive.number(key, "Type"), start = hive.number(key, "Start");
  const bool driver = type && (*type == 1 || *type == 2);
  auto program = program_of_command(command);
  // A shared process says nothing; what it loads does.
  if (const auto parameters = hive.key(key, "Parameters"))
    if (const auto library = short_text(hive, *parameters, "ServiceDll", out); !library.empty())
      program = windows_path(library);
  if (program.empty() && driver) program = fmt::format("C:/Windows/System32/drivers/{}.sys", key.name);
  out.add(ServiceUnit{.name = {key.name},
                      .program = {program},
                      .command = command,
                      .description = shown,
                      .user = account,
                      .state = !type ? "incomplete"  // what removal left, or counters of performance
                               : start && *start == 4 ? "disabled"
                               : start && *start < 3  ? "enabled"
                                                      : "",
                      .type = type ? type_name(*type) : "",
                      .start = start ? start_name(*start) : ""},
          key.offset);
}

void read(const File& file, Sink& out) {
  auto in = open_windows_hive(
      file, [](HiveUse use) { return use == HiveUse::system; }, out);
  if (!in) return;
  auto& hive = in->hive;
  const auto select = hive.key("Select");
  auto current = select ? hive.number(*select, "Current") : std::nullopt;
  if (!current || *current == 0 || *current > 999) {
    out.problem(Fault::malformed, "nothing says which control set was in use; the first is taken", 0);
    current = 1;
  }
  const auto services = hive.key(fmt::format("ControlSet{:03}\\Services", *current));
  if (!services)
    return out.problem(Fault::not_found, fmt::format("control set {} has no services", *current), 0);
  hive.each_subkey(*services, [&](const HiveKey& key) {
    add(hive, key, out);
    return true;
  });
}

}  // namespace

Reader windows_services() {
  return {.about = "Services and drivers that Windows knows, and the programs they start.",
          .probe = "windows.services",
          .paths = {"Windows/System32/config/SYSTEM", "SYSTEM"},
          .emits = {ServiceUnit::kind},
          .any_case = true,
          .shape = Shape::random,
          .recognise = Hive::recognise,
          .read = read};
}

}  // namespace waarborg
