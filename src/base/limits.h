// Limits is every bound of a run in one place, passed down by value. Reaching one is Fault::too_big or
// Fault::timed_out in the result, never silence.
#pragma once
#include <cstdint>

namespace waarborg {

struct Limits {
  std::uint64_t whole_bytes = 512ull << 20;    // a file that a reader gets in one piece
  std::uint64_t entry_bytes = 4ull << 30;      // one entry of an archive, unpacked
  std::uint64_t archive_bytes = 64ull << 30;   // all entries of one archive together
  std::uint64_t archive_entries = 20'000'000;  // entries of one archive
  std::uint64_t ratio = 2000;                  // unpacked to packed bytes of one archive; a bomb has more
  std::uint64_t digests = 4'000'000;        // files whose digests are taken in one scan, 1 KB of memory each
  unsigned nesting = 8;                     // archives within archives
  unsigned folder_depth = 256;              // folders within folders
  std::uint64_t record_bytes = 1ull << 20;  // one observation
  std::uint64_t job_output_bytes = 8ull << 30;  // what one job may send back
  std::uint64_t job_problems = 10'000;          // problems of one job that are kept; the rest is counted
  unsigned job_seconds = 120;                   // without a sign of life from the job
  unsigned job_total_seconds = 2 * 60 * 60;     // of one job, whatever signs it gives
  std::uint64_t worker_memory = 1ull << 30;     // private memory of a worker beyond what it began with
  unsigned restarts = 16;                       // times an archive is taken up again behind a bad entry
};

}  // namespace waarborg
