#include "casefile/segments.h"

#include <fmt/core.h>

#include <algorithm>

#include "casefile/packed.h"

namespace waarborg {
namespace {

// One walk: the statements, the buffer and what went wrong so far.
class Walk {
 public:
  static Result<Walk> begin(const CaseFile& file);
  void take(std::uint64_t id, const Segments::Visit& visit);
  Result<> result() const;

 private:
  Walk(Lookup segment, Lookup job) : segment_(std::move(segment)), jobs_(std::move(job)) {}
  Result<> look_up_job(std::uint32_t number);
  Result<> visit_one(std::uint64_t id, const Segments::Visit& visit);

  Lookup segment_, jobs_;
  std::unique_ptr<Unpacker> unpacker_ = std::make_unique<Unpacker>();
  JobRow job_;
  bool has_job_ = false;
  std::uint64_t end_ = 0;  // behind the last observation so far
  std::optional<Error> first_;
  std::uint64_t damaged_ = 0;
};

Result<Walk> Walk::begin(const CaseFile& file) {
  auto segment = Lookup::prepare(file, "segment", "WHERE id = ?1");
  if (!segment) return pass(segment.error());
  auto job = Lookup::prepare(file, "job", "WHERE job = ?1");
  if (!job) return pass(job.error());
  return Walk(std::move(*segment), std::move(*job));
}

Result<> Walk::look_up_job(std::uint32_t number) {
  if (has_job_ && job_.job == number) return {};
  has_job_ = false;
  job_ = {};
  job_.job = number;
  jobs_.ask(number);
  auto* row = jobs_.next();
  if (row == nullptr) {
    if (auto done = jobs_.result(); !done) return done;
    return fail(Fault::malformed, "there is no such job");
  }
  job_.evidence = row->upto<std::uint32_t>(1, UINT32_MAX);
  job_.file = row->string(2);
  job_.root = row->string(3);
  job_.reader = row->string(4);
  job_.probe = row->string(5);
  has_job_ = row->sound();
  return has_job_ ? Result<>() : fail(Fault::malformed, "its job is damaged");
}

Result<> Walk::visit_one(std::uint64_t id, const Segments::Visit& visit) {
  if (auto done = look_up_job(static_cast<std::uint32_t>(id >> 32)); !done) return done;
  segment_.ask(id);
  auto* row = segment_.next();
  if (row == nullptr) {
    if (auto done = segment_.result(); !done) return done;
    return fail(Fault::malformed, "it cannot be found");
  }
  const auto first = static_cast<std::uint32_t>(id);
  const auto count = row->upto<std::uint32_t>(1, UINT32_MAX);
  if (!row->sound() || count == 0 || std::uint64_t{first} + count > std::uint64_t{1} << 32)
    return fail(Fault::malformed, "its count cannot be");
  if (id < end_) return fail(Fault::malformed, "it overlaps the one before");
  const auto records = unpacker_->unpack(row->blob(3), static_cast<std::uint64_t>(row->number(2)));
  if (!records) return pass(records.error());
  end_ = id + count;
  if (!visit(job_, first, count, *records)) return fail(Fault::malformed, "its records are damaged");
  return {};
}

void Walk::take(std::uint64_t id, const Segments::Visit& visit) {
  const auto done = visit_one(id, visit);
  if (done) return;
  ++damaged_;
  const auto job = id >> 32, first = id & UINT32_MAX;
  const auto name = has_job_ ? fmt::format(" ({})", job_.file) : std::string();
  if (!first_)
    first_ = Error{done.error().fault,
                   fmt::format("segment {} of job {}{}: {}", first, job, name, done.error().what)};
}

Result<> Walk::result() const {
  if (!first_) return {};
  if (damaged_ == 1) return pass(*first_);
  return fail(first_->fault, fmt::format("{}; {} segments in all", first_->what, damaged_));
}

// Ids in one direction until the end, the first that cannot be, or `stop`.
Result<> list_ids(const CaseFile& file, bool up, std::uint64_t most, std::vector<std::uint64_t>& out) {
  auto query = Query::prepare(
      *file.database, up ? "SELECT id FROM segment ORDER BY id" : "SELECT id FROM segment ORDER BY id DESC");
  if (!query) return pass(query.error());
  query->bind();
  while (query->step()) {
    const auto id = query->number(0);
    const auto number = static_cast<std::uint64_t>(id);
    const bool in_order = out.empty() || (up ? number > out.back() : number < out.back());
    if (id < 0 || !in_order || out.size() == most)
      return fail(Fault::malformed, "table segment is damaged", out.size());
    out.push_back(number);
  }
  return query->result("table segment cannot be read on");
}

}  // namespace

void Segments::list() {
  if (std::exchange(is_listed_, true)) return;
  const auto at = file_.rows.find("segment");
  const auto most = at == file_.rows.end() ? 0 : at->second;
  if (const auto done = list_ids(file_, true, most, ids_); !done) {
    gap_ = done.error();
    // What lies behind the damage is found from the other end.
    std::vector<std::uint64_t> behind;
    if (!list_ids(file_, false, most, behind)) {
      const auto last = ids_.empty() ? std::uint64_t{0} : ids_.back() + 1;
      std::reverse(behind.begin(), behind.end());
      std::copy_if(behind.begin(), behind.end(), std::back_inserter(ids_),
                   [&](auto id) { return id >= last; });
    }
  }
  if (!gap_ && ids_.size() != most)
    gap_ = Error{Fault::malformed, fmt::format("table segment has {} of its {} rows", ids_.size(), most)};
}

std::uint64_t Segments::count() {
  list();
  return ids_.size();
}

Result<> Segments::listed() {
  list();
  if (gap_) return pass(*gap_);
  return {};
}

Result<> Segments::each(std::uint64_t from, std::uint64_t to, const Visit& visit) {
  list();
  auto walk = Walk::begin(file_);
  if (!walk) return pass(walk.error());
  for (auto i = from; i < std::min<std::uint64_t>(to, ids_.size()); ++i) walk->take(ids_[i], visit);
  if (auto done = walk->result(); !done) return done;
  return listed();
}

std::uint64_t Segments::position_of(std::uint64_t number) {
  list();
  const auto after = std::upper_bound(ids_.begin(), ids_.end(), number);
  return after == ids_.begin() ? ids_.size() : static_cast<std::uint64_t>(after - ids_.begin()) - 1;
}

}  // namespace waarborg
