// HtmlPage writes one HTML file that asks for nothing: style and script lie in it, and its content security
// policy allows those two by their digest and nothing else, so that even an escape that was forgotten runs no
// script. Everything that goes in is text and is escaped here; only HtmlPage writes tags.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "outputs/pieces.h"

namespace waarborg {

class HtmlPage {
 public:
  HtmlPage(const ReportOptions& options, Writer& out) : options_(options), out_(out) {}

  void begin(std::string_view title);
  void end(std::string_view foot = "page.foot");              // foot: a message
  void section(std::string_view id, std::string_view title);  // closes the one before
  void paragraph(std::string_view text, std::string_view css_class = {});
  // Text that is English whatever the language of the page is.
  void english(std::string_view text, std::string_view css_class);
  void list(const std::vector<std::string>& items, std::string_view css_class = {});

  // A table of the columns named; the message "column.NAME" heads each. `caption` is read out by screen
  // readers.
  void begin_table(std::string_view caption, const std::vector<std::string_view>& columns,
                   bool search = false);
  void row(const std::vector<std::string>& cells);
  void end_table();

  void tag(std::string_view markup) { out_.add(markup); }  // markup of this program, never of evidence
  void text(std::string_view text);
  void badge(std::string_view column, std::string_view value);  // an enumeration in words, with its colour
  void value(std::string_view text);                            // of evidence: long ones shortened

  std::string say(std::string_view id, const std::vector<std::string>& arguments = {}) const;
  const std::string& language() const { return options_.language; }
  const ReportOptions& options() const { return options_; }

 private:
  void search_field();
  const ReportOptions& options_;
  Pieces out_;
  std::vector<std::string_view> columns_;
  bool in_section_ = false;
};

}  // namespace waarborg
