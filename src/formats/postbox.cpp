#include "formats/postbox.h"

#include <algorithm>

#include "base/cursor.h"

namespace waarborg {
namespace {

constexpr unsigned deepest = 32;
constexpr std::uint32_t most_objects = 4096;

enum Type : std::uint8_t {
  int32,
  int64,
  flag,
  real,
  text,
  object,
  int32s,
  int64s,
  objects,
  pairs,
  bytes,
  nothing,
  texts,
  blobs
};

class Fields {
 public:
  Fields(const PostboxVisit& visit, const PostboxBytes& visit_bytes)
      : visit_(visit), visit_bytes_(visit_bytes) {}

  // `in` is the fields and nothing else.
  bool read(Cursor in, unsigned depth) {
    if (depth > deepest) return false;
    while (in.ok() && in.more()) {
      const auto name = in.chars(in.le<std::uint8_t>());
      const auto type = in.le<std::uint8_t>();
      if (!in.ok() || !value(in, name, type, depth)) return false;
    }
    return in.ok();
  }

 private:
  bool value(Cursor& in, std::string_view name, std::uint8_t type, unsigned depth) {
    switch (type) {
      case int32:
        in.skip(4);
        break;
      case int64:
      case real:
        in.skip(8);
        break;
      case flag:
        in.skip(1);
        break;
      case text:
        one_text(in, name, depth);
        break;
      case object:
        return one_object(in, depth);
      case int32s:
        in.skip(4 * std::uint64_t{in.le<std::uint32_t>()});
        break;
      case int64s:
        in.skip(8 * std::uint64_t{in.le<std::uint32_t>()});
        break;
      case objects:
      case pairs:
        return many(in, type == pairs ? 2 : 1, [&] { return one_object(in, depth); });
      case bytes:
        return one_blob(in);
      case nothing:
        break;
      case texts:
        return many(in, 1, [&] { return one_text(in, name, depth); });
      case blobs:
        return many(in, 1, [&] { return one_blob(in); });
      default:
        return false;
    }
    return in.ok();
  }

  // Each takes four bytes at least, so that a count cannot keep it busy with nothing.
  template <class One>
  bool many(Cursor& in, std::uint64_t times, One one) {
    const std::uint64_t count = in.le<std::uint32_t>() * times;
    for (std::uint64_t i = 0; i < count; ++i)
      if (!in.ok() || !one()) return false;
    return in.ok();
  }

  bool one_text(Cursor& in, std::string_view name, unsigned depth) {
    const auto got = in.chars(in.le<std::uint32_t>());
    if (in.ok()) visit_(name, got, depth);
    return in.ok();
  }

  bool one_blob(Cursor& in) {
    const auto got = in.take(in.le<std::uint32_t>());
    if (in.ok()) visit_bytes_(got);
    return in.ok();
  }

  bool one_object(Cursor& in, unsigned depth) {
    in.skip(4);  // a digest of its type's name
    const auto inner = in.sub(in.le<std::uint32_t>());
    return in.ok() && read(inner, depth + 1);
  }

  const PostboxVisit& visit_;
  const PostboxBytes& visit_bytes_;
};

void skip_forward_info(Cursor& in) {
  const auto flags = in.le<std::uint8_t>();
  if (flags == 0) return;
  in.skip(8 + 4);  // author, date
  if ((flags & 2) != 0) in.skip(8);
  if ((flags & 4) != 0) in.skip(16);
  if ((flags & 8) != 0) in.skip(in.le<std::uint32_t>());
  if ((flags & 16) != 0) in.skip(in.le<std::uint32_t>());
  if ((flags & 32) != 0) in.skip(4);
}

// Attributes, then media.
// False: there are more than were read.
bool objects_of(Cursor& in, std::vector<Bytes>& out) {
  for (int list = 0; list < 2; ++list) {
    const auto count = in.le<std::uint32_t>();
    for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
      if (out.size() == most_objects) return false;
      const auto one = in.take(in.le<std::uint32_t>());
      if (in.ok()) out.push_back(one);
    }
  }
  return in.ok();
}

}  // namespace

Result<PostboxMessage> read_postbox_message(Bytes key, Bytes value) {
  if (key.size() != 20) return fail(Fault::malformed, "its key has not 20 bytes");
  PostboxMessage out;
  Cursor name(key);
  out.peer = static_cast<std::int64_t>(name.be<std::uint64_t>());
  name.skip(4);
  out.when = from_seconds(static_cast<std::int32_t>(name.be<std::uint32_t>()));
  out.id = static_cast<std::int32_t>(name.be<std::uint32_t>());

  Cursor in(value);
  if (in.le<std::uint8_t>() != 0) return fail(Fault::malformed, "it is no message");
  in.skip(8);
  const auto data = in.le<std::uint8_t>();
  constexpr std::uint64_t sizes[] = {8, 4, 8, 4, 4, 8};
  if (data >> std::size(sizes) != 0) return fail(Fault::malformed, "it has parts that are not known");
  for (std::size_t i = 0; i < std::size(sizes); ++i)
    if ((data >> i & 1) != 0) in.skip(sizes[i]);
  out.incoming = (in.le<std::uint32_t>() & 4) != 0;
  in.skip(4);
  skip_forward_info(in);
  if (in.le<std::uint8_t>() != 0) out.author = static_cast<std::int64_t>(in.le<std::uint64_t>());
  out.text = in.chars(in.le<std::uint32_t>());
  if (!in.ok()) return fail(Fault::truncated, "it ends before its text is whole");
  out.whole = objects_of(in, out.objects);
  return out;
}

Result<PostboxMedia> read_postbox_media(Bytes value) {
  Cursor in(value);
  const auto type = in.le<std::uint8_t>();
  constexpr std::uint8_t in_a_message = 1;  // 0: here
  if (!in.ok() || type > in_a_message) return fail(Fault::malformed, "it is of a type that is not known");
  if (type == in_a_message) return PostboxMedia{};
  const std::uint64_t size = in.le<std::uint32_t>();
  if (!in.ok()) return PostboxMedia{.object = {}, .whole = false};
  const auto rest = value.subspan(1 + 4);
  return PostboxMedia{.object = rest.first(std::min<std::uint64_t>(size, rest.size())),
                      .whole = size + 4 == rest.size()};
}

bool each_postbox_text(Bytes object, const PostboxVisit& visit) {
  return each_postbox_text(object, visit, [](Bytes) {});
}

bool each_postbox_text(Bytes object, const PostboxVisit& visit, const PostboxBytes& visit_bytes) {
  return Fields(visit, visit_bytes).read(Cursor(object), 0);
}

}  // namespace waarborg
