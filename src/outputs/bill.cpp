#include "outputs/bill.h"

#include "observations/kinds.h"
#include "outputs/fields.h"
#include "outputs/findings.h"
#include "outputs/row_sorter.h"

namespace waarborg {
namespace {

enum Column : std::size_t { evidence, root, ecosystem, name, version, vendor, purl, presence };
// What lies under one observation's number, in this order: where it stands, the program, the findings about
// it.
constexpr std::string_view side_origin = "0", side_program = "1", side_finding = "2";

std::string key_of(std::uint64_t observation, std::string_view side) {
  std::string key;
  add_key(key, observation);
  return key.append(side);
}

Result<> gather(CaseView& view, RowSorter& sorter) {
  const EvidencePaths paths(view);
  auto done = view.programs([&](const ProgramRow& p) {
    sorter.add(key_of(p.observation, side_program),
               {text_cell(paths.path(p.evidence)), text_cell(p.root), text_cell(p.ecosystem),
                text_cell(p.name), text_cell(p.version), text_cell(p.vendor), text_cell(p.purl),
                number_cell(static_cast<std::uint64_t>(p.presence))});
  });
  if (done)
    done = view.observations([&](const Observed& seen) {
      if (seen.record->kind == Program::number)
        sorter.add(
            key_of(seen.number, side_origin),
            {text_cell(seen.job->file), number_cell(seen.record->offset), text_cell(seen.job->reader)});
    });
  if (!done) return done;
  return view.findings([&](const StoredFinding& stored) {
    const auto& f = stored.finding;
    const auto about = f.subject + " (" + std::string(name_of(f.confidence)) + ')';
    for (const auto& match : f.because)
      sorter.add(key_of(match.observation, side_finding), {text_cell(about)});
  });
}

// Puts together again what has one observation's number.
class Joined {
 public:
  Joined(bool only_findings, const std::function<void(const BilledProgram&)>& visit)
      : only_findings_(only_findings), visit_(visit) {}

  void see(std::string_view key, const Row& row) {
    const auto side = key.substr(key.size() - 1);
    key.remove_suffix(1);
    if (key != key_) {
      finish();
      key_ = key;
    }
    if (side == side_origin) {
      now_.file = row[0].text;
      now_.offset = row[1].number;
      now_.reader = row[2].text;
    } else if (side == side_program) {
      program(row);
    } else if ((now_.findings.empty() || now_.findings.back() != row[0].text) && now_.findings.size() < 64) {
      now_.findings.push_back(row[0].text);
    }
  }
  void finish() {
    if (is_program_ && !(only_findings_ && now_.findings.empty())) visit_(now_);
    now_ = {};
    is_program_ = false;
  }

 private:
  void program(const Row& row) {
    is_program_ = true;
    now_.evidence = row[Column::evidence].text;
    auto& p = now_.program;
    p.root = row[Column::root].text, p.ecosystem = row[Column::ecosystem].text;
    p.name = row[Column::name].text, p.version = row[Column::version].text;
    p.vendor = row[Column::vendor].text, p.purl = row[Column::purl].text;
    p.presence = static_cast<Presence>(row[Column::presence].number);
  }

  bool only_findings_, is_program_ = false;
  const std::function<void(const BilledProgram&)>& visit_;
  std::string key_;
  BilledProgram now_;
};

}  // namespace

Result<> each_billed(CaseView& view, bool only_findings,
                     const std::function<void(const BilledProgram&)>& visit) {
  auto sorter = RowSorter::create();
  if (!sorter) return pass(sorter.error());
  if (auto gathered = gather(view, *sorter); !gathered) return gathered;
  Joined joined(only_findings, visit);
  auto done = sorter->each([&](std::string_view key, const Row& row) { joined.see(key, row); });
  if (done) joined.finish();
  return done;
}

std::string bill_time(CaseView& view) {
  const auto begun = view.summary().started;
  const auto micros = begun.time_since_epoch().count();
  return known(begun) && is_date(micros) ? time_text(micros) : "";
}

}  // namespace waarborg
