// What one value of a catalogue file may be: the closed lists, and the checks that refuse what could never be
// met in evidence. Pure functions; nothing here knows of files or lines.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "indicators/model.h"

namespace waarborg {

std::optional<Weight> weight_named(std::string_view name);
std::optional<Test> test_named(std::string_view name);

bool is_catalogue_id(std::string_view text);       // [a-z0-9-], 1 to 64, no '-' at an end
bool is_country(std::string_view text);            // ISO 3166-1 alpha-2, upper case
bool is_web_address(std::string_view text);        // http or https, with a host
bool is_source_grade(std::string_view text);       // vendor, government, public, single
bool is_criterion_id(std::string_view text);       // C1 to C15
bool is_criterion_value(std::string_view text);    // met, not-met, unknown, not-applicable
bool is_criterion_grade(std::string_view text);    // confirmed, credible, claimed
bool is_language(std::string_view text);           // two small letters
bool is_jurisdiction_role(std::string_view text);  // seat, parent, data, operations
bool is_platform(std::string_view text);           // as os.release names them
bool is_probe_class(std::string_view text);        // a reader's probe class, or the group "packages"

// Why an identifier of this type, test and value cannot be used; "" when it can.
std::string identifier_fault(Type type, Test test, std::string_view value);
// The value as the matcher compares it, as far as two spellings of one identifier must not both be listed.
std::string identifier_key(Type type, std::string_view value);

}  // namespace waarborg
