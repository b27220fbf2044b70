#include "hive_builder.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "base/text.h"
#include "hive_text.h"

namespace waarborg {
namespace {

constexpr std::uint32_t none = 0xFFFFFFFF;
constexpr std::size_t first_bin = 4096, segment = 16'344;

using Key = HiveText::Key;
using Value = HiveText::Value;

void set(Blob& out, std::size_t at, std::uint64_t value, std::size_t width = 4) {
  for (std::size_t i = 0; i < width; ++i) out[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
}

class Builder {
 public:
  Result<Blob> build(const std::string& text) {
    std::uint64_t row = 0;
    for (const auto& line : split(text, '\n'))
      if (++row; !text_.take(line))
        return fail(Fault::malformed, fmt::format("line {} of the hive: {}", row, line), row);
    write_key(text_.root, none);
    finish();
    for (const auto& patch : text_.patches)
      if (!apply(patch)) return fail(Fault::malformed, "nothing to patch: " + patch);
    if (!keep_checksum_) set(out_, 508, checksum());
    return std::move(out_);
  }

 private:
  // A cell: its size, negative because it is in use, then its contents, rounded up to eight bytes.
  std::uint32_t cell(const Blob& contents) {
    const auto size = (contents.size() + 4 + 7) / 8 * 8;
    const auto at = out_.size();
    put(out_, static_cast<std::uint32_t>(-static_cast<std::int32_t>(size)));
    out_.insert(out_.end(), contents.begin(), contents.end());
    out_.resize(at + size);
    return static_cast<std::uint32_t>(at - first_bin);
  }

  Blob name_bytes(const std::string& name, bool& wide) const {
    wide = text_.wide_names || std::any_of(name.begin(), name.end(), [](char c) { return (c & 0x80) != 0; });
    return wide ? hive_utf16(name) : Blob(name.begin(), name.end());
  }

  void write_data(Value& value) {
    if (value.data.size() <= segment || text_.minor < 4) {
      value.data_cell = cell(value.data);
      return;
    }
    Blob list;
    std::uint16_t count = 0;
    for (std::size_t at = 0; at < value.data.size(); at += segment, ++count) {
      const auto n = std::min(segment, value.data.size() - at);
      const auto from = value.data.begin() + static_cast<std::ptrdiff_t>(at);
      put(list, cell(Blob(from, from + static_cast<std::ptrdiff_t>(n))));
    }
    Blob head = {'d', 'b'};
    put(head, count);
    put(head, cell(list));
    value.data_cell = cell(head);
  }

  void write_value(Value& value) {
    const bool small = value.data.size() <= 4;
    if (!small) write_data(value);
    bool wide = false;
    const auto name = name_bytes(value.name, wide);
    Blob body = {'v', 'k'};
    put(body, static_cast<std::uint16_t>(name.size()));
    put(body, static_cast<std::uint32_t>(value.data.size()) | (small ? 0x80000000u : 0u));
    if (small) {
      auto data = value.data;
      data.resize(4);
      body.insert(body.end(), data.begin(), data.end());
    } else {
      put(body, value.data_cell);
    }
    put(body, value.type);
    put(body, static_cast<std::uint16_t>(wide ? 0 : 1));
    put(body, std::uint16_t{0});
    body.insert(body.end(), name.begin(), name.end());
    value.cell = cell(body);
  }

  std::uint32_t write_list(const std::vector<std::unique_ptr<Key>>& keys) {
    const auto one = [&](std::string_view kind, std::size_t from, std::size_t to) {
      Blob body(kind.begin(), kind.end());
      put(body, static_cast<std::uint16_t>(to - from));
      for (; from < to; ++from) {
        put(body, keys[from]->cell);
        if (kind != "li") put(body, std::uint32_t{0});
      }
      return cell(body);
    };
    if (text_.list != "ri") return one(text_.list, 0, keys.size());
    const auto half = keys.size() / 2;
    const auto first = one("lh", 0, half), second = one("li", half, keys.size());
    Blob body = {'r', 'i', 2, 0};
    put(body, first);
    put(body, second);
    return cell(body);
  }

  // A key's cell comes before those below it, which name it; its links are filled in when they are known.
  void write_key(Key& key, std::uint32_t parent) {
    bool wide = false;
    const auto name = name_bytes(parent == none ? "ROOT" : key.name, wide);
    Blob body = {'n', 'k'};
    put(body, static_cast<std::uint16_t>((parent == none ? 0x0C : 0) | (wide ? 0 : 0x20)));
    put(body, key.written);
    put(body, std::uint32_t{0});
    put(body, parent);
    put(body, static_cast<std::uint32_t>(key.below.size()));
    for (const auto field : {0u, none, none, static_cast<std::uint32_t>(key.values.size()), none, none, none})
      put(body, field);
    body.resize(72);
    put(body, static_cast<std::uint16_t>(name.size()));
    put(body, std::uint16_t{0});
    body.insert(body.end(), name.begin(), name.end());
    key.cell = cell(body);
    for (auto& value : key.values) write_value(value);
    for (auto& below : key.below) write_key(*below, key.cell);
    if (!key.below.empty()) set(out_, contents(key.cell) + 28, write_list(key.below));
    if (key.values.empty()) return;
    Blob list;
    for (const auto& value : key.values) put(list, value.cell);
    set(out_, contents(key.cell) + 40, cell(list));
  }

  static std::size_t contents(std::uint32_t link) { return first_bin + link + 4; }

  // One bin holds all; what is left of its last page is a cell that is not in use.
  void finish() {
    const auto left = (4096 - out_.size() % 4096) % 4096;
    if (left > 0) {
      put(out_, static_cast<std::uint32_t>(left));
      out_.resize(out_.size() + left - 4);
    }
    const auto bins = out_.size() - first_bin;
    const auto text = [&](std::size_t at, std::string_view s) {
      std::copy(s.begin(), s.end(), out_.begin() + static_cast<std::ptrdiff_t>(at));
    };
    text(first_bin, "hbin");
    set(out_, first_bin + 8, bins);
    text(0, "regf");
    set(out_, 4, 7);
    set(out_, 8, text_.dirty ? 6 : 7);
    set(out_, 12, text_.root.written, 8);
    set(out_, 20, 1);
    set(out_, 24, text_.minor);
    set(out_, 32, 1);
    set(out_, 36, text_.root.cell);
    set(out_, 40, bins);
    set(out_, 44, 1);
  }

  std::uint32_t checksum() const {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < 508; ++i) sum ^= static_cast<std::uint32_t>(out_[i]) << (8 * (i % 4));
    return sum == none ? none - 1 : sum == 0 ? 1 : sum;
  }

  struct Field {
    std::size_t at, width;
  };
  std::optional<Field> base_field(std::string_view name) {
    const std::map<std::string_view, Field> fields = {
        {"major", {20, 4}}, {"type", {28, 4}}, {"root", {36, 4}}, {"bins", {40, 4}}, {"checksum", {508, 4}}};
    keep_checksum_ |= name == "checksum";
    const auto at = fields.find(name);
    return at == fields.end() ? std::nullopt : std::optional(at->second);
  }
  static std::optional<Field> field_of(const std::map<std::string_view, Field>& fields, std::string_view name,
                                       std::size_t start) {
    const auto at = fields.find(name);
    if (at == fields.end()) return std::nullopt;
    return Field{start + at->second.at - (name == "cell-size" ? 4 : 0), at->second.width};
  }

  bool apply(std::string_view patch) {
    std::optional<Field> field;
    std::string_view value;
    if (patch.starts_with("base ")) {
      const auto parts = words(patch);
      if (parts.size() != 3) return false;
      field = base_field(parts[1]);
      value = parts[2];
    } else {
      const auto end = patch.find(']');
      if (!patch.starts_with('[') || end == std::string_view::npos) return false;
      const auto* key = text_.find(patch.substr(1, end - 1), false);
      const auto parts = words(patch.substr(end + 1));
      if (key == nullptr || parts.size() < 2 || parts.size() > 3) return false;
      value = parts.back();
      const auto name = parts[parts.size() - 2];
      if (parts.size() == 2)
        field = field_of({{"cell-size", {0, 4}},
                          {"signature", {0, 2}},
                          {"parent", {16, 4}},
                          {"subkeys", {20, 4}},
                          {"list", {28, 4}},
                          {"values", {36, 4}},
                          {"value-list", {40, 4}},
                          {"name-size", {72, 2}}},
                         name, contents(key->cell));
      for (const auto& v : key->values)
        if (parts.size() == 3 && v.name == parts[0])
          field = name == "data-cell-size" ? std::optional(Field{first_bin + v.data_cell, 4})
                                           : field_of({{"cell-size", {0, 4}},
                                                       {"signature", {0, 2}},
                                                       {"name-size", {2, 2}},
                                                       {"size", {4, 4}},
                                                       {"data", {8, 4}}},
                                                      name, contents(v.cell));
    }
    std::optional<std::uint64_t> to = hive_number(value);
    if (value.starts_with('@'))
      if (const auto* key = text_.find(value.substr(1), false)) to = key->cell;
    if (!field || !to) return false;
    set(out_, field->at, *to, field->width);
    return true;
  }

  HiveText text_;
  Blob out_ = Blob(first_bin + 32);
  bool keep_checksum_ = false;
};

}  // namespace

Result<Blob> build_hive(const std::string& text) {
  return Builder().build(text);
}

}  // namespace waarborg
