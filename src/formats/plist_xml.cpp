// XML property lists, with pugixml: no document type of its own, no entities but the five of XML. The offset
// of a problem is where its element begins.
#include <fmt/core.h>
#include <sodium.h>

#include <charconv>
#include <pugixml.hpp>

#include "base/text.h"
#include "formats/plist.h"

namespace waarborg {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

class XmlPlist {
 public:
  XmlPlist(const PlistLimits& limits, PlistTable& table) : limits_(limits), table_(table) {}

  Result<std::uint32_t> build(const pugi::xml_node& element, unsigned depth) {
    const auto at = static_cast<std::uint64_t>(std::max<std::ptrdiff_t>(element.offset_debug(), 0));
    if (table_.nodes.size() >= limits_.objects)
      return fail(Fault::too_big, fmt::format("has more than {} values", limits_.objects), at);
    const auto index = static_cast<std::uint32_t>(table_.nodes.size());
    table_.nodes.emplace_back();
    const std::string_view tag = element.name();
    if (tag == "dict" || tag == "array") {
      if (depth >= limits_.depth) {
        table_.problem(Fault::too_big, fmt::format("values are nested deeper than {}", limits_.depth), at);
        return index;
      }
      return tag == "dict" ? dict(element, index, depth, at) : array(element, index, depth);
    }
    PlistNode node;
    if (!scalar(tag, text_of(element), node)) {
      table_.problem(Fault::malformed, fmt::format("<{}> holds no such value", printable(shorten(tag, 40))),
                     at);
      node = {};
    }
    table_.nodes[index] = node;
    return index;
  }

 private:
  Result<std::uint32_t> array(const pugi::xml_node& element, std::uint32_t index, unsigned depth) {
    std::vector<std::uint32_t> children;
    for (const auto& child : element.children()) {
      if (child.type() != pugi::node_element) continue;
      const auto got = build(child, depth + 1);
      if (!got) return got;
      children.push_back(*got);
    }
    table_.nodes[index] = {
        .kind = PlistKind::array, .first = table_.references.size(), .count = children.size()};
    table_.references.insert(table_.references.end(), children.begin(), children.end());
    return index;
  }

  Result<std::uint32_t> dict(const pugi::xml_node& element, std::uint32_t index, unsigned depth,
                             std::uint64_t at) {
    std::vector<std::uint32_t> keys, values;
    for (const auto& child : element.children()) {
      if (child.type() != pugi::node_element) continue;
      const bool key = std::string_view(child.name()) == "key";
      if (key == (keys.size() > values.size())) {
        table_.problem(Fault::malformed, key ? "a key without a value" : "a value without a key", at);
        if (!key) continue;
        keys.pop_back();
      }
      const auto got = build(child, depth + 1);
      if (!got) return got;
      (key ? keys : values).push_back(*got);
    }
    if (keys.size() > values.size()) {
      table_.problem(Fault::malformed, "a key without a value", at);
      keys.pop_back();
    }
    auto& node = table_.nodes[index];
    // How keyed archives name an object in XML.
    if (keys.size() == 1 && as_text(table_.nodes[keys[0]].bytes) == "CF$UID" &&
        table_.nodes[values[0]].kind == PlistKind::integer) {
      node = {.kind = PlistKind::uid, .number = table_.nodes[values[0]].number};
      return index;
    }
    node = {.kind = PlistKind::dict, .first = table_.references.size(), .count = keys.size()};
    table_.references.insert(table_.references.end(), keys.begin(), keys.end());
    table_.references.insert(table_.references.end(), values.begin(), values.end());
    return index;
  }

  // Comments and CDATA cut text into pieces.
  static std::string text_of(const pugi::xml_node& element) {
    std::string out;
    for (const auto& piece : element.children())
      if (piece.type() == pugi::node_pcdata || piece.type() == pugi::node_cdata) out += piece.value();
    return out;
  }

