#include "formats/json_batches.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "formats/json_scan.h"

namespace waarborg {
namespace {

constexpr std::size_t slack = JsonReader::padding + 1;  // behind what is read; a list is closed in it

// "type" of {"type": …: what elements of one kind of file begin with.
std::string_view first_key(std::string_view element) {
  if (!element.starts_with('{')) return {};
  const auto begin = past_blanks(element, 1);
  if (begin == element.size() || element[begin] != '"') return {};
  const auto end = past_text(element, begin);
  return end == std::string_view::npos ? std::string_view() : element.substr(begin, end - begin);
}

}  // namespace

JsonBatches::JsonBatches(More more, std::string_view member, std::size_t batch, std::size_t longest)
    : more_(std::move(more)),
      member_(member),
      batch_(std::max<std::size_t>(batch, 16)),
      longest_(std::max(longest, batch_)) {
  buffer_.resize(batch_ + 1 + slack);
}

void JsonBatches::refuse(Fault fault, std::string why, std::uint64_t offset) {
  (*problem_)(Error{fault, std::move(why), offset});
}

// More behind what is there; false when nothing came. The buffer grows only when one element fills it.
bool JsonBatches::fill() {
  if (ended_ || stopped_) return false;
  if (at_ > 1) {
    std::memmove(buffer_.data() + 1, buffer_.data() + at_, end_ - at_);
    base_ += at_ - 1;
    end_ -= at_ - 1;
    at_ = 1;
  }
  const auto room = buffer_.size() - slack;
  if (end_ == room) {
    if (end_ - at_ >= longest_) return false;
    buffer_.resize(std::min(room * 2, longest_ + 1) + slack);
  }
  const auto got = more_(buffer_.data() + end_, buffer_.size() - slack - end_);
  if (!got) {
    refuse(got.error().fault, got.error().what, base_ + end_ - 1);
    stopped_ = true;
    return false;
  }
  ended_ = *got == 0;
  end_ += *got;
  return !ended_;
}

bool JsonBatches::have(std::size_t bytes) {
  while (end_ - at_ < bytes)
    if (!fill()) return false;
  return true;
}

// The next that is no blank; NUL at the end.
char JsonBatches::peek() {
  for (;; ++at_) {
    if (at_ == end_ && !have(1)) return '\0';
    if (!is_blank(buffer_[at_])) return buffer_[at_];
  }
}

bool JsonBatches::take(char c) {
  if (peek() != c) return false;
  ++at_;
  return true;
}

// In pieces, so that it may have any length.
bool JsonBatches::skip_value() {
  std::size_t depth = 0;
  bool quoted = false, any = false;
  for (peek(); have(1); ++at_) {
    const char c = buffer_[at_];
    if (quoted) {
      if (c == '\\' && !have(2)) return false;
      if (c == '\\') ++at_;
      quoted = c != '"';
      if (quoted || depth != 0) continue;
      ++at_;
      return true;
    }
    if (depth == 0 && (c == ',' || c == ']' || c == '}' || is_blank(c))) return any;
    any = true;
    if (c == '"') quoted = true;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) {
      ++at_;
      return true;
    }
  }
  return any && depth == 0 && !quoted;
}

bool JsonBatches::read_key(std::string& key) {
  if (peek() != '"') return false;
  for (;;) {
    const auto end = past_text(rest(), 0);
    if (end != std::string_view::npos) {
      const auto got = reader_.parse(rest().substr(0, end));
      if (!got) return false;
      key = got->text();
      at_ += end;
      return take(':');
    }
    if (!fill()) return false;
  }
}

Result<> JsonBatches::each(const Visit& visit, const Problem& problem) {
  std::optional<Error> first;
  const Problem note = [&](const Error& error) {
    if (elements_ == 0 && !first) {
      first = error;
      return;
    }
    if (first && elements_ != 0) problem(*std::exchange(first, std::nullopt));
    problem(error);
  };
  visit_ = &visit, problem_ = &note;
  if (have(3) && rest().starts_with("\xEF\xBB\xBF")) at_ += 3;
  if (peek(); !stopped_ && at_ == end_) return fail(Fault::truncated, "no JSON in it");
  if (take('['))
    array();
  else if (take('{'))
    members();
  else if (!stopped_)
    refuse(Fault::malformed, "not well-formed JSON: neither an object nor a list", offset());
  if (peek(); !stopped_ && at_ != end_)
    refuse(Fault::malformed, "something stands behind its end; it is not read", offset());
  if (first && elements_ == 0) return pass(*first);
  if (first) problem(*first);
  return {};
}

