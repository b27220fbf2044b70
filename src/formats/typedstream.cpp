#include "formats/typedstream.h"

#include <algorithm>

#include "base/cursor.h"

namespace waarborg {
namespace {

// A head byte that is no small number itself.
constexpr std::uint8_t two_bytes = 0x81, four_bytes = 0x82, real_follows = 0x83, is_new = 0x84, is_nil = 0x85,
                       end_of_object = 0x86;
constexpr std::int64_t first_reference = -110;
constexpr unsigned deepest = 64;
constexpr std::string_view little("\x04\x0bstreamtyped", 13), big("\x04\x0btypedstream", 13);

class Reading {
 public:
  Reading(Bytes stream, TypedStream& out)
      : size_(stream.size()),
        in_(stream),
        out_(out),
        values_left_(16 * std::uint64_t{stream.size()} + 1024) {}

  void run() {
    big_ = in_.chars(little.size()) == big;
    integer(head());  // the version of the system
    while (in_.more() && good()) group({}, 0);
    if (good()) return;
    out_.problem = Error{why_.empty() ? Fault::truncated : Fault::malformed,
                         why_.empty() ? "the stream of an attributed text breaks off" : why_, in_.at()};
  }

 private:
  struct Object {
    std::string_view type;  // its class; of a class its own name
  };
  struct Holder {
    std::string_view owner, outer;
  };

  bool good() const { return in_.ok() && why_.empty(); }
  void wrong(const char* why) {
    if (good()) why_ = why;
  }
  std::uint8_t head() { return in_.le<std::uint8_t>(); }
  template <class T>
  T number() {
    return big_ ? in_.be<T>() : in_.le<T>();
  }

  std::int64_t integer(std::uint8_t first) {
    if (first == two_bytes) return static_cast<std::int16_t>(number<std::uint16_t>());
    if (first == four_bytes) return static_cast<std::int32_t>(number<std::uint32_t>());
    if (first >= real_follows && first <= 0x91) wrong("a number is neither small nor marked as long");
    return static_cast<std::int8_t>(first);
  }
  std::uint64_t length(std::uint8_t first) {
    if (first == two_bytes) return number<std::uint16_t>();
    if (first == four_bytes) return number<std::uint32_t>();
    if (first == is_nil) return 0;
    if (first > 0x7F) wrong("a length is negative");
    return first;
  }
  void real(std::uint64_t bytes) {
    const auto first = head();
    if (first == real_follows)
      in_.skip(bytes);
    else
      integer(first);
  }

  template <class T>
  const T* referred(std::uint8_t first, const std::vector<T>& all) {
    const auto at = integer(first) - first_reference;
    if (at >= 0 && static_cast<std::uint64_t>(at) < all.size()) return &all[static_cast<std::size_t>(at)];
    wrong("a reference leads nowhere");
    return nullptr;
  }

  // Types, names of classes and selectors.
  std::string_view shared() {
    const auto first = head();
    if (first == is_nil) return {};
    if (first != is_new) {
      const auto* known = referred(first, strings_);
      return known != nullptr ? *known : std::string_view();
    }
    const auto text = in_.chars(length(head()));
    if (in_.ok()) strings_.push_back(text);
    return text;
  }

  // Its name; the classes above it follow in the stream.
  std::string_view class_chain() {
    std::string_view name;
    for (bool lowest = true; good(); lowest = false) {
      const auto first = head();
      if (first == is_nil) return name;
      if (first != is_new) {
        const auto* known = referred(first, objects_);
        return lowest && known != nullptr ? known->type : name;
      }
      const auto own = shared();
      integer(head());  // version
      objects_.push_back({own});
      if (lowest) name = own;
    }
    return name;
  }

  void object(const Holder& around, unsigned depth) {
    const auto first = head();
    if (first == is_nil) return;
    if (first != is_new) return static_cast<void>(referred(first, objects_));
    if (depth >= deepest) return wrong("objects lie too deep in each other");
    const auto number = objects_.size();
    objects_.push_back({});
    const auto type = class_chain();
    if (!good()) return;
    objects_[number].type = type;
    for (Cursor ahead = in_; good(); ahead = in_) {
      if (ahead.le<std::uint8_t>() == end_of_object && ahead.ok()) return in_.skip(1);
      group({type, around.owner}, depth + 1);
    }
  }

