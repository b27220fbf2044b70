// The files beside a match that hold a part of it, such as the logs of a database, when copying spelled them
// in other letters or gave them other names. Of several spellings one is read; what is not read is told.
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "readers/reader.h"

namespace waarborg {

inline constexpr std::size_t most_spellings = 4;  // of one part that are opened

// "sms.db-wal (1)", "sms.db.wal": `name` begins with that of the match, and what follows is the log of a
// database under a name that its readers do not know.
bool is_renamed_log(std::string_view match, std::string_view name);
inline constexpr std::string_view renamed_log =
    " was not read: it looks like a log of this database, under another name";
// Could it be one, of whatever match?
bool may_be_renamed_log(std::string_view name);

// Of each want the first that is not empty, or the first. Others with another content are told.
std::vector<Beside> chosen_parts(std::span<const Beside> beside, Sink& out);

}  // namespace waarborg
