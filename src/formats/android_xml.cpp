// A document is one chunk of chunks: a pool of strings, the numbers of resources that the first strings name,
// then the begin and end of each element. Everything is little-endian; a string is told by its number.
#include <algorithm>

#include "base/cursor.h"
#include "base/text.h"
#include "formats/utf16.h"
#include "formats/xml_tags.h"

namespace waarborg {
namespace {

enum : std::uint16_t {
  string_pool = 1,
  document = 3,
  element = 0x102,
  element_end = 0x103,
  resources = 0x180
};
enum : std::uint8_t { of_reference = 1, of_string = 3, of_number = 0x10, of_hex = 0x11, of_flag = 0x12 };
constexpr std::uint32_t none = 0xFFFFFFFF, utf8_flag = 0x100;
constexpr std::size_t chunk_head = 8, node_head = 16, attribute_size = 20;

class AndroidXml {
 public:
  AndroidXml(Bytes data, const XmlTagLimits& limits) : data_(data), limits_(limits) {}

  XmlTags read() {
    Cursor head(data_);
    const auto type = head.le<std::uint16_t>(), size_of_head = head.le<std::uint16_t>();
    const auto size = head.le<std::uint32_t>();
    if (!head.ok() || type != document || size_of_head < chunk_head) {
      note(Fault::malformed, "does not begin like a compiled XML document", 0);
      return std::move(out_);
    }
    if (size > data_.size()) note(Fault::truncated, "ends before it says it does", data_.size());
    std::uint64_t at = size_of_head;
    while (!stopped_ && at < data_.size() && data_.size() - at >= chunk_head) {
      Cursor in(data_.subspan(at));
      const auto what = in.le<std::uint16_t>(), inner_head = in.le<std::uint16_t>();
      const auto length = in.le<std::uint32_t>();
      if (length < chunk_head || length > data_.size() - at) {
        note(Fault::truncated, "a part of the document is longer than the document", at);
        break;
      }
      const auto chunk = data_.subspan(at, length);
      if (what == string_pool && strings_.empty()) pool(chunk, at);
      if (what == resources) map(chunk, inner_head);
      if (what == element) begin(chunk, inner_head, at);
      if (what == element_end) depth_ -= depth_ != 0 ? 1 : 0;
      at += length;
    }
    if (depth_ != 0) note(Fault::truncated, "an element has no end", data_.size());
    return std::move(out_);
  }

 private:
  void note(Fault fault, std::string why, std::uint64_t at) {
    if (!out_.damage) out_.damage = Error{fault, std::move(why), at};
  }

  void pool(Bytes chunk, std::uint64_t at) {
    Cursor in(chunk);
    in.skip(2);
    const auto head = in.le<std::uint16_t>();
    in.skip(4);
    const auto count = in.le<std::uint32_t>();
    in.skip(4);
    const auto flags = in.le<std::uint32_t>(), start = in.le<std::uint32_t>();
    if (!in.ok() || head > chunk.size() || start > chunk.size())
      return note(Fault::malformed, "the strings of the document cannot be found", at);
    Cursor offsets(chunk.subspan(head));
    const auto most = std::min<std::uint64_t>({count, limits_.strings, offsets.left() / 4});
    if (most < count) note(Fault::truncated, "not all strings of the document are there", at);
    for (std::uint64_t i = 0; i < most; ++i) {
      const auto offset = offsets.le<std::uint32_t>();
      std::string text;
      if (offset < chunk.size() - start)
        text = string(chunk.subspan(start + offset), (flags & utf8_flag) != 0);
      text_ += text.size();
      if (text_ > limits_.text) return note(Fault::too_big, "the strings of the document are too long", at);
      strings_.push_back(std::move(text));
    }
  }

  static std::string string(Bytes from, bool utf8) {
    Cursor in(from);
    if (utf8) {
      const auto length = [&] {
        const std::uint32_t first = in.le<std::uint8_t>();
        return (first & 0x80) == 0 ? first : ((first & 0x7F) << 8) + in.le<std::uint8_t>();
      };
      length();  // in characters
      return to_utf8(in.chars(length()));
    }
    std::uint64_t length = in.le<std::uint16_t>();
    if ((length & 0x8000) != 0) length = ((length & 0x7FFF) << 16) + in.le<std::uint16_t>();
    return utf16le_to_utf8(in.take(std::min(length * 2, in.left() / 2 * 2)));
  }

  void map(Bytes chunk, std::uint16_t head) {
    if (head > chunk.size()) return;
    Cursor in(chunk.subspan(head));
    while (in.left() >= 4 && resources_.size() < limits_.strings)
      resources_.push_back(in.le<std::uint32_t>());
  }

  std::string text_of(std::uint32_t number) const {
    return number < strings_.size() ? strings_[number] : std::string();
  }

  void begin(Bytes chunk, std::uint16_t head, std::uint64_t at) {
    if (out_.tags.size() >= limits_.tags || depth_ >= limits_.depth) {
      stopped_ = true;
      return note(Fault::too_big, "too many elements, or nested too deeply", at);
    }
    Cursor in(chunk);
    in.skip(std::max<std::size_t>(head, node_head) + 4);
    XmlTag tag{.name = text_of(in.le<std::uint32_t>()), .depth = depth_++, .offset = at, .attributes = {}};
    const auto start = in.le<std::uint16_t>(), size = in.le<std::uint16_t>(), count = in.le<std::uint16_t>();
    const auto first = std::max<std::size_t>(head, node_head) + start;
    const auto step = std::max<std::size_t>(size, attribute_size);
    bool cut = !in.ok();
    for (std::size_t i = 0; i < count && !cut; ++i) {
      const auto where = first + i * step;
      cut =
          where > chunk.size() || chunk.size() - where < attribute_size || ++attributes_ > limits_.attributes;
      if (!cut) tag.attributes.push_back(attribute(chunk.subspan(where)));
    }
    if (cut) note(Fault::truncated, "attributes of an element lie outside of it", at);
    out_.tags.push_back(std::move(tag));
  }

  XmlAttribute attribute(Bytes bytes) const {
    Cursor in(bytes);
    in.skip(4);
    const auto name = in.le<std::uint32_t>(), raw = in.le<std::uint32_t>();
    in.skip(3);
    const auto type = in.le<std::uint8_t>();
    const auto data = in.le<std::uint32_t>();
    XmlAttribute out{
        .name = text_of(name), .value = {}, .resource = name < resources_.size() ? resources_[name] : 0};
    if (type == of_string)
      out.value = text_of(data);
    else if (raw != none)
      out.value = text_of(raw);
    else if (type == of_flag)
      out.value = data != 0 ? "true" : "false";
    else if (type == of_number || type == of_hex)
      out.value = std::to_string(static_cast<std::int32_t>(data));
    else if (type == of_reference)
      out.value = std::to_string(data).insert(0, 1, '@');
    return out;
  }

  Bytes data_;
  const XmlTagLimits& limits_;
  XmlTags out_;
  std::vector<std::string> strings_;
  std::vector<std::uint32_t> resources_;
  std::size_t attributes_ = 0, text_ = 0;
  unsigned depth_ = 0;
  bool stopped_ = false;
};

}  // namespace

XmlTags read_android_xml(Bytes data, const XmlTagLimits& limits) {
  return AndroidXml(data, limits).read();
}

}  // namespace waarborg
