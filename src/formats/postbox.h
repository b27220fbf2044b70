// What Telegram on Apple's systems keeps in the values of its database ("Postbox"): messages, and objects of
// named fields that hold objects in turn. Keys of messages are big-endian, everything else little-endian.
// Views into the bytes they were read from. Format: MessageHistoryTable.swift, MessageMediaTable.swift and
// Coding.swift of submodules/Postbox of https://github.com/TelegramMessenger/Telegram-iOS (seen 2026-11).
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"

namespace waarborg {

struct PostboxMessage {
  std::int64_t peer = 0;  // whom the conversation is with
  std::int32_t id = 0;
  Time when{};
  bool incoming = false;
  std::optional<std::int64_t> author{};
  std::string_view text{};
  std::vector<Bytes> objects{};  // what belongs to it: links in its text, previews, files
  bool whole = true;             // false: it has more of those, and they could not be read
};

// Fault::malformed: it is no message; Fault::truncated: it ends before it is whole.
Result<PostboxMessage> read_postbox_message(Bytes key, Bytes value);

// What several messages share lies in a table of its own. Nothing where the value says that the first of them
// has it; `whole` is false where it ends before its length says.
struct PostboxMedia {
  Bytes object{};
  bool whole = true;
};
Result<PostboxMedia> read_postbox_media(Bytes value);  // Fault::malformed: it is none

// Every text and run of bytes in an object with the name of its field and how deep it lies: fields of the
// object itself, which stands under "_", have 1. False: what follows the last text could not be read.
using PostboxVisit = std::function<void(std::string_view name, std::string_view text, unsigned depth)>;
bool each_postbox_text(Bytes object, const PostboxVisit& visit);
// The same, and every value of bytes, which may hold anything.
using PostboxBytes = std::function<void(Bytes)>;
bool each_postbox_text(Bytes object, const PostboxVisit& visit, const PostboxBytes& visit_bytes);

}  // namespace waarborg
