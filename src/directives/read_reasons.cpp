#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "directives/logic.h"
#include "directives/read.h"

namespace waarborg {
namespace {

// confirmed, credible, claimed, or the two signs that services use: reliability A to F, credibility 1 to 6.
std::string check_grade(std::string_view text) {
  const bool admiralty =
      text.size() == 2 && text[0] >= 'A' && text[0] <= 'F' && text[1] >= '1' && text[1] <= '6';
  if (admiralty || text == "confirmed" || text == "credible" || text == "claimed") return {};
  return fmt::format("\"{}\" is none of confirmed, credible, claimed, or A1 to F6", text);
}

std::string check_key_id(std::string_view text) {
  const bool good = !text.empty() && text.size() <= 16 && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  });
  return good ? std::string() : fmt::format("\"{}\" is not the id of a minisign key", text);
}

// minisign prints the number without leading zeros; here it always has sixteen digits.
std::string sixteen_digits(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 32);
  return text.empty() ? text : std::string(16 - text.size(), '0') + text;
}

std::string check_renewals(std::string_view text) {
  const bool good =
      text.size() <= 3 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  return good ? std::string() : "must be a number below 1000";
}

}  // namespace

void read_reasons(Fields& in, Directive& out) {
  in.each("grounds", [&](Fields& f) {
    auto& ground = out.grounds.emplace_back();
    ground.criterion = f.text("criterion", Need::required, check_criterion);
    ground.value = f.word("value", "value", Need::required);
    ground.assessor = f.text("assessor");
    ground.assessed = f.text("assessed", Need::optional, check_partial_date);
    ground.expires = f.text("expires", Need::optional, check_date);
    ground.text = f.translated("text", Need::required);
    f.each("evidence", [&](Fields& e) {
      auto& one = ground.evidence.emplace_back();
      one.source = e.text("source", Need::required, check_id);
      one.date = e.text("date", Need::optional, check_partial_date);
      one.grade = e.text("grade", Need::required, check_grade);
      one.publication = e.word("publication", "publication", Need::required);
      one.text = e.translated("text");
    });
  });
  out.decision_rule = in.text("decision_rule", Need::optional, [](std::string_view text) {
    const auto rule = DecisionRule::parse(text);
    return rule ? std::string()
                : fmt::format("is no rule: {} (at character {})", rule.error().what, rule.error().offset + 1);
  });
  in.each("counter_claims", [&](Fields& f) {
    auto& claim = out.counter_claims.emplace_back();
    claim.id = f.text("id", Need::required, check_id);
    claim.kind = f.word("kind", "counter-claim", Need::required);
    claim.by = f.text("by", Need::required);
    claim.date = f.text("date", Need::optional, check_partial_date);
    claim.about = f.texts("about", check_criterion, Need::required);
    claim.would_change = f.texts("would_change", check_criterion);
    claim.leaves = f.texts("leaves", check_criterion);
    claim.text = f.translated("text", Need::required);
    claim.sources = f.texts("sources", check_id, Need::required);
    for (const auto& criterion : claim.leaves)
      if (std::ranges::find(claim.would_change, criterion) != claim.would_change.end())
        f.fault("leaves", fmt::format("{} is both changed and left as it is", criterion));
  });
  in.mapping("proportionality", [&](Fields& f) {
    out.alternatives = f.translated("alternatives");
    out.why_not = f.translated("why_not");
    out.harm_of_removal = f.translated("harm_of_removal");
  });
}

void read_follow_up(Fields& in, Directive& out) {
  in.mapping("exceptions", [&](Fields& f) {
    auto& policy = out.exceptions.emplace();
    policy.granted_by = f.texts("granted_by");
    policy.max_duration = f.text("max_duration", Need::optional, check_span);
    policy.renewals = f.text("renewals", Need::optional, check_renewals);
    policy.required_fields = f.texts("required_fields", check_id);
    policy.on_expiry = f.word("on_expiry", "on-expiry", Need::required);
    policy.text = f.translated("text");
    policy.sources = f.texts("sources", check_id);
  });
  in.each("reporting", [&](Fields& f) {
    auto& report = out.reporting.emplace_back();
    report.from = f.text("from", Need::required);
    report.to = f.text("to", Need::required);
    report.trigger = f.word("trigger", "report-trigger", Need::required);
    report.due = f.text("due", Need::optional, check_date_or_span);
    report.cadence = f.text("cadence", Need::optional, check_span);
    report.format = f.text("format");
    report.text = f.translated("text");
    report.sources = f.texts("sources", check_id);
  });
  in.mapping("review", [&](Fields& f) {
    out.review_by = f.text("next_by", Need::optional, check_date);
    out.review_triggers = f.words("triggers", "review-trigger");
    f.each("held", [&](Fields& h) {
      auto& review = out.reviews.emplace_back();
      review.date = h.text("date", Need::required, check_partial_date);
      review.asked_by = h.text("asked_by");
      review.outcome = h.word("outcome", "outcome", Need::required);
      review.text = h.translated("text");
      review.sources = h.texts("sources", check_id, Need::required);
    });
  });
  in.mapping("vendor_process", [&](Fields& f) {
    out.vendor_notified = f.text("notified", Need::required, check_partial_date);
    out.vendor_reply_until = f.text("reply_until", Need::optional, check_date);
    f.each("replies", [&](Fields& r) {
      auto& reply = out.replies.emplace_back();
      reply.date = r.text("date", Need::required, check_partial_date);
      reply.effect = r.word("effect", "reply-effect", Need::required);
      reply.text = r.translated("text", Need::required);
      reply.sources = r.texts("sources", check_id);
    });
    out.vendor_sources = f.texts("sources", check_id);
  });
  in.each("notices", [&](Fields& f) {
    auto& notice = out.notices.emplace_back();
    notice.party = f.text("party", Need::required);
    notice.by = f.text("by", Need::required);
    notice.sent = f.text("sent", Need::optional, check_partial_date);
    notice.acknowledged = f.text("acknowledged", Need::optional, check_partial_date);
    notice.text = f.translated("text");
    notice.sources = f.texts("sources", check_id);
  });
  out.contacts = in.texts("contacts");
  in.each("attachments", [&](Fields& f) {
    auto& attachment = out.attachments.emplace_back();
    attachment.name = f.text("name", Need::required);
    attachment.sha256 = f.text("sha256", Need::required, check_sha256);
    attachment.classification = f.text("classification");
  });
  in.mapping("signatures", [&](Fields& f) {
    f.each(
        "roles",
        [&](Fields& r) {
          auto& role = out.signatures.emplace_back();
          role.role = r.text("role", Need::required, check_id);
          role.key_id = sixteen_digits(r.text("key_id", Need::required, check_key_id));
        },
        Need::required);
    out.threshold = f.number("threshold", 1, 64);
  });
  in.each_key(
      "sources",
      [&](const std::string& id, Fields& all) {
        if (const auto why = check_id(id); !why.empty()) all.fault(id, why);
        all.mapping(
            id,
            [&](Fields& f) {
              auto& source = out.sources.emplace_back();
              source.id = id;
              source.url = f.text("url", Need::required, check_address);
              source.date = f.text("date", Need::required, check_partial_date);
              source.grade = f.word("grade", "source-grade", Need::required);
              source.note = f.text("note");
            },
            Need::required);
      },
      Need::required);
}

}  // namespace waarborg
