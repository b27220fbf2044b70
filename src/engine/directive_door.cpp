#include "engine/directive_door.h"

#include <fmt/core.h>

#include "base/json.h"
#include "base/text.h"
#include "directives/effective.h"
#include "directives/letter.h"
#include "directives/words.h"
#include "engine/sought.h"

namespace waarborg {
namespace {

Result<std::vector<Directive>> directives_of(const std::vector<std::string>& paths) {
  if (paths.empty()) return shipped_directives();
  ContentRequest content;
  content.directives = paths;
  auto sought = load_content(content);
  if (!sought) return pass(sought.error());
  return std::move(sought->directives);
}

Result<std::string> day_of_clock(const std::string& as_of) {
  const auto day = as_of.empty() ? date_of(Clock::now()) : as_of;
  if (!is_date(day)) return fail(Fault::malformed, fmt::format("\"{}\" is no day: write 2026-11-22", day));
  return day;
}

}  // namespace

Result<Page> directive_letter(const std::string& what, const std::string& language, std::size_t columns,
                              const std::string& as_of) {
  const auto directives = directives_of({what});
  if (!directives) return pass(directives.error());
  const auto day = day_of_clock(as_of);
  if (!day) return pass(day.error());
  Page page;
  for (const auto& d : *directives) {
    if (!d.issued.empty() && *day < d.issued)
      return fail(Fault::malformed, fmt::format("{} was issued on {}, after {}", d.id, d.issued, *day));
    page.text += (page.text.empty() ? "" : "\n") + letter(d, language, columns, *day);
  }
  return page;
}

Result<Page> effective_rules(const EffectiveRequest& request) {
  const auto directives = directives_of(request.directives);
  if (!directives) return pass(directives.error());
  const auto day = day_of_clock(request.as_of);
  if (!day) return pass(day.error());
  const auto effects = effective(*directives, {request.organisation, *day, request.circumstances});
  Page page;
  std::string text;
  JsonWriter out(2);
  out.begin_object().member("organisation", request.organisation).member("day", *day);
  out.key("circumstances").begin_object();
  for (const auto& [dimension, value] : request.circumstances) out.member(dimension, value);
  out.end_object().key("directives").begin_array();
  for (const auto& d : *directives) {
    std::vector<Effect> own;
    for (const auto& e : effects)
      if (e.directive == &d) own.push_back(e);
    const auto* decides = deciding(own);
    if (decides == nullptr) continue;
    page.good = page.good && decides->binding != ClauseBinding::undecided;
    text += fmt::format("{}: {} (clause {})\n", printable(d.id), name_of(decides->binding),
                        printable(decides->clause->id));
    out.begin_object().member("directive", d.id).member("binds", name_of(decides->binding));
    out.member("clause", decides->clause->id).key("clauses").begin_array();
    for (const auto& e : own) {
      text += fmt::format("  {:<12} {:<18} {}: {}\n", name_of(e.binding), printable(e.clause->id),
                          word_for(e.clause->effect, request.language), printable(e.why));
      out.begin_object().member("clause", e.clause->id).member("effect", e.clause->effect);
      out.member("binds", name_of(e.binding)).member("why", e.why).key("unverifiable").begin_array();
      for (const auto& id : e.unverifiable) {
        text += fmt::format("    no sensor can check the condition {}\n", printable(id));
        out.value(id);
      }
      out.end_array().end_object();
    }
    out.end_array().end_object();
  }
  out.end_array().end_object();
  page.text = request.json ? out.take() + "\n" : text;
  return page;
}

}  // namespace waarborg
