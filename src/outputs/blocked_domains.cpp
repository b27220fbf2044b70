#include "outputs/blocked_domains.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "indicators/index_fold.h"

namespace waarborg {
namespace {

bool below(std::string_view name, std::string_view domain) {
  return name.size() > domain.size() && name.ends_with(domain) &&
         name[name.size() - domain.size() - 1] == '.';
}

// Is there another domain of the same vendor above this one? Then it is a single host, not the vendor as a
// whole.
bool is_single_host(const Indicator& indicator, std::string_view name, const Catalogue& catalogue) {
  const auto* vendor = catalogue.vendor(indicator.subject);
  if (vendor == nullptr) return false;
  std::string other;
  return std::ranges::any_of(vendor->indicators, [&](const Indicator& i) {
    return i.type == Type::domain && i.test == Test::within && fold_domain(i.value, other) &&
           below(name, other);
  });
}

std::string why_no_name(const std::string& name, std::size_t longest) {
  const auto dot = name.rfind('.');
  if (dot == std::string::npos) return "a top-level domain is blocked by no directive";
  const auto last = std::string_view(name).substr(dot + 1);
  // In a policy zone these endings are triggers of another kind.
  if (last.starts_with("rpz-")) return "the name ends in a word that policy zones use for themselves";
  if (std::ranges::all_of(last, [](char c) { return c >= '0' && c <= '9'; })) return "an address, no name";
  if (name.size() > longest) return fmt::format("longer than the {} characters that fit", longest);
  return "";
}

std::string why_no_domain(const Meant& meant) {
  const auto& i = *meant.indicator;
  if (i.type != Type::domain) return fmt::format("a {} is no name of the network", name_of(i.type));
  if (i.test != Test::exact && i.test != Test::within) return "a pattern; only whole names can be blocked";
  return "";
}

std::vector<std::string> not_meant(const CatalogueEntry& vendor, const Directive& directive,
                                   const Catalogue& catalogue) {
  std::vector<std::string> out;
  for (const auto& product : vendor.products)
    if (scope_of(directive, product.subject, catalogue) != Scope::inside) out.push_back(product.name);
  return out;
}

void tell_what_breaks(const Directive& directive, const Catalogue& catalogue, BlockedDomains& out) {
  std::vector<const CatalogueEntry*> told;
  for (const auto& domain : out.all) {
    const auto* vendor = catalogue.vendor(domain.indicator->subject);
    if (vendor == nullptr) continue;
    const bool whole = !is_single_host(*domain.indicator, domain.name, catalogue);
    if (whole && domain.below)
      out.besides.push_back(
          fmt::format("{}: everything below it, also its website, mail, support pages and the "
                      "maker's own removal tools",
                      domain.name));
    if (!domain.indicator->subject.starts_with("vendor/") || std::ranges::find(told, vendor) != told.end())
      continue;
    told.push_back(vendor);
    const auto others = not_meant(*vendor, directive, catalogue);
    if (!others.empty())
      out.besides.push_back(
          fmt::format("The hosts belong to {} as a whole. Products that the directive does not "
                      "mean may need them too: {}",
                      vendor->name, join(others, ", ")));
  }
}

}  // namespace

BlockedDomains blocked_domains(const Directive& directive, const Clause& clause, const Catalogue& catalogue,
                               const CompileOptions& options, std::size_t longest) {
  BlockedDomains out;
  std::string name;
  for (const auto& meant : meant_by(directive, clause, catalogue)) {
    const auto& i = *meant.indicator;
    auto why = why_no_domain(meant);
    if (why.empty() && !fold_domain(i.value, name)) why = "no name that DNS can carry";
    if (why.empty()) why = why_no_name(name, longest);
    const bool of_vendor = i.subject.starts_with("vendor/");
    if (why.empty() && !options.strict) {
      if (of_vendor && !is_single_host(i, name, catalogue))
        why = "a whole domain of the vendor, with its website and mail; --strict blocks it";
      else if (!of_vendor && meant.scope != Scope::inside)
        why = "it is open whether the directive means this product; --strict blocks it";
    }
    if (!why.empty())
      out.unused.push_back({i.id, i.value, why});
    else
      out.all.push_back({name, i.test == Test::within, &i});
  }
  // A name below a blocked one would not add, but take away: in DNS a wildcard ends where a deeper name
  // begins.
  std::ranges::stable_sort(out.all, {}, [](const auto& d) { return std::pair(d.name.size(), d.name); });
  std::vector<BlockedDomain> kept;
  for (auto& domain : out.all) {
    const auto above = std::ranges::find_if(kept, [&](const auto& k) {
      return (k.name == domain.name && k.below >= domain.below) || (k.below && below(domain.name, k.name));
    });
    if (above != kept.end()) {
      out.covered.push_back({domain.indicator->id, domain.indicator->value, "blocked by " + above->name});
      continue;
    }
    const auto same = std::ranges::find(kept, domain.name, &BlockedDomain::name);
    if (same == kept.end()) {
      kept.push_back(std::move(domain));
      continue;
    }
    out.covered.push_back({same->indicator->id, same->indicator->value, "blocked by " + domain.name});
    *same = std::move(domain);
  }
  std::ranges::sort(kept, {}, &BlockedDomain::name);
  out.all = std::move(kept);
  tell_what_breaks(directive, catalogue, out);
  return out;
}

}  // namespace waarborg
