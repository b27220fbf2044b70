// A message with the words in which Apple tells people that they are a target. Words as they were published:
// appleinsider.com and American Fork Business on the notifications of 2024 and 2025; those of 2021 said
// "state-sponsored attackers".
#include <algorithm>
#include <array>

#include "base/text.h"
#include "judgements/single.h"
#include "observations/kinds.h"

namespace waarborg {
namespace {

// The fields of Message, by the numbers that kinds.h gives them.
constexpr std::uint8_t direction = 2, email = 3, text = 7;

constexpr std::array<std::string_view, 4> beginnings = {
    "alert: state-sponsored attackers may be targeting your iphone",
    "alert: apple detected a targeted mercenary spyware attack against your iphone",
    "apple detected that you are being targeted by a mercenary spyware attack",
    "apple believes you are being targeted by state-sponsored attackers"};
constexpr std::array<std::string_view, 2> senders = {"threat-notifications@email.apple.com",
                                                     "threat-notifications@apple.com"};
constexpr std::size_t looked_at = 256;

bool tells(const RecordView& record) {
  if (record.kind != Message::number || record.text(direction) == "sent") return false;
  const auto words = lower(trim(record.text(text).substr(0, looked_at)));
  const auto sender = lower(record.text(email));
  return std::ranges::any_of(beginnings, [&](auto b) { return words.starts_with(b); }) ||
         std::ranges::find(senders, sender) != senders.end();
}

std::string says(const RecordView& record) {
  const auto words = trim(record.text(text));
  return fmt::format(
      "A message that was received speaks as Apple does when it warns a target of spyware: \"{}\"",
      printable(shorten(words, 120)));
}

}  // namespace

Judgement apple_threat_notification() {
  return {
      .about = "A message with the words in which Apple warns people who are targets of spyware.",
      .kinds = {Message::kind},
      .make =
          [] {
            return std::unique_ptr<Judge>(new SingleJudge(
                tells, says,
                "Apple says with it that somebody chose this person, not that the attack succeeded; and "
                "others "
                "can write the same words: the account at account.apple.com shows a real one."));
          },
      .tells = tells,
  };
}

}  // namespace waarborg
