// SOCI throws; nothing of that leaves this file.
#include "ledger/store.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

namespace waarborg {
namespace {

bool is_postgresql(const std::string& address) {
  return address.starts_with("postgresql://") || address.starts_with("postgres://");
}

// An address may carry a password: nothing of it is repeated, in messages neither.
std::string shown(const std::string& address) {
  return is_postgresql(address) ? "the PostgreSQL ledger" : address;
}

Error error_of(const std::string& address, std::string_view doing, const std::exception& e) {
  return {Fault::io, fmt::format("{}: {}: {}", shown(address), doing, e.what())};
}

// SOCI takes every address for a list of options and puts '=' behind one that has none.
std::string postgresql_name(const std::string& address) {
  if (address.find('=') != std::string::npos) return address;
  return address + (address.find('?') == std::string::npos ? "?" : "&") + "application_name=waarborg";
}

void connect(soci::session& session, const std::string& address) {
  if (is_postgresql(address)) {
    session.open("postgresql", postgresql_name(address));
    session << "SET synchronous_commit = on";
    return;
  }
  // "./" keeps SQLite from taking the name for a URI or for ":memory:".
  const auto path = address.starts_with('/') ? address : "./" + address;
  session.open(soci::sqlite3, fmt::format("dbname=\"{}\" timeout=600", path));
  session << "PRAGMA synchronous = EXTRA";
}

Event event_from(const soci::row& row) {
  Event e;
  e.id = row.get<long long>(0);
  const auto time = [&](std::size_t column) {
    return parse_time(row.get<std::string>(column)).value_or(Time{});
  };
  e.about = time(1);
  e.recorded = time(2);
  e.organisation = row.get<std::string>(3);
  e.kind = row.get<std::string>(4);
  e.body = row.get<std::string>(5);
  e.digest = row.get<std::string>(6);
  // A time written in another way is the same time, but not the same row.
  if (to_text(e.about) != row.get<std::string>(1) || to_text(e.recorded) != row.get<std::string>(2))
    e.digest.clear();
  return e;
}

std::string meta(soci::session& session, const std::string& name) {
  std::string value;
  session << "SELECT value FROM ledger_meta WHERE name = :name", soci::use(name), soci::into(value);
  return value;
}

struct Head {
  std::int64_t count = 0;
  std::string digest;
  Time recorded{};
};

Head head_of(soci::session& session) {
  const auto text = meta(session, "head");  // "12 0ab4… 2026-11-22T…"
  const auto first = text.find(' '), second = text.find(' ', first + 1);
  if (first == std::string::npos || second == std::string::npos)
    throw std::runtime_error("its head is damaged");
  return {std::stoll(text.substr(0, first)), text.substr(first + 1, second - first - 1),
          parse_time(text.substr(second + 1)).value_or(Time{})};
}

class SociStore final : public Store {
 public:
  explicit SociStore(std::string address) : address_(std::move(address)) { connect(session_, address_); }

  int format() { return std::stoi(meta(session_, "format")); }

  Result<> lock() override {
    if (held_) return {};
    try {
      held_.emplace(session_);
      // A write before the first read: a second writer waits here, on either database, and then sees our
      // head.
      session_ << "UPDATE ledger_meta SET value = value WHERE name = 'head'";
      return {};
    } catch (const std::exception& e) {
      held_.reset();
      return tl::make_unexpected(error_of(address_, "nothing was recorded", e));
    }
  }

  Result<> append(const std::vector<NewEvent>& events, Time recorded) override {
    if (auto locked = lock(); !locked) return locked;
    auto done = append_locked(events, recorded);
    held_.reset();  // what was not committed is undone
    return done;
  }

  Result<> each(const std::function<void(const Event&)>& visit) override {
    try {
      const auto snapshot = look();
      const auto head = head_of(session_);
      std::int64_t count = 0;
      auto last = first_digest();
      const auto walked = walk([&](const Event& event) {
        ++count;
        last = event.digest;
        visit(event);
      });
      if (!walked) return walked;
      return check_end(head, count, last);
    } catch (const std::exception& e) {
      return tl::make_unexpected(error_of(address_, "cannot be read", e));
    }
  }

  Result<std::pair<std::int64_t, std::string>> verify(const std::string& known_head) override {
    try {
      const auto snapshot = look();
      const auto head = head_of(session_);
      ChainCheck chain;
      Result<> good;
      bool met = known_head.empty();
      const auto walked = walk([&](const Event& event) {
        if (good) good = chain.next(event);
        met |= event.digest == known_head;
      });
      if (!walked) return pass(walked.error());
      if (!good) return pass(good.error());
      if (auto end = check_end(head, chain.count(), chain.head()); !end)
        return fail(Fault::malformed, end.error().what);
      if (!met)
        return fail(Fault::malformed,
                    "the head that was written down is not in this ledger: its history was rewritten");
      return std::make_pair(chain.count(), chain.head());
    } catch (const std::exception& e) {
      return tl::make_unexpected(error_of(address_, "cannot be read", e));
    }
  }

