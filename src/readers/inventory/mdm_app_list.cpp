// Apps on managed devices as a CSV export of their management: Intune (discovered apps), Jamf (inventory and
// advanced searches), or any table with the plain headers of docs/collect/mdm.md. One row is one app on one
// device; the offset of an observation is its row. A device is named at its first row and again where it
// changes: the programs behind it are its own. Columns about people (user, e-mail, phone number) are not
// read.
#include <array>
#include <string>

#include "base/text.h"
#include "formats/csv.h"
#include "readers/reported.h"

namespace waarborg {
namespace {

// Where each thing stands. Names as Csv::column compares them; the surest first.
struct Columns {
  std::size_t app, id, version, publisher, platform, device, serial, udid, device_id, owner, count;

  explicit Columns(const Csv& csv) {
    app = csv.column({"applicationname", "appname", "appdisplayname", "applicationtitle", "application",
                      "app", "softwarename", "software"});
    id = csv.column({"bundleid", "bundleidentifier", "appbundleid", "applicationbundleid",
                     "applicationidentifier", "appidentifier", "packagename", "packageid", "appid",
                     "identifier"});
    version = csv.column(
        {"applicationversion", "appversion", "applicationshortversion", "shortversion", "version"});
    publisher = csv.column({"applicationpublisher", "apppublisher", "publisher", "developer", "vendor"});
    platform = csv.column({"platform", "devicetype", "operatingsystem", "osdescription", "os"});
    device = csv.column({"devicename", "computername", "hostname", "displayname", "device"});
    serial = csv.column({"serialnumber", "deviceserialnumber", "serial", "hardwareserial"});
    udid = csv.column({"udid", "deviceudid"});
    device_id = csv.column({"deviceid", "manageddeviceid"});
    owner =
        csv.column({"ownership", "deviceownership", "ownertype", "manageddeviceownertype", "ownershiptype"});
    count = csv.column({"devicecount", "installcount"});
  }
  bool has_apps() const { return app != Csv::no_column || id != Csv::no_column; }
  bool has_devices() const {
    return device != Csv::no_column || serial != Csv::no_column || udid != Csv::no_column ||
           device_id != Csv::no_column || count != Csv::no_column;
  }
};

// The ecosystem of a package is where the app runs; "mdm" where the export does not say.
std::string_view ecosystem_of(std::string_view platform) {
  constexpr std::array<std::array<std::string_view, 2>, 6> known = {{{"ios", "ios"},
                                                                     {"ipad", "ios"},
                                                                     {"iphone", "ios"},
                                                                     {"android", "android"},
                                                                     {"mac", "macos"},
                                                                     {"windows", "windows"}}};
  const auto name = lower(platform.substr(0, 64));
  for (const auto& [part, ecosystem] : known)
    if (name.find(part) != std::string::npos) return ecosystem;
  return "mdm";
}

class Devices {
 public:
  Devices(const Columns& at, Sink& out) : at_(at), out_(out) {}

  void see(const CsvRow& row) {
    const auto serial = trim(row[at_.serial]), udid = trim(row[at_.udid]), id = trim(row[at_.device_id]);
    const auto name = trim(row[at_.device]);
    key_ = !serial.empty() ? "serial:" + std::string(serial)
           : !udid.empty() ? "udid:" + std::string(udid)
           : !id.empty()   ? "mdm-device-id:" + std::string(id)
           : !name.empty() ? "hostname:" + std::string(name)
                           : std::string();
    std::string key;
    for (const auto part : {serial, udid, id, name}) key.append(part) += '\n';
    if (key == last_) return;
    last_ = std::move(key);
    add_reported(DeviceIdentity{"serial", {serial}, "strong"}, row.row, out_);
    add_reported(DeviceIdentity{"udid", {udid}, "strong"}, row.row, out_);
    // Enrolling a device again gives it another one.
    add_reported(DeviceIdentity{"mdm-device-id", {id}, "weak"}, row.row, out_);
    add_reported(DeviceIdentity{"hostname", {name}, "weak"}, row.row, out_);
  }

  // Of the row's device, by its surest identity.
  const std::string& key() const { return key_; }

 private:
  const Columns& at_;
  Sink& out_;
  std::string last_, key_;
};

bool recognise(Bytes head) {
  const auto text = head_text(head);
  const Csv csv(text.text(), [](Fault, std::string_view, std::uint64_t) {});
  const Columns at(csv);
  return at.has_apps() && at.has_devices() && csv.header().size() > 2;
}

void read(const File& file, Sink& out) {
  const auto text = open_text(file, out);
  if (!text) return;
  Csv csv(text->text(),
          [&](Fault fault, std::string_view why, std::uint64_t row) { out.problem(fault, why, row); });
  const Columns at(csv);
  if (!at.has_apps())
    return out.problem(Fault::unsupported,
                       "no column is known to hold names of apps; the headers are in docs/collect/mdm.md", 1);
  if (!at.has_devices())
    out.problem(Fault::unsupported, "no column says which device an app is on; the apps alone were read", 1);
  Devices devices(at, out);
  CsvRow row;
  while (csv.next(row)) {
    devices.see(row);
    const auto app = trim(row[at.app]), id = trim(row[at.id]), owner = trim(row[at.owner]);
    if (app.empty() && id.empty()) continue;  // a device without apps
    const auto about = owner.empty() ? std::string() : "device ownership: " + std::string(owner);
    add_reported(Program{.package = {ecosystem_of(row[at.platform]), app.empty() ? id : app},
                         .version_text = trim(row[at.version]),
                         .vendor = {trim(row[at.publisher])},
                         .description = about,
                         .app_id = {id},
                         .device = devices.key()},
                 row.row, out);
  }
}

}  // namespace

Reader mdm_app_list() {
  return {.about = "Apps on managed devices, from a CSV export of Intune, Jamf or another management.",
          .probe = DeviceIdentity::list_probe,
          .paths = {"**/mdm-apps*.csv"},
          .emits = {Program::kind, DeviceIdentity::kind},
          .recognise = recognise,
          .read = read};
}

}  // namespace waarborg
