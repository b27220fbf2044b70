#include "outputs/words.h"

#include <algorithm>
#include <array>

#include "indicators/catalogue.h"
#include "indicators/exploited.h"
#include "judgements/judgement.h"

namespace waarborg {

std::string subject_name(std::string_view language, std::string_view subject) {
  return subject_name(language, subject, {});
}

std::string subject_name(std::string_view language, std::string_view subject, std::string_view brought) {
  constexpr std::string_view judgement = "judgement/";
  // No dot: see in_words().
  if (subject.starts_with(judgement) && subject.find('.') == std::string_view::npos)
    if (const auto words =
            message_text(language, "judgement." + std::string(subject.substr(judgement.size()))))
      return std::string(*words);
  auto known = shipped_catalogue().name_of_subject(subject);
  if (known != subject) return known;
  if (!brought.empty()) return std::string(brought);
  // One of a catalogue that is not shipped: its last part, if it is written as the catalogue writes subjects.
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789-_./";
  const auto slash = subject.rfind('/');
  if (subject.find_first_not_of(allowed) != std::string_view::npos || slash + 1 >= subject.size())
    return known;
  std::string name(subject.substr(slash + 1));
  if (name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 32);
  return name;
}

std::string counted(std::string_view language, std::string_view id, std::uint64_t n) {
  return message(language, std::string(id) + (n == 1 ? ".one" : ".many"), {std::to_string(n)});
}

// An unknown value (a case of a newer program, or a hostile one) is shown as it is, never hidden.
std::string in_words(std::string_view language, std::string_view column, std::string_view text) {
  constexpr std::array<std::string_view, 11> enumerations = {"confidence", "presence", "class",  "status",
                                                             "canary",     "needed",   "change", "zone",
                                                             "state",      "outcome",  "holds"};
  // A row has the English name of what was found, the same for every machine.
  if (column == "name")
    for (const auto& judgement : all_judgements())
      if (const auto subject = "judgement/" + std::string(judgement.name);
          subject_name("en", subject) == text)
        return subject_name(language, subject);
  if (column == "name" && subject_name("en", exploited_subject) == text)
    return subject_name(language, exploited_subject);
  if (std::find(enumerations.begin(), enumerations.end(), column) == enumerations.end())
    return std::string(text);
  // No dot: a value of a hostile case may not pick another message ("confirmed.long").
  if (text.find('.') != std::string_view::npos) return std::string(text);
  const auto words = message_text(language, std::string(column) + "." + std::string(text));
  return std::string(words ? *words : text);
}

}  // namespace waarborg
