// readers_golden NAME FOLDER [--accept]: one reader over its cases and its canary. Golden output; then every
// truncation and every bit flip of the same bytes, which must not crash; and a truncation that loses or
// changes a record must be reported by the reader, or stand in tests/truncation_exceptions.txt with its
// reason.
// --accept writes the golden files anew. Of large cases a sample of cuts and flips is tried; with
// WAARBORG_EVERY_CUT=1, as `make check` has it, far more of them.
#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <random>

#include "base/text.h"
#include "reader_case.h"
#include "reader_run.h"

// Every byte of a stream may be an allocation here: their stacks would cost most of the time.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() {
  return "malloc_context_size=2";
}

namespace waarborg {
namespace {

constexpr std::size_t pieces[] = {4096, 7, 1};
constexpr std::size_t every_flip_below = 512;

// How much of a case is damaged.
struct Effort {
  std::size_t every_cut_below, cuts, flips;
};
Effort effort() {
  if (std::getenv("WAARBORG_EVERY_CUT") != nullptr) return {64 * 1024, 2'000, 4'000};
  return {4 * 1024, 800, 1'000};
}

// A row of the table: reader, case or *, cuts, reason. Cuts: * any; @line behind a line's end; @paragraph
// behind an empty line (both with 0, nothing at all); or numbers of bytes kept, "0,17,20-25".
struct Exception {
  std::string reader, name, where, reason;
  mutable bool needed = false;

  bool holds(std::string_view of_case, Bytes all, std::size_t cut) const {
    if (name != "*" && name != of_case) return false;
    const auto before = as_text(all.first(cut));
    if (where == "*") return true;
    if (where == "@line") return cut == 0 || before.ends_with('\n');
    if (where == "@paragraph") return cut == 0 || before.ends_with("\n\n") || before.ends_with("\n\r\n");
    for (const auto range : split(where, ',')) {
      std::size_t first = 0, last = 0;
      const auto [end, error] = std::from_chars(range.data(), range.data() + range.size(), first);
      last = first;
      if (error == std::errc() && end != range.data() + range.size() && *end == '-')
        std::from_chars(end + 1, range.data() + range.size(), last);
      if (error == std::errc() && cut >= first && cut <= last) return true;
    }
    return false;
  }
};

class Test {
 public:
  explicit Test(const Reader& reader) : reader_(reader) {}

  void complain(const std::string& what) {
    if (++complaints_ <= 20) fmt::print(stderr, "{}: {}\n", reader_.name, what);
  }
  bool good() const { return complaints_ == 0; }
  void load_exceptions(const std::string& file) {
    const auto table = read_text(file);
    for (const auto line : split(table, '\n')) {
      const auto row = words(line.substr(0, line.find('#')));
      if (row.empty()) continue;
      if (row.size() < 5)
        complain(fmt::format("an exception needs reader, case, cuts and a reason: {}", line));
      if (reader_named(row[0]) == nullptr) complain(fmt::format("an exception for no reader: {}", line));
      if (row.size() >= 5 && row[0] == reader_.name)
        exceptions_.push_back(
            {std::string(row[0]), std::string(row[1]), std::string(row[2]), std::string(line)});
    }
  }

  void check_case(const Case& one, bool accept) {
    const auto whole = undamaged(one);
    if (accept) {
      std::ofstream(one.folder + "/expected", std::ios::binary) << whole.text;
    } else if (!one.has_expected) {
      complain(fmt::format("case {} has no expected output; --accept writes it", one.name));
    } else if (whole.text != one.expected) {
      complain(
          fmt::format("case {} differs\n--- expected\n{}--- got\n{}", one.name, one.expected, whole.text));
    }
    records_ += whole.records.size();
    truncate(one, &whole);
    flip(one);
    damage_wants(one);
  }

  void check_canary() {
    const Case one{.name = "(canary)",
                   .path = canary_path(reader_),
                   .input = {reader_.canary.begin(), reader_.canary.end()}};
    const auto whole = undamaged(one);
    if (!whole.canary) complain("no name of the canary comes out of its canary:\n" + whole.text);
    if (!whole.problems.empty()) complain("the canary has a problem: " + whole.problems.front());
    if (reader_.recognise != nullptr && !reader_.recognise(reader_.canary))
      complain("it does not recognise its canary");
    truncate(one, nullptr);
    flip(one);
  }

  void finish() {
    for (const auto& e : exceptions_)
      if (!e.needed && !sampled_)
        complain(fmt::format("this exception is not needed any more: {}", e.reason));
    if (records_ == 0) complain("no case gives a single record");
    if (truncations_ == 0 || flipped_ == 0) complain("no damaged variant ran");
    fmt::print(
        "{}: {} records; {} truncations and {} bit flips survived, {} losses without a word are excepted\n",
        reader_.name, records_, truncations_, flipped_, excepted_);
  }

 private:
  Outcome once(const Case& one, Bytes bytes, std::size_t piece) {
    auto out = run(reader_, {one.path, bytes, &one.wants}, piece);
    if (out.undeclared)
      complain(fmt::format("case {}: a kind that it does not declare\n{}", one.name, out.text));
    if (out.broken) complain(fmt::format("case {}: what it wrote does not read back", one.name));
    return out;
  }
  Outcome undamaged(const Case& one) {
    auto whole = once(one, one.input, pieces[0]);
    if (reader_.shape == Shape::stream)
      for (const auto piece : {pieces[1], pieces[2]})
        if (once(one, one.input, piece).text != whole.text)
          complain(
              fmt::format("case {}: other output when the stream comes in pieces of {}", one.name, piece));
    return whole;
  }
  // Small pieces find the most; large inputs get large ones for the sake of time.
  std::size_t piece_for(const Case& one, std::size_t i) const {
    return one.input.size() > effort_.every_cut_below ? pieces[0] : pieces[i % 3];
  }

  void truncate(const Case& one, const Outcome* whole) {
    const Bytes all = one.input;
    const auto n = all.size() <= effort_.every_cut_below ? all.size() : effort_.cuts;
    sampled_ |= n != all.size();
    for (std::size_t i = 0; i < n; ++i, ++truncations_) {
      const auto cut = n == all.size() ? i : i * all.size() / n;
      const auto got = once(one, all.first(cut), piece_for(one, i));
      // A listing is made by the engine, not by the reader: what is missing from it is none of the reader's
      // doing.
      if (whole == nullptr || reader_.shape == Shape::names || got.records == whole->records) continue;
      const bool said = std::any_of(got.problems.begin(), got.problems.end(), [&](const auto& p) {
        return std::find(whole->problems.begin(), whole->problems.end(), p) == whole->problems.end();
      });
      if (said) continue;
      bool excepted = false;
      for (const auto& e : exceptions_)
        if (e.holds(one.name, all, cut)) excepted = e.needed = true;
      excepted_ += excepted;
      if (!excepted)
        complain(fmt::format("case {} cut to {} of {} bytes loses or changes a record without a problem\n{}",
                             one.name, cut, all.size(), got.text));
    }
  }

  void flip(const Case& one) {
    auto bytes = one.input;
    std::mt19937_64 random(2018);
    const auto bits = bytes.size() * 8;
    const auto n = bytes.size() <= every_flip_below ? bits : effort_.flips;
    for (std::size_t i = 0; i < n; ++i, ++flipped_) {
      const auto bit = n == bits ? i : random() % bits;
      const auto mask = static_cast<std::uint8_t>(1u << (bit % 8));
      bytes[bit / 8] ^= mask;
      once(one, bytes, piece_for(one, i));
      bytes[bit / 8] ^= mask;
    }
  }

  // What lies beside is as hostile as the file. A cut there loses nothing of the file itself, so it may be
  // silent (a write-ahead log may end anywhere).
  void damage_wants(const Case& one) {
    auto damaged = one;
    std::mt19937_64 random(2018);
    for (auto& [want, bytes] : damaged.wants) {
      const auto original = bytes;
      for (std::size_t i = 0; i < std::min(original.size(), effort_.cuts); ++i, ++truncations_) {
        bytes.resize(original.size() <= effort_.cuts ? i : i * original.size() / effort_.cuts);
        once(damaged, one.input, piece_for(one, i));
        bytes = original;
      }
      for (std::size_t i = 0; !bytes.empty() && i < effort_.cuts; ++i, ++flipped_) {
        const auto bit = random() % (bytes.size() * 8);
        bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
        once(damaged, one.input, piece_for(one, i));
        bytes = original;
      }
    }
  }

  const Reader& reader_;
  const Effort effort_ = effort();
  bool sampled_ = false;  // not every cut of every case was tried
  std::vector<Exception> exceptions_;
  std::size_t complaints_ = 0, records_ = 0, truncations_ = 0, flipped_ = 0, excepted_ = 0;
};

int golden(const std::string& name, const std::string& folder, bool accept) {
  const auto* reader = reader_named(name);
  if (reader == nullptr) return fmt::print(stderr, "{}: there is no such reader\n", name), 1;
  Test test(*reader);
  test.load_exceptions(folder + "/../../truncation_exceptions.txt");
  if (const auto cases = load_cases(*reader, folder); !cases)
    test.complain(cases.error().what);
  else
    for (const auto& one : *cases) test.check_case(one, accept);
  test.check_canary();
  test.finish();
  return test.good() ? 0 : 1;
}

}  // namespace
}  // namespace waarborg

int main(int argc, char** argv) {
  if (argc < 3 || (argc == 4 && std::strcmp(argv[3], "--accept") != 0) || argc > 4) {
    fmt::print(stderr, "usage: readers_golden NAME FOLDER [--accept]\n");
    return 2;
  }
  return waarborg::golden(argv[1], argv[2], argc == 4);
}
