// Indicators holds many of them in little memory: their texts lie in one buffer, and what many of them say
// (campaign, source) is kept once. It looks like a vector, but gives its elements by value, made anew.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "indicators/large_pages.h"
#include "indicators/model.h"

namespace waarborg {

struct Span {
  std::uint32_t at = 0, length = 0;
};

class Indicators {
 public:
  struct Entry {
    Span id, value;
    std::uint32_t subject = 0, name = 0, source = 0, expires = 0;  // in `shared`
    std::uint32_t conditions = 0, condition_count = 0;             // in `conditions`
    Type type = Type::text;
    Test test = Test::exact;
    Weight weight = Weight::supporting;
    Presence presence = Presence::none;
    bool campaign = false;
  };
  struct Need {
    Type type;
    Test test;
    Span value;
  };
  struct Parts {
    LargeString texts;                // every id and value
    std::vector<std::string> shared;  // subjects, names, sources, dates
    LargeVector<Entry> entries;
    std::vector<Need> conditions;
  };
  class Iterator {
   public:
    using value_type = Indicator;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    Iterator(const Indicators* all, std::size_t at) : all_(all), at_(at) {}
    Indicator operator*() const { return (*all_)[at_]; }
    Iterator& operator++() { return ++at_, *this; }
    Iterator operator++(int) { return {all_, at_++}; }
    bool operator==(const Iterator&) const = default;

   private:
    const Indicators* all_ = nullptr;
    std::size_t at_ = 0;
  };

  Indicators() = default;
  Indicators(const std::vector<Indicator>& all) {  // NOLINT: they are the same to who asks
    for (const auto& one : all) push_back(one);
  }
  Indicators(std::initializer_list<Indicator> all) : Indicators(std::vector<Indicator>(all)) {}

  // One that the buffer has no room for (4 GB) is left out and counted.
  void push_back(const Indicator& one);
  void append(Indicators&& others);
  std::uint64_t left_out() const { return left_out_; }
  // Address space, so that texts of that many bytes are not moved; memory is taken where it is written.
  void expect_text(std::size_t bytes) { parts_.texts.reserve(bytes); }

  std::size_t size() const { return parts_.entries.size(); }
  bool empty() const { return size() == 0; }
  Indicator operator[](std::size_t n) const;
  Indicator front() const { return (*this)[0]; }
  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, size()}; }

  // For who fills it piece by piece.
  std::uint32_t share(std::string_view text);
  Span put(std::string_view text);
  bool make_room(std::size_t bytes);  // false: one is left out
  std::string_view text(Span span) const {
    return std::string_view(parts_.texts).substr(span.at, span.length);
  }
  std::string_view shared(std::uint32_t number) const { return parts_.shared[number]; }
  LargeVector<Entry>& entries() { return parts_.entries; }
  const LargeVector<Entry>& entries() const { return parts_.entries; }
  const Parts& parts() const { return parts_; }
  Parts take() { return std::move(parts_); }

 private:
  Parts parts_;
  std::unordered_map<std::string, std::uint32_t> numbers_;  // of `shared`
  std::array<std::uint32_t, 4> recent_{};                   // most often it is what was said last
  std::uint64_t left_out_ = 0;
};

}  // namespace waarborg
