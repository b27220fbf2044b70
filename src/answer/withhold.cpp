#include "answer/withhold.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace waarborg {
namespace {

constexpr std::size_t searched_whole = 12;  // candidates: 4,096 sets of them
constexpr std::size_t looked_at = 24;       // candidates for one step of a large table
constexpr std::size_t pruned = 300;         // figures of a table in which each step is tried back

class Search {
 public:
  explicit Search(const Exposure& exposure) : e_(exposure) {}

  Result<> begin() {
    auto knowledge = Knowledge::of(e_.counts, e_.earlier);
    if (!knowledge) return pass(knowledge.error());
    for (std::size_t i = 0; i < size(); ++i) {
      const auto interval = knowledge->about(sum(i));
      if (!interval) return pass(interval.error());
      needed_.push_back(std::min(e_.threshold, interval->width()));
    }
    return {};
  }

  Result<Knowledge> knowledge(const std::vector<bool>& withheld) const {
    auto known = e_.earlier;
    for (std::size_t i = 0; i < e_.figures.size(); ++i)
      if (!withheld[i]) known.push_back({e_.figures[i].sum, e_.figures[i].value});
    return Knowledge::of(e_.counts, known);
  }

  // At most `limit` of them.
  Result<std::vector<std::size_t>> exposed(const std::vector<bool>& withheld, std::size_t limit) const {
    auto knows = knowledge(withheld);
    if (!knows) return pass(knows.error());
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < size() && out.size() < limit; ++i) {
      if (i < withheld.size() && !withheld[i]) continue;
      const auto interval = knows->about(sum(i));
      if (!interval) return pass(interval.error());
      if (interval->width() < needed_[i]) out.push_back(i);
    }
    return out;
  }

  Result<std::vector<bool>> run(std::vector<bool> withheld) const {
    auto open = exposed(withheld, 1);
    if (!open) return pass(open.error());
    if (open->empty()) return withheld;
    std::vector<std::size_t> candidates;
    for (std::size_t i = 0; i < withheld.size(); ++i)
      if (!withheld[i]) candidates.push_back(i);
    return candidates.size() <= searched_whole ? best(withheld, candidates) : stepwise(withheld);
  }

 private:
  std::size_t size() const { return e_.figures.size() + e_.guarded.size(); }
  const Sum& sum(std::size_t i) const {
    return i < e_.figures.size() ? e_.figures[i].sum : e_.guarded[i - e_.figures.size()];
  }

  // The smallest set that is enough, found by trying all of them, the least loss first.
  Result<std::vector<bool>> best(const std::vector<bool>& withheld,
                                 const std::vector<std::size_t>& candidates) const {
    std::vector<std::uint32_t> sets(std::size_t{1} << candidates.size());
    std::iota(sets.begin(), sets.end(), 0u);
    std::vector<std::pair<int, unsigned>> loss(sets.size());
    for (const auto set : sets)
      for (std::size_t i = 0; i < candidates.size(); ++i)
        if ((set >> i & 1) != 0) ++loss[set].first, loss[set].second += e_.figures[candidates[i]].weight;
    std::stable_sort(sets.begin(), sets.end(), [&](auto a, auto b) { return loss[a] < loss[b]; });
    for (const auto set : sets) {
      auto more = withheld;
      for (std::size_t i = 0; i < candidates.size(); ++i)
        if ((set >> i & 1) != 0) more[candidates[i]] = true;
      const auto open = exposed(more, 1);
      if (!open) return pass(open.error());
      if (open->empty()) return more;
    }
    return fail(Fault::unsupported, "what was published before leaves nothing that may be published now");
  }

  // What is shown and overlaps the figure, cheapest first.
  std::vector<std::size_t> near(std::size_t figure, const std::vector<bool>& withheld) const {
    std::set<std::size_t> counts;
    for (const auto& t : sum(figure)) counts.insert(t.count);
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < withheld.size(); ++i)
      if (!withheld[i] && std::any_of(e_.figures[i].sum.begin(), e_.figures[i].sum.end(),
                                      [&](const Term& t) { return counts.contains(t.count); }))
        out.push_back(i);
    std::stable_sort(out.begin(), out.end(), [&](std::size_t a, std::size_t b) {
      return e_.figures[a].weight < e_.figures[b].weight;
    });
    if (out.size() > looked_at) out.resize(looked_at);
    return out;
  }

  // Which of the candidates widens the figure enough, or most.
  Result<std::size_t> next(std::size_t figure, const std::vector<bool>& withheld,
                           const std::vector<std::size_t>& candidates) const {
    std::size_t widest = candidates.front();
    std::int64_t width = -1;
    for (const auto c : candidates) {
      auto more = withheld;
      more[c] = true;
      auto knows = knowledge(more);
      if (!knows) return pass(knows.error());
      const auto interval = knows->about(sum(figure));
      if (!interval) return pass(interval.error());
      // The candidate itself must not be left as exposed as what it is to hide.
      const auto own = knows->about(sum(c));
      if (!own) return pass(own.error());
      const auto got = std::min(interval->width() - needed_[figure], own->width() - needed_[c]);
      if (got >= 0) return c;
      if (interval->width() > width) width = interval->width(), widest = c;
    }
    return widest;
  }

  Result<std::vector<bool>> stepwise(std::vector<bool> withheld) const {
    std::vector<std::size_t> order;
    for (;;) {
      const auto open = exposed(withheld, 1);
      if (!open) return pass(open.error());
      if (open->empty()) break;
      auto candidates = near(open->front(), withheld);
      if (candidates.empty())
        for (std::size_t i = 0; i < withheld.size() && candidates.empty(); ++i)
          if (!withheld[i]) candidates.push_back(i);
      if (candidates.empty())
        return fail(Fault::unsupported, "what was published before leaves nothing that may be published now");
      const auto chosen = next(open->front(), withheld, candidates);
      if (!chosen) return pass(chosen.error());
      withheld[*chosen] = true;
      order.push_back(*chosen);
    }
    if (withheld.size() > pruned) return withheld;
    for (const auto one : order) {  // what an earlier step took may have become needless
      withheld[one] = false;
      const auto open = exposed(withheld, 1);
      if (!open) return pass(open.error());
      if (!open->empty()) withheld[one] = true;
    }
    return withheld;
  }

  const Exposure& e_;
  std::vector<std::int64_t> needed_;
};

}  // namespace

Result<std::vector<bool>> withhold(const Exposure& exposure) {
  Search search(exposure);
  if (auto begun = search.begin(); !begun) return pass(begun.error());
  std::vector<bool> withheld;
  for (const auto& f : exposure.figures) withheld.push_back(f.withheld);
  // A zero says nothing without the figure that it is of: where that goes, it goes too.
  for (;;) {
    auto found = search.run(withheld);
    if (!found) return found;
    auto more = *found;
    for (std::size_t i = 0; i < more.size(); ++i)
      if (exposure.figures[i].zero_of && more[exposure.figures[i].whole]) more[i] = true;
    if (more == *found) return found;
    withheld = std::move(more);
  }
}

Result<std::vector<std::size_t>> exposed(const Exposure& exposure, const std::vector<bool>& withheld) {
  Search search(exposure);
  if (auto begun = search.begin(); !begun) return pass(begun.error());
  return search.exposed(withheld, SIZE_MAX);
}

}  // namespace waarborg
