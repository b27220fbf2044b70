#include "directives/fields.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/text.h"
#include "directives/dates.h"
#include "directives/logic.h"
#include "directives/vocabulary.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_text = 16384;

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && text.front() != '-' && text.back() != '-' &&
         std::ranges::all_of(
             text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

std::string listed(const Words& words) {
  std::vector<std::string> all(words.begin(), words.end());
  return join(all, ", ");
}

std::string unless(bool good, std::string why) {
  return good ? std::string() : std::move(why);
}

}  // namespace

void FaultList::add(const std::string& where, std::string why) {
  std::uint64_t line = 0;
  for (auto place = where;; place.resize(place.rfind('/'))) {
    if (const auto found = lines_.find(place); found != lines_.end()) {
      line = found->second;
      break;
    }
    if (place.empty()) break;
  }
  faults_.push_back({line, where, std::move(why)});
}

Fields::Fields(Json mapping, std::string where, FaultList& faults)
    : mapping_(mapping), where_(std::move(where)), faults_(faults) {}

std::string Fields::at(std::string_view key) const {
  return where_ + "/" + std::string(key);
}

void Fields::fault(std::string_view key, std::string why) {
  faults_.add(key.empty() ? where_ : at(key), std::move(why));
}

Json Fields::take(std::string_view key, Need need, Json::Kind kind, std::string_view kind_name) {
  asked_.emplace(key);
  const auto value = mapping_[key];
  if (value.is(kind)) return value;
  if (!value.is(Json::Kind::null))
    fault(key, fmt::format("{} must be {}", key, kind_name));
  else if (need == Need::required)
    fault("", fmt::format("{} is missing", key));
  return {};
}

std::string Fields::checked(Json value, const std::string& where, const Check& check) {
  const auto text = value.text();
  std::string why;
  if (!value.is(Json::Kind::text))
    why = "must be a text";
  else if (trim(text).empty())
    why = "is empty";
  else if (text.size() > longest_text)
    why = fmt::format("is longer than {} bytes", longest_text);
  else if (std::ranges::any_of(text,
                               [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; }))
    why = "has a control character in it";
  else if (check)
    why = check(text);
  if (!why.empty()) {
    const auto name = where.substr(where.rfind('/') + 1);
    faults_.add(where, fmt::format("{} {}", name, why));
    return {};
  }
  return std::string(text);
}

std::string Fields::text(std::string_view key, Need need, const Check& check) {
  const auto value = take(key, need, Json::Kind::text, "a text");
  return value.is(Json::Kind::null) ? std::string() : checked(value, at(key), check);
}

std::string Fields::word(std::string_view key, std::string_view name, Need need) {
  return text(key, need, one_of(name));
}

bool Fields::flag(std::string_view key) {
  return text(key, Need::optional, [](std::string_view v) {
           return unless(v == "yes" || v == "no", "must be yes or no");
         }) == "yes";
}

unsigned Fields::number(std::string_view key, unsigned least, unsigned most) {
  unsigned out = 0;
  text(key, Need::required, [&](std::string_view v) {
    const auto [end, error] = std::from_chars(v.data(), v.data() + v.size(), out);
    const bool good = error == std::errc() && end == v.data() + v.size() && out >= least && out <= most;
    return unless(good, fmt::format("must be a number from {} to {}", least, most));
  });
  return out;
}

std::vector<std::string> Fields::texts(std::string_view key, const Check& check, Need need) {
  const auto value = take(key, need, Json::Kind::array, "a list");
  std::vector<std::string> out;
  std::size_t number = 0;
  value.each([&](Json item) {
    const auto where = at(key) + "/" + std::to_string(number++);
    auto one = checked(item, where, check);
    if (one.empty()) return;
    if (std::ranges::find(out, one) != out.end())
      return faults_.add(where, fmt::format("\"{}\" stands here twice", one));
    out.push_back(std::move(one));
  });
  if (value.is(Json::Kind::array) && number == 0) fault(key, fmt::format("{} is an empty list", key));
  return out;
}

std::vector<std::string> Fields::words(std::string_view key, std::string_view name) {
  return texts(key, one_of(name));
}

