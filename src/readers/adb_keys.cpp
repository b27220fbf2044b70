#include "readers/adb_keys.h"

#include <charconv>
#include <pugixml.hpp>

#include "base/digest.h"
#include "base/text.h"
#include "crypto/hkdf.h"
#include "crypto/md5.h"
#include "formats/xml_tags.h"
#include "readers/android_text.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_store = 1u << 20;
constexpr std::size_t least_key = 256;  // bytes of a key of RSA-2048: 524
constexpr std::string_view key_begin = "QAAAA";

bool is_base64(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/' ||
         c == '=';
}

Time from_milliseconds(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool good =
      error == std::errc() && end == text.data() + text.size() && value > 0 && value <= last_second * 1000;
  return good ? from_microseconds(value * 1000) : Time{};
}

}  // namespace

bool tell_adb_key(std::string_view text, Time last_used, std::uint64_t offset, Sink& out) {
  text = trim(text);
  auto key = text.substr(0, text.find_first_of(" \t"));
  const auto name = trim(text.substr(key.size()));
  while (key.ends_with('=')) key.remove_suffix(1);
  const auto bytes = from_bare_base64(key);
  if (!bytes || bytes->size() < least_key) return false;
  Md5Stream sum;
  sum.add(*bytes);
  const auto fingerprint = "MD5:" + hex(sum.finish());
  bool cut = false;
  out.add(IdentityKnown{.role = "debugging-computer",
                        .name = bounded(name, cut),
                        .account = fingerprint,
                        .service = "adb",
                        .when = last_used},
          offset);
  return true;
}

void AdbState::begin() {
  part_ = Part::none;
  store_.clear();
  store_cut_ = false;
}

// "user_keys=KEY user@host", more keys a line; "keystore=" and then bytes that need not be lines.
void AdbState::line(const Line& line) {
  const auto text = trim(line.text);
  if (const auto at = line.text.find("keystore=");
      part_ != Part::store && at != std::string_view::npos && trim(line.text.substr(0, at)).empty()) {
    part_ = Part::store;
    store_ = line.text.substr(at + 9);
    store_at_ = line.offset + at + 9;
  } else if (part_ == Part::store) {
    // What stood between two lines was LF, or CR and LF.
    const bool carriage = line.offset - next_ == 2;
    if (store_.size() + line.text.size() + 2 > longest_store)
      store_cut_ = true;
    else
      (store_ += carriage ? "\r\n" : "\n") += line.text;
  } else if (text.starts_with("user_keys=")) {
    part_ = Part::keys;
    key(text.substr(10), line.offset);
  } else if (part_ == Part::keys) {
    if (text.starts_with(key_begin))
      key(text, line.offset);
    else
      part_ = Part::none;
  }
  next_ = line.offset + line.text.size();
}

void AdbState::key(std::string_view text, std::uint64_t offset) {
  if (text.empty()) return;
  if (!tell_adb_key(text, {}, offset, out_))
    out_.problem(Fault::malformed, "a key of a debugging computer cannot be read", offset);
}

void AdbState::end() {
  if (part_ == Part::store) store();
}

void AdbState::store() {
  if (store_cut_)
    out_.problem(Fault::too_big, "the store of keys is longer than 1 MiB; the rest was not read", store_at_);
  const auto take = [&](std::string_view element, std::string_view key, std::string_view when) {
    if (element != "adbKey") return;
    if (!tell_adb_key(key, from_milliseconds(when), store_at_, out_))
      out_.problem(Fault::malformed, "a key of a debugging computer cannot be read", store_at_);
  };
  const auto bytes = as_bytes(store_);
  if (store_.starts_with("ABX")) {
    if (const auto read = read_abx(bytes); !read.damage) {
      for (const auto& tag : read.tags) take(tag.name, tag["key"], tag["lastConnection"]);
      return;
    }
    // Android writes the store into the report as if it were text: bytes that are none are lost there. The
    // keys are letters and survive it.
    out_.problem(Fault::malformed,
                 "the store of keys is binary XML that was damaged when the report was written: its keys are "
                 "told, not when each was last used",
                 store_at_);
    for (std::size_t at = 0; (at = store_.find(key_begin, at)) != std::string::npos;) {
      auto end = at;
      while (end < store_.size() && is_base64(store_[end])) ++end;
      while (end < store_.size() && static_cast<unsigned char>(store_[end]) >= 0x20 &&
             static_cast<unsigned char>(store_[end]) < 0x7F && store_[end] != '/')
        ++end;
      tell_adb_key(std::string_view(store_).substr(at, end - at), {}, store_at_, out_);
      at = end;
    }
    return;
  }
  const auto text = std::string_view(store_).substr(0, store_.rfind('>') + 1);  // npos + 1 is 0
  if (text.empty()) return;
  pugi::xml_document document;
  if (!document.load_buffer(text.data(), text.size(), pugi::parse_minimal | pugi::parse_escapes))
    return out_.problem(Fault::malformed, "the store of keys is no XML", store_at_);
  for (const auto& root : document.children())
    for (const auto& one : root.children())
      take(one.name(), one.attribute("key").value(), one.attribute("lastConnection").value());
}

}  // namespace waarborg
