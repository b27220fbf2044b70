#include "readers/reported.h"

#include "base/text.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_value = 4096;

void bound(std::string_view& value, bool& cut) {
  if (value.size() <= longest_value) return;
  cut = true;
  value = value.substr(0, longest_value);
  for (int i = 0; i < 3 && !is_utf8(value); ++i) value.remove_suffix(1);
}

void tell(bool cut, std::uint64_t row, Sink& out) {
  if (cut) out.problem(Fault::too_big, "a value longer than 4096 bytes was cut", row);
}

}  // namespace

void add_reported(Program program, std::uint64_t row, Sink& out) {
  bool cut = false;
  for (auto* value : {&program.package.ecosystem, &program.package.name, &program.version_text,
                      &program.architecture, &program.vendor.text, &program.supplier.text,
                      &program.author.text, &program.homepage.text, &program.source, &program.state,
                      &program.description, &program.location.text, &program.user, &program.app_id.text})
    bound(*value, cut);
  // Half a package URL names another package.
  if (program.purl.text.size() > longest_value) program.purl = {}, cut = true;
  tell(cut, row, out);
  if (program.state.empty()) program.state = "reported";
  out.add(program, row);
}

void add_reported(ServiceUnit service, std::uint64_t row, Sink& out) {
  bool cut = false;
  for (auto* value : {&service.name.text, &service.program.text, &service.command, &service.description,
                      &service.user, &service.state})
    bound(*value, cut);
  tell(cut, row, out);
  if (service.state.empty()) service.state = "reported";
  out.add(service, row);
}

void add_reported(DeviceIdentity device, std::uint64_t row, Sink& out) {
  if (device.value.text.empty()) return;
  bool cut = false;
  bound(device.value.text, cut);
  tell(cut, row, out);
  out.add(device, row);
}

std::optional<PlainText> open_text(const File& file, Sink& out) {
  auto text = PlainText::read(file.bytes);
  if (!text) {
    out.problem(text.error().fault, text.error().what, 0);
    return std::nullopt;
  }
  if (!text->wrong().empty()) out.problem(Fault::malformed, text->wrong(), 0);
  return std::move(*text);
}

PlainText head_text(Bytes head) {
  auto text = PlainText::read(head);
  return text ? std::move(*text) : PlainText();
}

void each_line(std::string_view text, const OnLine& visit, Sink* out) {
  std::string_view line;
  bool whole = true;
  std::uint64_t row = 0;
  for (std::size_t at = 0; next_line(text, at, line, whole);) {
    ++row;
    if (!whole && out != nullptr) out->problem(Fault::truncated, "the last line has no end", row);
    if (!line.empty()) visit(line, row);
  }
  if (row == 0 && out != nullptr) out->problem(Fault::truncated, "nothing in it", 0);
}

Time day_of(std::string_view text) {
  if (text.size() != 8 || text.find_first_not_of("0123456789") != std::string_view::npos) return {};
  std::string date(text.substr(0, 4));
  date.append("-").append(text.substr(4, 2)).append("-").append(text.substr(6));
  return parse_time(date).value_or(Time{});
}

}  // namespace waarborg
