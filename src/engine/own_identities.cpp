#include "engine/own_identities.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "observations/kinds.h"

namespace waarborg {
namespace {

// The fields of DeviceIdentity and IdentityKnown, by the numbers that kinds.h gives them.
constexpr std::uint8_t scheme_field = 1, value_field = 2;
constexpr std::uint8_t role_field = 1, email_field = 2, phone_field = 3, account_field = 5;

bool is_personal_scheme(std::string_view scheme) {
  return scheme == "phone-number" || scheme == "msisdn" || scheme == "apple-id" || scheme == "email" ||
         scheme == "account";
}

std::vector<std::uint8_t> fields_of(const RecordView& record) {
  if (record.kind == DeviceIdentity::number && is_personal_scheme(record.text(scheme_field)))
    return {value_field};
  if (record.kind == IdentityKnown::number &&
      (record.text(role_field) == "own" || record.text(role_field) == "account"))
    return {email_field, phone_field, account_field};
  return {};
}

// Devices keep their own number without '+' now and then; one that begins with 0 has no country.
std::optional<std::string> identity_in(std::string_view text) {
  if (auto identity = identity_of(text)) return identity;
  const bool digits =
      text.size() >= 10 && text[0] != '0' && text.find_first_not_of("0123456789") == text.npos;
  return digits ? identity_of("+" + std::string(text)) : std::nullopt;
}

std::string slug(const std::string& name) {
  std::string out;
  for (const char c : lower(name)) out += (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-';
  return "numbers/" + out;
}

std::string why_listed(const std::vector<Match>& matches, const std::string& name) {
  const auto more = matches.size() > 1 ? fmt::format(" and {} more of this device are", matches.size() - 1)
                                       : " of this device is";
  return fmt::format(
      "{}{} on the list {}: somebody chose it as a target. That the device was infected is not "
      "said.",
      printable(shorten(matches.front().value, 80)), more, printable(shorten(name, 80)));
}

}  // namespace

bool is_own_identity(const RecordView& record) {
  return !fields_of(record).empty();
}

void OwnIdentities::add(Key key, Match match) {
  const auto at = seen_.find(key);
  if (at == seen_.end())
    seen_.emplace(std::move(key), std::move(match));
  else if (match.observation < at->second.observation)
    at->second = std::move(match);
  // The greatest goes, whatever order they came in.
  if (seen_.size() <= most) return;
  const auto last = std::prev(seen_.end());
  ++left_out_[std::get<0>(last->first)];
  seen_.erase(last);
}

void OwnIdentities::see(const RecordView& record, const Place& place) {
  for (const auto number : fields_of(record)) {
    const auto value = record.text(number);
    if (value.empty()) continue;
    const auto identity = identity_in(value);
    // An account may be called anything; only what stands where a number or an address must is unclear.
    if (!identity && number != account_field) ++unclear_[place.evidence];
    if (!identity) continue;
    const auto* field = record.info->field(number);
    add({place.evidence, std::string(place.root), *identity}, {.evidence = place.evidence,
                                                               .observation = place.number,
                                                               .indicator = no_indicator,
                                                               .root = std::string(place.root),
                                                               .probe = std::string(place.probe),
                                                               .kind = std::string(record.info->name),
                                                               .field = std::string(field->name),
                                                               .value = std::string(value.substr(0, 4096)),
                                                               .presence = record.presence(),
                                                               .file = std::string(place.file),
                                                               .reader = std::string(place.reader),
                                                               .offset = record.offset});
  }
}

void OwnIdentities::take(OwnIdentities&& other) {
  for (auto& [key, match] : other.seen_) add(key, std::move(match));
  for (const auto& [evidence, count] : other.unclear_) unclear_[evidence] += count;
  for (const auto& [evidence, count] : other.left_out_) left_out_[evidence] += count;
}

OwnIdentities::Outcome OwnIdentities::ask(const std::vector<NumberList>& lists,
                                          const std::vector<std::uint32_t>& evidence) const {
  Outcome out;
  std::map<std::uint32_t, std::uint64_t> asked, failed;
  for (const auto& list : lists) {
    std::map<std::string, std::optional<bool>> known;  // the same identity on several roots costs one digest
    std::map<std::pair<std::uint32_t, std::string>, std::vector<Match>> listed;
    for (const auto& [key, match] : seen_) {
      const auto& [where, root, identity] = key;
      auto at = known.find(identity);
      if (at == known.end()) at = known.emplace(identity, list.has(identity)).first;
      ++(at->second ? asked : failed)[where];
      if (at->second.value_or(false)) listed[{where, root}].push_back(match);
    }
    for (auto& [place, matches] : listed) {
      Finding f;
      f.subject = f.indicator = slug(list.name);
      f.source = list.source;
      f.confidence = Confidence::confirmed;
      f.hit_class = "mentioned";
      f.why = why_listed(matches, list.name);
      f.evidence = place.first;
      f.root = place.second;
      f.matches = matches.size();
      matches.resize(std::min(matches.size(), because_kept));
      f.because = std::move(matches);
      out.findings.push_back(std::move(f));
    }
  }
  if (lists.empty()) return out;
  for (const auto id : evidence) {
    const auto count = [id](const std::map<std::uint32_t, std::uint64_t>& of) {
      const auto at = of.find(id);
      return at == of.end() ? std::uint64_t{0} : at->second;
    };
    CoverageRow row;
    row.evidence = id;
    row.probe = numbers_probe;
    row.canary = true;
    row.needed = true;
    row.files = count(asked);
    const auto lost = count(unclear_) + count(left_out_) + count(failed);
    row.status = row.files == 0 ? Status::unreadable : lost != 0 ? Status::partial : Status::complete;
    if (row.files == 0 && lost == 0)
      row.why =
          "no number and no address of the device itself was found in it: whether one is listed is not known";
    else if (lost != 0)
      row.why = fmt::format(
          "{} of its own numbers and addresses could not be compared (no country, or too many)", lost);
    out.rows.push_back(std::move(row));
  }
  return out;
}

}  // namespace waarborg
