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
  throw Refused{{Fault::malformed, std::move(why), static_cast<std::uint64_t>(mark.line + 1)}};
}

class Builder : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) refuse("a second document in one file", mark);
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { OnScalar(mark, "", anchor, ""); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse("aliases (*name) are not allowed", mark); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check(mark, tag, anchor);
    if (!is_utf8(value)) refuse("text is not UTF-8", mark);
    if (expects_key()) {
      auto& top = open_.back();
      if (!top.keys.insert(value).second) refuse(fmt::format("the key \"{}\" stands here twice", value), mark);
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
  static void check(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != 0) refuse("anchors (&name) are not allowed", mark);
    if (!tag.empty() && tag != "?" && tag != "!") refuse(fmt::format("the tag {} is not allowed", tag), mark);
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
    for (const auto& level : open_) pointer += "/" + (level.map ? level.key : std::to_string(level.next));
    lines_[pointer] = static_cast<std::uint64_t>(mark.line + 1);
  }
  void placed() {
    if (open_.empty()) return;
    auto& top = open_.back();
    ++top.next;
    top.wants_key = top.map;
  }

  JsonWriter writer_;
  std::vector<Level> open_;
  std::map<std::string, std::uint64_t> lines_;
  int documents_ = 0;
};

}  // namespace

Result<YamlText> yaml_to_json(std::string_view text) {
  std::istringstream in{std::string(text)};
  try {
    YAML::Parser parser(in);
    Builder builder;
    if (!parser.HandleNextDocument(builder)) return fail(Fault::truncated, "no YAML document in it");
    while (parser.HandleNextDocument(builder)) {
    }
    return builder.take();
  } catch (const Refused& refused) {
    return pass(refused.error);
  } catch (const YAML::Exception& e) {
    return fail(Fault::malformed, e.msg, static_cast<std::uint64_t>(e.mark.line + 1));
  }
}

}  // namespace waarborg
