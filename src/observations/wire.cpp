#include "observations/wire.h"

#include <cstring>

#include "base/cursor.h"
#include "base/digest.h"

namespace waarborg {
namespace {

constexpr std::size_t slot_count = 4096;
constexpr unsigned form_number = 0, form_text = 1, form_reference = 2;

std::uint64_t zigzag(std::int64_t v) {
  return (static_cast<std::uint64_t>(v) << 1) ^ static_cast<std::uint64_t>(v >> 63);
}
std::int64_t unzigzag(std::uint64_t v) {
  return static_cast<std::int64_t>(v >> 1) ^ -static_cast<std::int64_t>(v & 1);
}

}  // namespace

SegmentWriter::SegmentWriter() : slots_(slot_count) {
  out_.reserve(segment_target + 4096);
}

void SegmentWriter::varint(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out_.push_back(static_cast<std::uint8_t>(value | 0x80));
  out_.push_back(static_cast<std::uint8_t>(value));
}

void SegmentWriter::begin(std::uint16_t kind, std::uint16_t version, std::uint64_t offset) {
  record_ = out_.size();
  out_.insert(out_.end(), 4, 0);
  varint(kind);
  varint(version);
  varint(offset);
}

void SegmentWriter::text(std::uint8_t field, std::string_view value) {
  if (value.empty()) return;
  if (value.size() > interned_text) {
    varint(static_cast<std::uint64_t>(field) << 3 | form_text);
    varint(value.size());
    out_.insert(out_.end(), value.begin(), value.end());
    return;
  }
  auto& slot = slots_[fast_hash(value) % slot_count];
  if (slot.round == round_ && slot.length == value.size() &&
      std::memcmp(out_.data() + slot.at, value.data(), value.size()) == 0) {
    varint(static_cast<std::uint64_t>(field) << 3 | form_reference);
    varint(slot.id);
    return;
  }
  varint(static_cast<std::uint64_t>(field) << 3 | form_text);
  varint(value.size());
  slot = {static_cast<std::uint32_t>(out_.size()), static_cast<std::uint32_t>(value.size()), next_id_++,
          round_};
  out_.insert(out_.end(), value.begin(), value.end());
}

void SegmentWriter::text(std::uint8_t field, std::string_view first, char between, std::string_view second) {
  if (second.empty()) return;
  joined_.assign(first);
  joined_ += between;
  joined_ += second;
  text(field, joined_);
}

void SegmentWriter::number(std::uint8_t field, std::int64_t value) {
  varint(static_cast<std::uint64_t>(field) << 3 | form_number);
  varint(zigzag(value));
}

void SegmentWriter::end() {
  const auto length = static_cast<std::uint32_t>(out_.size() - record_ - 4);
  for (unsigned i = 0; i < 4; ++i) out_[record_ + i] = static_cast<std::uint8_t>(length >> (8 * i));
  ++count_;
}

void SegmentWriter::clear() {
  out_.clear();
  record_ = 0;
  count_ = next_id_ = 0;
  ++round_;
}

bool SegmentReader::next(RecordView& out) {
  if (broken_ || rest_.empty()) return false;
  Cursor in(rest_);
  const auto record = in.take(in.le<std::uint32_t>());
  if (!in.ok() || !parse(record, out)) {
    broken_ = true;
    return false;
  }
  rest_ = rest_.subspan(in.at());
  return true;
}

bool SegmentReader::parse(Bytes record, RecordView& out) {
  Cursor in(record);
  const auto kind = in.varint(), version = in.varint();
  out.offset = in.varint();
  if (!in.ok() || kind > UINT16_MAX || version > UINT16_MAX) return false;
  out.kind = static_cast<std::uint16_t>(kind);
  out.version = static_cast<std::uint16_t>(version);
  out.info = kind_numbered(out.kind);
  out.bytes = record;
  out.fields.clear();
  std::uint64_t last = 0;
  while (in.more()) {
    const auto tag = in.varint();
    // In order and each once: so a record never has more than 255 fields, however long it is.
    if (!in.ok() || tag >> 3 <= last || tag >> 3 > UINT8_MAX) return false;
    last = tag >> 3;
    FieldView field{.number = static_cast<std::uint8_t>(tag >> 3), .type = Type::text, .text = {}};
    const auto* info = out.info != nullptr ? out.info->field(field.number) : nullptr;
    const auto form = tag & 7;
    if (info != nullptr)
      field.type = info->type;
    else if (form == form_number)
      field.type = Type::number;
    if (is_textual(field.type) == (form == form_number)) return false;
    if (form == form_number) {
      field.value = unzigzag(in.varint());
    } else if (form == form_text) {
      field.text = in.chars(in.varint());
      if (field.text.size() <= interned_text && in.ok()) {
        field.text_id = static_cast<std::uint32_t>(texts_.size());
        texts_.push_back(field.text);
      }
    } else if (form == form_reference) {
      const auto id = in.varint();
      if (id >= texts_.size()) return false;
      field.text_id = static_cast<std::uint32_t>(id);
      field.text = texts_[id];
    } else {
      return false;
    }
    out.fields.push_back(field);
  }
  return in.ok();
}

std::string_view RecordView::text(std::uint8_t field) const {
  for (const auto& f : fields)
    if (f.number == field) return f.text;
  return {};
}

std::int64_t RecordView::value(std::uint8_t field, std::int64_t otherwise) const {
  for (const auto& f : fields)
    if (f.number == field) return f.value;
  return otherwise;
}

Presence RecordView::presence() const {
  for (const auto& f : fields)
    if (f.type == Type::presence && f.value > 0 && f.value <= 5) return static_cast<Presence>(f.value);
  return info != nullptr ? info->presence : Presence::none;
}

}  // namespace waarborg