Translated Fields::translated(std::string_view key, Need need) {
  const auto value = take(key, need, Json::Kind::object, "one text a language (nl: ..., en: ...)");
  Translated out;
  for (const auto& [language, text] : value.members()) {
    const auto where = at(key) + "/" + std::string(language);
    if (language.size() != 2 || !is_name(language))
      faults_.add(where, fmt::format("\"{}\" is not a language of two letters", language));
    else if (auto one = checked(text, where, {}); !one.empty())
      out.by_language.emplace_back(language, trim(one));
  }
  if (value.is(Json::Kind::object) && value.members().empty()) fault(key, fmt::format("{} is empty", key));
  return out;
}

void Fields::each(std::string_view key, const std::function<void(Fields&)>& visit, Need need) {
  const auto value = take(key, need, Json::Kind::array, "a list");
  std::size_t number = 0;
  value.each([&](Json item) {
    const auto where = at(key) + "/" + std::to_string(number++);
    if (!item.is(Json::Kind::object))
      return faults_.add(where, fmt::format("an entry of {} must be a mapping", key));
    Fields inner(item, where, faults_);
    visit(inner);
    inner.done();
  });
  if (value.is(Json::Kind::array) && number == 0) fault(key, fmt::format("{} is an empty list", key));
}

bool Fields::mapping(std::string_view key, const std::function<void(Fields&)>& visit, Need need) {
  const auto value = take(key, need, Json::Kind::object, "a mapping");
  if (!value.is(Json::Kind::object)) return false;
  Fields inner(value, at(key), faults_);
  visit(inner);
  inner.done();
  return true;
}

void Fields::each_key(std::string_view key, const std::function<void(const std::string&, Fields&)>& visit,
                      Need need) {
  mapping(
      key,
      [&](Fields& inner) {
        const auto all = inner.mapping_.members();
        for (const auto& [name, value] : all) visit(std::string(name), inner);
        if (all.empty()) fault(key, fmt::format("{} is empty", key));
      },
      need);
}

void Fields::done() {
  for (const auto& [key, value] : mapping_.members())
    if (!asked_.contains(key)) {
      std::vector<std::string> known(asked_.begin(), asked_.end());
      fault(key, fmt::format("unknown key \"{}\": take it out, or write one of {}", key, join(known, ", ")));
    }
}

Check one_of(std::string_view name) {
  return [name](std::string_view text) {
    const auto& words = vocabulary(name);
    return unless(std::ranges::find(words, text) != words.end(),
                  fmt::format("\"{}\" is none of {}", text, listed(words)));
  };
}

std::string check_id(std::string_view text) {
  return unless(is_name(text), fmt::format("\"{}\" is not a name of a-z, 0-9 and '-'", text));
}

std::string check_subject(std::string_view text) {
  const auto parts = split(text, '/');
  const bool vendor = parts[0] == "vendor" && parts.size() == 2;
  const bool below =
      (parts[0] == "product" || parts[0] == "service" || parts[0] == "network") && parts.size() == 3;
  return unless((vendor || below) && std::all_of(parts.begin() + 1, parts.end(), is_name),
                fmt::format("\"{}\" is no subject (vendor/NAME, product/VENDOR/NAME)", text));
}

std::string check_date(std::string_view text) {
  return unless(is_date(text), fmt::format("\"{}\" is not a day (2018-05-14)", text));
}

std::string check_partial_date(std::string_view text) {
  return unless(is_partial_date(text), fmt::format("\"{}\" is not a day, month or year", text));
}

std::string check_span(std::string_view text) {
  return unless(is_time_span(text), fmt::format("\"{}\" is not a span of time (P30D, P6M)", text));
}

std::string check_date_or_span(std::string_view text) {
  return unless(is_date(text) || is_time_span(text),
                fmt::format("\"{}\" is neither a day nor a span (P30D)", text));
}

std::string check_criterion(std::string_view text) {
  return unless(is_criterion(text), fmt::format("\"{}\" is not a criterion (C1 to C15)", text));
}

std::string check_address(std::string_view text) {
  const auto rest = text.starts_with("https://")  ? text.substr(8)
                    : text.starts_with("http://") ? text.substr(7)
                                                  : "";
  return unless(!rest.empty() && rest.front() != '/' && text.find(' ') == std::string_view::npos,
                fmt::format("\"{}\" is not a web address", text));
}

std::string check_sha256(std::string_view text) {
  const bool good = text.size() == 64 && std::ranges::all_of(text, [](char c) {
                      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                    });
  return unless(good, "is not a SHA-256 of 64 digits 0-9 and a-f");
}

}  // namespace waarborg
