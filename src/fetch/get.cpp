#include "fetch/get.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/bytes.h"
#include "base/cursor.h"
#include "base/text.h"
#include "fetch/transfer.h"

#if defined(__SANITIZE_ADDRESS__)
#define WAARBORG_WITH_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WAARBORG_WITH_SANITIZER
#endif
#endif

namespace waarborg {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

constexpr unsigned silent_seconds = 30;
[[maybe_unused]] constexpr rlim_t memory_of_transfer = 512u << 20;

struct Answer {
  std::string bytes, location;
  bool redirect = false;
};

// One record: a kind, four bytes of length, the bytes. The reader of the pipe may be gone; then there is
// nobody to tell.
void send(int pipe, Heard kind, std::string_view bytes) {
  std::string record(1, static_cast<char>(kind));
  for (unsigned shift = 0; shift < 32; shift += 8) record += static_cast<char>(bytes.size() >> shift);
  record += bytes;
  for (std::string_view rest = record; !rest.empty();) {
    const auto n = write(pipe, rest.data(), rest.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) _exit(1);
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
}

[[noreturn]] void child(int pipe, pid_t parent, const Transfer& transfer) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  signal(SIGPIPE, SIG_IGN);
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  setrlimit(RLIMIT_FSIZE, &none);
#ifndef WAARBORG_WITH_SANITIZER  // they map terabytes
  const rlimit memory{memory_of_transfer, memory_of_transfer};
  setrlimit(RLIMIT_AS, &memory);
#endif
  try {
    run_transfer(transfer, [&](Heard kind, std::string_view bytes) { send(pipe, kind, bytes); });
  } catch (...) {
    _exit(1);  // out of memory over an endless head
  }
  _exit(0);
}

// Records from the child into an answer; a child that says the impossible is not believed.
class Listener {
 public:
  explicit Listener(std::uint64_t most) : most_(most) {}

  // True when the end was told.
  Result<bool> take(std::string_view piece) {
    buffer_ += piece;
    std::size_t at = 0;
    while (buffer_.size() - at >= 5) {
      Cursor in(as_bytes(std::string_view(buffer_).substr(at)));
      const auto kind = static_cast<Heard>(in.le<std::uint8_t>());
      const auto size = in.le<std::uint32_t>();
      if (size > in.left()) break;
      const auto bytes = in.chars(size);
      at += 5 + std::size_t{size};
      if (kind == Heard::whole) return true;
      if (kind == Heard::redirect) {
        answer.redirect = true;
        answer.location = bytes;
        return true;
      }
      if (kind == Heard::failed && !bytes.empty() && static_cast<std::uint8_t>(bytes[0]) < fault_count)
        return fail(static_cast<Fault>(bytes[0]), std::string(bytes.substr(1)));
      if (kind != Heard::body || size > most_ - answer.bytes.size())
        return fail(Fault::crashed, "the transfer went wrong: try again");
      answer.bytes += bytes;
    }
    buffer_.erase(0, at);
    return false;
  }

  Answer answer;

 private:
  std::uint64_t most_;
  std::string buffer_;
};

Result<Answer> listen(int pipe, std::uint64_t most, SteadyTime until) {
  Listener listener(most);
  std::string piece(1u << 16, '\0');
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    pollfd wait{pipe, POLLIN, 0};
    const int ready = left.count() <= 0 ? 0 : poll(&wait, 1, static_cast<int>(left.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0)
      return fail(Fault::timed_out,
                  "the server takes longer than any feed needs: try again later, or give more time with "
                  "--seconds");
    const auto n = read(pipe, piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0)
      return fail(Fault::crashed,
                  "the transfer ended without an answer, perhaps over a head without end: check the address");
    const auto end = listener.take(std::string_view(piece).substr(0, static_cast<std::size_t>(n)));
    if (!end) return pass(end.error());
    if (*end) return std::move(listener.answer);
  }
}

Result<Answer> one(const Transfer& transfer, SteadyTime until) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return fail(Fault::io, fmt::format("no pipe: {}", std::strerror(errno)));
  const auto parent = getpid();
  const auto pid = fork();
  if (pid < 0) {
    const int why = errno;
    close(ends[0]), close(ends[1]);
    return fail(Fault::io, fmt::format("no process for the transfer: {}", std::strerror(why)));
  }
  if (pid == 0) {
    close(ends[0]);
    child(ends[1], parent, transfer);
  }
  close(ends[1]);
  auto answer = listen(ends[0], transfer.most_bytes, until);
  close(ends[0]);
  kill(pid, SIGKILL);  // it may hang; when it has ended, this waits for nobody else: it is not yet collected
  while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  return answer;
}

std::string environment(const char* name, const char* other) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') value = std::getenv(other);
  return value == nullptr ? "" : value;
}

// Is `host` one that NO_PROXY names: "*", itself, or a domain that it lies in?
bool without_proxy(const std::string& host) {
  const auto list = environment("no_proxy", "NO_PROXY");
  return std::ranges::any_of(split(list, ','), [&](std::string_view name) {
    name = trim(name);
    if (name.starts_with('.')) name.remove_prefix(1);
    return name == "*" || (!name.empty() && (host == name || host.ends_with("." + std::string(name))));
  });
}

Result<> choose_proxy(Transfer& transfer) {
  const auto named = environment("https_proxy", "HTTPS_PROXY");
  if (named.empty() || transfer.url.scheme != "https" || without_proxy(transfer.url.host)) return {};
  const auto proxy = parse_address(named.find("://") == std::string::npos ? "http://" + named : named);
  if (!proxy || proxy->scheme != "http")
    return fail(Fault::malformed,
                "the proxy in HTTPS_PROXY cannot be used: write http://host:port, without a password");
  transfer.proxy_host = proxy->host;
  transfer.proxy_port = proxy->port;
  return {};
}

}  // namespace

Result<Got> get(const std::string& text, const GetOptions& options) {
  const auto until = std::chrono::steady_clock::now() + options.most_time;
  auto url = parse_address(text);
  if (!url) return pass(url.error());
  if (url->scheme != "https" && !(options.plain_loopback && is_loopback(*url)))
    return fail(Fault::unsupported,
                fmt::format("{} is not https: anybody on the way could change the feed", url->text()));
  for (unsigned step = 0;; ++step) {
    Transfer transfer{
        .url = *url,
        .ca_file = options.ca_file,
        .proxy_host = {},
        .most_bytes = options.most_bytes,
        .seconds = std::min<unsigned>(silent_seconds, static_cast<unsigned>(options.most_time.count()))};
    if (options.proxy_from_environment)
      if (auto chosen = choose_proxy(transfer); !chosen) return pass(chosen.error());
    auto answer = one(transfer, until);
    if (!answer) return pass(answer.error());
    if (!answer->redirect) return Got{std::move(answer->bytes), url->text()};
    if (step == options.redirects)
      return fail(Fault::unsupported,
                  fmt::format("the server redirects more than {} times: put the last address into the "
                              "feeds file",
                              options.redirects));
    auto next = follow(*url, answer->location);
    if (!next)
      return fail(
          Fault::unsupported,
          fmt::format(
              "the server redirects to what is not https ({}): look on the publisher's page where the feed "
              "is now",
              next.error().what));
    if (next->scheme != "https")
      return fail(
          Fault::unsupported,
          fmt::format(
              "the server redirects to {}, which is not https: look on the publisher's page where the feed "
              "is now",
              printable(next->text())));
    url = std::move(next);
  }
}

}  // namespace waarborg
