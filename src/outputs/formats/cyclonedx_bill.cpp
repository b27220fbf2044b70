// CycloneDX 1.6 (ECMA-424) in JSON: of the inventory all programs of a case as components, of the findings
// those that a finding is about. What CycloneDX has no word for stands in properties that begin with
// "waarborg:". A decision about a product is no vulnerability, so none are written. The serial number is made
// from the content: the same case gives the same bytes.
#include "base/uuid.h"
#include "outputs/bill.h"
#include "outputs/fields.h"
#include "outputs/pieces.h"

namespace waarborg {
namespace {

class Bill {
 public:
  Bill(CaseView& view, bool only_findings, Writer& out)
      : view_(view), only_findings_(only_findings), out_(out) {}

  Result<> write() {
    json_.begin_object().member("bomFormat", "CycloneDX").member("specVersion", "1.6");
    json_.member("version", std::int64_t{1});
    metadata();
    json_.key("components").begin_array();
    const auto done = components();
    json_.end_array();
    if (!done) property_list("waarborg:error", done.error().what);
    flush();
    json_.member("serialNumber", "urn:uuid:" + uuid_of(digest_.finish())).end_object();
    out_.add(json_for_terminals(json_.take())).add("\n");
    return done;
  }

 private:
  void flush() {
    const auto text = json_for_terminals(json_.take());
    digest_.add(as_bytes(text));
    out_.add(text);
  }
  void property(std::string_view key, std::string_view value) {
    if (!value.empty()) json_.begin_object().member("name", key).member("value", value).end_object();
  }
  void property_list(std::string_view key, std::string_view value) {
    json_.key("properties").begin_array();
    property(key, value);
    json_.end_array();
  }

  void metadata() {
    json_.key("metadata").begin_object();
    if (const auto when = bill_time(view_); !when.empty()) json_.member("timestamp", when);
    json_.key("tools").begin_object().key("components").begin_array().begin_object();
    json_.member("type", "application").member("name", "waarborg");
    json_.member("version", std::string_view(view_.program_version()).substr(0, bill_version_limit));
    json_.end_object().end_array().end_object();
    const auto devices = view_.evidence();
    if (devices.size() == 1) {
      const auto& one = devices[0];
      json_.key("component").begin_object().member("type", "device").member("bom-ref", "evidence");
      json_.member("name", one.device_name.empty() ? one.path : one.device_name).end_object();
    }
    json_.end_object();
  }

  Result<> components() {
    return each_billed(view_, only_findings_, [&](const BilledProgram& billed) { component(billed); });
  }

  void component(const BilledProgram& billed) {
    const auto& p = billed.program;
    json_.begin_object()
        .member("type", "application")
        .member("bom-ref", "program-" + std::to_string(++number_));
    if (!p.vendor.empty()) {
      json_.key("supplier").begin_object().member("name", p.vendor).end_object();
      json_.member("publisher", p.vendor);
    }
    json_.member("name", p.name);
    if (!p.version.empty())
      json_.member("version", std::string_view(p.version).substr(0, bill_version_limit));
    if (!p.purl.empty()) json_.member("purl", p.purl);
    if (!billed.reader.empty()) {
      json_.key("evidence").begin_object().key("occurrences").begin_array().begin_object();
      json_.member("location", billed.file).member("offset", billed.offset);
      json_.end_object().end_array().end_object();
    }
    json_.key("properties").begin_array();
    property("waarborg:presence", name_of(p.presence));
    property("waarborg:ecosystem", p.ecosystem);
    property("waarborg:evidence", billed.evidence);
    property("waarborg:root", p.root);
    property("waarborg:reader", billed.reader);
    for (const auto& subject : billed.findings) property("waarborg:finding", subject);
    json_.end_array().end_object();
    flush();
  }

  CaseView& view_;
  bool only_findings_;
  Pieces out_;
  JsonWriter json_{2};
  Sha256Stream digest_;
  std::uint64_t number_ = 0;
};

Result<> write(CaseView& view, const View& what, const ReportOptions&, Writer& out) {
  if (what.name != "inventory" && what.name != "findings")
    return fail(Fault::unsupported,
                "cyclonedx tells of programs: it is written of the inventory or the findings");
  return Bill(view, what.name == "findings", out).write();
}

}  // namespace

// The reader of such bills has the file name cyclonedx already, and functions are told apart by their names
// alone.
Format cyclonedx_bill() {
  return {.about = "CycloneDX 1.6: a bill of materials of the programs (inventory, findings).",
          .write = write,
          .name = "cyclonedx"};
}

}  // namespace waarborg
