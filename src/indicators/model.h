// What is looked for. A Catalogue names vendors and their products, each fact with its source; an Indicator
// is one identifier that can be matched against fields of its Type.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "observations/types.h"

namespace waarborg {

// What an identifier proves on its own. `decisive`: the product. `supporting`: together with another from a
// different probe class, the product; alone it is probable. `lead`: a hint, never more.
enum class Weight : std::uint8_t { decisive, supporting, lead };
std::string_view name_of(Weight weight);

enum class Test : std::uint8_t {
  exact,   // after folding of the type: domains and emails lower case, services without ".service", ...
  within,  // domain: the name or a sub-domain by label; path: the path or below it by component; ip: a CIDR
           // range; url: that URL or below it
  words,   // vendor, signer: these folded words stand in it, whole and in a row
  glob,    // a pattern of the whole value: '*' within a component
  regex,   // RE2, of the whole value
};
std::string_view name_of(Test test);

struct SourceNote {
  std::string url, date, grade, note;  // grade: vendor, government, public (two or more), single
};

// What the same observation must have, besides the value of its Indicator.
struct Condition {
  Type type = Type::text;
  Test test = Test::exact;
  std::string value;
};

struct Indicator {
  std::string id;       // stable within its file: "kaspersky/kesl#package:deb/kesl"
  std::string subject;  // "product/kaspersky/kesl", "vendor/kaspersky"; of a feed "campaign/pegasus"
  Type type = Type::text;
  Test test = Test::exact;
  std::string value;
  Weight weight = Weight::supporting;
  Presence presence = Presence::none;  // none: what the observation says
  std::string name;                    // for people: the campaign or product
  std::string source;                  // URL of the source
  bool campaign = false;               // from a feed: hits have a class
  std::string expires = {};            // of a feed: until when its publisher holds it valid; "" not said
  std::vector<Condition> also = {};    // all of them met by one observation, or it is no hit
};

// A product, service or network of a vendor. `absence`: per platform, the probes that must be complete before
// its absence can be claimed.
struct Product {
  std::string subject;  // "product/kaspersky/kesl"
  std::string name;
  std::vector<std::string> categories;  // antivirus, messenger, password-manager, ...
  std::map<std::string, std::vector<std::string>> absence;
  std::vector<SourceNote> sources;
};

// What is known of a vendor or product on one criterion of docs/catalogue.md, "Criteria". A criterion that
// nobody answered is unknown; it is never not met.
struct CriterionFact {
  std::string subject;                                    // of the vendor, or of one product
  std::string criterion;                                  // "C1" to "C15"
  std::string value;                                      // met | not-met | unknown | not-applicable
  std::vector<std::pair<std::string, std::string>> text;  // by language, en and nl at least, in file order
  std::vector<SourceNote> sources;                        // one or more
  std::string assessed, expires;                          // dates; expires may be ""
  std::string grade;                                      // confirmed | credible | claimed
  std::string text_in(std::string_view language) const;   // falls back to en
};

struct CatalogueEntry {
  std::string subject;  // "vendor/kaspersky"
  std::string name;
  struct Alias {
    std::string text, from, until, source;
  };
  std::vector<Alias> names;
  struct Jurisdiction {
    std::string country, what, from, until, source;  // what: seat, parent, data, operations
  };
  std::vector<Jurisdiction> jurisdictions;
  std::vector<SourceNote> sources;
  std::vector<Product> products;
  std::vector<Indicator> indicators;    // of the vendor and of all its products
  std::vector<CriterionFact> criteria;  // likewise; Catalogue::criteria gives those of one subject
  std::map<std::string, std::vector<std::string>> absence;  // for the vendor as a whole
  std::string file, sha256, version, date;                  // where it was read
};

struct Catalogue {
  std::vector<CatalogueEntry> entries;  // sorted by subject
  const CatalogueEntry* vendor(
      std::string_view subject) const;  // of "vendor/x" or any "product/x/…" below it
  const Product* product(std::string_view subject) const;
  // What is known of the subject, by number of the criterion. A product has its vendor's answers where it has
  // none of its own. The pointers live as long as the catalogue.
  std::vector<const CriterionFact*> criteria(std::string_view subject) const;
  std::string name_of_subject(std::string_view subject) const;  // for people; the subject itself when unknown
};

// Does `subject` lie at or below `ancestor`? product/kaspersky/kesl lies below vendor/kaspersky.
bool lies_below(std::string_view subject, std::string_view ancestor);

}  // namespace waarborg
