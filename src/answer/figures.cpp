#include "answer/figures.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

namespace waarborg {
namespace {

FigureNumber state_of(const DeviceRow& device) {
  switch (device.state) {
    case State::exception:
      return exception;
    case State::present:
    case State::removal_claimed:
      return no_exception;
    case State::gone:
      return gone;
    case State::never_seen:
      return never_seen;
    case State::decommissioned:
    case State::lost:
    case State::out_of_scope:
      return left_scope;
    case State::suspected:
      return suspected;
    case State::not_heard:
    case State::false_positive:
      break;
  }
  return device.unknown == Unknown::stale        ? stale
         : device.unknown == Unknown::incomplete ? incomplete
                                                 : not_heard;
}

void add_sums(FigureRow& row) {
  for (std::size_t f = 0; f < figure_count; ++f) {
    const auto figure = static_cast<FigureNumber>(f);
    if (std::ranges::find(counted_states, figure) != counted_states.end()) continue;
    for (const auto state : counted_states)
      if (counts(figure, state)) row.value[f] += row.value[state];
  }
}

// Counted here from the devices, and by the ledger on its own: both must say the same.
Result<> compare(const FigureRow& row, const OrganisationRow& ledger) {
  const auto& f = ledger.figures;
  if (auto sound = check(f); !sound) return sound;
  const std::array<std::int64_t, figure_count> theirs = {
      f.in_scope,  f.present, f.of_exception, f.present - f.of_exception,
      f.absent(),  f.gone,    f.never_seen,   f.unknown(),
      f.not_heard, f.stale,   f.incomplete,   f.suspected,
      f.left};
  if (theirs == row.value) return {};
  return fail(Fault::malformed,
              fmt::format("the figures of {} do not add up: two counts of them differ", ledger.organisation));
}

class Counting {
 public:
  Counting(const Account& account, const std::string& directive, const Question& question)
      : account_(account), directive_(directive), question_(question) {}

  Result<FigureTable> run() {
    for (const auto& row : account_.organisations)
      if (row.directive == directive_ && asked(row.organisation)) {
        out_.organisations.push_back(row.organisation);
        out_.unlisted += row.unlisted;
      }
    for (const auto& name : question_.organisations)
      if (std::ranges::find(out_.organisations, name) == out_.organisations.end())
        out_.without_device.push_back(name);
    count();
    if (auto good = add_rows(); !good) return pass(good.error());
    return std::move(out_);
  }

 private:
  bool asked(const std::string& organisation) const {
    const auto& all = question_.organisations;
    return all.empty() || std::ranges::find(all, organisation) != all.end();
  }

  void count() {
    std::map<std::pair<std::string, std::size_t>, Tally> cells;
    std::map<std::string, std::int64_t> heard;
    const auto seen = sightings();
    for (const auto& device : account_.devices) {
      if (device.directive != directive_ || !asked(device.organisation)) continue;
      const auto ownership = ownership_class(device.ownership);
      if (ownership == "unknown" && !device.ownership.empty() && device.ownership != "unknown")
        ++out_.other_ownership;
      const auto order = static_cast<std::size_t>(std::ranges::find(ownership_classes, ownership) -
                                                  ownership_classes.begin());
      auto& cell = cells[{device.organisation, order}];
      cell.organisation = device.organisation, cell.ownership = ownership;
      const auto state = state_of(device);
      ++cell.of[state];
      if (const auto at = seen.find({device.organisation, device.asset}); at != seen.end())
        older(cell.first_seen, at->second);
      heard[device.organisation] += state != not_heard && state != left_scope ? 1 : 0;
    }
    for (auto& [key, cell] : cells) out_.cells.push_back(std::move(cell));
    for (const auto& [organisation, number] : heard)
      if (number == 0) out_.silent.push_back(organisation);
  }

  FigureRow row_of(const std::string& organisation, const std::string& ownership) const {
    FigureRow row;
    row.organisation = organisation, row.ownership = ownership;
    for (const auto& cell : out_.cells)
      if ((organisation.empty() || cell.organisation == organisation) &&
          (ownership.empty() || cell.ownership == ownership)) {
        for (const auto state : counted_states) row.value[state] += cell.of[state];
        older(row.first_seen, cell.first_seen);
      }
    add_sums(row);
    return row;
  }

  Result<> add_rows() {
    for (const auto& ledger : account_.organisations)
      if (ledger.directive == directive_ && asked(ledger.organisation))
        if (auto same = compare(row_of(ledger.organisation, ""), ledger); !same) return same;
    std::vector<std::string> organisations;
    if (question_.by_organisation) organisations = out_.organisations;
    // The whole is one organisation's own when there is only one.
    if (organisations.size() != 1) organisations.emplace_back();
    for (const auto& organisation : organisations) {
      std::vector<FigureRow> parts;
      if (question_.by_ownership)
        for (const auto ownership : ownership_classes)
          if (auto row = row_of(organisation, std::string(ownership)); row.value[in_scope] != 0)
            parts.push_back(std::move(row));
      out_.rows.push_back(row_of(organisation, ""));
      for (auto& part : parts) out_.rows.push_back(std::move(part));
    }
    return {};
  }

  // Since when: the oldest sighting of what is present, by device.
  std::map<std::pair<std::string_view, std::string_view>, Time> sightings() const {
    std::map<std::pair<std::string_view, std::string_view>, Time> out;
    for (const auto& s : account_.states) {
      if (s.directive != directive_ || !known(s.first_seen)) continue;
      if (s.state != State::present && s.state != State::exception && s.state != State::removal_claimed)
        continue;
      auto& oldest = out[{s.organisation, s.asset}];
      if (!known(oldest) || s.first_seen < oldest) oldest = s.first_seen;
    }
    return out;
  }
  static void older(Time& oldest, Time other) {
    if (known(other) && (!known(oldest) || other < oldest)) oldest = other;
  }

  const Account& account_;
  const std::string& directive_;
  const Question& question_;
  FigureTable out_;
};

}  // namespace

bool counts(FigureNumber figure, FigureNumber state) {
  switch (figure) {
    case in_scope:
      return true;
    case present:
      return state == exception || state == no_exception;
    case absent:
      return state == gone || state == never_seen;
    case unknown:
      return state == not_heard || state == stale || state == incomplete || state == suspected;
    default:
      return figure == state;
  }
}

std::string ownership_class(std::string_view ownership) {
  return std::string(std::ranges::find(ownership_classes, ownership) != ownership_classes.end() ? ownership
                                                                                                : "unknown");
}

Result<FigureTable> figures_of(const Account& account, const std::string& directive,
                               const Question& question) {
  return Counting(account, directive, question).run();
}

}  // namespace waarborg
