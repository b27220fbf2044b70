#include "answer/bounds.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>

#include "answer/simplex.h"

namespace waarborg {
namespace {

constexpr std::size_t most_together = 700;  // counts of one problem
constexpr double rounding = 1e-6;

// Counts that no equation ties to each other are separate problems.
struct Part {
  std::vector<std::size_t> counts;
  std::vector<const Known*> equations;
  std::optional<Simplex> simplex;
};

}  // namespace

struct Knowledge::State {
  std::vector<std::optional<std::int64_t>> fixed;
  std::vector<Known> equations;  // over counts that are not fixed
  std::vector<std::size_t> part_of, place;
  std::vector<Part> parts;

  // What one equation says alone: the last unknown of a sum, and the parts of a sum that is nothing.
  Result<> fix() {
    for (bool again = true; again;) {
      again = false;
      for (auto& e : equations) {
        std::erase_if(e.sum, [&](const Term& t) {
          if (fixed[t.count]) e.value -= *fixed[t.count] * t.factor;
          return fixed[t.count].has_value();
        });
        if (e.value < 0 || (e.sum.empty() && e.value != 0))
          return fail(Fault::malformed, "the figures contradict each other");
        if (e.sum.empty() || (e.value != 0 && e.sum.size() > 1)) continue;
        for (const auto& t : e.sum) fixed[t.count] = e.value;
        again = true;
      }
      std::erase_if(equations, [](const Known& e) { return e.sum.empty(); });
    }
    return {};
  }

  void divide() {
    std::vector<std::size_t> root(fixed.size());
    std::iota(root.begin(), root.end(), std::size_t{0});
    const auto top = [&](std::size_t i) {
      while (root[i] != i) i = root[i] = root[root[i]];
      return i;
    };
    for (const auto& e : equations)
      for (const auto& t : e.sum) root[top(t.count)] = top(e.sum.front().count);
    std::map<std::size_t, std::size_t> numbers;
    part_of.assign(fixed.size(), SIZE_MAX);
    place.assign(fixed.size(), 0);
    for (const auto& e : equations) {
      const auto number = numbers.emplace(top(e.sum.front().count), parts.size()).first->second;
      if (number == parts.size()) parts.emplace_back();
      auto& part = parts[number];
      part.equations.push_back(&e);
      for (const auto& t : e.sum) {
        if (part_of[t.count] != SIZE_MAX) continue;
        part_of[t.count] = number;
        place[t.count] = part.counts.size();
        part.counts.push_back(t.count);
      }
    }
  }

  Result<Interval> within(Part& part, const std::vector<double>& sum) {
    if (part.counts.size() > most_together)
      return fail(Fault::too_big, "too many withheld figures hang together to be checked");
    if (!part.simplex) {
      std::vector<std::vector<double>> rows;
      for (const auto* e : part.equations) {
        auto& row = rows.emplace_back(part.counts.size() + 1, 0.0);
        for (const auto& t : e->sum) row[place[t.count]] += t.factor;
        row.back() = static_cast<double>(e->value);
      }
      auto simplex = Simplex::start(std::move(rows), part.counts.size());
      if (!simplex) return pass(simplex.error());
      part.simplex = std::move(*simplex);
    }
    auto less = sum;
    for (auto& x : less) x = -x;
    const auto most = part.simplex->largest(sum), least = part.simplex->largest(less);
    if (!most) return pass(most.error());
    if (!least) return pass(least.error());
    Interval out;
    if (*most) out.most = static_cast<std::int64_t>(std::floor(**most + rounding));
    if (*least) out.least = static_cast<std::int64_t>(std::ceil(-**least - rounding));
    return out;
  }
};

Knowledge::Knowledge(std::unique_ptr<State> state) : state_(std::move(state)) {}
Knowledge::Knowledge(Knowledge&&) noexcept = default;
Knowledge& Knowledge::operator=(Knowledge&&) noexcept = default;
Knowledge::~Knowledge() = default;

Result<Knowledge> Knowledge::of(std::size_t counts, const std::vector<Known>& known) {
  auto state = std::make_unique<State>();
  state->fixed.resize(counts);
  state->equations = known;
  if (auto good = state->fix(); !good) return pass(good.error());
  state->divide();
  return Knowledge(std::move(state));
}

Result<Interval> Knowledge::about(const Sum& sum) {
  auto& s = *state_;
  Interval out{0, 0};
  std::map<std::size_t, std::vector<double>> by_part;
  for (const auto& t : sum) {
    if (s.fixed[t.count]) {
      out.least += *s.fixed[t.count] * t.factor;
      out.most += *s.fixed[t.count] * t.factor;
    } else if (s.part_of[t.count] == SIZE_MAX) {  // nothing was said of it
      (t.factor > 0 ? out.most : out.least) = t.factor > 0 ? Interval::open : -Interval::open;
    } else {
      auto& factors = by_part[s.part_of[t.count]];
      factors.resize(s.parts[s.part_of[t.count]].counts.size(), 0.0);
      factors[s.place[t.count]] += t.factor;
    }
  }
  for (const auto& [number, factors] : by_part) {
    const auto one = s.within(s.parts[number], factors);
    if (!one) return one;
    out.least = one->least <= -Interval::open || out.least <= -Interval::open ? -Interval::open
                                                                              : out.least + one->least;
    out.most =
        one->most >= Interval::open || out.most >= Interval::open ? Interval::open : out.most + one->most;
  }
  return out;
}

}  // namespace waarborg
