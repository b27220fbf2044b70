#include "indicators/index_patterns.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <cstdio>

namespace waarborg {
namespace {

RE2::Options options_of(bool bytes, bool fold_case, std::int64_t memory) {
  RE2::Options options;
  options.set_encoding(bytes ? RE2::Options::EncodingLatin1 : RE2::Options::EncodingUTF8);
  options.set_case_sensitive(!fold_case);
  options.set_max_mem(memory);
  options.set_log_errors(false);
  options.set_dot_nl(true);
  options.set_never_capture(true);
  return options;
}

re2::StringPiece piece(std::string_view s) {
  return {s.data(), s.size()};
}

void append_byte(char c, std::string& out) {
  char text[5];
  std::snprintf(text, sizeof text, "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
  out += text;
}

// One "[...]" class at glob[at]; gives where it ends. Written out byte by byte, since it never meets a
// separator.
std::size_t append_class(std::string_view glob, std::size_t at, char separator, std::string& out) {
  const auto end = glob.find(']', at + 2);
  if (end == std::string_view::npos) {
    append_byte('[', out);
    return at + 1;
  }
  std::string inside;
  for (auto i = at + 1; i < end; ++i) {
    const bool range = i + 2 < end && glob[i + 1] == '-';
    const char last = range ? glob[i + 2] : glob[i];
    for (int byte = 0; byte < 256; ++byte) {
      const auto c = static_cast<char>(byte);
      if (c >= glob[i] && c <= last && c != separator) append_byte(c, inside);
    }
    if (range) i += 2;
  }
  // A class of nothing meets nothing.
  out += inside.empty() ? "[^\\x00-\\xff]" : "[" + inside + "]";
  return end + 1;
}

}  // namespace

struct PatternSet::Chunk {
  std::vector<std::unique_ptr<RE2>> patterns;
  std::vector<std::uint32_t> numbers;
  std::unique_ptr<RE2::Set> set;  // where there is more than one, and it fits
};

PatternSet::PatternSet(bool bytes, bool fold_case) : bytes_(bytes), fold_case_(fold_case) {}
PatternSet::PatternSet(PatternSet&&) noexcept = default;
PatternSet& PatternSet::operator=(PatternSet&&) noexcept = default;
PatternSet::~PatternSet() = default;

bool PatternSet::add(std::string_view regex, std::uint32_t number, std::string& why) {
  auto compiled = std::make_unique<RE2>(piece(regex), options_of(bytes_, fold_case_, pattern_memory));
  if (!compiled->ok()) {
    why = compiled->error();
    return false;
  }
  if (chunks_.empty() || chunks_.back()->patterns.size() == set_size)
    chunks_.push_back(std::make_unique<Chunk>());
  chunks_.back()->patterns.push_back(std::move(compiled));
  chunks_.back()->numbers.push_back(number);
  return true;
}

void PatternSet::close() {
  for (auto& chunk : chunks_) {
    if (chunk->patterns.size() < 2) continue;
    auto set = std::make_unique<RE2::Set>(options_of(bytes_, fold_case_, set_memory), RE2::ANCHOR_BOTH);
    const bool all = std::all_of(chunk->patterns.begin(), chunk->patterns.end(),
                                 [&](const auto& p) { return set->Add(p->pattern(), nullptr) >= 0; });
    if (all && set->Compile()) chunk->set = std::move(set);
  }
}

void PatternSet::find(std::string_view value, std::vector<std::uint32_t>& out) const {
  thread_local std::vector<int> hits;
  for (const auto& chunk : chunks_) {
    if (chunk->set != nullptr) {
      RE2::Set::ErrorInfo error{};
      if (chunk->set->Match(piece(value), &hits, &error)) {
        for (const int hit : hits) out.push_back(chunk->numbers[static_cast<std::size_t>(hit)]);
        continue;
      }
      if (error.kind == RE2::Set::kNoError) continue;
    }
    // One alone, or the automaton of all outgrew its memory: ask each.
    for (std::size_t i = 0; i < chunk->patterns.size(); ++i)
      if (RE2::FullMatch(piece(value), *chunk->patterns[i])) out.push_back(chunk->numbers[i]);
  }
}

std::string regex_of_glob(std::string_view glob, char separator) {
  std::string component = "[^";
  append_byte(separator, component);
  component += ']';
  std::string out;
  // What lies in any folder lies in none as well.
  if (separator == '/' && glob.starts_with("**/")) {
    while (glob.starts_with("**/")) glob.remove_prefix(3);
    out = "(?:.*/)?";
  }
  for (std::size_t i = 0; i < glob.size();) {
    if (glob[i] == '*') {
      const auto stars = std::min(glob.find_first_not_of('*', i), glob.size()) - i;
      out += stars > 1 ? ".*" : component + "*";
      i += stars;
    } else if (glob[i] == '?') {
      out += component;
      ++i;
    } else if (glob[i] == '[') {
      i = append_class(glob, i, separator, out);
    } else {
      append_byte(glob[i++], out);
    }
  }
  return out;
}

}  // namespace waarborg