 private:
  // One snapshot of both tables: a writer at work must not look like damage. Under our own lock nobody
  // writes.
  std::unique_ptr<soci::transaction> look() {
    if (held_) return nullptr;
    auto snapshot = std::make_unique<soci::transaction>(session_);
    if (is_postgresql(address_)) session_ << "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";
    return snapshot;
  }

  static Result<> check_end(const Head& head, std::int64_t count, const std::string& last) {
    if (count < head.count)
      return fail(Fault::io, fmt::format("the ledger lacks its end: {} events were recorded, {} are there",
                                         head.count, count));
    if (count > head.count)
      return fail(Fault::io, fmt::format("{} event(s) were added behind the end of the ledger, event {}",
                                         count - head.count, head.count));
    if (last != head.digest)
      return fail(Fault::io, "the ledger lacks its end: its last event is not the one that was recorded");
    return {};
  }

  Result<> append_locked(const std::vector<NewEvent>& events, Time recorded) {
    try {
      auto head = head_of(session_);
      if (known(recorded) && recorded < head.recorded)
        return fail(Fault::unsupported,
                    fmt::format("the ledger holds events recorded at {}; nothing can be recorded before that",
                                to_text(head.recorded)));
      const auto now = known(recorded) ? recorded : std::max(Clock::now(), head.recorded);
      for (const auto& event : events) {
        const Event e{head.count + 1, event.about, now, event.organisation, event.kind, event.body, ""};
        const auto digest = digest_of(e, head.digest);
        const auto id = static_cast<long long>(e.id);
        const auto about = to_text(e.about), when = to_text(e.recorded);
        session_ << "INSERT INTO ledger_event(id, about, recorded, organisation, kind, body, digest) "
                    "VALUES(:id, :about, :recorded, :organisation, :kind, :body, :digest)",
            soci::use(id), soci::use(about), soci::use(when), soci::use(e.organisation), soci::use(e.kind),
            soci::use(e.body), soci::use(digest);
        head = {e.id, digest, now};
      }
      const auto text = fmt::format("{} {} {}", head.count, head.digest, to_text(head.recorded));
      session_ << "UPDATE ledger_meta SET value = :value WHERE name = 'head'", soci::use(text);
      held_->commit();
      return {};
    } catch (const std::exception& e) {
      return tl::make_unexpected(error_of(address_, "nothing was recorded", e));
    }
  }

  Result<> walk(const std::function<void(const Event&)>& visit) {
    try {
      const soci::rowset<soci::row> rows =
          (session_.prepare
           << "SELECT id, about, recorded, organisation, kind, body, digest FROM ledger_event ORDER BY id");
      for (const auto& row : rows) visit(event_from(row));
      return {};
    } catch (const std::exception& e) {
      return tl::make_unexpected(error_of(address_, "cannot be read", e));
    }
  }

  std::string address_;
  soci::session session_;
  std::optional<soci::transaction> held_;  // of lock()
};

Result<> make_tables(const std::string& address) {
  try {
    soci::session session;
    connect(session, address);
    soci::transaction all(session);
    session << "CREATE TABLE ledger_meta(name VARCHAR(64) PRIMARY KEY, value TEXT NOT NULL)";
    session
        << "CREATE TABLE ledger_event(id BIGINT PRIMARY KEY, about TEXT NOT NULL, recorded TEXT NOT NULL, "
           "organisation TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, digest TEXT NOT NULL)";
    const auto head = fmt::format("0 {} ", first_digest()), format = std::to_string(ledger_format);
    session << "INSERT INTO ledger_meta(name, value) VALUES('head', :value)", soci::use(head);
    session << "INSERT INTO ledger_meta(name, value) VALUES('format', :value)", soci::use(format);
    all.commit();
    return {};
  } catch (const std::exception& e) {
    return tl::make_unexpected(error_of(address, "no ledger was made", e));
  }
}

}  // namespace

Result<> Store::init(const std::string& address) {
  if (is_postgresql(address)) return make_tables(address);
  if (address.find('"') != std::string::npos || address.empty())
    return fail(Fault::unsupported, "the name of a ledger may not be empty or hold a quotation mark");
  const int file = ::open(address.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (file < 0)
    return fail(errno == EEXIST ? Fault::unsupported : Fault::io,
                fmt::format("{}: {}", address, std::strerror(errno)));
  ::close(file);
  auto made = make_tables(address);
  if (!made) ::unlink(address.c_str());
  return made;
}

Result<std::unique_ptr<Store>> Store::open(const std::string& address) {
  struct stat about {};
  if (!is_postgresql(address) && stat(address.c_str(), &about) != 0)
    return fail(Fault::not_found,
                fmt::format("{}: {}; `waarborg ledger init` makes a ledger", address, std::strerror(errno)));
  if (address.find('"') != std::string::npos)
    return fail(Fault::unsupported, "the name of a ledger may not hold a quotation mark");
  try {
    auto store = std::make_unique<SociStore>(address);
    if (const int format = store->format(); format != ledger_format)
      return fail(Fault::unsupported_version,
                  fmt::format("{}: is a ledger of format {}; this program knows {}", shown(address), format,
                              ledger_format));
    return store;
  } catch (const std::exception& e) {
    return tl::make_unexpected(error_of(address, "is no ledger that can be opened", e));
  }
}

}  // namespace waarborg
