#include "base/text.h"
#include "indicators/feed_pattern.h"

namespace waarborg {
namespace {

bool in_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

class Simple {
 public:
  explicit Simple(std::string_view text) : text_(text) {}

  bool parse(StixComparison& out) {
    if (!take_mark('[')) return false;
    const auto object = name();
    if (object.empty() || is_word(object) || !take(':')) return false;
    out.object = object;
    std::size_t steps = 0;
    do {
      const auto step = peek('\'') ? quoted() : name();
      if (step.empty()) return false;
      if (steps == out.path.size()) out.path.emplace_back();
      out.path[steps++] = step;
    } while (take('.'));
    out.path.resize(steps);
    if (!take_mark('=') || !peek('\'')) return false;
    const auto start = at_;
    const auto value = quoted();
    if (at_ == start) return false;
    out.values.resize(1);
    out.values[0] = value;
    out.how = "=";
    out.negated = false;
    if (!take_mark(']')) return false;
    return at_ == text_.size();
  }

 private:
  // What stands before an object in the grammar.
  static bool is_word(std::string_view name) {
    return (name.size() == 3 && lower(name) == "not") || (name.size() == 6 && lower(name) == "exists");
  }

  bool peek(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool take(char c) {
    if (!peek(c)) return false;
    ++at_;
    return true;
  }
  void blanks() {
    while (peek(' ')) ++at_;
  }
  bool take_mark(char c) {
    blanks();
    if (!take(c)) return false;
    blanks();
    return true;
  }

  std::string_view name() {
    const auto start = at_;
    while (at_ < text_.size() && in_name(text_[at_])) ++at_;
    return text_.substr(start, at_ - start);
  }

  // Stays where it is when there is an escape or no end.
  std::string_view quoted() {
    const auto end = text_.find('\'', at_ + 1);
    if (end == std::string_view::npos) return {};
    const auto inside = text_.substr(at_ + 1, end - at_ - 1);
    if (inside.find('\\') != std::string_view::npos) return {};
    at_ = end + 1;
    return inside;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

bool parse_simple_pattern(std::string_view text, StixComparison& out) {
  return Simple(text).parse(out);
}

}  // namespace waarborg
