// An answer to a question, from the events of a ledger as they were known on a date: figures, what is
// withheld, who did not report, with which method. Pure: the same events, date and question give the same
// answer, byte by byte. It is made only when N = P + A + U + X holds in every row.
#pragma once
#include "answer/register.h"

namespace waarborg {

struct Snapshot {  // of the ledger: its last event that is no publication
  std::int64_t event = 0;
  std::string head;
};

struct PublicAnswer {
  Question question;
  Rule rule;
  Time as_of{};
  Snapshot snapshot;
  std::int64_t threshold = 5;
  std::size_t cases = 0;       // that the figures rest on
  std::string catalogue_date;  // of the newest entry that defines a subject; "" when not known
  FigureTable table;
};

struct AnswerRequest {
  Question question;
  std::string directive;  // instead of the question's, where a form names none
  Time as_of{};
  Snapshot snapshot;
  std::int64_t threshold = 5;
};
// `entries`: all of the ledger, also those recorded after `as_of`: what was published later is public too.
Result<PublicAnswer> answer_of(const std::vector<LedgerEntry>& entries, const AnswerRequest& request);

Published published_of(const PublicAnswer& answer, const std::string& answer_sha256);

}  // namespace waarborg
