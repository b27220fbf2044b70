#include "engine/canaries.h"

#include <sys/mman.h>
#include <unistd.h>

#include "engine/sought.h"
#include "engine/worker.h"

namespace waarborg {
namespace {

// Bytes as a descriptor, so that a canary takes the very way of a file.
Result<FolderTree::Opened> as_descriptor(Bytes bytes) {
  FolderTree::Opened out;
  out.descriptor = memfd_create("canary", MFD_CLOEXEC);
  if (out.descriptor < 0 ||
      write(out.descriptor, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
    return fail(Fault::io, "no memory file for a canary");
  out.size = bytes.size();
  return out;
}

}  // namespace

Result<std::set<std::string>> send_canaries(Pool& pool, const Index& index) {
  std::set<std::string> found;
  std::deque<PoolTask> tasks;
  for (std::size_t r = 0; r < all_readers().size(); ++r) {
    const auto& reader = all_readers()[r];
    PoolTask task;
    task.company = "canaries";  // all of them our own bytes
    task.order.reader = static_cast<std::uint16_t>(r);
    task.order.path = canary_path(reader);
    if (reader.shape == Shape::names) {
      task.order.task = Task::names;
      task.order.names = names_in(as_text(reader.canary));
      task.open = [](Order&) -> Result<std::vector<FolderTree::Opened>> {
        return std::vector<FolderTree::Opened>();
      };
    } else {
      task.open = [&reader](Order& order) -> Result<std::vector<FolderTree::Opened>> {
        auto opened = as_descriptor(reader.canary);
        if (!opened) return pass(opened.error());
        order.size = opened->size;
        std::vector<FolderTree::Opened> out;
        out.push_back(std::move(*opened));
        return out;
      };
    }
    task.hear = [&, name = std::string(reader.name)](Say say, Cursor& in) {
      if (say != Say::segment) return say == Say::problem;
      in.varint(), in.varint();
      in.take(in.varint());
      while (in.more()) {
        in.varint();
        const auto indicator = in.varint();
        in.varint();
        if (in.ok() && indicator < index.size() &&
            index.indicator(static_cast<std::uint32_t>(indicator)).subject == "canary")
          found.insert(name);
      }
      return in.ok();
    };
    task.lost = [](Fault, const std::string&) -> std::optional<Order> { return {}; };
    task.done = [] {};
    tasks.push_back(std::move(task));
  }
  if (auto r = pool.run(std::move(tasks), [](std::size_t) {}); !r) return pass(r.error());
  return found;
}

}  // namespace waarborg
