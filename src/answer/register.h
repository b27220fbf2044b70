// The register of what was published: each answer that was given is an event of the ledger, with the figures
// as everybody can read them. A new table is checked against all of them, so that what one withholds cannot
// be had by taking it from another.
#pragma once
#include <optional>

#include "answer/figures.h"
#include "answer/withhold.h"

namespace waarborg {

struct PublishedRow {
  std::vector<std::string> organisations;                       // that it adds up
  std::string ownership;                                        // "" is all
  std::array<std::optional<std::int64_t>, figure_count> value;  // nothing: withheld
};

struct Published {
  std::string question, question_sha256, directive, answer_sha256;
  Time as_of{};
  std::int64_t event = 0, threshold = 5;  // event: the last of the ledger that it rests on
  std::string head;                       // and its digest
  std::vector<PublishedRow> rows;
};

std::string body_of(const Published& published);
Result<Published> read_published(const std::string& body);
std::vector<PublishedRow> rows_of(const FigureTable& table);

// One that is in the register, and the counts that it rested on, from the ledger as it was known then.
struct Earlier {
  Published published;
  std::vector<Tally> cells;
};

// Marks what must be withheld: by decision, because it is small, and to protect these.
Result<> withhold(FigureTable& table, const std::string& directive, const Question& question,
                  std::int64_t threshold, const std::vector<Earlier>& earlier);

}  // namespace waarborg
