// CycloneDX 1.6 (ECMA-424) in JSON: of the inventory all programs of a case as components, of the findings
// those that a finding is about. What CycloneDX has no word for stands in properties that begin with
// "waarborg:". A decision about a product is no vulnerability, so none are written. The serial number is made
// from the content: the same case gives the same bytes.
#include "base/uuid.h"
#include "observations/kinds.h"
#include "outputs/fields.h"
#include "outputs/findings.h"
#include "outputs/pieces.h"
#include "outputs/row_sorter.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_version = 1024;  // the schema's own limit
enum Column : std::size_t { evidence, root, ecosystem, name, version, vendor, purl, presence };
// What lies under one observation's number, in this order: where it stands, the program, the findings about
// it.
constexpr std::string_view side_origin = "0", side_program = "1", side_finding = "2";

std::string key_of(std::uint64_t observation, std::string_view side) {
  std::string key;
  add_key(key, observation);
  return key.append(side);
}

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
    // When the scan ran, under its clock; not when this was written, so that it can be repeated.
    if (const auto begun = view_.summary().started; known(begun) && is_date(begun.time_since_epoch().count()))
      json_.member("timestamp", time_text(begun.time_since_epoch().count()));
    json_.key("tools").begin_object().key("components").begin_array().begin_object();
    json_.member("type", "application").member("name", "waarborg");
    json_.member("version", std::string_view(view_.program_version()).substr(0, longest_version));
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
    auto sorter = RowSorter::create();
    if (!sorter) return pass(sorter.error());
    const EvidencePaths paths(view_);
    auto done = view_.programs([&](const ProgramRow& p) {
      sorter->add(
          key_of(p.observation, side_program),
          {text_cell(paths.path(p.evidence)), text_cell(p.root), text_cell(p.ecosystem), text_cell(p.name),
           text_cell(p.version), text_cell(p.vendor), text_cell(p.purl), text_cell(name_of(p.presence))});
    });
    if (done)
      done = view_.observations([&](const Observed& seen) {
        if (seen.record->kind == Program::number)
          sorter->add(
              key_of(seen.number, side_origin),
              {text_cell(seen.job->file), number_cell(seen.record->offset), text_cell(seen.job->reader)});
      });
    if (done)
      done = view_.findings([&](const StoredFinding& stored) {
        const auto& f = stored.finding;
        const auto about = f.subject + " (" + std::string(name_of(f.confidence)) + ')';
        for (const auto& match : f.because)
          sorter->add(key_of(match.observation, side_finding), {text_cell(about)});
      });
    if (!done) return done;
    done = sorter->each([&](std::string_view key, const Row& row) { see(key, row); });
    if (done) finish();
    return done;
  }

  void see(std::string_view key, const Row& row) {
    const auto side = key.substr(key.size() - 1);
    key.remove_suffix(1);
    if (key != key_) {
      finish();
      key_ = key;
    }
    if (side == side_origin) origin_ = row;
    if (side == side_program) program_ = row;
    if (side == side_finding && (subjects_.empty() || subjects_.back() != row[0].text) &&
        subjects_.size() < 64)
      subjects_.push_back(row[0].text);
  }

  void finish() {
    if (!program_.empty() && !(only_findings_ && subjects_.empty())) component();
    program_.clear(), origin_.clear(), subjects_.clear();
  }

  void component() {
    const auto text = [&](Column column) { return std::string_view(program_[column].text); };
    json_.begin_object()
        .member("type", "application")
        .member("bom-ref", "program-" + std::to_string(++number_));
    if (!text(vendor).empty()) {
      json_.key("supplier").begin_object().member("name", text(vendor)).end_object();
      json_.member("publisher", text(vendor));
    }
    json_.member("name", text(name));
    if (!text(version).empty()) json_.member("version", text(version).substr(0, longest_version));
    if (!text(purl).empty()) json_.member("purl", text(purl));
    if (!origin_.empty()) {
      json_.key("evidence").begin_object().key("occurrences").begin_array().begin_object();
      json_.member("location", origin_[0].text).member("offset", origin_[1].number);
      json_.end_object().end_array().end_object();
    }
    json_.key("properties").begin_array();
    property("waarborg:presence", text(presence));
    property("waarborg:ecosystem", text(ecosystem));
    property("waarborg:evidence", text(evidence));
    property("waarborg:root", text(root));
    if (!origin_.empty()) property("waarborg:reader", origin_[2].text);
    for (const auto& subject : subjects_) property("waarborg:finding", subject);
    json_.end_array().end_object();
    flush();
  }

  CaseView& view_;
  bool only_findings_;
  Pieces out_;
  JsonWriter json_{2};
  Sha256Stream digest_;
  std::string key_;
  Row program_, origin_;
  std::vector<std::string> subjects_;
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
