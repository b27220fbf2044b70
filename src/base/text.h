// Text: the small operations on strings that several rooms need, written once. All of them treat bytes as
// UTF-8 and survive bytes that are not.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace waarborg {

bool is_utf8(std::string_view s);
std::string to_utf8(std::string_view s);          // each byte that is not UTF-8 becomes U+FFFD
std::string lower(std::string_view s);            // ASCII only; the rest stays
std::string percent_decoded(std::string_view s);  // "%2F" as '/', once; what is no such escape stays
std::string_view trim(std::string_view s);        // ASCII blanks, CR and LF
std::vector<std::string_view> split(std::string_view s, char at);
std::vector<std::string_view> words(std::string_view s);  // split on blanks, empty ones dropped
std::string join(const std::vector<std::string>& parts, std::string_view between);

// The next line of `text` from `at`, without its end (LF or CRLF); `at` moves behind it. False at the end.
// `whole` says whether the line had an end: the last line of a file that was cut short has none.
bool next_line(std::string_view text, std::size_t& at, std::string_view& line, bool& whole);

// '*' any run without '/', '**' any run, '?' one character but '/', '[abc]' and '[a-z]' one of. No
// back-tracking beyond one star of each kind, so hostile names cost linear time each.
bool glob(std::string_view pattern, std::string_view text);
bool has_wildcard(std::string_view pattern);

// Folded words of a vendor's or product's name: lower case (ASCII, Latin-1, Greek and Cyrillic), without ™ ®
// © and punctuation, without legal forms (Inc, GmbH, AO, JSC, ...). "AO Kaspersky Lab" → {"kaspersky",
// "lab"}.
std::vector<std::string> name_words(std::string_view name);
std::string folded_name(std::string_view name);  // the same, with one blank between

// For people: control characters, escapes and bidirectional overrides made visible as \xNN or \u{NNNN}.
std::string printable(std::string_view s);
std::size_t display_width(std::string_view s);                 // code points, as columns of a terminal
std::string shorten(std::string_view s, std::size_t columns);  // with "…" in the middle

}  // namespace waarborg
