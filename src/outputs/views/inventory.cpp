// Every program the evidence names, sorted by evidence, root, ecosystem, name and version. With an older case
// both lie in one sorted stream, and a row that has no neighbour of the other case is new or gone.
#include "outputs/fields.h"
#include "outputs/findings.h"
#include "outputs/row_sorter.h"

namespace waarborg {
namespace {

constexpr std::string_view side_older = "0", side_now = "1";

void add_programs(CaseView& view, bool is_older, const EvidenceLabels& labels, RowSorter& sorter,
                  Result<>& done) {
  const EvidencePaths paths(view);
  std::string key;
  done = view.programs([&](const ProgramRow& p) {
    key.clear();
    const auto& label = is_older ? labels.older(p.evidence) : labels.now(p.evidence);
    for (const std::string_view part :
         {std::string_view(label), std::string_view(p.root), std::string_view(p.ecosystem),
          std::string_view(p.name), std::string_view(p.version), name_of(p.presence)})
      add_key(key, part);
    key += is_older ? side_older : side_now;
    sorter.add(key, {text_cell(""), text_cell(paths.path(p.evidence)), text_cell(p.root),
                     text_cell(p.ecosystem), text_cell(p.name), text_cell(p.version), text_cell(p.vendor),
                     text_cell(name_of(p.presence)), text_cell(p.purl)});
  });
}

// Holds back the rows of the older case with one key (the same program may stand in several databases) until
// it is known whether the newer case has the key too. Only one of them is kept: they differ in vendor and
// purl at most.
class Merge {
 public:
  explicit Merge(const std::function<void(const Row&)>& visit) : visit_(visit) {}
  void see(std::string_view key, const Row& row) {
    const bool is_now = key.ends_with(side_now);
    key.remove_suffix(1);
    if (key != key_) {
      finish();
      key_ = key;
      in_older_ = !is_now;
      in_now_ = is_now;
      if (!is_now) held_ = row;
    }
    if (!is_now) return;
    in_now_ = true;
    Row shown = row;
    shown[0].text = in_older_ ? "same" : "new";
    visit_(shown);
  }
  void finish() {
    if (in_older_ && !in_now_) {
      held_[0].text = "gone";
      visit_(held_);
    }
    in_older_ = in_now_ = false;
  }

 private:
  const std::function<void(const Row&)>& visit_;
  std::string key_;
  Row held_;
  bool in_older_ = false, in_now_ = false;
};

Result<> rows(CaseView& view, const ReportOptions& options, const std::function<void(const Row&)>& visit) {
  auto sorter = RowSorter::create();
  if (!sorter) return pass(sorter.error());
  const EvidenceLabels labels(view, options.against);
  Result<> read;
  add_programs(view, false, labels, *sorter, read);
  if (!read) return read;
  if (options.against == nullptr) return sorter->each([&](std::string_view, const Row& row) { visit(row); });
  add_programs(*options.against, true, labels, *sorter, read);
  if (!read) return read;
  Merge merge(visit);
  const auto done = sorter->each([&](std::string_view key, const Row& row) { merge.see(key, row); });
  if (done) merge.finish();
  return done;
}

}  // namespace

View inventory() {
  return {.about = "The programs that the evidence names.",
          .columns = {{.name = "change", .change = true},
                      {.name = "evidence"},
                      {.name = "root"},
                      {.name = "ecosystem"},
                      {.name = "name"},
                      {.name = "version"},
                      {.name = "vendor"},
                      {.name = "presence"},
                      {.name = "purl", .for_people = false}},
          .rows = rows};
}

}  // namespace waarborg
