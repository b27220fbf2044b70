#include "engine/judges.h"

#include <algorithm>

namespace waarborg {

bool is_told_by_a_judgement(const RecordView& record) {
  struct Row {
    std::uint16_t kind;
    bool (*tells)(const RecordView&);
  };
  static const auto rows = [] {
    std::vector<Row> out;
    for (const auto& judgement : all_judgements())
      for (const auto kind : judgement.kinds)
        if (const auto* info = kind_named(kind); info != nullptr && judgement.tells != nullptr)
          out.push_back({info->number, judgement.tells});
    return out;
  }();
  return std::ranges::any_of(rows,
                             [&](const Row& row) { return row.kind == record.kind && row.tells(record); });
}

Judges::Judges() {
  for (const auto& judgement : all_judgements()) {
    Seat seat{&judgement, judgement.make(), {}};
    for (const auto kind : judgement.kinds)
      if (const auto* info = kind_named(kind)) seat.kinds.push_back(info->number);
    seats_.push_back(std::move(seat));
  }
}

void Judges::see(const RecordView& record, const Place& place) {
  bool fed = false;
  for (auto& seat : seats_) {
    if (std::find(seat.kinds.begin(), seat.kinds.end(), record.kind) == seat.kinds.end()) continue;
    fed |= seat.judge->see({place.number, place.evidence, place.root, record});
  }
  if (!fed) return;
  const auto field = std::find_if(record.fields.begin(), record.fields.end(),
                                  [](const auto& f) { return is_matchable(f.type); });
  Remembered what{std::string(place.file),
                  std::string(place.reader),
                  std::string(place.probe),
                  std::string(record.info->name),
                  {},
                  {},
                  record.offset,
                  record.presence()};
  if (field != record.fields.end()) {
    what.field = record.info->field(field->number)->name;
    what.value = field->text;
  }
  seen_.emplace(place.number, std::move(what));
}

std::vector<Finding> Judges::findings() {
  std::vector<Finding> out;
  for (auto& seat : seats_)
    for (auto& opinion : seat.judge->conclude()) {
      Finding f;
      f.subject = "judgement/" + std::string(seat.judgement->name);
      f.indicator = f.subject;
      f.confidence = Confidence::lead;
      f.why = std::move(opinion.why);
      f.evidence = opinion.evidence;
      f.root = std::move(opinion.root);
      f.presence = opinion.presence;
      f.matches = opinion.because.size();
      for (const auto number : opinion.because) {
        const auto at = seen_.find(number);
        if (at == seen_.end() || f.because.size() >= because_kept) continue;
        const auto& m = at->second;
        f.because.push_back({.evidence = f.evidence,
                             .observation = number,
                             .indicator = no_indicator,
                             .root = f.root,
                             .probe = m.probe,
                             .kind = m.kind,
                             .field = m.field,
                             .value = m.value,
                             .presence = m.presence,
                             .file = m.file,
                             .reader = m.reader,
                             .offset = m.offset});
        if (f.presence == Presence::none) f.presence = m.presence;
      }
      out.push_back(std::move(f));
    }
  return out;
}

}  // namespace waarborg
