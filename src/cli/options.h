// Options that several verbs have, and the result that they show.
#pragma once
#include <optional>
#include <string>

#include "engine/report.h"
#include "engine/request.h"

namespace CLI {
class App;
}

namespace waarborg {

void add_content(CLI::App& verb, ContentRequest& content);
void add_fail_on(CLI::App& verb, std::string& fail_on);
std::optional<Confidence> fail_on_confidence(const std::string& text);  // nothing: "none"
void add_output(CLI::App& verb, ReportRequest& report);
void finish_output(ReportRequest& report);  // what depends on where it is written to

// Notes, the report and the exit code.
int show_result(ScanResult& result, const ReportRequest& request, bool quiet);

}  // namespace waarborg
