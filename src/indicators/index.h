// Index answers "which indicators does this value meet" in a time that does not grow with their number. It is
// built once, before the workers are forked, and never changes: they share its memory.
#pragma once
#include <array>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "indicators/indicators.h"
#include "observations/wire.h"

namespace waarborg {

struct Hit {
  std::uint32_t record;     // number of the record within its segment
  std::uint32_t indicator;  // number in the Index
  std::uint8_t field;
};

class Index {
 public:
  // What cannot be used (a bad pattern, an unmatchable type) is left out and said.
  struct Refused {
    std::string id, why;
  };
  // Each expression is compiled: more than `most_expressions` are no feed.
  static constexpr std::size_t usual_expressions = 100'000;
  static Index build(Indicators indicators, std::vector<Refused>* refused = nullptr,
                     std::size_t most_expressions = usual_expressions);
  Index(Index&&) noexcept;
  Index& operator=(Index&&) noexcept;
  ~Index();

  // Appends the numbers of all indicators that `value` meets, ascending and each once. An indicator with
  // conditions, and each of its conditions, is met by the record as a whole only: see keep_met and holds.
  void find(Type type, std::string_view value, std::vector<std::uint32_t>& out) const;
  bool wants(Type type) const;  // is there any indicator of this type?
  bool has_conditions() const;  // of any indicator
  // `hits`: of one record, from `begin` on. Those whose conditions the record does not meet are taken out.
  void keep_met(std::vector<Hit>& hits, std::size_t begin) const;
  // Is the indicator, when one field met it, met by the record? False for what is but a condition.
  bool holds(std::uint32_t number, const RecordView& record) const;
  // Made anew from the arena: keep it in a variable before looking into it. Who looks at many asks for their
  // type first.
  Indicator indicator(std::uint32_t number) const;
  Type type_of(std::uint32_t number) const;
  std::size_t size() const;  // with the conditions, which have numbers of their own
  // How many there are of each type, those of one subject left out; conditions count as their indicator.
  using Counts = std::array<std::uint64_t, type_count>;
  Counts counts(std::string_view left_out, bool campaigns_only) const;

  struct State;  // index_state.h

 private:
  explicit Index(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Matches every record of one segment. Equal texts of a segment are looked up once.
class Matcher {
 public:
  explicit Matcher(const Index& index) : index_(index) {}
  // Appends hits; false when the segment is damaged.
  bool match(Bytes segment, std::vector<Hit>& out);

 private:
  const Index& index_;
  std::vector<std::vector<std::uint32_t>> memo_;  // by text id
  std::vector<std::uint8_t> known_;               // the type that memo_ answers, 0: none yet
  std::vector<std::uint32_t> found_;
  RecordView record_;
};

}  // namespace waarborg
