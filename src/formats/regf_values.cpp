// Values of a hive: their list, their cells (vk) and their data, which stands in the value itself, in one
// cell or, beyond 16,344 bytes and from version 1.4 on, in segments (db).
#include <fmt/core.h>

#include <algorithm>

#include "base/cursor.h"
#include "base/text.h"
#include "formats/regf_state.h"
#include "formats/utf16.h"

namespace waarborg {
namespace {

constexpr std::size_t value_head = 20, segment = 16'344;
constexpr std::uint32_t inline_flag = 0x80000000;
constexpr std::uint16_t compressed_name = 1;

// Up to the first NUL, or all of it: programs forget the NUL.
Bytes up_to_nul(Bytes data) {
  for (std::size_t i = 0; i + 1 < data.size(); i += 2)
    if (data[i] == 0 && data[i + 1] == 0) return data.first(i);
  return data;
}

}  // namespace

Result<HiveValue> Hive::State::read_value(std::uint32_t link) {
  const auto cell = cells.cell(link);
  if (!cell) return pass(cell.error());
  const auto head = cells.read(*cell, 0, value_head);
  if (!head) return pass(head.error());
  const auto at = cell->at - 4;
  Cursor in(*head);
  if (in.chars(2) != "vk") return fail(Fault::malformed, "no value where one should be", at);
  HiveValue value{.name = {}, .offset = at};
  const auto length = in.le<std::uint16_t>();
  const auto size = in.le<std::uint32_t>();
  value.is_inline = (size & inline_flag) != 0;
  value.size = size & ~inline_flag;
  value.data = in.le<std::uint32_t>();
  value.type = static_cast<RegistryType>(in.le<std::uint32_t>());
  const auto flags = in.le<std::uint16_t>();
  if (value.is_inline && value.size > 4)
    return fail(Fault::malformed, fmt::format("a value of {} bytes cannot stand in itself", value.size), at);
  const auto name = cells.read(*cell, value_head, length);
  if (!name) return fail(Fault::malformed, "the name of a value is longer than its cell", at);
  value.name = (flags & compressed_name) != 0 ? latin1_to_utf8(*name) : utf16le_to_utf8(*name);
  return value;
}

void Hive::each_value(const HiveKey& of, const std::function<bool(const HiveValue&)>& next) {
  if (of.values == 0) return;
  auto& state = *state_;
  const auto cell = state.cells.cell(of.value_list);
  if (!cell) return state.tell(cell.error());
  auto count = of.values;
  if (const auto room = cell->size / 4; count > room) {
    state.tell(
        {Fault::malformed, fmt::format("a key of {} values lists at most {}", count, room), of.offset});
    count = room;
  }
  if (count > most_values) {
    state.tell({Fault::too_big, "a key with more than 65,536 values; the rest is left out", of.offset});
    count = most_values;
  }
  if (!state.spend(count + 1u, of.offset)) return;
  const auto links = state.cells.read(*cell, 0, std::uint64_t{count} * 4);
  if (!links) return state.tell(links.error());
  Cursor in(*links);
  while (in.more()) {
    const auto value = state.read_value(in.le<std::uint32_t>());
    if (!value)
      state.tell(value.error());
    else if (!next(*value))
      return;
  }
}

std::optional<HiveValue> Hive::value(const HiveKey& of, std::string_view name) {
  const auto wanted = lower(name);
  std::optional<HiveValue> found;
  each_value(of, [&](const HiveValue& value) {
    if (value.name.size() != wanted.size() || lower(value.name) != wanted) return true;
    found = value;
    return false;
  });
  return found;
}

Result<Blob> Hive::State::read_segments(const HiveValue& value, const HiveCells::Cell& head) {
  const auto record = cells.read(head, 0, 8);
  if (!record) return pass(record.error());
  Cursor in(*record);
  in.skip(2);
  const auto count = in.le<std::uint16_t>();
  const auto list = cells.cell(in.le<std::uint32_t>());
  if (!list) return pass(list.error());
  if (count != (value.size + segment - 1) / segment)
    return fail(Fault::malformed, fmt::format("{} bytes of data in {} segments", value.size, count),
                value.offset);
  const auto links = cells.read(*list, 0, std::uint64_t{count} * 4);
  if (!links) return pass(links.error());
  Blob out;
  Cursor rows(*links);
  while (rows.more()) {
    const auto cell = cells.cell(rows.le<std::uint32_t>());
    if (!cell) return pass(cell.error());
    const auto part = cells.read(*cell, 0, std::min<std::uint64_t>(value.size - out.size(), segment));
    if (!part) return pass(part.error());
    out.insert(out.end(), part->begin(), part->end());
  }
  return out;
}

Result<Blob> Hive::State::read_data(const HiveValue& value) {
  if (value.size > longest_data)
    return fail(Fault::too_big, fmt::format("a value of {} bytes is left out", value.size), value.offset);
  if (value.is_inline) {
    Blob out;
    for (std::uint32_t i = 0; i < value.size; ++i)
      out.push_back(static_cast<std::uint8_t>(value.data >> (8 * i)));
    return out;
  }
  if (value.size == 0) return Blob{};
  const auto cell = cells.cell(value.data);
  if (!cell) return pass(cell.error());
  if (value.size > segment && minor >= 4) {
    const auto signature = cells.read(*cell, 0, 2);
    if (signature && as_text(*signature) == "db") return read_segments(value, *cell);
  }
  return cells.read(*cell, 0, value.size);
}

std::optional<Blob> Hive::bytes(const HiveValue& of) {
  auto data = state_->read_data(of);
  if (data && state_->spend(1 + data->size() / 4, of.offset)) return std::move(*data);
  if (!data) state_->tell(data.error());
  return std::nullopt;
}

std::string Hive::text(const HiveValue& of) {
  if (of.type != RegistryType::sz && of.type != RegistryType::expand_sz && of.type != RegistryType::link)
    return {};
  const auto data = bytes(of);
  return data ? utf16le_to_utf8(up_to_nul(*data)) : std::string();
}

std::vector<std::string> Hive::texts(const HiveValue& of) {
  if (of.type != RegistryType::multi_sz) {
    auto one = text(of);
    return one.empty() ? std::vector<std::string>() : std::vector<std::string>{std::move(one)};
  }
  std::vector<std::string> out;
  const auto data = bytes(of);
  Bytes rest = data ? Bytes(*data) : Bytes();
  while (rest.size() >= 2) {
    const auto part = up_to_nul(rest);
    if (part.empty()) break;
    out.push_back(utf16le_to_utf8(part));
    rest = rest.subspan(std::min(rest.size(), part.size() + 2));
  }
  return out;
}

std::optional<std::uint64_t> Hive::number(const HiveValue& of) {
  const bool wide = of.type == RegistryType::qword, big = of.type == RegistryType::dword_big_endian;
  if (!wide && !big && of.type != RegistryType::dword) return std::nullopt;
  const std::uint32_t width = wide ? 8 : 4;
  const auto data = bytes(of);
  if (!data) return std::nullopt;
  if (data->size() != width) {
    state_->tell({Fault::malformed, fmt::format("a number of {} bytes", data->size()), of.offset});
    return std::nullopt;
  }
  Cursor in(*data);
  return wide ? in.le<std::uint64_t>() : big ? in.be<std::uint32_t>() : in.le<std::uint32_t>();
}

std::string Hive::text(const HiveKey& of, std::string_view name) {
  const auto found = value(of, name);
  return found ? text(*found) : std::string();
}

std::optional<std::uint64_t> Hive::number(const HiveKey& of, std::string_view name) {
  const auto found = value(of, name);
  return found ? number(*found) : std::nullopt;
}

}  // namespace waarborg