void JsonBatches::members() {
  const auto broken = [&] {
    const bool cut = ended_ && (at_ == end_ || past_value(rest(), 0) == std::string_view::npos);
    if (!stopped_)
      refuse(cut ? Fault::truncated : Fault::malformed,
             cut ? "the JSON ends before its outermost object does; it was cut short"
                 : "not well-formed JSON; nothing is read from here on",
             offset());
    stopped_ = true;
  };
  if (take('}')) return;
  for (std::string key; !stopped_;) {
    if (!read_key(key)) return broken();
    if (key == member_ && take('[')) {
      array();
    } else {
      const bool other = key == member_ && peek() != 'n';  // null is nothing
      if (!skip_value()) return broken();
      no_list_ |= other;
    }
    if (stopped_ || take('}')) return;
    if (!take(',')) return broken();
  }
}

void JsonBatches::array() {
  for (bool closed = false; !closed && !stopped_;) {
    const char c = peek();
    if (c == ']') {
      ++at_;
      return;
    }
    if (c == ',') {
      ++at_;
      continue;
    }
    if (at_ == end_ || c == '}') {
      if (!stopped_)
        refuse(c == '}' ? Fault::malformed : Fault::truncated,
               c == '}' ? "not well-formed JSON; nothing is read from here on"
                        : "the JSON ends before its list does; it was cut short",
               offset());
      stopped_ = true;
      return;
    }
    if (!one_batch(closed)) return;
  }
}

// Where the last element but what follows it most likely ends: "}, {" and the key that the first begins with.
// It need not be true: what was cut wrongly is no JSON.
std::size_t JsonBatches::likely_cut() const {
  const auto text = rest().substr(0, batch_);
  const auto key = first_key(text);
  if (key.empty()) return 0;
  std::size_t at = text.rfind('{');
  for (int tries = 0; tries < 1000 && at != 0 && at != std::string_view::npos; ++tries) {
    if (text.substr(past_blanks(text, at + 1)).starts_with(key)) {
      auto comma = at;
      while (comma > 0 && is_blank(text[comma - 1])) --comma;
      if (comma > 1 && text[comma - 1] == ',') {
        auto end = comma - 1;
        while (end > 0 && is_blank(text[end - 1])) --end;
        if (end > 0 && text[end - 1] == '}') return at_ + end;
      }
    }
    at = text.rfind('{', at - 1);
  }
  return 0;
}

JsonBatches::Cut JsonBatches::exact_cut(std::size_t from) const {
  const std::string_view text(buffer_.data(), end_);
  Cut out;
  for (auto at = from;;) {
    at = past_blanks(text, at);
    if (at == text.size()) return out;
    if (text[at] == ']') {
      out.closed = true;
      return out;
    }
    if (text[at] == ',') {
      ++at;
      continue;
    }
    const auto end = past_value(text, at);
    // A number at the end of the buffer may go on.
    if (end == std::string_view::npos || end == at) return out;
    out.end = at = end;
    if (end - from >= batch_) return out;
  }
}

bool JsonBatches::one_batch(bool& closed) {
  while (end_ - at_ < batch_ && fill()) {
  }
  if (!ended_ && !stopped_)
    if (const auto cut = likely_cut(); cut != 0 && parse(cut)) return true;
  for (;;) {
    const auto cut = exact_cut(at_);
    if (cut.end != 0) {
      if (!parse(cut.end)) one_by_one(cut.end);
      closed = cut.closed;
      if (closed) closed = take(']');
      return true;
    }
    if (fill()) continue;
    if (stopped_) return false;
    if (!ended_) {
      refuse(Fault::too_big, fmt::format("an element is longer than {} bytes; it is not read", longest_),
             offset());
      if (skip_value()) return true;
    }
    refuse(Fault::truncated, "the JSON ends within an element of its list; it was cut short", offset());
    stopped_ = true;
    return false;
  }
}

// All of [at_, end) as one list; nothing is given unless all of it is JSON.
bool JsonBatches::parse(std::size_t end) {
  const char before = buffer_[at_ - 1], behind = buffer_[end];
  buffer_[at_ - 1] = '[', buffer_[end] = ']';
  const auto got = reader_.parse({buffer_.data() + at_ - 1, end - at_ + 2});
  buffer_[at_ - 1] = before, buffer_[end] = behind;
  if (!got || !got->is(Json::Kind::array)) return false;
  got->each([&](Json element) {
    ++elements_;
    (*visit_)(element);
  });
  at_ = end;
  return true;
}

void JsonBatches::one_by_one(std::size_t end) {
  const std::string_view text(buffer_.data(), end);
  while (at_ < end) {
    at_ = past_blanks(text, at_);
    if (at_ < end && text[at_] == ',') {
      ++at_;
      continue;
    }
    if (at_ == end) return;
    const auto stop = past_value(text, at_);
    const auto length = (stop == std::string_view::npos ? end : stop) - at_;
    const auto got = reader_.parse(text.substr(at_, length));
    if (got) {
      ++elements_;
      (*visit_)(*got);
    } else {
      refuse(got.error().fault, got.error().what + "; this element is not read", offset());
    }
    at_ += std::max<std::size_t>(length, 1);
  }
}

}  // namespace waarborg
