// Text messages in an Android backup: arrays of JSON, deflated (RFC 1950), that the agent of the telephony
// provider writes as d_f/NNNNNN_sms_backup and NNNNNN_mms_backup. The date of an SMS is in milliseconds, that
// of an MMS in seconds; `type` and `msg_box` say which way it went. Source: TelephonyBackupAgent of the
// platform. The offset of an observation is the number of the message in its file, from 1.
#include <algorithm>
#include <charconv>

#include "base/json.h"
#include "base/text.h"
#include "evidence/inflate.h"
#include "formats/json_keys.h"
#include "formats/json_objects.h"
#include "readers/android_text.h"
#include "readers/phone_facts.h"
#include "readers/reader.h"

namespace waarborg {
namespace {

constexpr unsigned depth = 16;
constexpr std::uint64_t most_text = 256u << 20;

// Numbers stand as text in most versions.
std::int64_t number_of(Json value) {
  if (value.is(Json::Kind::number)) return value.number();
  std::int64_t out = 0;
  const auto text = value.text();
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size() ? out : 0;
}

// Telephony.TextBasedSmsColumns and Telephony.BaseMmsColumns of the platform number both alike.
std::string_view direction_of(std::int64_t box) {
  return box == 1 ? "received" : box >= 2 && box <= 6 ? "sent" : "";
}
std::string_view state_of(std::int64_t box) {
  return box == 3 ? "draft" : box == 4 ? "outbox" : box == 5 ? "failed" : box == 6 ? "queued" : "";
}

// Of an MMS: address type 137 is who sent it, 151 to whom (PduHeaders.FROM, TO).
std::string_view other_side(Json mms, bool received) {
  std::string_view out;
  mms["mms_addresses"].each([&](Json one) {
    const auto type = number_of(one["type"]);
    const auto address = one["address"].text();
    if (out.empty() && type == (received ? 137 : 151) && address != "insert-address-token") out = address;
  });
  return out.empty() ? mms["address"].text() : out;
}

// What the keys of a message hold: a text, a number or nothing, or a list.
constexpr std::string_view plain_keys[] = {"address", "body", "subject",  "date",
                                           "type",    "sub",  "mms_body", "msg_box"};
constexpr std::string_view list_keys[] = {"mms_addresses", "recipients"};

// Why a message, or a part of it, is not read; "" where all of it is.
std::string unread_part(Json one) {
  if (const auto key = doubled_key(one); !key.empty())
    return "\"" + printable(shorten(key, 40)) + "\" stands twice, the first was read";
  bool any = false;
  for (const auto& [key, value] : one.members()) {
    const auto low = lower(key);
    const bool plain = std::ranges::find(plain_keys, low) != std::end(plain_keys);
    const bool list = std::ranges::find(list_keys, low) != std::end(list_keys);
    const bool nested = value.is(Json::Kind::array) || value.is(Json::Kind::object);
    const auto named = "\"" + printable(shorten(key, 40)) + "\"";
    if ((plain || list) && key != low) return named + " is no key of a message as it is written";
    if (nested && (!list || !value.is(Json::Kind::array))) return named + " holds what no message has there";
    any |= plain || list;
  }
  return any ? "" : "nothing in it is of a message";
}

// A message has one other side; whom else it went to, and whom its thread is with, is told by itself.
void others(Json one, bool mms, std::string_view told, std::uint64_t row, Sink& out) {
  const auto add = [&](std::string_view address) {
    bool cut = false;
    address = bounded(address, cut);
    if (address.empty() || address == told || address == "insert-address-token") return;
    const auto person = person_of(address);
    out.add(IdentityKnown{.role = "interaction",
                          .email = {person.email},
                          .phone = {person.phone},
                          .name = person.name,
                          .service = mms ? "MMS" : "SMS",
                          .row = static_cast<std::int64_t>(row)},
            row);
    if (cut) out.problem(Fault::too_big, "an address longer than 4096 bytes was cut", row);
  };
  one["mms_addresses"].each([&](Json other) { add(other["address"].text()); });
  one["recipients"].each([&](Json other) { add(other.text()); });
}

void add(Json one, bool mms, std::uint64_t row, Sink& out) {
  const auto box = number_of(one[mms ? "msg_box" : "type"]);
  const auto direction = direction_of(box);
  bool cut = false;
  const auto address = bounded(mms ? other_side(one, direction == "received") : one["address"].text(), cut);
  const auto whole = mms ? one["mms_body"].text() : one["body"].text();
  const auto date = number_of(one["date"]);
  const bool fits = date > 0 && date <= (mms ? last_second : last_second * 1000);
  const Time when = !fits ? Time{} : mms ? from_seconds(date) : from_microseconds(date * 1000);
  // A sender may be a name; it stands where numbers do.
  const auto person = person_of(address);
  const Email email{person.email};
  const Phone phone{!person.email.empty() ? std::string_view() : address};
  std::string text(bounded(whole, cut));
  const auto subject = one[mms ? "sub" : "subject"].text();
  if (!subject.empty()) text = std::string(bounded(subject, cut)) + "\n" + text;
  out.add(Message{.service = mms ? "MMS" : "SMS",
                  .direction = direction,
                  .email = email,
                  .phone = phone,
                  .text = text,
                  .when = when,
                  .when_text = when == Time{} ? bounded(one["date"].text(), cut) : std::string_view(),
                  .state = state_of(box),
                  .row = static_cast<std::int64_t>(row),
                  .app_id = {"com.android.providers.telephony"}},
          row);
  const LinkMentioned like{.where = "text",
                           .app_id = {"com.android.providers.telephony"},
                           .direction = direction,
                           .email = email,
                           .phone = phone,
                           .when = when,
                           .row = static_cast<std::int64_t>(row)};
  add_links(subject, like, row, out);
  add_links(whole, like, row, out);
  others(one, mms, address, row, out);
  if (cut) out.problem(Fault::too_big, "a value longer than 4096 bytes was cut; its links were read", row);
}

void read(const File& file, Sink& out) {
  Blob unpacked;
  Bytes bytes = file.bytes;
  // Tools that take a backup apart leave the text.
  const bool plain = trim(as_text(bytes.first(std::min<std::size_t>(bytes.size(), 64)))).starts_with('[');
  if (!plain) {
    std::uint64_t behind = 0;
    auto got = inflate(bytes, Deflated::zlib, most_text, &behind);
    if (!got)
      return out.problem(got.error().fault, "the messages cannot be unpacked: " + got.error().what, 0);
    if (behind != 0)
      out.problem(Fault::malformed,
                  std::to_string(behind) + " byte(s) behind the deflated messages were not read",
                  bytes.size() - behind);
    unpacked = std::move(*got);
    bytes = unpacked;
  }
  const bool mms = file.path.ends_with("_mms_backup");
  JsonObjects objects(as_text(bytes));
  std::uint64_t row = 0, refused = 0, first = 0, odd = 0, first_odd = 0;
  std::string why_odd;
  for (std::string_view object; objects.next(object);) {
    ++row;
    const auto document = JsonDocument::parse(object, depth);
    if (!document) {
      if (refused++ == 0) first = row;
      continue;
    }
    add(document->root(), mms, row, out);
    if (auto why = unread_part(document->root()); !why.empty() && odd++ == 0)
      first_odd = row, why_odd = std::move(why);
  }
  if (odd != 0)
    out.problem(Fault::malformed,
                std::to_string(odd) + " message(s) were not read whole, the first is here: " + why_odd,
                first_odd);
  if (refused != 0)
    out.problem(Fault::malformed, std::to_string(refused) + " message(s) cannot be read, the first is here",
                first);
  if (objects.stray() != 0) out.problem(Fault::malformed, "what stands between the messages is no list", row);
  if (objects.cut()) out.problem(Fault::truncated, "the list of messages has no end", row);
  if (row == 0 && trim(as_text(bytes)) != "[]") out.problem(Fault::malformed, "no list of messages", 0);
}

}  // namespace

Reader android_backup_messages() {
  return {.about = "Text messages and their links in an Android backup.",
          .probe = "android.messages",
          .paths = {"apps/com.android.providers.telephony/d_f/*_sms_backup",
                    "apps/com.android.providers.telephony/d_f/*_mms_backup"},
          .emits = {Message::kind, LinkMentioned::kind, IdentityKnown::kind},
          .read = read};
}

}  // namespace waarborg
