// KeyedArchive reads what NSKeyedArchiver writes: a property list whose objects name each other by number.
// Objects are resolved when they are asked for, so that loops cost nothing until somebody walks them; a walk
// must count its own depth. It borrows the Plist. Foundation's own classes are seen as the values they hold:
// NSString, NSURL and their like as text, NSDate as a date, NSData as data, NSArray and NSSet as an array,
// NSDictionary as a dict.
#pragma once
#include "formats/plist.h"

namespace waarborg {

class KeyedArchive;

// Every question may be asked of every value, as of a PlistValue.
class Archived {
 public:
  Archived() = default;

  PlistKind kind() const;  // dict also of an object of any other class: its members
  bool is(PlistKind k) const { return kind() == k; }
  std::string_view class_name() const;  // "" unless an object of a class
  bool flag() const { return value_.flag(); }
  std::int64_t integer(std::int64_t otherwise = 0) const { return value_.integer(otherwise); }
  double real() const { return value_.real(); }
  Time date() const;
  Bytes data() const;
  std::string text() const;

  std::size_t size() const;                         // of an array or a dict; of an object its members
  Archived operator[](std::size_t at) const;        // of an array or a dict
  Archived key(std::size_t at) const;               // of a dict
  Archived operator[](std::string_view key) const;  // of a dict, or a member of an object
  Archived operator[](const char* key) const { return (*this)[std::string_view(key)]; }

 private:
  friend class KeyedArchive;
  Archived(const KeyedArchive& archive, PlistValue value);
  std::string url(unsigned depth) const;

  enum class Form : std::uint8_t { plain, string, url, date, data, list, dictionary, object };
  const KeyedArchive* archive_ = nullptr;
  PlistValue value_;
  Form form_ = Form::plain;
};

class KeyedArchive {
 public:
  static Result<KeyedArchive> over(const Plist& plist);
  Archived top(std::string_view name = "root") const { return resolve(top_[name]); }

 private:
  friend class Archived;
  // A UID becomes the object it names; one that names a UID again is followed a few times, then is null.
  Archived resolve(PlistValue value) const;

  PlistValue top_, objects_;
};

}  // namespace waarborg
