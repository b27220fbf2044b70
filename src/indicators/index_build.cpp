#include <algorithm>

#include "base/text.h"
#include "indicators/index_place.h"
#include "indicators/index_state.h"

namespace waarborg {
namespace {

constexpr std::string_view too_many_expressions = "there are too many patterns with wildcards or expressions";
// Bytes of a process's name: TASK_COMM_LEN without its NUL, MAXCOMLEN.
constexpr std::size_t kept_by_linux = 15, kept_by_darwin = 16;

bool folds_case(Type type) {
  return has_words(type) || type == Type::domain || type == Type::email || type == Type::service ||
         type == Type::hash || type == Type::registry_key || type == Type::cpe || type == Type::app_id ||
         type == Type::profile_id || type == Type::mac_address;
}

char separator_of(Type type) {
  switch (type) {
    case Type::domain:
      return '.';
    case Type::registry_key:
      return '\\';
    case Type::cpe:
      return ':';
    default:
      return '/';
  }
}

bool has_drive(std::string_view s) {
  return s.size() >= 3 && s[1] == ':' && (s[2] == '\\' || s[2] == '/');
}

// A glob cannot go through the folding of its type, whose rules do not know its stars: only case and
// spelling.
std::string fold_glob(Type type, std::string_view glob) {
  if (type == Type::path) {
    if (has_drive(glob)) {
      auto out = lower(glob);
      std::replace(out.begin(), out.end(), '\\', '/');
      return out;
    }
    for (const std::string_view linked : {"/private/var/", "/private/etc/", "/private/tmp/"})
      if (glob.starts_with(linked)) return std::string(glob.substr(8));
    return std::string(glob);
  }
  if (type == Type::url) {
    auto end = glob.find("//");
    if (end != std::string_view::npos) end = glob.find('/', end + 2);
    return lower(glob.substr(0, end)) + std::string(end == std::string_view::npos ? "" : glob.substr(end));
  }
  if (!folds_case(type)) return std::string(glob);
  auto out = lower(glob);
  if (type == Type::service && out.ends_with(".service")) out.resize(out.size() - 8);
  if (type == Type::domain && out.ends_with('.')) out.pop_back();
  if (type == Type::cpe && out.starts_with("cpe:2.3:")) out.erase(0, 8);
  return out;
}

// One indicator is put into the state, or the reason why it cannot be.
class Builder {
 public:
  Builder(Index::State& state, std::uint32_t nothing, std::size_t most_expressions)
      : state_(state), nothing_(nothing), expressions_left_(most_expressions) {}

  // Its conditions go before it: one that cannot be used leaves the indicator out.
  std::string add(const Indicators::Entry& indicator, const std::vector<Indicators::Need>& conditions) {
    const auto first = static_cast<std::uint32_t>(state_.stored.size());
    for (std::uint32_t n = 0; n < indicator.condition_count; ++n) {
      const auto& condition = conditions[indicator.conditions + n];
      StoredIndicator part;
      part.id = indicator.id, part.subject = indicator.subject;
      part.name = part.source = part.expires = nothing_;
      part.type = condition.type, part.test = condition.test, part.value = condition.value;
      part.is_condition = true;
      if (auto why = add_one(part); !why.empty()) return why;
    }
    if (indicator.condition_count != 0) state_.has_conditions = true;
    StoredIndicator whole{indicator, false};
    whole.conditions = first;
    return add_one(whole);
  }

  void close() {
    for (auto& type : state_.types) {
      if (type.globs) type.globs->close();
      if (type.regexes) type.regexes->close();
    }
    state_.table.close(state_.texts);
    std::sort(state_.cuts.begin(), state_.cuts.end());
  }

 private:
  std::string add_one(const StoredIndicator& stored) {
    const Placed placed{stored.type, stored.test, state_.text(stored.value)};
    if (!is_matchable(placed.type)) return "values of this type are never matched";
    if (placed.value.empty()) return "its value is empty";
    if (auto why = place_.choose(placed); !why.empty()) return why;
    if (place_.key.size() > UINT32_MAX - state_.texts.size()) return "the index is full";
    if (place_.pattern) {
      if (auto why = add_pattern(placed); !why.empty()) return why;
    }
    store(stored, placed);
    return {};
  }

