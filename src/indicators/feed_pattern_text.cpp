#include "indicators/feed_pattern_text.h"

#include <fmt/core.h>

namespace waarborg {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool in_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '-' || c == '_';
}
char raised(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

}  // namespace

void PatternText::blanks() {
  while (at_ < text_.size() && std::string_view(" \t\r\n\v\f").find(text_[at_]) != std::string_view::npos)
    ++at_;
}

bool PatternText::ended() {
  blanks();
  return at_ == text_.size();
}

bool PatternText::peek(char c) {
  blanks();
  return at_ < text_.size() && text_[at_] == c;
}

bool PatternText::take(char c) {
  if (failed() || !peek(c)) return false;
  ++at_;
  return true;
}

void PatternText::expect(char c) {
  if (!take(c)) refuse(fmt::format("'{}' is missing", c));
}

bool PatternText::take_word(std::string_view word) {
  blanks();
  if (failed() || text_.size() - at_ < word.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i)
    if (raised(text_[at_ + i]) != word[i]) return false;
  if (at_ + word.size() < text_.size() && in_word(text_[at_ + word.size()])) return false;
  at_ += word.size();
  return true;
}

bool PatternText::take_sign(std::string_view sign) {
  blanks();
  if (failed() || !text_.substr(at_).starts_with(sign)) return false;
  at_ += sign.size();
  return true;
}

std::string_view PatternText::name() {
  blanks();
  const auto start = at_;
  while (!failed() && at_ < text_.size() && in_word(text_[at_])) ++at_;
  if (at_ == start) refuse("a name is missing");
  return text_.substr(start, at_ - start);
}

std::string PatternText::number() {
  blanks();
  const auto start = at_;
  if (at_ < text_.size() && (text_[at_] == '-' || text_[at_] == '+')) ++at_;
  const auto digits = at_;
  while (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.')) ++at_;
  if (at_ == digits) refuse("a number is missing");
  return std::string(text_.substr(start, at_ - start));
}

std::string PatternText::literal() {
  blanks();
  if (failed()) return {};
  if (take_word("TRUE")) return "true";
  if (take_word("FALSE")) return "false";
  if (at_ + 1 < text_.size() && text_[at_ + 1] == '\'' &&
      std::string_view("tbh").find(text_[at_]) != std::string_view::npos)
    ++at_;
  return peek('\'') ? quoted() : number();
}

std::string PatternText::quoted() {
  std::string out;
  for (++at_; at_ < text_.size(); ++at_) {
    if (text_[at_] == '\'') {
      ++at_;
      return out;
    }
    if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
    out += text_[at_];
  }
  refuse("a text has no end");
  return {};
}

}  // namespace waarborg
