#include "outputs/fields.h"

#include <fmt/core.h>

#include <algorithm>

namespace waarborg {

std::string kind_name(const RecordView& record) {
  return record.info != nullptr ? std::string(record.info->name) : fmt::format("kind-{}", record.kind);
}

std::string field_name(const RecordView& record, const FieldView& field) {
  const auto* info = record.info != nullptr ? record.info->field(field.number) : nullptr;
  return info != nullptr ? std::string(info->name) : fmt::format("field-{}", field.number);
}

void write_fields(const RecordView& record, JsonWriter& out) {
  out.begin_object();
  std::uint8_t last = 0;
  for (const auto& field : record.fields) {
    // A member is written once: a hostile record that repeats a field would make a JSON object with equal
    // names.
    const auto again = [&](const FieldView& other) {
      return &other < &field && other.number == field.number;
    };
    if (field.number <= last && std::any_of(record.fields.begin(), record.fields.end(), again)) continue;
    last = std::max(last, field.number);
    out.key(field_name(record, field));
    switch (field.type) {
      case Type::number:
        out.value(field.value);
        break;
      case Type::flag:
        out.value(field.value != 0);
        break;
      case Type::time:
        out.value(time_text(field.value));
        break;
      case Type::presence: {
        const bool sound = field.value >= 0 && field.value <= 5;
        out.value(sound ? name_of(static_cast<Presence>(field.value)) : std::string_view("unknown"));
        break;
      }
      default:
        out.value(field.text);
    }
  }
  out.end_object();
}

// Of a login the user, of a program its package: what can be matched is what names the thing.
std::string_view main_text(const RecordView& record) {
  std::string_view first;
  for (const auto& field : record.fields) {
    // A network's name says more to people than the number of its access point.
    if (is_matchable(field.type) && field.type != Type::mac_address && !field.text.empty()) return field.text;
    if (first.empty()) first = field.text;
  }
  return first;
}

bool is_date(std::int64_t microseconds) {
  constexpr std::int64_t second = 1'000'000, year_1 = -62'135'596'800, year_10000 = 253'402'300'800;
  return microseconds >= year_1 * second && microseconds < year_10000 * second;
}

std::string time_text(std::int64_t microseconds) {
  if (!is_date(microseconds)) return fmt::format("{} microseconds from 1970", microseconds);
  return to_text(Time(std::chrono::microseconds(microseconds)));
}

Cell text_cell(std::string_view text) {
  return {.text = std::string(text)};
}

Cell number_cell(std::uint64_t number) {
  const auto shown = static_cast<std::int64_t>(std::min<std::uint64_t>(number, INT64_MAX));
  return {.text = std::to_string(shown), .number = shown, .is_number = true};
}

std::string json_for_terminals(std::string json) {
  const auto byte = [&](std::size_t i) { return i < json.size() ? static_cast<unsigned char>(json[i]) : 0u; };
  // Outside strings JSON is ASCII, so every such character stands where an escape may stand.
  const auto bad = [&](std::size_t i) -> unsigned {
    if (byte(i) == 0xC2 && byte(i + 1) >= 0x80 && byte(i + 1) < 0xA0) return byte(i + 1);
    if (byte(i) != 0xE2 || (byte(i + 1) != 0x80 && byte(i + 1) != 0x81)) return 0;
    const unsigned c = 0x2000 + (byte(i + 1) & 0x3F) * 64 + (byte(i + 2) & 0x3F);
    return (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ? c
                                                                                                        : 0;
  };
  std::size_t i = 0;
  while (i < json.size() && bad(i) == 0) ++i;
  if (i == json.size()) return json;
  std::string out(json, 0, i);
  while (i < json.size()) {
    if (const auto c = bad(i); c != 0) {
      out += fmt::format("\\u{:04x}", c);
      i += c < 0x100 ? 2 : 3;
    } else {
      out += json[i++];
    }
  }
  return out;
}

}  // namespace waarborg
