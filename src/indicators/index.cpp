#include "indicators/index.h"

#include <algorithm>

#include "base/text.h"
#include "indicators/index_state.h"

namespace waarborg {
namespace {

using Numbers = std::vector<std::uint32_t>;

// find() folds into these, one set a thread: it must write neither to the index nor to fresh memory each
// time.
struct Scratch {
  std::string text, more, name;
  UrlKey url;
  PurlKey purl;
  CpeKey cpe;
  std::vector<std::size_t> starts;
};
Scratch& scratch() {
  thread_local Scratch one;
  return one;
}

bool has_drive(std::string_view folded) {
  return folded.size() > 2 && folded[1] == ':' && folded[2] == '/';
}

class Search {
 public:
  Search(const Index::State& state, Type type, Numbers& out)
      : state_(state), type_(type), forms_(state.of(type)), out_(out) {}

  void probe(std::uint8_t form, std::string_view key) {
    state_.table.find(type_, form, key, state_.texts, out_);
  }

  void patterns(std::string_view text) {
    if (forms_.globs) forms_.globs->find(text, out_);
    if (forms_.regexes) forms_.regexes->find(text, out_);
  }

  void prefixes(std::string_view key, std::size_t from, std::string_view separators) {
    if (!forms_.has(prefix)) return;
    each_prefix(key, from, separators, [&](std::size_t end, std::size_t parts) {
      if (end > forms_.longest) return false;
      if (forms_.has_parts(parts)) probe(prefix, key.substr(0, end));
      return true;
    });
  }

  void domain(std::string_view folded) {
    if (!forms_.any) return;
    if (forms_.has(whole)) probe(whole, folded);
    if (forms_.has(prefix)) {
      auto labels = static_cast<std::size_t>(std::count(folded.begin(), folded.end(), '.')) + 1;
      for (auto rest = folded;; rest.remove_prefix(rest.find('.') + 1)) {
        if (forms_.has_parts(labels) && rest.size() <= forms_.longest) probe(prefix, rest);
        if (--labels == 0) break;
      }
    }
    patterns(folded);
  }

  void address(const IpAddress& ip) {
    if (!forms_.any) return;
    for (unsigned bits = ip.v4 ? 96 : 0; bits <= 128; ++bits)
      if (forms_.prefixes.test(bits)) probe(static_cast<std::uint8_t>(bits), masked(ip, bits).key());
  }

  void url(const UrlKey& url) {
    if (!forms_.any) return;
    const std::string_view text = url.text;
    // With its own scheme, and for indicators that name none.
    for (const auto skip : {std::size_t{0}, url.scheme}) {
      const auto key = text.substr(skip);
      if (skip != 0 && url.host == 0) break;
      if (forms_.has(whole)) probe(whole, key);
      if (url.host != 0) prefixes(key, url.host_end - skip, "/?");
      if (url.scheme == 0) break;
    }
    patterns(text);
  }

  void words(std::string_view folded) {
    if (!forms_.has(run_of_words)) return;
    auto& starts = scratch().starts;
    starts.assign(1, 0);
    for (auto at = folded.find(' '); at != std::string_view::npos; at = folded.find(' ', at + 1))
      starts.push_back(at + 1);
    const auto count = starts.size();
    starts.push_back(folded.size() + 1);
    for (std::size_t first = 0; first < count; ++first)
      for (std::size_t n = 1; n <= std::min<std::size_t>(count - first, 62); ++n) {
        const auto length = starts[first + n] - 1 - starts[first];
        if (length > forms_.longest) break;
        if (forms_.has_parts(n)) probe(run_of_words, folded.substr(starts[first], length));
      }
  }

  void purl(const PurlKey& purl) {
    auto& key = scratch().more;
    for (unsigned n = 0; n < 4; ++n) {
      const bool version = (n & 1u) != 0, qualifiers = (n & 2u) != 0;
      if (!forms_.has(purl_first + n)) continue;
      if ((version && purl.version.empty()) || (qualifiers && purl.qualifiers.empty())) continue;
      key.assign(purl.name);
      if (version) key += purl.version;
      if (qualifiers) key += purl.qualifiers;
      probe(static_cast<std::uint8_t>(purl_first + n), key);
    }
    patterns(purl.name);
    if (purl.version.empty() && purl.qualifiers.empty()) return;
    key.assign(purl.name).append(purl.version).append(purl.qualifiers);
    patterns(key);
  }

