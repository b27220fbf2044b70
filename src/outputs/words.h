// Words for people: names of subjects, enumerations in the reader's language, counted things. Machine formats
// never use these; they write the names of the model as they are.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "outputs/output.h"

namespace waarborg {

// The text of an id, English where the language has none; nothing when nobody has it.
std::optional<std::string_view> message_text(std::string_view language, std::string_view id);

// "product/kaspersky/kesl" → the name the catalogue gives it; "judgement/…" → what it says, in the reader's
// language; of an unknown one its last part.
std::string subject_name(std::string_view language, std::string_view subject);
// The same with the name that a finding brought along, which counts where the shipped content has none.
std::string subject_name(std::string_view language, std::string_view subject, std::string_view brought);

// id.one for 1, else id.many with {0} the number.
std::string counted(std::string_view language, std::string_view id, std::uint64_t n);

// What a cell of `column` says to a person: enumerations are translated, all else stays as it is. Not
// escaped.
std::string in_words(std::string_view language, std::string_view column, std::string_view text);

}  // namespace waarborg
