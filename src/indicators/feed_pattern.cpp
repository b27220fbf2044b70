#include "indicators/feed_pattern.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace waarborg {
namespace {

constexpr unsigned deepest = 64;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool in_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '-' || c == '_';
}

std::string upper(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return out;
}

// What an expression comes to: its comparisons that stand alone, and whether all of them are needed together.
struct Met {
  std::vector<StixComparison> any;
  bool together = false;
};

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<StixPattern> parse() {
    auto met = observations(0);
    blanks();
    if (!failed() && at_ != text_.size()) refuse("something stands behind its end");
    if (failed()) return fail(Fault::malformed, "the pattern cannot be read: " + why_, at_);
    StixPattern out;
    out.any = std::move(met.any);
    out.unused = std::move(unused_);
    return out;
  }

 private:
  bool failed() const { return !why_.empty(); }
  void refuse(std::string why) {
    if (!failed()) why_ = std::move(why);
  }
  void blanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n\v\f").find(text_[at_]) != std::string_view::npos)
      ++at_;
  }
  bool peek(char c) {
    blanks();
    return at_ < text_.size() && text_[at_] == c;
  }
  bool take(char c) {
    if (failed() || !peek(c)) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!take(c)) refuse(fmt::format("'{}' is missing", c));
  }
  // A whole word, whatever its case.
  bool take_word(std::string_view word) {
    blanks();
    if (failed() || upper(text_.substr(at_, word.size())) != word) return false;
    if (at_ + word.size() < text_.size() && in_word(text_[at_ + word.size()])) return false;
    at_ += word.size();
    return true;
  }

  // Alternatives add up. What is needed together cannot be told by one observation, so it is left out and
  // said.
  template <class Part>
  Met alternatives(unsigned depth, Part part) {
    if (depth > deepest) {
      refuse("it is nested too deep");
      return {};
    }
    Met out = part();
    while (!failed() && take_word("OR")) {
      Met more = part();
      std::move(more.any.begin(), more.any.end(), std::back_inserter(out.any));
    }
    return out;
  }
  void drop(Met& met, std::string_view why) {
    met.any.clear();
    unused_.emplace_back(why);
  }

  Met observations(unsigned depth) {
    return alternatives(depth, [&] {
      Met out = observation(depth);
      bool several = false;
      while (!failed() && (take_word("AND") || take_word("FOLLOWEDBY"))) {
        observation(depth);
        several = true;
      }
      if (several) drop(out, "several observations are needed together; one alone proves nothing");
      return out;
    });
  }

  Met observation(unsigned depth) {
    Met out;
    if (take('(')) {
      out = observations(depth + 1);
      expect(')');
    } else {
      expect('[');
      if (!failed()) out = comparisons(depth + 1);
      expect(']');
    }
    bool qualified = false;
    for (; !failed(); qualified = true) {
      if (take_word("WITHIN")) {
        number();
        if (!take_word("SECONDS")) refuse("SECONDS is missing");
      } else if (take_word("REPEATS")) {
        number();
        if (!take_word("TIMES")) refuse("TIMES is missing");
      } else if (take_word("START")) {
        literal();
        if (!take_word("STOP")) refuse("STOP is missing");
        literal();
      } else {
        break;
      }
    }
    if (qualified) drop(out, "it is bound to a time or a number of times");
    return out;
  }

  Met comparisons(unsigned depth) {
    return alternatives(depth, [&] {
      Met out = comparison(depth);
      bool several = false;
      while (!failed() && take_word("AND")) {
        comparison(depth);
        several = true;
      }
      if (several) drop(out, "several comparisons are needed together; one alone proves nothing");
      return out;
    });
  }

  Met comparison(unsigned depth) {
    if (take('(')) {
      Met out = comparisons(depth + 1);
      expect(')');
      return out;
    }
    StixComparison c;
    if (take_word("EXISTS")) {
      object_path(c);
      c.how = "EXISTS";
    } else {
      object_path(c);
      c.negated = take_word("NOT");
      operation(c);
    }
    Met out;
    if (!failed()) out.any.push_back(std::move(c));
    return out;
  }

  std::string_view word() {
    const auto start = at_;
    while (at_ < text_.size() && in_word(text_[at_])) ++at_;
    if (at_ == start) refuse("a name is missing");
    return text_.substr(start, at_ - start);
  }

  void object_path(StixComparison& c) {
    blanks();
    c.object = word();
    expect(':');
    do {
      blanks();
      if (peek('\''))
        c.path.push_back(literal());
      else
        c.path.emplace_back(word());
      while (!failed() && take('[')) {
        if (!take('*')) number();
        expect(']');
      }
    } while (!failed() && take('.'));
  }

  void operation(StixComparison& c) {
    for (const std::string_view sign : {"==", "!=", "<>", "<=", ">=", "=", "<", ">"}) {
      blanks();
      if (!text_.substr(at_).starts_with(sign)) continue;
      at_ += sign.size();
      const bool differs = sign == "!=" || sign == "<>";
      c.negated ^= differs;
      c.how = differs || sign == "==" ? "=" : sign;
      c.values.push_back(literal());
      return;
    }
    if (take_word("IN")) {
      c.how = "IN";
      expect('(');
      do c.values.push_back(literal());
      while (take(','));
      expect(')');
      return;
    }
    for (const std::string_view name : {"LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET"})
      if (take_word(name)) {
        c.how = name;
        c.values.push_back(literal());
        return;
      }
    refuse("no comparison is known here");
  }

  void number() {
    blanks();
    const auto start = at_;
    if (at_ < text_.size() && (text_[at_] == '-' || text_[at_] == '+')) ++at_;
    const auto digits = at_;
    while (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.')) ++at_;
    if (at_ == digits) refuse("a number is missing");
    last_number_ = text_.substr(start, at_ - start);
  }

  // 'text' with \' and \\; t'…', b'…' and h'…' are kept as written; numbers, true and false.
  std::string literal() {
    blanks();
    if (failed()) return {};
    if (take_word("TRUE")) return "true";
    if (take_word("FALSE")) return "false";
    if (at_ + 1 < text_.size() && text_[at_ + 1] == '\'' &&
        std::string_view("tbh").find(text_[at_]) != std::string_view::npos)
      ++at_;
    if (!peek('\'')) {
      number();
      return failed() ? "" : std::string(last_number_);
    }
    std::string out;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\'') {
        ++at_;
        return out;
      }
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      out += text_[at_];
    }
    refuse("a text has no end");
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string why_;
  std::string_view last_number_;
  std::vector<std::string> unused_;
};

}  // namespace

Result<StixPattern> parse_stix_pattern(std::string_view text) {
  return Parser(text).parse();
}

}  // namespace waarborg
