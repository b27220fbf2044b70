#include "indicators/catalogue_loader.h"

#include <fmt/core.h>

#include <set>

#include "base/digest.h"
#include "base/yaml.h"
#include "indicators/catalogue_place.h"
#include "indicators/catalogue_values.h"

namespace waarborg {
namespace {

constexpr std::size_t largest_file = 8 << 20;

bool is_category(std::string_view text) {
  const auto& all = product_categories();
  return std::find(all.begin(), all.end(), text) != all.end();
}

class Loader {
 public:
  explicit Loader(CatalogueEntry& entry) : entry_(entry) {}

  void load(const Place& root) {
    if (!root.is_mapping({"format", "id", "name", "version", "date", "names", "jurisdictions", "sources",
                          "identifiers", "criteria", "absence", "products"}))
      return;
    if (const auto format = root.needed("format"); !format.empty() && format != "1")
      root.at("format").fault(fmt::format("format {} is not known: this program reads format 1", format));
    id_ = root.needed("id", is_catalogue_id, "an id: a-z, 0-9 and '-'");
    entry_.subject = "vendor/" + id_;
    entry_.name = root.needed("name");
    entry_.version = root.needed("version");
    entry_.date = root.needed("date", is_date, "a date like 2018-05-14");
    sources(root);
    names(root);
    jurisdictions(root);
    for (const auto& row : root.list("identifiers", false))
      identifier(row, entry_.subject, entry_.name, nullptr);
    criteria(root, entry_.subject, nullptr);
    entry_.absence = absence(root);
    std::set<std::string> ids;
    for (const auto& row : root.list("products", true)) product(row, ids);
    for (const auto& [name, source] : sources_)
      if (!source.used)
        root.at("sources").at(name).fault(fmt::format("nothing names the source \"{}\"", name));
  }

 private:
  struct Source {
    SourceNote note;
    bool used = false;
  };

  void sources(const Place& root) {
    const auto all = root.at("sources");
    if (!all.there()) return root.fault("\"sources\" is missing");
    if (!all.json().is(Json::Kind::object)) return all.fault("\"sources\" is a mapping of names");
    for (const auto& [name, row] : all.members()) {
      if (!is_catalogue_id(name)) row.fault(fmt::format("\"{}\" is not a name: a-z, 0-9 and '-'", name));
      if (!row.is_mapping({"url", "date", "grade", "note"})) continue;
      SourceNote note;
      note.url = row.needed("url", is_web_address, "an http or https address");
      note.date = row.needed("date", is_date, "a date like 2018-05-14");
      note.grade = row.needed("grade", is_source_grade, "a grade: vendor, government, public, single");
      note.note = row.optional("note");
      // One address, one grade: a fact's source is found again by its address.
      for (const auto& [other, known] : sources_)
        if (!note.url.empty() && known.note.url == note.url)
          row.at("url").fault(fmt::format("the source \"{}\" has this address already", other));
      entry_.sources.push_back(note);
      sources_.emplace_back(name, Source{std::move(note), false});
    }
  }

  // The source that a fact names; nullptr, and a fault, when there is no such source.
  const SourceNote* source_of(const Place& row) {
    const auto name = row.needed("source");
    return name.empty() ? nullptr : source_called(name, row.at("source"));
  }
  const SourceNote* source_called(std::string_view name, const Place& place) {
    for (auto& [known, source] : sources_) {
      if (known != name) continue;
      source.used = true;
      return &source.note;
    }
    place.fault(fmt::format("no source is called \"{}\"", name));
    return nullptr;
  }
  static void add_source(std::vector<SourceNote>& to, const SourceNote& source) {
    const auto same = [&source](const SourceNote& s) { return s.url == source.url; };
    if (std::none_of(to.begin(), to.end(), same)) to.push_back(source);
  }

  void span(const Place& row, std::string& from, std::string& until) {
    constexpr std::string_view wanted = "a date: 2018, 2018-05 or 2018-05-14";
    from = row.optional("from", is_partial_date, wanted);
    until = row.optional("until", is_partial_date, wanted);
    const auto shorter = std::min(from.size(), until.size());
    if (until.substr(0, shorter) < from.substr(0, shorter)) row.at("until").fault("it ends before it begins");
  }

  void names(const Place& root) {
    for (const auto& row : root.list("names", true)) {
      if (!row.is_mapping({"text", "from", "until", "source"})) continue;
      CatalogueEntry::Alias alias;
      alias.text = row.needed("text");
      span(row, alias.from, alias.until);
      if (const auto* source = source_of(row)) alias.source = source->url;
      entry_.names.push_back(std::move(alias));
    }
  }

