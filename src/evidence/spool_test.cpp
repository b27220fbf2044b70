#include "evidence/spool.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "evidence/descriptor.h"

namespace waarborg {
namespace {

std::string read_at(const Spool& spool, std::uint64_t offset, std::size_t size) {
  Blob into(size);
  const auto got = spool.read(offset, into);
  return got ? std::string(as_text(into)) : std::string(name_of(got.error().fault));
}

std::string counted(std::size_t size) {
  std::string text;
  while (text.size() < size) text += std::to_string(text.size()) + ' ';
  text.resize(size);
  return text;
}

Result<std::unique_ptr<Spool>> spool_of(std::string_view text, const Spool::Room& room) {
  const auto source = memory_source(as_bytes(text));
  return Spool::take(*source_stream(*source, 100), room);
}

TEST(spool, reads_the_same_at_any_place_whether_in_memory_or_on_disk) {
  const Descriptor disk(memfd_create("spool", MFD_CLOEXEC));
  for (const std::size_t size : {0u, 1u, 99u, 100u, 999u, 1000u, 1001u, 5000u}) {
    const auto text = counted(size);
    const auto spool = spool_of(text, {.memory = 1000, .descriptor = disk.number(), .limit = 5000});
    ASSERT_TRUE(spool.has_value()) << size;
    EXPECT_EQ((*spool)->size(), size);
    EXPECT_EQ((*spool)->is_in_memory(), size <= 1000) << size;
    EXPECT_EQ(read_at(**spool, 0, size), text);
    EXPECT_EQ(read_at(**spool, size / 2, size / 3), text.substr(size / 2, size / 3));
    EXPECT_EQ(read_at(**spool, size, 0), "");
    EXPECT_EQ(read_at(**spool, size, 1), "truncated");
    EXPECT_EQ(read_at(**spool, UINT64_MAX, 2), "truncated");
  }
}

TEST(spool, shows_nothing_of_another_in_the_same_descriptor) {
  const Descriptor disk(memfd_create("spool", MFD_CLOEXEC));
  const Spool::Room room{.memory = 10, .descriptor = disk.number(), .limit = 10'000};
  const auto first = spool_of(std::string(5000, 'a'), room);
  ASSERT_TRUE(first.has_value());
  auto behind = room;
  behind.start = 5000;
  const auto second = spool_of(counted(300), behind);
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(read_at(**second, 0, 300), counted(300));
  EXPECT_EQ(read_at(**second, 300, 1), "truncated");
  EXPECT_EQ(read_at(**first, 0, 5000), std::string(5000, 'a'));
  EXPECT_EQ(lseek(disk.number(), 0, SEEK_END), 5300);
}

TEST(spool, over_its_limit_or_without_a_disk_is_too_big) {
  const Descriptor disk(memfd_create("spool", MFD_CLOEXEC));
  const auto over = spool_of(counted(5001), {.memory = 1000, .descriptor = disk.number(), .limit = 5000});
  ASSERT_FALSE(over.has_value());
  EXPECT_EQ(over.error().fault, Fault::too_big);
  const auto no_disk = spool_of(counted(1001), {.memory = 1000, .limit = 5000});
  ASSERT_FALSE(no_disk.has_value());
  EXPECT_EQ(no_disk.error().fault, Fault::too_big);
  EXPECT_TRUE(spool_of(counted(1000), {.memory = 1000, .limit = 5000}).has_value());
}

TEST(spool, passes_on_errors_of_the_stream_and_of_the_disk) {
  class Cut : public Stream {
   public:
    Result<Bytes> next() override {
      if (++calls_ < 3) return as_bytes("piece");
      return fail(Fault::truncated, "cut here", 77);
    }

   private:
    int calls_ = 0;
  } cut;
  const auto got = Spool::take(cut, {.memory = 1000, .limit = 1000});
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().what, "cut here");
  EXPECT_EQ(got.error().offset, 77u);

  const Descriptor only_read(open("/dev/null", O_RDONLY | O_CLOEXEC));
  const auto written =
      spool_of(counted(500), {.memory = 10, .descriptor = only_read.number(), .limit = 1000});
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().fault, Fault::io);
}

}  // namespace
}  // namespace waarborg
