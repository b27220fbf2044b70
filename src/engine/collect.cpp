#include "engine/collect.h"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "engine/conclude.h"
#include "observations/taken.h"

namespace waarborg {
namespace {

constexpr std::size_t kept_per_indicator = 200;

}  // namespace

void Collector::expect(const std::vector<Job>& jobs) {
  states_.assign(jobs.empty() ? 1 : jobs.back().number + 1u, {});
  for (const auto& job : jobs) {
    const auto& reader = all_readers()[job.reader];
    out_.job(
        {job.number, job.evidence, job.file, job.root, std::string(reader.name), std::string(reader.probe)});
  }
}

void Collector::problem(const ProblemRow& row) {
  ++problems_;
  out_.problem(row);
}

void Collector::problem(const Job& job, Fault fault, std::string why, std::uint64_t offset,
                        std::string_view path) {
  auto& state = states_[job.number];
  state.unsupported_version |= fault == Fault::unsupported_version;
  if (++state.problems > limits_.job_problems) return;
  if (state.problems == limits_.job_problems) why += " (further problems of this file are only counted)";
  auto file = job.file;
  if (!path.empty()) file += "!/" + std::string(path);
  problem({job.evidence, std::move(file), offset, fault, to_utf8(why),
           std::string(all_readers()[job.reader].name)});
}

bool Collector::hear(const Job& job, Say say, Cursor& in) {
  if (say == Say::segment) return segment(job, in);
  if (say != Say::problem) return false;
  const auto fault = in.varint(), offset = in.varint();
  const auto why = packed_text(in), path = packed_text(in);
  if (!in.ok() || in.more() || fault >= fault_count) return false;
  problem(job, static_cast<Fault>(fault), std::string(why), offset, path);
  return true;
}

bool Collector::segment(const Job& job, Cursor& in) {
  const auto seen = in.varint(), count = in.varint();
  const auto records = in.take(in.varint());
  if (!in.ok() || count > seen || seen > records.size() + (64u << 20)) return false;
  auto& state = states_[job.number];
  std::vector<const KindInfo*> emits;
  for (const auto name : all_readers()[job.reader].emits) emits.push_back(kind_named(name));
  SegmentReader reader(records);
  RecordView record;
  std::uint32_t n = 0;
  // Hits come in the order of their records, so one pass does both; they are read as the records go by.
  std::uint32_t hit_record = UINT32_MAX, hit_indicator = 0, hit_field = 0;
  const auto next_hit = [&] {
    if (!in.more()) {
      hit_record = UINT32_MAX;
      return;
    }
    const auto r = in.varint(), i = in.varint(), f = in.varint();
    hit_record =
        r < count && i < index_.size() && f <= UINT8_MAX ? static_cast<std::uint32_t>(r) : UINT32_MAX - 1;
    hit_indicator = static_cast<std::uint32_t>(i);
    hit_field = static_cast<std::uint32_t>(f);
  };
  next_hit();
  for (; reader.next(record); ++n) {
    if (record.info == nullptr || std::find(emits.begin(), emits.end(), record.info) == emits.end())
      return false;
    const auto number = static_cast<std::uint64_t>(job.number) << 32 | (state.stored + n);
    note(job, record, number);
    for (; hit_record == n; next_hit()) {
      const auto field = std::find_if(record.fields.begin(), record.fields.end(),
                                      [&](const auto& f) { return f.number == hit_field; });
      if (field == record.fields.end() || !is_matchable(field->type)) return false;
      found_.clear();
      index_.find(field->type, field->text, found_);
      if (!std::binary_search(found_.begin(), found_.end(), hit_indicator) ||
          (index_.has_conditions() && !index_.holds(hit_indicator, record)))
        return false;  // a hit that is none
      const auto* info = record.info->field(field->number);
      matches_.push_back({.evidence = job.evidence,
                          .observation = number,
                          .indicator = hit_indicator,
                          .root = root_of(job.root, record),
                          .probe = std::string(all_readers()[job.reader].probe),
                          .kind = std::string(record.info->name),
                          .field = std::string(info->name),
                          .value = std::string(field->text.substr(0, 4096)),
                          .presence = record.presence(),
                          .file = place_of(job.file, all_readers()[job.reader], record),
                          .reader = std::string(all_readers()[job.reader].name),
                          .offset = record.offset});
    }
    if (hit_record < n) return false;  // out of order
  }
  if (!reader.ok() || n != count || hit_record != UINT32_MAX || !in.ok()) return false;
  if (count != 0) out_.segment(job.number, state.stored, n, records);
  state.stored += n;
  state.observations += seen;
  observations_ += seen;
  if (matches_.size() > thin_at_) thin_out();
  return true;
}

void Collector::note(const Job& job, const RecordView& record, std::uint64_t number) {
  judges_.see(record, {number, job.evidence, job.root, job.file, all_readers()[job.reader].name,
                       all_readers()[job.reader].probe});
  if (is_own_identity(record)) {
    const auto root = all_readers()[job.reader].probe == DeviceIdentity::list_probe
                          ? fmt::format("{}device {}", job.root, record.offset)
                          : job.root;
    identities_.see(record, {number, job.evidence, root, job.file, all_readers()[job.reader].name,
                             all_readers()[job.reader].probe});
  }
  if (record.kind == Program::number) {
    ProgramRow row;
    row.evidence = job.evidence;
    row.observation = number;
    row.root = root_of(job.root, record);
    const auto package = record.text(1);
    const auto slash = package.find('/');
    row.ecosystem = package.substr(0, slash);
    row.name = slash == std::string_view::npos ? std::string_view() : package.substr(slash + 1);
    row.version = record.text(2);
    row.vendor =
        record.text(4).empty() ? record.text(5).empty() ? record.text(6) : record.text(5) : record.text(4);
    row.purl = record.text(7);
    row.presence = record.presence();
    out_.program(row);
  } else if (record.kind == OsRelease::number) {
    if (const auto platform = record.text(5); !platform.empty()) platforms_[job.evidence].emplace(platform);
    systems_.see(record, {number, job.evidence, job.root, job.file, all_readers()[job.reader].name,
                          all_readers()[job.reader].probe});
  } else if (record.kind == DeviceIdentity::number && job.root.empty() &&
             all_readers()[job.reader].probe != DeviceIdentity::list_probe) {
    auto& identifiers = evidence_[job.evidence].row.identifiers;
    EvidenceRow::Identifier id{std::string(record.text(1)), std::string(record.text(2)),
                               std::string(record.text(3))};
    // Sorted, and the last one dropped: workers answer in any order.
    const auto key = [](const EvidenceRow::Identifier& i) { return std::tie(i.scheme, i.value, i.strength); };
    const auto at = std::lower_bound(identifiers.begin(), identifiers.end(), id,
                                     [&](const auto& a, const auto& b) { return key(a) < key(b); });
    if (at == identifiers.end() || key(*at) != key(id)) identifiers.insert(at, std::move(id));
    if (identifiers.size() > 64) identifiers.pop_back();
  } else if (record.kind == SystemProperty::number && job.root.empty() && record.text(1) == taken_property) {
    // Where several are named, the earliest: evidence is never made younger than it may be.
    auto& said = evidence_[job.evidence].said_taken;
    if (const auto time = parse_time(record.text(2)).value_or(Time{});
        known(time) && (!known(said) || time < said))
      said = time;
  }
}

// Of a flood of matches the first of each indicator, piece of evidence and root are kept: by number, so that
// the order in which workers answered does not matter.
void Collector::thin_out() {
  const auto key = [](const Match& m) { return std::tie(m.evidence, m.indicator, m.root); };
  std::sort(matches_.begin(), matches_.end(), [&](const Match& a, const Match& b) {
    return std::tuple_cat(key(a), std::tie(a.observation)) < std::tuple_cat(key(b), std::tie(b.observation));
  });
  std::size_t kept = 0, run = 0;
  for (std::size_t i = 0; i < matches_.size(); ++i) {
    run = i > 0 && kept > 0 && key(matches_[kept - 1]) == key(matches_[i]) ? run + 1 : 0;
    if (run >= kept_per_indicator) continue;
    if (kept != i) matches_[kept] = std::move(matches_[i]);
    ++kept;
  }
  matches_.resize(kept);
  thin_at_ = std::max<std::size_t>(500'000, kept * 2);
}

std::vector<Match> Collector::take_matches() {
  return std::move(matches_);
}

}  // namespace waarborg