  void jurisdictions(const Place& root) {
    for (const auto& row : root.list("jurisdictions", true)) {
      if (!row.is_mapping({"country", "what", "from", "until", "source"})) continue;
      CatalogueEntry::Jurisdiction it;
      it.country = row.needed("country", is_country, "a country of ISO 3166-1 in two capitals");
      it.what = row.needed("what", is_jurisdiction_role, "one of seat, parent, data, operations");
      span(row, it.from, it.until);
      if (const auto* source = source_of(row)) it.source = source->url;
      entry_.jurisdictions.push_back(std::move(it));
    }
  }

  void product(const Place& row, std::set<std::string>& ids) {
    if (!row.is_mapping({"id", "name", "categories", "source", "identifiers", "criteria", "absence"})) return;
    Product it;
    const auto id = row.needed("id", is_catalogue_id, "an id: a-z, 0-9 and '-'");
    if (!id.empty() && !ids.insert(id).second) row.at("id").fault(fmt::format("a second product \"{}\"", id));
    it.subject = fmt::format("product/{}/{}", id_, id);
    it.name = row.needed("name");
    std::set<std::string> seen;
    for (const auto& category : row.list("categories", true)) {
      const std::string name(category.json().text());
      if (!is_category(name))
        category.fault(fmt::format("\"{}\" is not a category", name));
      else if (!seen.insert(name).second)
        category.fault(fmt::format("the category {} stands here twice", name));
      it.categories.push_back(name);
    }
    if (const auto* source = source_of(row)) it.sources.push_back(*source);
    for (const auto& fact : row.list("identifiers", false)) identifier(fact, it.subject, it.name, &it);
    criteria(row, it.subject, &it);
    it.absence = absence(row);
    entry_.products.push_back(std::move(it));
  }

  void identifier(const Place& row, const std::string& subject, const std::string& name, Product* product) {
    if (!row.is_mapping({"type", "test", "value", "weight", "as", "source", "note"})) return;
    const auto type = row.needed(
        "type", [](std::string_view t) { return type_named(t).has_value(); },
        "a type that this program knows");
    const auto test = row.optional(
        "test", [](std::string_view t) { return test_named(t).has_value(); },
        "a test: exact, within, words, glob, regex");
    const auto weight = row.needed(
        "weight", [](std::string_view w) { return weight_named(w).has_value(); },
        "a weight: decisive, supporting, lead");
    const auto as = row.optional(
        "as", [](std::string_view p) { return presence_named(p).has_value(); },
        "a presence: installed, declared, file-only, residual, historic");
    Indicator it;
    it.value = row.needed("value");
    row.optional("note");
    it.subject = subject;
    it.name = name;
    it.type = type_named(type).value_or(Type::text);
    it.test = test_named(test).value_or(Test::exact);
    it.weight = weight_named(weight).value_or(Weight::lead);
    it.presence = presence_named(as).value_or(Presence::none);
    it.id = fmt::format("{}#{}:{}", subject.substr(subject.find('/') + 1), name_of(it.type), it.value);
    if (const auto* source = source_of(row)) {
      it.source = source->url;
      if (product != nullptr) add_source(product->sources, *source);
    }
    if (type.empty() || it.value.empty()) return;
    if (auto why = identifier_fault(it.type, it.test, it.value); !why.empty())
      return row.at("value").fault(fmt::format("\"{}\": {}", it.value, why));
    if (!seen_.insert(subject + "#" + identifier_key(it.type, it.value)).second)
      return row.at("value").fault(fmt::format("{} \"{}\" stands here twice", type, it.value));
    entry_.indicators.push_back(std::move(it));
  }

  void criteria(const Place& around, const std::string& subject, Product* product) {
    std::set<std::string> seen;
    for (const auto& row : around.list("criteria", false)) {
      if (!row.is_mapping({"criterion", "value", "text", "sources", "assessed", "expires", "grade"}))
        continue;
      CriterionFact it;
      it.subject = subject;
      it.criterion = row.needed("criterion", is_criterion_id, "a criterion: C1 to C15");
      if (!it.criterion.empty() && !seen.insert(it.criterion).second)
        row.at("criterion").fault(fmt::format("{} is answered twice", it.criterion));
      it.value = row.needed("value", is_criterion_value, "an answer: met, not-met, unknown, not-applicable");
      it.assessed = row.needed("assessed", is_date, "a date like 2018-05-14");
      it.expires = row.optional("expires", is_date, "a date like 2018-05-14");
      if (!it.expires.empty() && it.expires < it.assessed)
        row.at("expires").fault("it expires before it was assessed");
      it.grade = row.needed("grade", is_criterion_grade, "a grade: confirmed, credible, claimed");
      criterion_text(row, it);
      for (const auto& place : row.list("sources", true)) {
        const auto* source = source_called(place.json().text(), place);
        if (source == nullptr) continue;
        add_source(it.sources, *source);
        if (product != nullptr) add_source(product->sources, *source);
      }
      entry_.criteria.push_back(std::move(it));
    }
  }

