#include "observations/wire.h"

#include <gtest/gtest.h>

#include <random>

#include "observations/sink.h"

namespace waarborg {
namespace {

struct Keep : Sink {
  void problem(Fault, std::string_view, std::uint64_t) override {}
  void added(SegmentWriter&) override {}
  using Sink::segment;
  Blob bytes() { return {segment().bytes().begin(), segment().bytes().end()}; }
};

// One record as it should come back.
struct Expected {
  std::uint16_t kind;
  std::uint64_t offset;
  std::vector<std::pair<std::uint8_t, std::string>> texts;
  std::vector<std::pair<std::uint8_t, std::int64_t>> numbers;
};

// Reads a damaged segment to its end; whatever it says must be safe to look at.
std::size_t survive(Bytes segment) {
  const std::unique_ptr<std::uint8_t[]> exact(new std::uint8_t[segment.size()]);
  std::copy(segment.begin(), segment.end(), exact.get());
  SegmentReader in({exact.get(), segment.size()});
  std::size_t seen = 0, sum = 0;
  for (RecordView record; in.next(record); ++seen) {
    for (const auto& field : record.fields)
      for (const char c : field.text) sum += static_cast<unsigned char>(c);
    sum += static_cast<std::size_t>(record.presence());
    EXPECT_LE(record.fields.size(), 255u);
  }
  EXPECT_LE(in.at(), segment.size());
  EXPECT_GE(sum + 1, 1u);
  return seen;
}

Blob sample() {
  Keep sink;
  for (int i = 0; i < 3; ++i) {
    sink.add(Program{.package = {"deb", "kesl"},
                     .version_text = "12.1",
                     .vendor = {"AO Kaspersky Lab"},
                     .description = std::string(100, 'd'),
                     .installed = from_seconds(1526292000),
                     .present = Presence::residual},
             static_cast<std::uint64_t>(i) << 40);
    sink.add(PathSeen{.path = {"/opt/kaspersky"}, .what = "folder"}, 7);
  }
  return sink.bytes();
}

TEST(Wire, what_goes_in_comes_out) {
  const auto bytes = sample();
  SegmentReader in(bytes);
  RecordView record;
  for (std::uint64_t i = 0; i < 3; ++i) {
    ASSERT_TRUE(in.next(record));
    EXPECT_EQ(record.kind, Program::number);
    EXPECT_EQ(record.offset, i << 40);
    EXPECT_EQ(record.text(1), "deb/kesl");
    EXPECT_EQ(record.text(2), "12.1");
    EXPECT_EQ(record.text(12), std::string(100, 'd'));
    EXPECT_EQ(record.text(9), "");  // empty fields are not written
    EXPECT_EQ(record.value(13), 1526292000'000'000);
    EXPECT_EQ(record.value(200, -5), -5);
    EXPECT_EQ(record.presence(), Presence::residual);
    ASSERT_TRUE(in.next(record));
    EXPECT_EQ(record.text(1), "/opt/kaspersky");
    EXPECT_EQ(record.presence(), Presence::file_only);  // of the kind
  }
  EXPECT_FALSE(in.next(record));
  EXPECT_TRUE(in.ok());
}

TEST(Wire, equal_texts_are_written_once) {
  const auto first = sample();
  Keep sink;
  sink.add(PathSeen{.path = {"/opt/x"}, .what = "file"}, 0);
  const auto one = sink.bytes().size();
  sink.add(PathSeen{.path = {"/opt/x"}, .what = "file"}, 0);
  EXPECT_LT(sink.bytes().size() - one, one);
  SegmentReader in(sink.segment().bytes());
  RecordView a, b;
  ASSERT_TRUE(in.next(a));
  ASSERT_TRUE(in.next(b));
  EXPECT_EQ(a.fields[0].text_id, b.fields[0].text_id);
  EXPECT_EQ(b.text(1), "/opt/x");
}

TEST(Wire, a_cleared_writer_refers_to_nothing_before) {
  Keep sink;
  sink.add(PathSeen{.path = {"/opt/x"}, .what = "file"}, 0);
  const auto one = sink.bytes();
  sink.segment().clear();
  EXPECT_EQ(sink.segment().count(), 0u);
  sink.add(PathSeen{.path = {"/opt/x"}, .what = "file"}, 0);
  EXPECT_EQ(sink.bytes(), one);
}

// More different texts than there are slots, of every length around the limit for short ones, any bytes at
// all.
TEST(Wire, random_records_come_back_as_they_were) {
  std::mt19937_64 random(2018);
  const auto text = [&] {
    std::string out(random() % 80 + (random() % 50 == 0 ? 70'000 : 0), '\0');
    for (char& c : out) c = static_cast<char>(random() % (out.size() < 4 ? 2 : 256));
    return out;
  };
  std::vector<Expected> expected;
  SegmentWriter writer;
  for (int i = 0; i < 20'000; ++i) {
    const auto& kind = all_kinds()[random() % all_kinds().size()];
    Expected one{kind.number, random() >> (random() % 64), {}, {}};
    writer.begin(kind.number, kind.version, one.offset);
    for (const auto& field : kind.fields) {
      if (random() % 3 == 0) continue;
      if (is_textual(field.type)) {
        const auto value = text();
        writer.text(field.number, value);
        if (!value.empty()) one.texts.emplace_back(field.number, value);
      } else {
        const auto value =
            static_cast<std::int64_t>(random() >> (random() % 64)) * (random() % 2 == 0 ? 1 : -1);
        writer.number(field.number, value);
        one.numbers.emplace_back(field.number, value);
      }
    }
    writer.end();
    expected.push_back(std::move(one));
  }
  EXPECT_EQ(writer.count(), expected.size());
  SegmentReader in(writer.bytes());
  RecordView record;
  for (const auto& one : expected) {
    ASSERT_TRUE(in.next(record));
    EXPECT_EQ(record.kind, one.kind);
    EXPECT_EQ(record.offset, one.offset);
    ASSERT_EQ(record.fields.size(), one.texts.size() + one.numbers.size());
    for (const auto& [number, value] : one.texts) ASSERT_EQ(record.text(number), value);
    for (const auto& [number, value] : one.numbers) ASSERT_EQ(record.value(number), value);
  }
  EXPECT_FALSE(in.next(record));
  EXPECT_TRUE(in.ok());
}

TEST(Wire, every_truncation_and_every_bit_flip_is_survived) {
  const auto bytes = sample();
  const auto whole = survive(bytes);
  ASSERT_EQ(whole, 6u);
  for (std::size_t n = 0; n < bytes.size(); ++n) EXPECT_LT(survive(Bytes(bytes).first(n)), whole) << n;
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    auto damaged = bytes;
    damaged[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
    survive(damaged);
  }
}

TEST(Wire, forged_records_are_refused) {
  struct Row {
    std::string_view attack;
    Blob record;  // without its length
  };
  const auto path = static_cast<std::uint8_t>(PathSeen::number),
             program = static_cast<std::uint8_t>(Program::number);
  const Row rows[] = {
      {"a reference to a text that was never written", {path, 1, 0, 1 << 3 | 2, 0}},
      {"a reference far away", {path, 1, 0, 1 << 3 | 2, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F}},
      {"a reference to the text that is being written", {path, 1, 0, 1 << 3 | 1, 1, 'a', 2 << 3 | 2, 1}},
      {"a text longer than its record", {path, 1, 0, 1 << 3 | 1, 5, 'a'}},
      {"a text of nearly 2^64 bytes",
       {path, 1, 0, 1 << 3 | 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01}},
      {"field number 0", {path, 1, 0, 0 << 3 | 1, 1, 'a'}},
      {"field number 256", {path, 1, 0, 0x81, 0x10, 1, 'a'}},
      {"the same field twice", {path, 1, 0, 1 << 3 | 1, 1, 'a', 1 << 3 | 1, 1, 'b'}},
      {"fields out of order", {path, 1, 0, 2 << 3 | 1, 1, 'a', 1 << 3 | 1, 1, 'b'}},
      {"a number where a text belongs", {path, 1, 0, 1 << 3 | 0, 2}},
      {"a text where a number belongs", {program, 1, 0, 14 << 3 | 1, 1, 'a'}},
      {"a form that is none", {path, 1, 0, 1 << 3 | 3, 0}},
      {"kind 65536", {0x80, 0x80, 0x04, 1, 0}},
      {"nothing at all", {}},
      {"a kind alone", {path}},
  };
  for (const auto& row : rows) {
    Blob segment = {static_cast<std::uint8_t>(row.record.size()), 0, 0, 0};
    segment.insert(segment.end(), row.record.begin(), row.record.end());
    SegmentReader in(segment);
    RecordView record;
    EXPECT_FALSE(in.next(record)) << row.attack;
    EXPECT_FALSE(in.ok()) << row.attack;
    EXPECT_FALSE(in.next(record)) << row.attack;  // and it stays so
  }
}

TEST(Wire, a_length_beyond_the_segment_is_refused) {
  for (const auto& segment : {Blob{0xFF, 0xFF, 0xFF, 0xFF, 1}, Blob{4, 0, 0, 0, 5, 1, 0}, Blob{1, 0, 0}}) {
    SegmentReader in(segment);
    RecordView record;
    EXPECT_FALSE(in.next(record));
    EXPECT_FALSE(in.ok());
  }
}

TEST(Wire, a_kind_of_a_newer_program_is_kept_with_its_fields) {
  SegmentWriter writer;
  writer.begin(60'000, 3, 9);
  writer.text(1, "new");
  writer.number(2, -4);
  writer.end();
  writer.begin(PathSeen::number, 1, 0);
  writer.text(1, "/a");
  writer.text(99, "a field that does not exist yet");
  writer.end();
  SegmentReader in(writer.bytes());
  RecordView record;
  ASSERT_TRUE(in.next(record));
  EXPECT_EQ(record.info, nullptr);
  EXPECT_EQ(record.text(1), "new");
  EXPECT_EQ(record.value(2), -4);
  EXPECT_EQ(record.presence(), Presence::none);
  ASSERT_TRUE(in.next(record));
  EXPECT_EQ(record.text(99), "a field that does not exist yet");
  EXPECT_TRUE(in.ok());
}

}  // namespace
}  // namespace waarborg
