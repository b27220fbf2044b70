// Reports of cases: which views and formats there are, and writing one.
#pragma once
#include <cstdio>
#include <string>
#include <vector>

#include "engine/request.h"

namespace waarborg {

struct ReportRequest {
  std::string view = "findings", format = "table", language = "en";
  std::string output;   // file; "": standard output
  std::string against;  // an older case
  // Of a timeline: days or times, and words that a row must hold.
  std::string from, until, filter;
  std::size_t columns = 100;
  bool colour = false;
};

std::vector<std::string> view_names();
std::vector<std::string> format_names();
std::vector<std::string> language_names();

// What is to be said of feeds that are old, or of an unknown date.
std::vector<std::string> notes_on_feeds(CaseView& view, const std::string& language);
Result<> report(CaseView& view, const ReportRequest& request);
Result<> report_case(const std::string& case_file, const ReportRequest& request);

}  // namespace waarborg