  static void criterion_text(const Place& row, CriterionFact& it) {
    const auto all = row.at("text");
    if (!all.there()) return row.fault("\"text\" is missing");
    if (!all.json().is(Json::Kind::object)) return all.fault("\"text\" is a mapping of languages");
    for (const auto& [language, place] : all.members()) {
      if (!is_language(language)) place.fault(fmt::format("\"{}\" is not a language: en, nl", language));
      it.text.emplace_back(language, all.needed(language));
    }
    for (const auto* language : {"en", "nl"})
      if (!all.at(language).there()) all.fault(fmt::format("the text in \"{}\" is missing", language));
  }

  std::map<std::string, std::vector<std::string>> absence(const Place& around) {
    std::map<std::string, std::vector<std::string>> out;
    const auto all = around.at("absence");
    if (!all.there()) return out;
    if (!all.json().is(Json::Kind::object)) {
      all.fault("\"absence\" is a mapping of platforms");
      return out;
    }
    for (const auto& [platform, list] : all.members()) {
      if (!is_platform(platform))
        list.fault(fmt::format("\"{}\" is not a platform: linux, windows, macos, ios, android", platform));
      std::set<std::string> probes;  // sorted, so that the file's order does not matter
      for (const auto& probe : all.list(platform, true)) {
        const std::string name(probe.json().text());
        if (!is_probe_class(name))
          probe.fault(fmt::format("\"{}\" is not a probe class", name));
        else if (!probes.insert(name).second)
          probe.fault(fmt::format("the probe class {} stands here twice", name));
      }
      out[platform].assign(probes.begin(), probes.end());
    }
    return out;
  }

  CatalogueEntry& entry_;
  std::string id_;
  std::vector<std::pair<std::string, Source>> sources_;  // in file order
  std::set<std::string> seen_;
};

}  // namespace

std::optional<CatalogueEntry> load_catalogue_entry(Json root, const LineOfPointer& lines,
                                                   const std::string& file,
                                                   std::vector<CatalogueFault>& faults) {
  const auto before = faults.size();
  CatalogueEntry entry;
  entry.file = file;
  FaultLog log{lines, file, faults};
  Loader(entry).load(Place(root, "", log));
  // In the order of the file, as people read it.
  std::stable_sort(faults.begin() + static_cast<std::ptrdiff_t>(before), faults.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  if (faults.size() != before) return std::nullopt;
  return entry;
}

Result<CatalogueEntry> read_catalogue_entry(std::string_view yaml, const std::string& file,
                                            std::vector<CatalogueFault>& faults) {
  if (yaml.size() > largest_file) {
    faults.push_back({file, 0, "a catalogue file is at most 8 MiB"});
    return fail(Fault::too_big, faults.back().why);
  }
  auto text = yaml_to_json(yaml);
  if (!text) {
    faults.push_back({file, text.error().offset, text.error().what});
    return pass(text.error());
  }
  const auto json = JsonDocument::parse(text->json);
  if (!json) {
    faults.push_back({file, 0, json.error().what});
    return pass(json.error());
  }
  const auto before = faults.size();
  auto entry = load_catalogue_entry(json->root(), text->lines, file, faults);
  if (!entry) return fail(Fault::malformed, faults[before].why, faults[before].line);
  entry->sha256 = hex(sha256(Bytes(reinterpret_cast<const std::uint8_t*>(yaml.data()), yaml.size())));
  return *std::move(entry);
}

Catalogue make_catalogue(std::vector<CatalogueEntry> entries, std::vector<CatalogueFault>& faults) {
  std::stable_sort(entries.begin(), entries.end(),
                   [](const auto& a, const auto& b) { return a.subject < b.subject; });
  Catalogue out;
  for (auto& entry : entries) {
    if (!out.entries.empty() && out.entries.back().subject == entry.subject)
      faults.push_back(
          {entry.file, 0,
           fmt::format("{} is already described by {}", entry.subject, out.entries.back().file)});
    else
      out.entries.push_back(std::move(entry));
  }
  return out;
}

}  // namespace waarborg