  void cpe(const CpeKey& cpe) {
    auto& key = scratch().more;
    for (unsigned mask = 1; mask < 16; ++mask) {
      key.clear();
      if (forms_.has(cpe_first + mask) && append_cpe_key(cpe, mask, key))
        probe(static_cast<std::uint8_t>(cpe_first + mask), key);
    }
    key.assign(cpe[0]).append(":").append(cpe[1]).append(":").append(cpe[2]);
    patterns(key);
  }

  // Stored without case, for Windows; elsewhere the name must be the indicator's to the letter.
  void file_name(std::string_view name, bool any_case) {
    auto& key = scratch().name;
    key.assign(name);
    for (char& c : key)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    const auto before = out_.size();
    probe(base_name, key);
    if (any_case) return;
    std::size_t kept = before;
    for (auto i = before; i < out_.size(); ++i) {
      const auto value = state_.text(state_.stored[out_[i]].value);  // "**/name"
      if (value.substr(3) == name) out_[kept++] = out_[i];
    }
    out_.resize(kept);
  }

  // Only what is sought in every folder can be met.
  void end_of_path(std::string_view folded) {
    if (forms_.has(base_name))
      file_name(folded.substr(folded.rfind('/') + 1), has_drive(folded));  // npos + 1 is 0
    patterns(folded);
  }

  void plain(std::string_view folded) {
    if (forms_.has(whole)) probe(whole, folded);
    switch (type_) {
      case Type::path:
        prefixes(folded, 1, "/");
        if (forms_.has(base_name)) file_name(folded.substr(folded.rfind('/') + 1), has_drive(folded));
        // Patterns may be written for either spelling of these folders.
        if (forms_.globs || forms_.regexes)
          for (const std::string_view linked : {"/var", "/tmp", "/etc"})
            if (folded.starts_with(linked) &&
                (folded.size() == linked.size() || folded[linked.size()] == '/')) {
              auto& other = scratch().more;
              other.assign("/private").append(folded);
              patterns(other);
            }
        break;
      case Type::registry_key:
        prefixes(folded, 1, "\\");
        break;
      case Type::package:
        if (forms_.has(any_ecosystem) && folded.find('/') != std::string_view::npos)
          probe(any_ecosystem, folded.substr(folded.find('/') + 1));
        break;
      case Type::vendor:
      case Type::signer:
      case Type::certificate:
        words(folded);
        break;
      default:
        break;
    }
    patterns(folded);
  }

