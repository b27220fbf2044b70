#include "indicators/feed_pattern.h"

#include <iterator>

#include "indicators/feed_pattern_text.h"

namespace waarborg {
namespace {

constexpr unsigned deepest = 64;
constexpr std::size_t most_ways = 256, most_together = 64;

using Any = std::vector<StixTogether>;

class Parser {
 public:
  explicit Parser(std::string_view text) : in_(text) {}

  Result<StixPattern> parse() {
    StixPattern out;
    out.any = in_order(0);
    if (!in_.failed() && !in_.ended()) in_.refuse("something stands behind its end");
    if (in_.failed()) return fail(Fault::malformed, "the pattern cannot be read: " + in_.why(), in_.at());
    out.unused = std::move(unused_);
    return out;
  }

 private:
  void drop(Any& any, const char* why) {
    any.clear();
    unused_.emplace_back(why);
  }

  bool too_deep(unsigned depth) {
    if (depth > deepest) in_.refuse("it is nested too deep");
    return in_.failed();
  }

  template <class Part>
  Any alternatives(Part part) {
    Any out = part();
    while (!in_.failed() && in_.take_word("OR")) {
      Any more = part();
      std::move(more.begin(), more.end(), std::back_inserter(out));
    }
    return out;
  }

  // What follows upon something else cannot be told by one observation; FOLLOWEDBY binds loosest, so all of
  // it goes.
  Any in_order(unsigned depth) {
    if (too_deep(depth)) return {};
    Any out = observations(depth);
    bool several = false;
    while (!in_.failed() && in_.take_word("FOLLOWEDBY")) {
      observations(depth);
      several = true;
    }
    if (several) drop(out, "one thing must follow another; that cannot be tested");
    return out;
  }

  Any observations(unsigned depth) {
    return alternatives([&] {
      Any out = observation(depth);
      bool several = false;
      while (!in_.failed() && in_.take_word("AND")) {
        observation(depth);
        several = true;
      }
      if (several) drop(out, "several observations are needed together; one alone proves nothing");
      return out;
    });
  }

  Any observation(unsigned depth) {
    Any out;
    if (in_.take('(')) {
      out = in_order(depth + 1);
      in_.expect(')');
    } else {
      in_.expect('[');
      if (!in_.failed()) out = comparisons(depth + 1);
      in_.expect(']');
    }
    bool qualified = false;
    while (!in_.failed() && qualifier()) qualified = true;
    if (qualified) drop(out, "it is bound to a time or a number of times");
    return out;
  }

  bool qualifier() {
    if (in_.take_word("WITHIN")) {
      in_.number();
      if (!in_.take_word("SECONDS")) in_.refuse("SECONDS is missing");
    } else if (in_.take_word("REPEATS")) {
      in_.number();
      if (!in_.take_word("TIMES")) in_.refuse("TIMES is missing");
    } else if (in_.take_word("START")) {
      in_.literal();
      if (!in_.take_word("STOP")) in_.refuse("STOP is missing");
      in_.literal();
    } else {
      return false;
    }
    return true;
  }

  Any comparisons(unsigned depth) {
    if (too_deep(depth)) return {};
    return alternatives([&] {
      Any out = comparison(depth);
      bool fits = true;
      while (!in_.failed() && in_.take_word("AND")) fits = join(out, comparison(depth)) && fits;
      if (!fits) drop(out, "too many comparisons are needed together in too many ways");
      return out;
    });
  }

  // (a OR b) AND c comes to: a with c, or b with c.
  static bool join(Any& left, const Any& right) {
    if (left.size() * right.size() > most_ways) return false;
    Any out;
    for (const auto& a : left)
      for (const auto& b : right) {
        if (a.size() + b.size() > most_together) return false;
        out.push_back(a);
        out.back().insert(out.back().end(), b.begin(), b.end());
      }
    left = std::move(out);
    return true;
  }

  Any comparison(unsigned depth) {
    StixComparison c;
    c.negated = in_.take_word("NOT");
    if (!c.negated && in_.take('(')) {
      Any out = comparisons(depth + 1);
      in_.expect(')');
      return out;
    }
    const bool exists = in_.take_word("EXISTS");
    object_path(c);
    if (exists) {
      c.how = "EXISTS";
    } else {
      c.negated ^= in_.take_word("NOT");
      operation(c);
    }
    Any out;
    if (!in_.failed()) out.push_back({std::move(c)});
    return out;
  }

  void object_path(StixComparison& c) {
    c.object = in_.name();
    in_.expect(':');
    do {
      if (in_.peek('\''))
        c.path.push_back(in_.literal());
      else
        c.path.emplace_back(in_.name());
      while (!in_.failed() && in_.take('[')) {
        if (!in_.take('*')) in_.number();
        in_.expect(']');
      }
    } while (!in_.failed() && in_.take('.'));
  }

  void operation(StixComparison& c) {
    for (const std::string_view sign : {"==", "!=", "<>", "<=", ">=", "=", "<", ">"}) {
      if (!in_.take_sign(sign)) continue;
      const bool differs = sign == "!=" || sign == "<>";
      c.negated ^= differs;
      c.how = differs || sign == "==" ? "=" : sign;
      c.values.push_back(in_.literal());
      return;
    }
    if (in_.take_word("IN")) {
      c.how = "IN";
      in_.expect('(');
      do c.values.push_back(in_.literal());
      while (in_.take(','));
      in_.expect(')');
      return;
    }
    for (const std::string_view name : {"LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET"})
      if (in_.take_word(name)) {
        c.how = name;
        c.values.push_back(in_.literal());
        return;
      }
    in_.refuse("no comparison is known here");
  }

  PatternText in_;
  std::vector<std::string> unused_;
};

}  // namespace

Result<StixPattern> parse_stix_pattern(std::string_view text) {
  return Parser(text).parse();
}

}  // namespace waarborg
