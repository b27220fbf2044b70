#include "outputs/page.h"

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "base/text.h"
#include "outputs/cells.h"
#include "outputs/embedded.h"
#include "outputs/words.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_value = 300;  // characters of one value; json has all of it

std::string digest_of(std::string_view text) {
  return "'sha256-" + base64(sha256(as_bytes(text))) + "'";
}

bool is_enumeration(std::string_view column) {
  constexpr std::array<std::string_view, 8> coloured = {"confidence", "presence", "status",  "canary",
                                                        "change",     "state",    "outcome", "holds"};
  return std::find(coloured.begin(), coloured.end(), column) != coloured.end();
}

// Days and the like are not broken in two.
bool is_short(std::string_view column) {
  constexpr std::array<std::string_view, 7> all = {"first-seen", "last-seen", "ownership", "from",
                                                   "until",      "inventory", "day"};
  return std::find(all.begin(), all.end(), column) != all.end();
}

// A value becomes a CSS class only if it is one of our own words: a case is hostile too.
bool is_word(std::string_view value) {
  return !value.empty() && value.size() < 32 &&
         std::all_of(value.begin(), value.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

}  // namespace

std::string HtmlPage::say(std::string_view id, const std::vector<std::string>& arguments) const {
  return message(options_.language, id, arguments);
}

// The digests are taken from the very bytes that are written: a changed style sheet can not be refused by its
// own page.
void HtmlPage::begin(std::string_view title) {
  // The language is an option of the command line, and goes into an attribute.
  const auto& known_languages = languages();
  const bool known =
      std::find(known_languages.begin(), known_languages.end(), options_.language) != known_languages.end();
  out_.add("<!DOCTYPE html>\n<html lang=\"").add(known ? options_.language : "en").add("\">\n<head>\n");
  out_.add(
      "<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src ");
  out_.add(digest_of(embedded::page_style)).add("; script-src ").add(digest_of(embedded::page_script));
  out_.add("; base-uri 'none'; form-action 'none'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
  out_.add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
  out_.add("<meta name=\"color-scheme\" content=\"light dark\">\n<title>")
      .add(html_text(title))
      .add("</title>\n<style>");
  out_.add(embedded::page_style).add("</style>\n</head>\n<body>\n<main>\n");
}

void HtmlPage::end(std::string_view foot) {
  if (in_section_) out_.add("</section>\n");
  out_.add("</main>\n<footer><p>").add(html_text(say(foot))).add("</p></footer>\n<script>");
  out_.add(embedded::page_script).add("</script>\n</body>\n</html>\n");
}

void HtmlPage::section(std::string_view id, std::string_view title) {
  if (in_section_) out_.add("</section>\n");
  in_section_ = true;
  out_.add("<section aria-labelledby=\"").add(id).add("\">\n<h2 id=\"").add(id).add("\">");
  out_.add(html_text(title)).add("</h2>\n");
}

void HtmlPage::paragraph(std::string_view text, std::string_view css_class) {
  out_.add(css_class.empty() ? "<p>" : "<p class=\"" + std::string(css_class) + "\">");
  out_.add(html_text(text)).add("</p>\n");
}

void HtmlPage::english(std::string_view text, std::string_view css_class) {
  out_.add("<p class=\"").add(css_class).add("\" lang=\"en\">").add(html_text(text)).add("</p>\n");
}

void HtmlPage::list(const std::vector<std::string>& items, std::string_view css_class) {
  out_.add("<ul class=\"").add(css_class).add("\">\n");
  for (const auto& item : items) out_.add("<li>").add(html_text(item)).add("</li>\n");
  out_.add("</ul>\n");
}

void HtmlPage::search_field() {
  // Without the script there is no search, and so no field: the script shows it.
  out_.add("<p class=\"search\" hidden><label>").add(html_text(say("search.label")));
  out_.add(
      " <input type=\"search\" autocomplete=\"off\" spellcheck=\"false\"></label> <output data-shown=\"");
  out_.add(html_text(say("search.shown", {"{0}", "{1}"}))).add("\"></output></p>\n");
}

void HtmlPage::begin_table(std::string_view caption, const std::vector<std::string_view>& columns,
                           bool search) {
  columns_ = columns;
  if (search) search_field();
  // The region can be scrolled by keyboard when the table is wider than the page.
  out_.add("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"").add(html_text(caption));
  out_.add(search ? "\">\n<table data-search>\n<caption>" : "\">\n<table>\n<caption>");
  out_.add(html_text(caption)).add("</caption>\n<thead><tr>");
  for (const auto column : columns)
    out_.add("<th scope=\"col\">").add(html_text(say("column." + std::string(column)))).add("</th>");
  out_.add("</tr></thead>\n<tbody>\n");
}

void HtmlPage::row(const std::vector<std::string>& cells) {
  out_.add("<tr>");
  for (std::size_t i = 0; i < cells.size(); ++i) {
    // Reasons are English: a screen reader must not speak them as Dutch.
    out_.add(columns_[i] == "why"    ? "<td lang=\"en\">"
             : is_short(columns_[i]) ? "<td class=\"short\">"
                                     : "<td>");
    if (is_enumeration(columns_[i]))
      badge(columns_[i], cells[i]);
    else
      value(in_words(language(), columns_[i], cells[i]));
    out_.add("</td>");
  }
  out_.add("</tr>\n");
}

void HtmlPage::end_table() {
  out_.add("</tbody>\n</table>\n</div>\n");
}

void HtmlPage::text(std::string_view what) {
  out_.add(html_text(what));
}

// Colour never stands alone: the badge says its word.
void HtmlPage::badge(std::string_view column, std::string_view value) {
  if (value.empty()) return;
  out_.add("<span class=\"badge ").add(is_word(value) ? value : "other").add("\">");
  out_.add(html_text(in_words(language(), column, value))).add("</span>");
}

void HtmlPage::value(std::string_view what) {
  // Cut by bytes first: counting the characters of a megabyte for every cell is work for nothing.
  if (what.size() > 16 * longest_value) {
    const auto half = 8 * longest_value;
    text(shorten(printable(std::string(what.substr(0, half)) + std::string(what.substr(what.size() - half))),
                 longest_value));
    return;
  }
  text(shorten(printable(what), longest_value));
}

}  // namespace waarborg
