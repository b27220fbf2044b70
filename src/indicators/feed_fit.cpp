// What a feed says of a value is not always so: real feeds keep addresses among domains, URLs among files'
// names, and spell digests and folders in several ways.
#include <re2/re2.h>

#include <algorithm>

#include "base/text.h"
#include "indicators/feed_value.h"
#include "indicators/index_fold.h"

namespace waarborg {
namespace {

bool is_absolute(std::string_view path) {
  const bool drive = path.size() > 3 && path[1] == ':' && (path[2] == '\\' || path[2] == '/');
  return path.starts_with('/') || drive || path.starts_with("\\\\?\\");
}

// A name, or the end of a path, wherever it lies.
bool fit_name(Indicator& out) {
  while (out.value.ends_with('/')) out.value.pop_back();
  if (out.value.empty() || out.value.find('\\') != std::string::npos) return false;
  out.weight = std::max(out.weight, Weight::supporting);
  if (has_wildcard(out.value)) {
    out.test = Test::regex;
    out.value = "(?:.*/)?" + RE2::QuoteMeta(re2::StringPiece(out.value.data(), out.value.size()));
  } else {
    out.test = Test::glob;
    out.value.insert(0, "**/");
  }
  return true;
}

bool fit_path(Indicator& out) {
  if (out.value.find('\0') != std::string::npos) return false;
  if (!is_absolute(out.value)) return out.value[0] != '%' && out.value[0] != '~' && fit_name(out);
  out.test = Test::within;
  if (out.value.ends_with("/%") || out.value.ends_with("/*")) {
    out.value.resize(out.value.size() - 2);
    out.weight = std::max(out.weight, Weight::supporting);
  }
  std::string folded;
  return fold(Type::path, out.value, folded) && folded != "/";
}

bool fit_url(Indicator& out) {
  if (out.value.find("://") == std::string::npos) return recognise_domain(std::string(out.value), out);
  UrlKey url;
  if (!fold_url(out.value, url) || url.host == 0) return false;
  out.value = without_web_scheme(out.value);
  return true;
}

bool fit_signer(Indicator& out) {
  std::string bare(out.value);
  std::erase(bare, ':');
  Indicator digest;
  out.value = lower(bare);
  return recognise_hash(bare, digest);
}

bool fit_phone(Indicator& out) {
  std::string folded;
  out.type = Type::phone;
  return fold(Type::phone, out.value, folded) && folded.size() >= 6;
}

bool has_blank(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) <= 0x20; });
}

}  // namespace

bool fit_value(Indicator& out) {
  thread_local std::string text;  // what recognises writes into `out`
  text = out.value;
  const auto weight = out.weight;
  const auto keeps_weight = [&](bool good) {
    out.weight = std::max(out.weight, weight);
    return good;
  };
  if (text.empty()) return false;
  switch (out.type) {
    case Type::domain:
      return keeps_weight(recognise_domain(text, out) || recognise_domain(without_brackets(text), out));
    case Type::url:
      return fit_url(out);
    case Type::ip:
      return keeps_weight(recognise_address(text, out));
    case Type::hash:
      return recognise_hash(text, out);
    case Type::signer:
      return fit_signer(out);
    case Type::path:
      return fit_path(out);
    case Type::email:
      return recognise_email(text, out) || (text.starts_with('+') && fit_phone(out));
    case Type::phone:
      return fit_phone(out);
    case Type::mac_address:
      return recognise_mac(text, out);
    case Type::process:  // named with its folder, it is that program
      if (!text.starts_with('/')) return true;
      out.type = Type::path;
      return fit_path(out);
    case Type::app_id:
      return !has_blank(text);
    case Type::package:
      if (text.find('/') == std::string::npos) out.value.insert(0, "*/");
      return true;
    default:
      return true;
  }
}

}  // namespace waarborg
