#include "engine/survey_databases.h"

#include <algorithm>

#include "engine/survey_archives.h"

namespace waarborg {
namespace {

constexpr std::string_view phones = "ios";

void offer(EvidenceState& state, Plan& plan, const std::string& path, std::string_view name) {
  const auto* reader = reader_named(name);
  if (reader == nullptr || !may_be_elsewhere(*reader)) return;
  const auto number = static_cast<std::uint16_t>(reader - all_readers().data());
  plan.offer({.evidence = state.row.id,
              .match = {.reader = number, .root = {}, .nearer = {}},
              .archive = {},
              .path = path,
              .by_content = true});
}

}  // namespace

bool may_be_elsewhere(const Reader& reader) {
  return reader.recognise != nullptr && reader.shape == Shape::random && group_of(reader.probe) == phones;
}

std::deque<PoolTask> database_tasks(EvidenceState& state, Plan& plan) {
  std::deque<PoolTask> tasks;
  const auto groups = plan.groups(state.row.id);
  if (!groups.empty() && !groups.contains(phones)) return tasks;
  std::ranges::sort(state.databases);
  for (const auto& path : state.databases) {
    PoolTask task;
    task.order.task = Task::recognise;
    task.order.path = path;
    task.open = opener(*state.tree, path);
    task.hear = [&state, &plan, &path](Say say, Cursor& in) {
      if (say != Say::recognised) return say == Say::problem;
      offer(state, plan, path, packed_text(in));
      return in.ok();
    };
    // What cannot even be looked into may be anything, so it is told.
    task.lost = [&state, &plan, &path](Fault fault, const std::string& why) -> std::optional<Order> {
      plan.problem(state.row.id, path, fault, why);
      state.denied.push_back(path);
      return {};
    };
    task.done = [] {};
    tasks.push_back(std::move(task));
  }
  return tasks;
}

}  // namespace waarborg
