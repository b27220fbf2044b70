// What processes of iOS sent and received, from DataUsage.sqlite and netusage.sqlite: ZPROCESS names them,
// ZLIVEUSAGE counts. A process that lived for an app is "process/bundle". The kernel keeps 16 bytes of a
// name, of which this is written; a name (or the part before '/') of that length may be cut. Usage whose
// process is gone is told as such.
#include "readers/phone_facts.h"
#include "readers/sqlite_tables.h"

namespace waarborg {
namespace {

constexpr std::size_t kept_of_a_name = 16;

struct Named {
  std::string name, bundle;
  StoredTime first, last;
  bool used = false;
};

struct Usage {
  std::int64_t wifi_in = -1, wifi_out = -1, mobile_in = -1, mobile_out = -1, row = 0;
  Time last{};
  std::string_view state{};
};

void add(const Named& process, const Usage& usage, std::uint64_t at, Sink& out) {
  const std::string_view whole = process.name;
  const auto slash = whole.find('/');
  const auto name = whole.substr(0, slash);
  const auto behind = slash == std::string_view::npos ? std::string_view() : whole.substr(slash + 1);
  ProcessNetwork seen{.name = {name},
                      .app_id = {!process.bundle.empty() ? std::string_view(process.bundle) : behind},
                      .first = process.first.when,
                      .last = known(usage.last) ? usage.last : process.last.when,
                      .wifi_in = usage.wifi_in,
                      .wifi_out = usage.wifi_out,
                      .mobile_in = usage.mobile_in,
                      .mobile_out = usage.mobile_out,
                      .row = usage.row,
                      .state = usage.state};
  if (name.size() == kept_of_a_name) seen.cut = {name};
  out.add(seen, at);
}

void read(const File& file, Sink& out) {
  auto tables = SqliteTables::open(file, out);
  if (!tables) return;
  std::unordered_map<std::int64_t, Named> processes;
  std::vector<std::int64_t> order;
  tables->each("ZPROCESS", {"ZPROCNAME", "ZBUNDLENAME?", "ZFIRSTTIMESTAMP?", "ZTIMESTAMP?"},
               [&](const TableRow& row) {
                 order.push_back(row.id());
                 processes[row.id()] = {row.text(0), row.text(1), row.time(2, Epoch::mac_seconds),
                                        row.time(3, Epoch::mac_seconds)};
               });
  tables->each("ZLIVEUSAGE", {"ZHASPROCESS", "ZTIMESTAMP?", "ZWIFIIN?", "ZWIFIOUT?", "ZWWANIN", "ZWWANOUT"},
               [&](const TableRow& row) {
                 Usage usage{.wifi_in = row.number(2, -1),
                             .wifi_out = row.number(3, -1),
                             .mobile_in = row.number(4, -1),
                             .mobile_out = row.number(5, -1),
                             .row = row.number(0),
                             .last = row.time(1, Epoch::mac_seconds).when};
                 const auto process = processes.find(usage.row);
                 if (process != processes.end()) {
                   process->second.used = true;
                   return add(process->second, usage, row.at(), out);
                 }
                 usage.state = "without a process";
                 add({}, usage, row.at(), out);
               });
  for (const auto id : order)
    if (const auto& process = processes[id]; !process.used) add(process, {.row = id}, row_offset(id), out);
}

bool recognise(Bytes head) {
  return is_database_with(head, {"ZPROCESS", "ZLIVEUSAGE"});
}

}  // namespace

Reader ios_data_usage() {
  return {
      .about = "What each process of iOS sent and received over Wi-Fi and mobile networks.",
      .probe = "ios.data-usage",
      .paths = ios_paths({"private/var/wireless/Library/Databases/DataUsage.sqlite",
                          "private/var/networkd/netusage.sqlite", "private/var/networkd/db/netusage.sqlite"}),
      .wants = database_logs,
      .emits = {ProcessNetwork::kind},
      .shape = Shape::random,
      .recognise = recognise,
      .read = read};
}

}  // namespace waarborg