  std::string add_pattern(const Placed& i) {
    if (expressions_left_ == 0) return std::string(too_many_expressions);
    --expressions_left_;
    auto& forms = state_.of(i.type);
    auto& set = i.test == Test::glob ? forms.globs : forms.regexes;
    if (!set) set.emplace(i.test == Test::glob, i.test == Test::regex && folds_case(i.type));
    const auto number = static_cast<std::uint32_t>(state_.stored.size());
    std::string why;
    const auto glob = i.test == Test::glob ? fold_glob(i.type, i.value) : std::string();
    const auto regex =
        i.test == Test::glob ? regex_of_glob(glob, separator_of(i.type)) : std::string(i.value);
    if (!set->add(regex, number, why)) return "its pattern cannot be used: " + why;
    return {};
  }

  void store(const StoredIndicator& stored, const Placed& i) {
    const auto number = static_cast<std::uint32_t>(state_.stored.size());
    auto& forms = state_.of(i.type);
    forms.any = true;
    if (i.test == Test::exact && !stored.is_condition) store_cuts(i, number);
    if (!place_.pattern) {
      const auto key =
          place_.key == i.value ? stored.value : put(place_.key);  // from here on i.value is gone
      state_.table.add(stored.type, place_.form, state_.texts, key.at, key.length, number);
      if (stored.type == Type::ip)
        forms.prefixes.set(place_.form);
      else
        forms.forms |= 1u << place_.form;
      if (place_.form == prefix || place_.form == run_of_words) {
        forms.parts |= std::uint64_t{1} << std::min<std::size_t>(place_.parts, 63);
        forms.longest = std::max(forms.longest, place_.key.size());
      }
    }
    state_.stored.push_back(stored);
  }

  // Linux keeps the begin of a name, Android the end of an app's, Darwin one byte more of the begin. A name
  // that is just as long is whole. Cut names keep their case, so these do.
  void store_cuts(const Placed& i, std::uint32_t number) {
    if (i.type != Type::process && i.type != Type::app_id) return;
    const auto name = i.type == Type::process ? std::string_view(place_.key) : i.value;
    if (name.size() <= kept_by_linux) return;
    state_.of(Type::process_cut).any = true;
    const auto cut = [&](std::string_view text) { state_.cuts.push_back({std::string(text), number}); };
    cut(name.substr(0, kept_by_linux));
    cut(name.substr(name.size() - kept_by_linux));
    if (i.type == Type::process && name.size() > kept_by_darwin) cut(name.substr(0, kept_by_darwin));
  }

  Span put(std::string_view text) {
    const Span span{static_cast<std::uint32_t>(state_.texts.size()), static_cast<std::uint32_t>(text.size())};
    state_.texts += text;
    return span;
  }

  Index::State& state_;
  std::uint32_t nothing_;  // "" in `shared`
  std::size_t expressions_left_;
  KeyPlace place_;
};

}  // namespace

Index Index::build(Indicators indicators, std::vector<Refused>* refused, std::size_t most_expressions) {
  const auto refuse = [&](std::string_view id, std::string why) {
    if (refused != nullptr) refused->push_back({std::string(id), std::move(why)});
  };
  if (indicators.left_out() != 0)
    refuse("", std::to_string(indicators.left_out()) + " indicators do not fit into the index");
  const auto nothing = indicators.share("");
  auto parts = indicators.take();
  auto numbers = parts.entries.size();
  for (const auto& entry : parts.entries) numbers += entry.condition_count;
  auto state = std::make_unique<State>(numbers);
  state->texts = std::move(parts.texts);
  state->shared = std::move(parts.shared);
  Builder builder(*state, nothing, most_expressions);
  std::size_t beyond = 0;
  for (const auto& entry : parts.entries)
    if (auto why = builder.add(entry, parts.conditions); why == too_many_expressions)
      ++beyond;
    else if (!why.empty())
      refuse(state->text(entry.id), std::move(why));
  if (beyond != 0)
    refuse("", std::to_string(beyond) + " of them: " + std::string(too_many_expressions) + ", " +
                   std::to_string(most_expressions) + " are used");
  LargeVector<Indicators::Entry>().swap(parts.entries);  // the patterns need memory
  builder.close();
  return Index(std::move(state));
}

}  // namespace waarborg
