#include "formats/plist.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace waarborg {
namespace {

constexpr double seconds_until_2001 = 978'307'200;

// Follows every reference from the root, without recursion. A reference into a value that is still open is a
// cycle; values that are shared are measured once.
class Measure {
 public:
  Measure(PlistTable& table, const PlistLimits& limits)
      : table_(table), limits_(limits), measured_(table.nodes.size()) {}

  Result<> run() {
    if (table_.root == PlistTable::none) return {};
    open(table_.root);
    while (!open_.empty()) step();
    if (measured_[table_.root].values > limits_.expanded)
      return fail(Fault::too_big, fmt::format("grows to more than {} values when its references are followed",
                                              limits_.expanded));
    return {};
  }

 private:
  enum class State : std::uint8_t { fresh, open, done };
  struct Row {
    State state = State::fresh;
    unsigned height = 1;
    std::uint64_t values = 1;
  };
  struct Open {
    std::uint32_t node;
    std::uint64_t next, end;
  };

  void open(std::uint32_t node) {
    const auto& n = table_.nodes[node];
    measured_[node].state = State::open;
    open_.push_back({node, n.first, n.first + (n.kind == PlistKind::dict ? 2 * n.count : n.count)});
  }

  void step() {
    auto& top = open_.back();
    if (top.next == top.end) {
      measured_[top.node].state = State::done;
      const auto child = measured_[top.node];
      open_.pop_back();
      if (!open_.empty()) add(measured_[open_.back().node], child);
      return;
    }
    auto& reference = table_.references[top.next++];
    if (reference == PlistTable::none) return;
    const auto& child = measured_[reference];
    if (child.state == State::open) {
      table_.problem(Fault::malformed, fmt::format("value {} leads back into itself", reference), 0);
      reference = PlistTable::none;
    } else if (open_.size() + child.height > limits_.depth) {
      table_.problem(Fault::too_big, fmt::format("values are nested deeper than {}", limits_.depth), 0);
      reference = PlistTable::none;
    } else if (child.state == State::done) {
      add(measured_[top.node], child);
    } else {
      open(reference);
    }
  }

  void add(Row& to, const Row& child) {
    to.height = std::max(to.height, child.height + 1);
    to.values = std::min(to.values + child.values, limits_.expanded + 1);
  }

  PlistTable& table_;
  const PlistLimits& limits_;
  std::vector<Row> measured_;
  std::vector<Open> open_;
};

}  // namespace

Time mac_time(double seconds) {
  // Far outside of every calendar it would not fit a number either.
  if (!std::isfinite(seconds) || std::abs(seconds) > 1e12) return {};
  return from_microseconds(std::llround((seconds + seconds_until_2001) * 1e6));
}

const PlistNode& PlistValue::node() const {
  static const PlistNode nothing;
  return table_ == nullptr || index_ >= table_->nodes.size() ? nothing : table_->nodes[index_];
}

PlistValue PlistValue::reference(std::uint64_t at) const {
  return {*table_, table_->references[at]};
}

double PlistValue::real() const {
  return is(PlistKind::real) ? node().real : static_cast<double>(integer());
}

Time PlistValue::date() const {
  return is(PlistKind::date) ? mac_time(node().real) : Time();
}

std::size_t PlistValue::size() const {
  return is(PlistKind::array) || is(PlistKind::dict) ? node().count : 0;
}

PlistValue PlistValue::operator[](std::size_t at) const {
  if (at >= size()) return {};
  return reference(node().first + at + (is(PlistKind::dict) ? node().count : 0));
}

PlistValue PlistValue::key(std::size_t at) const {
  return is(PlistKind::dict) && at < size() ? reference(node().first + at) : PlistValue();
}

PlistValue PlistValue::operator[](std::string_view name) const {
  if (!is(PlistKind::dict)) return {};
  for (std::size_t i = 0; i < size(); ++i)
    if (const auto k = key(i); k.is(PlistKind::text) && k.text() == name) return (*this)[i];
  return {};
}

bool Plist::recognise(Bytes head) {
  return is_binary_plist(head) || is_xml_plist(head);
}

Result<Plist> Plist::read(Bytes file, const PlistLimits& limits) {
  Plist out;
  const bool binary = is_binary_plist(file);
  if (!binary && !is_xml_plist(file))
    return file.empty() ? fail(Fault::truncated, "is empty")
                        : fail(Fault::unsupported, "is neither a binary nor an XML property list");
  if (const auto done =
          binary ? read_binary_plist(file, limits, out.table_) : read_xml_plist(file, limits, out.table_);
      !done)
    return pass(done.error());
  if (const auto done = Measure(out.table_, limits).run(); !done) return pass(done.error());
  return out;
}

}  // namespace waarborg
