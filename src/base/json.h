// JSON, read and written. Reading wraps simdjson (UTF-8 checked, nesting limited); a JsonDocument owns, a
// Json borrows from it. Every question may be asked of every value: what is not there is null, "" or empty.
#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace waarborg {

class Json {
 public:
  enum class Kind : std::uint8_t { null, flag, number, text, array, object };

  Json() = default;
  Kind kind() const;
  bool is(Kind k) const { return kind() == k; }
  std::string_view text() const;  // "" unless a string
  std::int64_t number(std::int64_t otherwise = 0) const;
  double real() const;
  bool flag() const;
  Json operator[](std::string_view key) const;  // the first value of that key; null when there is none
  std::vector<Json> items() const;              // the elements of an array
  std::vector<std::pair<std::string_view, Json>> members() const;
  void each(const std::function<void(Json)>& visit) const;  // the elements, without a vector
  // The values of several keys in one pass over the members; of a key that stands twice the first, and false
  // is returned.
  bool pick(std::span<const std::string_view> keys, std::span<Json> values) const;

 private:
  friend class JsonDocument;
  friend class JsonReader;
  const void* document_ = nullptr;
  std::size_t index_ = 0;
};

class JsonDocument {
 public:
  static Result<JsonDocument> parse(std::string_view text, unsigned depth = 128);
  JsonDocument(JsonDocument&&) noexcept;
  JsonDocument& operator=(JsonDocument&&) noexcept;
  ~JsonDocument();
  Json root() const;

 private:
  friend class JsonReader;
  struct State;
  explicit JsonDocument(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// JsonReader parses many texts one after the other without asking for memory each time. What it gave is gone
// when it parses again. Behind each text there must be `padding` bytes that may be read.
class JsonReader {
 public:
  static constexpr std::size_t padding = 64;
  explicit JsonReader(unsigned depth = 128);
  JsonReader(JsonReader&&) noexcept;
  ~JsonReader();
  Result<Json> parse(std::string_view padded);

 private:
  std::unique_ptr<JsonDocument::State> state_;
  unsigned depth_;
};

// JsonWriter appends to a string and puts commas and escapes where they belong. Text that is not UTF-8 is
// written with U+FFFD. `indent` 0 gives one line.
class JsonWriter {
 public:
  explicit JsonWriter(unsigned indent = 0) : indent_(indent) {}
  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(bool flag);
  JsonWriter& null();
  JsonWriter& raw(std::string_view json);  // one value that is JSON already
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  template <class T>
  JsonWriter& member(std::string_view name, const T& what) {
    key(name);
    return value(what);
  }
  const std::string& text() const { return out_; }
  std::string take() { return std::move(out_); }  // what was written so far; go on writing after it

 private:
  JsonWriter& open(char c);
  JsonWriter& close(char c);
  void before();
  void line();

  std::string out_;
  unsigned indent_;
  std::vector<bool> empty_;
  bool after_key_ = false;
};

}  // namespace waarborg
