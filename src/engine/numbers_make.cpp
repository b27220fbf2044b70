#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <thread>
#include <vector>

#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/secret.h"
#include "engine/numbers.h"
#include "engine/safe_output.h"
#include "engine/sought.h"

namespace waarborg {
namespace {

constexpr std::size_t shown_faults = 20;

// All lines must be good: a number that was left out would be one that is never found.
Result<std::set<std::string>> identities_in(const std::string& file) {
  const auto text = read_file(file, 1u << 30);
  if (!text) return pass(text.error());
  std::set<std::string> out;
  std::string faults;
  std::size_t at = 0, count = 0;
  std::uint64_t number = 0;
  std::string_view line;
  for (bool whole = true; next_line(*text, at, line, whole);) {
    ++number;
    line = trim(line.substr(0, line.find('#')));
    if (line.empty()) continue;
    if (auto identity = identity_of(line))
      out.insert(std::move(*identity));
    else if (++count <= shown_faults)
      faults += fmt::format("\n  line {}", number);
  }
  if (count != 0)
    return fail(
        Fault::malformed,
        fmt::format("{}: {} line(s) are neither a number with its country (+31...) nor an address:{}{}", file,
                    count, faults, count > shown_faults ? "\n  ..." : ""));
  if (out.empty()) return fail(Fault::malformed, file + " holds no number and no address");
  return out;
}

bool digest_all(const std::vector<std::string>& identities, Bytes salt, SlowCost cost, unsigned jobs,
                std::vector<SlowDigest>& out) {
  out.resize(identities.size());
  std::atomic<std::size_t> next{0};
  std::atomic<bool> good{true};
  {
    std::vector<std::jthread> workers;
    for (unsigned j = 0; j < std::max(1u, jobs); ++j)
      workers.emplace_back([&] {
        for (auto n = next++; n < identities.size() && good; n = next++)
          if (!slow_digest(identities[n], salt, cost, out[n])) good = false;
      });
  }
  std::sort(out.begin(), out.end());  // the order of the list is nobody's
  return good;
}

}  // namespace

Result<Page> make_numbers(const MakeNumbers& request) {
  if (request.name.empty()) return fail(Fault::malformed, "a list needs a name: --name");
  if (auto safe = guard_inputs({request.list}, {{"-o", request.output}}); !safe) return pass(safe.error());
  const auto identities = identities_in(request.list);
  if (!identities) return pass(identities.error());
  std::array<std::uint8_t, slow_salt_bytes> salt{};
  if (!random_bytes(salt)) return fail(Fault::io, "the system gives no random bytes");
  std::vector<SlowDigest> digests;
  const std::vector<std::string> all(identities->begin(), identities->end());
  if (!digest_all(all, salt, request.cost, request.jobs, digests))
    return fail(Fault::too_big, "the digests could not be made: too little memory, or a cost out of bounds");
  JsonWriter json(1);
  json.begin_object().member("format", std::int64_t{1}).member("name", request.name);
  json.member("source", request.source).member("date", date_of(Clock::now()));
  json.member("digest", "argon2id").member("salt", hex(salt));
  json.member("passes", std::int64_t{request.cost.passes});
  json.member("memory_kib", std::int64_t{request.cost.memory_kib});
  json.key("digests").begin_array();
  for (const auto& digest : digests) json.value(hex(digest));
  const auto text = json.end_array().end_object().take() + "\n";
  // For its owner only, and never over another file: the list says who is a target to whoever tries numbers.
  const int d = open(request.output.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  std::FILE* file = d < 0 ? nullptr : fdopen(d, "w");
  bool whole = file != nullptr && std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const int why = errno;
  if (file != nullptr) whole = std::fclose(file) == 0 && whole;
  if (!whole) return fail(Fault::io, fmt::format("{}: {}", request.output, std::strerror(why)));
  return Page{
      fmt::format("{}: {} number(s) and address(es) as digests\n", printable(request.output), digests.size()),
      true};
}

}  // namespace waarborg