  void group(const Holder& holder, unsigned depth) {
    auto types = shared();
    if (types.empty()) return wrong("a value has no type");
    while (!types.empty() && good()) value(types, holder, depth);
  }

  // One value; its type is taken from the front of `types`.
  void value(std::string_view& types, const Holder& holder, unsigned depth) {
    if (values_left_-- == 0 || depth > 2 * deepest) {
      values_left_ = 0;
      return wrong("more values than the stream can hold");
    }
    const char type = types.front();
    types.remove_prefix(1);
    switch (type) {
      case '@':
        return object(holder, depth);
      case '#':
        return static_cast<void>(class_chain());
      case '+':
        return text(in_.chars(length(head())), holder);
      case '*':
        return c_string();
      case ':':
      case '%':
        return static_cast<void>(shared());
      case 'c':
      case 'C':
      case 'B':
        return in_.skip(1);
      case 's':
      case 'S':
      case 'i':
      case 'I':
      case 'l':
      case 'L':
        return static_cast<void>(integer(head()));
      case 'q':
      case 'Q':
        return wide();
      case 'f':
        return real(4);
      case 'd':
        return real(8);
      case '[':
        return array(types, holder, depth);
      case '{':
        return structure(types, holder, depth);
      default:
        return wrong("a value is of a type that is not known");
    }
  }

  void wide() {
    const auto first = head();
    if (first == real_follows) return in_.skip(8);
    integer(first);
  }

  void c_string() {
    const auto first = head();
    if (first == is_nil) return;
    if (first != is_new) return static_cast<void>(referred(first, objects_));
    objects_.push_back({});
    shared();
  }

  void text(std::string_view text, const Holder& holder) {
    if (in_.ok()) out_.texts.push_back({text, holder.owner, holder.outer});
  }

  // "[12c]": bytes stand as they are, all else one by one.
  void array(std::string_view& types, const Holder& holder, unsigned depth) {
    std::uint64_t count = 0;
    for (; !types.empty() && types.front() >= '0' && types.front() <= '9'; types.remove_prefix(1)) {
      count = count * 10 + static_cast<std::uint64_t>(types.front() - '0');
      if (count > size_) return wrong("an array is longer than the stream");
    }
    const auto end = closing(types, '[', ']');
    if (end == std::string_view::npos || end == 0) return wrong("the type of an array has no end");
    const auto element = types.substr(0, end);
    types.remove_prefix(end + 1);
    if (element == "c" || element == "C") return in_.skip(count);
    for (std::uint64_t i = 0; i < count && good(); ++i) {
      auto one = element;
      value(one, holder, depth + 1);
    }
  }

  // "{_NSRange=II}"
  void structure(std::string_view& types, const Holder& holder, unsigned depth) {
    const auto end = closing(types, '{', '}');
    if (end == std::string_view::npos) return wrong("the type of a structure has no end");
    auto members = types.substr(0, end);
    types.remove_prefix(end + 1);
    if (const auto name = members.find('='); name != std::string_view::npos) members.remove_prefix(name + 1);
    while (!members.empty() && good()) value(members, holder, depth + 1);
  }

  static std::size_t closing(std::string_view types, char opens, char closes) {
    std::size_t open = 1;
    for (std::size_t i = 0; i < types.size(); ++i) {
      open += types[i] == opens ? 1 : 0;
      if (types[i] == closes && --open == 0) return i;
    }
    return std::string_view::npos;
  }

  std::uint64_t size_;
  Cursor in_;
  TypedStream& out_;
  std::uint64_t values_left_;
  std::vector<std::string_view> strings_;
  std::vector<Object> objects_;
  std::string why_;
  bool big_ = false;
};

}  // namespace

bool TypedStream::recognise(Bytes head) {
  return as_text(head).starts_with(little) || as_text(head).starts_with(big);
}

TypedStream TypedStream::read(Bytes stream) {
  TypedStream out;
  if (!recognise(stream))
    out.problem = Error{Fault::unsupported, "an attributed text is no stream of NSArchiver", 0};
  else
    Reading(stream, out).run();
  return out;
}

}  // namespace waarborg
