#include "directives/show_follow_up.h"

#include <fmt/core.h>

#include "base/text.h"
#include "directives/words.h"

namespace waarborg {
namespace {

class FollowUp {
 public:
  FollowUp(const Directive& directive, std::string_view language, TextPage& page)
      : d_(directive), language_(language), page_(page) {}

  void run() {
    weighed();
    exceptions();
    reporting();
    reviews();
    told();
    attached();
  }

 private:
  std::string w(std::string_view id) const { return word_for(id, language_); }
  void fact(std::string_view label, const std::string& text) {
    if (!trim(text).empty()) page_.line(2, fmt::format("{}: {}", w(label), text));
  }
  static std::string cites(const SourceIds& sources) {
    return sources.empty() ? std::string() : " [" + join(sources, ", ") + "]";
  }

  void weighed() {
    if (d_.alternatives.empty() && d_.why_not.empty() && d_.harm_of_removal.empty()) return;
    page_.heading(w("weighed"));
    fact("alternatives", d_.alternatives.in(language_));
    fact("why-not", d_.why_not.in(language_));
    fact("harm", d_.harm_of_removal.in(language_));
  }

  void exceptions() {
    if (!d_.exceptions) return;
    const auto& e = *d_.exceptions;
    page_.heading(w("exceptions"));
    page_.line(2, e.text.in(language_) + cites(e.sources));
    fact("granted-by", join(e.granted_by, ", "));
    fact("at-most", e.max_duration);
    fact("renewals", e.renewals);
    fact("needed", join(e.required_fields, ", "));
    fact("on-expiry", w(e.on_expiry));
  }

  void reporting() {
    if (!d_.reporting.empty()) page_.heading(w("reporting"));
    for (const auto& r : d_.reporting) {
      page_.line(2, fmt::format("{} -> {}: {} {} {} {}", r.from, r.to, w("on-" + r.trigger), r.due, r.cadence,
                                r.format));
      page_.line(4, r.text.in(language_) + cites(r.sources));
    }
  }

  void reviews() {
    if (d_.reviews.empty() && d_.review_by.empty() && d_.review_triggers.empty()) return;
    page_.heading(w("reviews"));
    for (const auto& r : d_.reviews) {
      page_.line(2, fmt::format("{} {}: {}{}", r.date, w(r.outcome), r.text.in(language_), cites(r.sources)));
      if (!r.asked_by.empty()) page_.line(4, w("asked-by") + ": " + r.asked_by);
    }
    if (!d_.review_by.empty()) page_.line(2, w("next-review") + " " + d_.review_by);
    page_.line(2, join(d_.review_triggers, ", "));
  }

  void told() {
    if (!d_.vendor_notified.empty() || !d_.replies.empty()) {
      page_.heading(w("vendor"));
      fact("notified", d_.vendor_notified + cites(d_.vendor_sources));
      fact("reply-until", d_.vendor_reply_until);
      for (const auto& r : d_.replies)
        page_.line(2, fmt::format("{} ({}): {}{}", r.date, w("effect-" + r.effect), r.text.in(language_),
                                  cites(r.sources)));
    }
    if (!d_.notices.empty()) page_.heading(w("notices"));
    for (const auto& n : d_.notices) {
      page_.line(2, fmt::format("{} <- {}{}{}{}", n.party, n.by, n.sent.empty() ? "" : ", " + n.sent,
                                n.acknowledged.empty() ? "" : ", " + w("acknowledged") + " " + n.acknowledged,
                                cites(n.sources)));
      page_.line(4, n.text.in(language_));
    }
  }

  void attached() {
    if (d_.contacts.empty() && d_.attachments.empty()) return;
    page_.heading(w("attachments"));
    for (const auto& a : d_.attachments)
      page_.line(2, fmt::format("{} {} {}", a.name, a.classification, a.sha256));
    fact("contacts", join(d_.contacts, ", "));
  }

  const Directive& d_;
  std::string language_;
  TextPage& page_;
};

}  // namespace

void show_follow_up(const Directive& directive, std::string_view language, TextPage& page) {
  FollowUp(directive, language, page).run();
}

}  // namespace waarborg
