// "ABX" and a version, then tokens of one byte: the low half says what comes, the high half how its value is
// written. Numbers are big-endian. A string stands behind a length of two bytes; one that is used again has a
// number of its own, given when it comes first (0xFFFF). An attribute belongs to the tag before it.
#include <algorithm>

#include "base/cursor.h"
#include "base/digest.h"
#include "base/text.h"
#include "formats/xml_tags.h"

namespace waarborg {
namespace {

constexpr std::string_view magic{"ABX\0", 4};
enum : std::uint8_t { end_document = 1, start_tag = 2, end_tag = 3, last_event = 10, attribute = 15 };
enum : std::uint8_t {
  nothing = 1,
  plain = 2,
  interned = 3,
  bytes_hex = 4,
  bytes_base64 = 5,
  whole = 6,
  whole_hex = 7,
  wide = 8,
  wide_hex = 9,
  real = 10,
  wide_real = 11,
  yes = 12,
  no = 13
};

class Abx {
 public:
  Abx(Bytes data, const XmlTagLimits& limits) : in_(data), limits_(limits) {}

  XmlTags read() {
    if (in_.chars(magic.size()) != magic)
      return failed(Fault::malformed, "does not begin like binary XML", 0);
    unsigned depth = 0;
    bool ended = false;
    while (in_.more() && !ended) {
      const auto at = in_.at();
      const auto token = in_.le<std::uint8_t>();
      const auto what = token & 0x0F, how = token >> 4;
      if (what == attribute) {
        if (out_.tags.empty()) return failed(Fault::malformed, "an attribute before any element", at);
        if (++attributes_ > limits_.attributes) return failed(Fault::too_big, "too many attributes", at);
        XmlAttribute one{.name = name(), .value = {}};
        if (!value(how, one.value)) return failed(Fault::malformed, "a value of an unknown form", at);
        if (!sound()) return failed(Fault::truncated, "ends within an attribute", at);
        out_.tags.back().attributes.push_back(std::move(one));
        continue;
      }
      if (what > last_event) return failed(Fault::malformed, "an unknown token", at);
      std::string text;
      if (!value(how, text)) return failed(Fault::malformed, "a value of an unknown form", at);
      if (!sound()) return failed(Fault::truncated, "ends within a token", at);
      if (what == start_tag) {
        if (depth >= limits_.depth) return failed(Fault::too_big, "elements are nested too deeply", at);
        if (out_.tags.size() >= limits_.tags) return failed(Fault::too_big, "too many elements", at);
        out_.tags.push_back({.name = std::move(text), .depth = depth++, .offset = at, .attributes = {}});
      }
      if (what == end_tag) depth -= depth != 0 ? 1 : 0;
      ended = what == end_document;
    }
    if (!ended) return failed(Fault::truncated, "ends before the document does", in_.at());
    return std::move(out_);
  }

 private:
  XmlTags failed(Fault fault, std::string why, std::uint64_t at) {
    out_.damage = Error{fault, std::move(why), at};
    return std::move(out_);
  }
  bool sound() const { return in_.ok() && text_ <= limits_.text; }

  std::string string(std::string_view from) {
    text_ += from.size();
    return text_ <= limits_.text ? to_utf8(from) : std::string();
  }
  std::string name() {
    const auto number = in_.be<std::uint16_t>();
    if (number != 0xFFFF) {
      if (number < pool_.size()) return string(pool_[number]);
      in_.fail();
      return {};
    }
    auto text = string(in_.chars(in_.be<std::uint16_t>()));
    if (pool_.size() < std::min<std::size_t>(limits_.strings, 0xFFFF)) pool_.push_back(text);
    return text;
  }

  bool value(int how, std::string& out) {
    switch (how) {
      case nothing:
        return true;
      case plain:
        out = string(in_.chars(in_.be<std::uint16_t>()));
        return true;
      case interned:
        out = name();
        return true;
      case bytes_hex:
      case bytes_base64:
        out = string(hex(in_.take(in_.be<std::uint16_t>())));
        return true;
      case whole:
      case whole_hex:
        out = std::to_string(static_cast<std::int32_t>(in_.be<std::uint32_t>()));
        return true;
      case wide:
      case wide_hex:
        out = std::to_string(static_cast<std::int64_t>(in_.be<std::uint64_t>()));
        return true;
      case real:
        in_.skip(4);
        return true;
      case wide_real:
        in_.skip(8);
        return true;
      case yes:
      case no:
        out = how == yes ? "true" : "false";
        return true;
      default:
        return false;
    }
  }

  Cursor in_;
  const XmlTagLimits& limits_;
  XmlTags out_;
  std::vector<std::string> pool_;
  std::size_t attributes_ = 0, text_ = 0;
};

}  // namespace

std::string_view XmlTag::operator[](std::string_view attribute_name) const {
  const auto at = std::find_if(attributes.begin(), attributes.end(),
                               [&](const auto& one) { return one.name == attribute_name; });
  return at == attributes.end() ? std::string_view() : std::string_view(at->value);
}

bool is_abx(Bytes data) {
  return as_text(data).starts_with(magic);
}

XmlTags read_abx(Bytes data, const XmlTagLimits& limits) {
  return Abx(data, limits).read();
}

}  // namespace waarborg
