// SPDX 2.3 in JSON: of the inventory all programs of a case as packages, of the findings those that a finding
// is about. Nothing is claimed of licences and downloads: NOASSERTION, as the specification has it. Its
// namespace is made from the content: the same case gives the same bytes.
// https://spdx.github.io/spdx-spec/v2.3/
#include "base/uuid.h"
#include "outputs/bill.h"
#include "outputs/fields.h"
#include "outputs/pieces.h"

namespace waarborg {
namespace {

constexpr std::string_view nothing_said = "NOASSERTION";

class Document {
 public:
  Document(CaseView& view, bool only_findings, Writer& out)
      : view_(view), only_findings_(only_findings), out_(out) {}

  Result<> write() {
    json_.begin_object().member("spdxVersion", "SPDX-2.3").member("dataLicense", "CC0-1.0");
    json_.member("SPDXID", "SPDXRef-DOCUMENT").member("name", name());
    creation();
    json_.key("packages").begin_array();
    const auto done =
        each_billed(view_, only_findings_, [&](const BilledProgram& billed) { package(billed); });
    json_.end_array();
    json_.key("relationships").begin_array();
    for (std::uint64_t i = 1; i <= packages_; ++i) describes(i);
    json_.end_array();
    if (!done) json_.member("comment", "This document is not complete: " + done.error().what);
    flush();
    json_.member("documentNamespace", "urn:uuid:" + uuid_of(digest_.finish())).end_object();
    out_.add(json_for_terminals(json_.take())).add("\n");
    return done;
  }

 private:
  void flush() {
    const auto text = json_for_terminals(json_.take());
    digest_.add(as_bytes(text));
    out_.add(text);
  }

  std::string name() const {
    const auto devices = view_.evidence();
    if (devices.size() != 1) return std::to_string(devices.size()) + " pieces of evidence";
    const auto& one = devices[0];
    return !one.device_name.empty() ? one.device_name : !one.path.empty() ? one.path : "evidence";
  }

  // To the second, as the specification asks. A case whose clock is not known says the first second there
  // was.
  void creation() {
    auto when = bill_time(view_).substr(0, 19);
    when = when.empty() ? "1970-01-01T00:00:00Z" : when + 'Z';
    json_.key("creationInfo").begin_object().member("created", when);
    json_.key("creators").begin_array().value("Tool: waarborg-" + view_.program_version()).end_array();
    json_.end_object();
  }

  static std::string id_of(std::uint64_t number) { return "SPDXRef-program-" + std::to_string(number); }

  void package(const BilledProgram& billed) {
    const auto& p = billed.program;
    json_.begin_object().member("SPDXID", id_of(++packages_));
    json_.member("name", p.name.empty() ? nothing_said : std::string_view(p.name));
    if (!p.version.empty())
      json_.member("versionInfo", std::string_view(p.version).substr(0, bill_version_limit));
    json_.member("supplier", p.vendor.empty() ? std::string(nothing_said) : "Organization: " + p.vendor);
    json_.member("downloadLocation", nothing_said).member("filesAnalyzed", false);
    for (const auto* key : {"licenseConcluded", "licenseDeclared", "copyrightText"})
      json_.member(key, nothing_said);
    json_.member("primaryPackagePurpose", "APPLICATION");
    if (!billed.reader.empty())
      json_.member("sourceInfo", billed.reader + " read it in " + billed.file + " at offset " +
                                     std::to_string(billed.offset));
    if (!p.purl.empty()) {
      json_.key("externalRefs").begin_array().begin_object();
      json_.member("referenceCategory", "PACKAGE-MANAGER").member("referenceType", "purl");
      json_.member("referenceLocator", p.purl).end_object().end_array();
    }
    json_.member("comment", comment(billed)).end_object();
    flush();
  }

  static std::string comment(const BilledProgram& billed) {
    const auto& p = billed.program;
    std::string out = "presence: " + std::string(name_of(p.presence));
    const auto add = [&](std::string_view key, const std::string& value) {
      if (!value.empty()) out.append("; ").append(key).append(": ").append(value);
    };
    add("ecosystem", p.ecosystem), add("evidence", billed.evidence), add("root", p.root);
    for (const auto& finding : billed.findings) add("finding", finding);
    return out;
  }

  void describes(std::uint64_t number) {
    json_.begin_object().member("spdxElementId", "SPDXRef-DOCUMENT").member("relationshipType", "DESCRIBES");
    json_.member("relatedSpdxElement", id_of(number)).end_object();
    flush();
  }

  CaseView& view_;
  bool only_findings_;
  Pieces out_;
  JsonWriter json_{2};
  Sha256Stream digest_;
  std::uint64_t packages_ = 0;
};

Result<> write(CaseView& view, const View& what, const ReportOptions&, Writer& out) {
  if (what.name != "inventory" && what.name != "findings")
    return fail(Fault::unsupported, "spdx tells of programs: it is written of the inventory or the findings");
  return Document(view, what.name == "findings", out).write();
}

}  // namespace

Format spdx() {
  return {.about = "SPDX 2.3: a bill of materials of the programs (inventory, findings).", .write = write};
}

}  // namespace waarborg
