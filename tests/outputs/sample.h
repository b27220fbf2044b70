// Cases in memory that the tests of the outputs share. hostile(): everything a hostile device can put into a
// case. plain(): a laptop in a phase-out as a CISO would see it. older_plain(): the same laptop three months
// before.
#pragma once
#include <memory>
#include <string>

#include "outputs/output.h"

namespace waarborg::sample {

// Owns the writer, which must outlive the view.
struct Case {
  std::unique_ptr<CaseWriter> writer;
  std::unique_ptr<CaseView> view;
};

Case hostile();
Case plain(const std::string& vendor = "kaspersky");
Case older_plain(const std::string& vendor = "kaspersky");
Case nothing();  // a scan that found nothing, with a gap
Case many(std::uint64_t programs);

// What a format writes of a view, whole. `failure` says whether it ended in an error.
std::string written(CaseView& view, std::string_view what, std::string_view format,
                    const ReportOptions& options = {}, std::string* failure = nullptr);

}  // namespace waarborg::sample
