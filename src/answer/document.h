// An answer in the words of one language: facts, tables, sentences, lists. The formats below write nothing
// that does not stand here, so that a table, a page and JSON say the same.
#pragma once
#include "answer/answer.h"
#include "outputs/output.h"

namespace waarborg {

struct DocumentTable {
  std::string title, caption;
  std::vector<std::string> columns;  // names of columns: messages "column.NAME"
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> sentences;  // one a figure
};
struct DocumentList {
  std::string id, title;
  std::vector<std::string> items;
};
struct Document {
  std::string language, title, question;
  std::vector<std::pair<std::string, std::string>> facts;
  std::vector<std::string> remarks;
  std::vector<DocumentTable> tables;
  std::vector<DocumentList> lists;
};

Document document_of(const PublicAnswer& answer, const std::string& language);

std::string answer_text(const Document& document, std::size_t columns);
std::string answer_json(const PublicAnswer& answer, const Document& document);
std::string answer_csv(const PublicAnswer& answer);  // one line a figure
std::string answer_html(const Document& document);

}  // namespace waarborg
