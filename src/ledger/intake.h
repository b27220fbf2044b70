// What comes into a ledger from outside: directives, cases, inventories. All of it is read here and becomes
// bodies of events; nothing is written. A case or a list that others made is hostile.
#pragma once
#include "directives/model.h"
#include "ledger/entry.h"

namespace waarborg {

Rule rule_of(const Directive& directive, const Catalogue& catalogue);

// One observation for each piece of evidence, or for each device of a list of devices. `rights` is what
// somebody vouches for where the case does not say with which rights the evidence was taken, and `vouched`
// who; a case that says is believed.
struct CaseIntake {
  std::string organisation;  // of the case; "" when it names none
  Observation observation;
};
Result<std::vector<CaseIntake>> read_case(CaseView& view, const std::string& sha256,
                                          const std::string& rights, const std::string& vouched);

// An inventory: CSV (RFC 4180, UTF-8) with a header. asset and organisation are needed; ownership and columns
// of identifiers (identifier_columns) may be there; any other column is refused, so is an asset named twice.
// Cells are text: a formula stays the text it is. All rows or none; the Error's offset is the line.
struct AssetIntake {
  std::string organisation;
  Asset asset;
};
Result<std::vector<AssetIntake>> read_assets(std::string_view csv, const std::string& source, Time taken);
std::string identifier_columns();

}  // namespace waarborg