 private:
  const Index::State& state_;
  Type type_;
  const TypeForms& forms_;
  Numbers& out_;
};

}  // namespace

Index::Index(std::unique_ptr<State> state) : state_(std::move(state)) {}
Index::Index(Index&&) noexcept = default;
Index& Index::operator=(Index&&) noexcept = default;
Index::~Index() = default;

void Index::find(Type type, std::string_view value, Numbers& out) const {
  if (!wants(type)) return;
  const auto start = static_cast<std::ptrdiff_t>(out.size());
  auto& s = scratch();
  Search search(*state_, type, out);
  IpAddress address;
  switch (type) {
    case Type::domain:
      if (fold_domain(value, s.text)) search.domain(s.text);
      break;
    case Type::ip:
      if (parse_ip(value, address)) search.address(address);
      break;
    case Type::url:
      if (!fold_url(value, s.url)) break;
      search.url(s.url);
      if (s.url.host_is_ip)
        Search(*state_, Type::ip, out).address(s.url.address);
      else if (s.url.host != 0)
        Search(*state_, Type::domain, out)
            .domain(std::string_view(s.url.text).substr(s.url.host, s.url.host_end - s.url.host));
      break;
    case Type::email:
      if (!fold(type, value, s.text)) break;
      search.plain(s.text);
      // Who writes from a host of a campaign is as bad as a link to it.
      if (const auto at = value.rfind('@'); at != std::string_view::npos && wants(Type::domain))
        if (fold_domain(value.substr(at + 1), s.text)) Search(*state_, Type::domain, out).domain(s.text);
      break;
    case Type::file_name:
      if (fold(Type::path, value, s.text)) Search(*state_, Type::path, out).end_of_path(s.text);
      break;
    case Type::process_cut:
      for (auto at = std::lower_bound(state_->cuts.begin(), state_->cuts.end(), value,
                                      [](const auto&cut, std::string_view text) { return cut.text < text; });
           at != state_->cuts.end() && at->text == value; ++at)
        out.push_back(at->number);
      break;
    case Type::purl:
      if (fold_purl(value, s.purl)) search.purl(s.purl);
      break;
    case Type::cpe:
      if (fold_cpe(value, s.cpe)) search.cpe(s.cpe);
      break;
    default:
      if (fold(type, value, s.text)) search.plain(s.text);
  }
  std::sort(out.begin() + start, out.end());
  out.erase(std::unique(out.begin() + start, out.end()), out.end());
}

bool Index::wants(Type type) const {
  if (static_cast<std::size_t>(type) >= type_count) return false;
  return state_->of(type).any || (type == Type::url && (wants(Type::domain) || wants(Type::ip))) ||
         (type == Type::email && wants(Type::domain)) || (type == Type::file_name && wants(Type::path));
}

Indicator Index::indicator(std::uint32_t number) const {
  const auto& stored = state_->stored.at(number);
  Indicator out;
  out.id = state_->text(stored.id);
  out.value = state_->text(stored.value);
  out.subject = state_->shared[stored.subject];
  out.name = state_->shared[stored.name];
  out.source = state_->shared[stored.source];
  out.type = stored.type, out.test = stored.test, out.weight = stored.weight, out.presence = stored.presence;
  out.campaign = stored.campaign;
  out.expires = state_->shared[stored.expires];
  for (auto n = stored.conditions; n < stored.conditions + stored.condition_count; ++n) {
    const auto& condition = state_->stored[n];
    out.also.push_back({condition.type, condition.test, std::string(state_->text(condition.value))});
  }
  return out;
}

Type Index::type_of(std::uint32_t number) const {
  return state_->stored.at(number).type;
}

bool Index::has_conditions() const {
  return state_->has_conditions;
}

void Index::keep_met(std::vector<Hit>& hits, std::size_t begin) const {
  std::vector<std::uint32_t> here;
  for (auto i = begin; i < hits.size(); ++i) here.push_back(hits[i].indicator);
  std::sort(here.begin(), here.end());
  std::vector<Hit> kept;
  for (auto i = begin; i < hits.size(); ++i) {
    const auto& stored = state_->stored[hits[i].indicator];
    bool met = !stored.is_condition;
    for (auto n = stored.conditions; met && n < stored.conditions + stored.condition_count; ++n)
      met = std::binary_search(here.begin(), here.end(), n);
    if (met) kept.push_back(hits[i]);
  }
  hits.resize(begin);
  hits.insert(hits.end(), kept.begin(), kept.end());
}

bool Index::holds(std::uint32_t number, const RecordView& record) const {
  const auto& stored = state_->stored.at(number);
  std::vector<std::uint32_t> found;
  for (const auto& field : record.fields)
    if (stored.condition_count != 0 && !field.text.empty() && is_matchable(field.type))
      find(field.type, field.text, found);
  for (auto n = stored.conditions; n < stored.conditions + stored.condition_count; ++n)
    if (std::find(found.begin(), found.end(), n) == found.end()) return false;
  return !stored.is_condition;
}

Index::Counts Index::counts(std::string_view left_out, bool campaigns_only) const {
  Counts out{};
  const auto skipped = std::find(state_->shared.begin(), state_->shared.end(), left_out);
  const auto subject = static_cast<std::uint32_t>(skipped - state_->shared.begin());
  for (const auto& stored : state_->stored)
    if (!stored.is_condition && stored.subject != subject && (stored.campaign || !campaigns_only))
      ++out[static_cast<std::size_t>(stored.type)];
  return out;
}

std::size_t Index::size() const {
  return state_->stored.size();
}

}  // namespace waarborg
