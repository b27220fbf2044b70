#include "directives/vocabulary.h"

#include <algorithm>

namespace waarborg {

const std::vector<std::pair<std::string_view, Words>>& vocabularies() {
  static const std::vector<std::pair<std::string_view, Words>> all = {
      {"status", {"draft", "issued", "amended", "suspended", "withdrawn", "superseded", "expired"}},
      {"kind",
       {"prohibition", "phase-out", "restriction", "approval-with-conditions", "allowlist",
        "procurement-stop", "warning"}},
      {"basis", {"precaution", "evidence", "incident", "treaty", "court-order", "policy"}},
      {"instrument", {"law", "order", "decision", "circular", "contract", "advice"}},
      {"calendar", {"calendar-days", "working-days"}},
      {"relation", {"noted", "followed", "adopted", "departed-from"}},
      {"supplied-via", {"direct", "reseller", "embedded", "managed-service"}},
      {"deployment", {"self-hosted", "saas", "tenant", "key-holder"}},
      {"effect",
       {"prohibit-use", "prohibit-new", "prohibit-purchase", "remove", "replace", "restrict",
        "approve-with-conditions", "allowlist-only", "monitor", "inform"}},
      {"force", {"mandatory", "contractual", "advice", "information"}},
      {"dimension",
       {"asset-class", "ownership", "information", "function", "location", "mission", "threat-level",
        "purpose"}},
      {"metric", {"devices", "sites", "share-of-function"}},
      {"op", {"at-most", "at-least", "exactly"}},
      {"check", {"automatic", "manual", "not-verifiable"}},
      {"order", {"before-removal", "with-removal", "after-removal"}},
      {"milestone", {"identify", "plan", "start", "stop-new", "remove", "report", "continuous"}},
      {"value", {"met", "not-met", "unknown", "not-applicable"}},
      {"publication", {"public", "restricted", "classified"}},
      {"counter-claim", {"claim", "measure"}},
      {"on-expiry", {"reopen", "lapse"}},
      {"report-trigger", {"date", "discovery", "request", "completion"}},
      {"review-trigger",
       {"circumstances", "ownership-change", "law-change", "new-version", "court-ruling", "vendor-measure",
        "foreign-decision", "incident"}},
      {"outcome", {"maintained", "amended", "withdrawn", "pending"}},
      {"reply-effect", {"none", "review", "amended", "withdrawn"}},
      {"source-grade", {"vendor", "government", "public", "single"}},
  };
  return all;
}

const Words& vocabulary(std::string_view name) {
  static const Words none;
  const auto& all = vocabularies();
  const auto found = std::ranges::find(all, name, &std::pair<std::string_view, Words>::first);
  return found == all.end() ? none : found->second;
}

}  // namespace waarborg