  bool scalar(std::string_view tag, std::string_view text, PlistNode& node) {
    if (tag == "true" || tag == "false") {
      node.kind = PlistKind::flag;
      node.number = tag == "true";
      return true;
    }
    if (tag == "string" || tag == "key" || tag == "ustring") {
      node.kind = PlistKind::text;
      node.bytes = table_.own(to_utf8(text));
      return true;
    }
    text = trim(text);
    if (tag == "integer") {
      node.kind = PlistKind::integer;
      return integer(text, node.number);
    }
    if (tag == "real") {
      node.kind = PlistKind::real;
      if (text.starts_with('+')) text.remove_prefix(1);
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), node.real);
      return error == std::errc() && end == text.data() + text.size();
    }
    if (tag == "date") {
      node.kind = PlistKind::date;
      const auto time = parse_time(text);
      if (!time) return false;
      node.real = static_cast<double>(time->time_since_epoch().count()) / 1e6 - 978'307'200;
      return true;
    }
    return tag == "data" && data(text, node);
  }

  static bool integer(std::string_view text, std::int64_t& out) {
    const bool minus = text.starts_with('-');
    if (minus || text.starts_with('+')) text.remove_prefix(1);
    const bool hex = text.starts_with("0x") || text.starts_with("0X");
    if (hex) text.remove_prefix(2);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, hex ? 16 : 10);
    if (error != std::errc() || end != text.data() + text.size()) return false;
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    if (value > most + (minus ? 1 : 0)) return false;
    out = static_cast<std::int64_t>(minus ? 0 - value : value);
    return true;
  }

  bool data(std::string_view text, PlistNode& node) {
    for (const char c : text)
      if ((static_cast<std::uint8_t>(c) & 0x80) != 0) return false;  // libsodium 1.0.18 takes some of these
    auto& out = table_.owned.emplace_back(text.size() / 4 * 3 + 3);
    std::size_t n = 0;
    if (sodium_base642bin(out.data(), out.size(), text.data(), text.size(), " \t\r\n", &n, nullptr,
                          sodium_base64_VARIANT_ORIGINAL) != 0)
      return false;
    out.resize(n);
    node.kind = PlistKind::data;
    node.bytes = out;
    return true;
  }

  const PlistLimits& limits_;
  PlistTable& table_;
};

}  // namespace

bool is_xml_plist(Bytes head) {
  auto text = as_text(head.first(std::min<std::size_t>(head.size(), 1024)));
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  text = trim(text);
  return text.starts_with("<plist") || ((text.starts_with("<?xml") || text.starts_with("<!DOCTYPE plist")) &&
                                        text.find("<plist") != std::string_view::npos);
}

Result<> read_xml_plist(Bytes file, const PlistLimits& limits, PlistTable& table) {
  if (file.size() > limits.xml_bytes)
    return fail(Fault::too_big,
                fmt::format("is an XML property list of more than {} bytes", limits.xml_bytes));
  pugi::xml_document document;
  const auto parsed = document.load_buffer(
      file.data(), file.size(),
      pugi::parse_escapes | pugi::parse_cdata | pugi::parse_doctype | pugi::parse_ws_pcdata_single,
      pugi::encoding_utf8);
  const auto at = static_cast<std::uint64_t>(std::max<std::ptrdiff_t>(parsed.offset, 0));
  for (const auto& node : document.children())
    if (node.type() == pugi::node_doctype &&
        std::string_view(node.value()).find('[') != std::string_view::npos)
      return fail(Fault::unsupported, "has a document type of its own, which a property list never has");
  const auto list = document.child("plist");
  pugi::xml_node first;
  for (const auto& child : list.children())
    if (child.type() == pugi::node_element && !first) first = child;
  if (!parsed) {
    const auto why = fmt::format("is no whole XML: {}", parsed.description());
    if (!first) return fail(Fault::malformed, why, at);
    table.problem(Fault::truncated, why, at);
  }
  if (!first) return fail(Fault::malformed, "is an XML property list without a value", at);
  const auto root = XmlPlist(limits, table).build(first, 1);
  if (!root) return pass(root.error());
  table.root = *root;
  return {};
}

}  // namespace waarborg
