#include "base/yaml.h"

#include <fmt/core.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <optional>
#include <set>
#include <sstream>
#include <vector>

#include "base/json.h"
#include "base/text.h"

namespace waarborg {
namespace {

// Stops the parser, which has no other way to be stopped; caught in yaml_to_json.
struct Refused {
  Error error;
};

[[noreturn]] void refuse(std::string why, const YAML::Mark& mark) {
  throw Refused{{Fault::malformed, std::move(why), static_cast<std::uint64_t>(mark.line) + 1}};
}

// The parser takes a quoted text that the file cuts off for a whole one; this looks for its end.
bool quote_ends(std::string_view text, std::size_t at) {
  if (at >= text.size() || (text[at] != '"' && text[at] != '\'')) return true;  // not quoted
  const char quote = text[at];
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    const bool escapes = text[i] == '\\' && quote == '"';
    const bool doubled = text[i] == quote && quote == '\'' && i + 1 < text.size() && text[i + 1] == quote;
    if (escapes || doubled)
      ++i;
    else if (text[i] == quote)
      return true;
  }
  return false;
}

// A % in the first column is a directive, or text that is not indented; the parser takes some in silence. 0:
// none.
std::uint64_t line_of_directive(std::string_view text) {
  std::uint64_t line = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && (i == 0 || text[i - 1] == '\n' || text[i - 1] == '\r')) return line;
    if (text[i] == '\n' || (text[i] == '\r' && !text.substr(i + 1).starts_with('\n'))) ++line;
  }
  return 0;
}

class Builder : public YAML::EventHandler {
 public:
  explicit Builder(std::string_view text) : text_(text) {}
  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) refuse("a second document in one file: put it into a file of its own", mark);
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { OnScalar(mark, "", anchor, ""); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse("aliases (*name) are not allowed: write the value out", mark);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check(mark, tag, anchor);
    if (!quote_ends(text_, static_cast<std::size_t>(mark.pos))) refuse("a quoted text without an end", mark);
    if (expects_key()) {
      auto& top = open_.back();
      if (!top.keys.insert(value).second)
        refuse(fmt::format("the key \"{}\" stands here twice: keep one of them", value), mark);
      top.key = value;
      writer_.key(value);
      top.wants_key = false;
      return;
    }
    place(mark);
    writer_.value(value);
    placed();
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    begin(mark, tag, anchor, false);
    writer_.begin_array();
  }
  void OnSequenceEnd() override {
    writer_.end_array();
    open_.pop_back();
    placed();
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    begin(mark, tag, anchor, true);
    writer_.begin_object();
  }
  void OnMapEnd() override {
    writer_.end_object();
    open_.pop_back();
    placed();
  }

  YamlText take() { return {writer_.take(), std::move(lines_)}; }

 private:
  struct Level {
    bool map = false, wants_key = false;
    std::size_t next = 0;
    std::string key;
    std::set<std::string> keys;
  };

  bool expects_key() const { return !open_.empty() && open_.back().map && open_.back().wants_key; }
  void check(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) const {
    if (anchor != 0) refuse("anchors (&name) are not allowed: write the value out where it is used", mark);
    // The parser gives a quoted text the tag "!" as well; only the text itself tells them apart.
    const auto at = static_cast<std::size_t>(mark.pos);
    if (at < text_.size() && text_[at] == '!')
      refuse("tags (!) are not allowed: take it out, the format says what a value is", mark);
    if (!tag.empty() && tag != "?" && tag != "!")
      refuse(fmt::format("the tag {} is not allowed: take it out, the format says what a value is", tag),
             mark);
  }
  void begin(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, bool map) {
    check(mark, tag, anchor);
    if (expects_key()) refuse("a key must be plain text", mark);
    if (open_.size() >= 64) refuse("nested deeper than 64", mark);
    place(mark);
    open_.push_back({.map = map, .wants_key = map, .next = 0, .key = {}, .keys = {}});
  }
  void place(const YAML::Mark& mark) {
    std::string pointer;
    for (const auto& level : open_)
      pointer += "/" + (level.map ? escaped(level.key) : std::to_string(level.next));
    lines_[pointer] = static_cast<std::uint64_t>(mark.line) + 1;
  }
  static std::string escaped(const std::string& key) {  // RFC 6901
    std::string out;
    for (const char c : key) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return out;
  }
  void placed() {
    if (open_.empty()) return;
    auto& top = open_.back();
    ++top.next;
    top.wants_key = top.map;
  }

  std::string_view text_;
  JsonWriter writer_;
  std::vector<Level> open_;
  std::map<std::string, std::uint64_t> lines_;
  int documents_ = 0;
};

}  // namespace

Result<YamlText> yaml_to_json(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  // The parser would guess at other encodings and repair what is damaged.
  if (!is_utf8(text) || text.find('\0') != std::string_view::npos) {
    std::uint64_t number = 1;
    for (const auto line : split(text, '\n')) {
      if (!is_utf8(line) || line.find('\0') != std::string_view::npos) break;
      ++number;
    }
    return fail(Fault::malformed, "text is not UTF-8", number);
  }
  if (const auto line = line_of_directive(text); line != 0)
    return fail(Fault::malformed, "YAML directives (%) are not allowed", line);
  std::istringstream in{std::string(text)};
  try {
    YAML::Parser parser(in);
    Builder builder(text);
    if (!parser.HandleNextDocument(builder)) return fail(Fault::truncated, "no YAML document in it");
    while (parser.HandleNextDocument(builder)) {
    }
    return builder.take();
  } catch (const Refused& refused) {
    return pass(refused.error);
  } catch (const YAML::Exception& e) {
    return fail(Fault::malformed, e.msg, static_cast<std::uint64_t>(e.mark.line) + 1);
  }
}

}  // namespace waarborg
