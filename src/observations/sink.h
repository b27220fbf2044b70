// Sink takes what a reader learns. It copies, so views need to live only until add() returns. An observation
// is written once, flat, into the segment that leaves the worker.
#pragma once
#include <concepts>

#include "observations/kinds.h"
#include "observations/wire.h"

namespace waarborg {

template <class T>
concept Kind = requires(const T& t) {
  { T::kind } -> std::convertible_to<std::string_view>;
  { T::number } -> std::convertible_to<std::uint16_t>;
  t.each([](std::uint8_t, std::string_view, const auto&) {});
};

class Sink {
 public:
  virtual ~Sink() = default;
  Sink() = default;
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  // `offset`: bytes from the start of the file, or a row where the format has rows.
  template <Kind K>
  void add(const K& what, std::uint64_t offset) {
    segment_.begin(K::number, K::version, offset);
    what.each([&](std::uint8_t number, std::string_view, const auto& value) { put(number, value); });
    segment_.end();
    added(segment_);
  }
  // Damage is evidence too: say what could not be read, and go on.
  virtual void problem(Fault fault, std::string_view why, std::uint64_t offset) = 0;

 protected:
  virtual void added(SegmentWriter& segment) = 0;  // after each record; may send and clear the segment
  SegmentWriter& segment() { return segment_; }

 private:
  void put(std::uint8_t n, std::string_view v) { segment_.text(n, v); }
  void put(std::uint8_t n, std::int64_t v) { segment_.number(n, v); }
  void put(std::uint8_t n, bool v) { segment_.number(n, v ? 1 : 0); }
  void put(std::uint8_t n, Presence v) { segment_.number(n, static_cast<std::int64_t>(v)); }
  void put(std::uint8_t n, Time v) {
    if (known(v)) segment_.number(n, v.time_since_epoch().count());
  }
  void put(std::uint8_t n, const Package& v) { segment_.text(n, v.ecosystem, '/', v.name); }
  template <class T>
  requires requires(const T& t) { std::string_view(t.text); }
  void put(std::uint8_t n, const T& v) { segment_.text(n, v.text); }

  SegmentWriter segment_;
};

}  // namespace waarborg
