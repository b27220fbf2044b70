#include "base/json.h"

#include <fmt/core.h>
#include <simdjson.h>

#include <bit>

#include "base/text.h"

namespace waarborg {
namespace {

using simdjson::dom::element;

// A dom::element is a tape reference: a document and an index. We keep the two and put them together again
// here.
struct Reference {
  const void* document;
  std::size_t index;
};
static_assert(sizeof(element) == sizeof(Reference) && std::is_trivially_copyable_v<element>);

element rebuild(const void* document, std::size_t index) {
  return std::bit_cast<element>(Reference{document, index});
}

tl::unexpected<Error> refused(simdjson::error_code error, unsigned depth, std::size_t size) {
  switch (error) {
    case simdjson::DEPTH_ERROR:
      return fail(Fault::too_big, fmt::format("JSON nested deeper than {}", depth));
    case simdjson::EMPTY:
      return fail(Fault::truncated, "no JSON in it");
    case simdjson::UNCLOSED_STRING:
      return fail(Fault::truncated, "JSON ends inside a string", size);
    case simdjson::UTF8_ERROR:
      return fail(Fault::malformed, "JSON is not UTF-8");
    default:
      return fail(Fault::malformed, fmt::format("not well-formed JSON: {}", simdjson::error_message(error)));
  }
}

}  // namespace

struct JsonDocument::State {
  simdjson::dom::parser parser;
  element root;
};

JsonDocument::JsonDocument(std::unique_ptr<State> state) : state_(std::move(state)) {}
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;
JsonDocument::~JsonDocument() = default;

Result<JsonDocument> JsonDocument::parse(std::string_view text, unsigned depth) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  auto state = std::make_unique<State>();
  if (auto error = state->parser.allocate(std::max<std::size_t>(text.size(), 64), depth))
    return fail(Fault::too_big, simdjson::error_message(error));
  // realloc_if_needed copies behind padding: the tape does not point into `text` afterwards.
  const auto got = state->parser.parse(text.data(), text.size(), true);
  if (const auto error = got.error()) return refused(error, depth, text.size());
  state->root = got.value_unsafe();
  return JsonDocument(std::move(state));
}

Json JsonDocument::root() const {
  Json json;
  const auto reference = std::bit_cast<Reference>(state_->root);
  json.document_ = reference.document;
  json.index_ = reference.index;
  return json;
}

namespace {
Json wrap(element e);
}

JsonReader::JsonReader(unsigned depth) : state_(std::make_unique<JsonDocument::State>()), depth_(depth) {}
JsonReader::JsonReader(JsonReader&&) noexcept = default;
JsonReader::~JsonReader() = default;

static_assert(JsonReader::padding >= simdjson::SIMDJSON_PADDING);

Result<Json> JsonReader::parse(std::string_view padded) {
  auto& parser = state_->parser;
  if (parser.capacity() < padded.size() || parser.max_depth() != depth_)
    if (const auto error = parser.allocate(std::max<std::size_t>(padded.size(), 64), depth_))
      return fail(Fault::too_big, simdjson::error_message(error));
  const auto got = parser.parse(padded.data(), padded.size(), false);
  if (const auto error = got.error()) return refused(error, depth_, padded.size());
  return wrap(got.value_unsafe());
}

Json::Kind Json::kind() const {
  if (document_ == nullptr) return Kind::null;
  switch (rebuild(document_, index_).type()) {
    case simdjson::dom::element_type::ARRAY:
      return Kind::array;
    case simdjson::dom::element_type::OBJECT:
      return Kind::object;
    case simdjson::dom::element_type::INT64:
    case simdjson::dom::element_type::UINT64:
    case simdjson::dom::element_type::DOUBLE:
      return Kind::number;
    case simdjson::dom::element_type::STRING:
      return Kind::text;
    case simdjson::dom::element_type::BOOL:
      return Kind::flag;
    case simdjson::dom::element_type::NULL_VALUE:
      return Kind::null;
  }
  return Kind::null;
}

std::string_view Json::text() const {
  if (document_ == nullptr) return {};
  std::string_view out;
  return rebuild(document_, index_).get_string().get(out) ? std::string_view() : out;
}

std::int64_t Json::number(std::int64_t otherwise) const {
  if (document_ == nullptr) return otherwise;
  std::int64_t out = 0;
  return rebuild(document_, index_).get_int64().get(out) ? otherwise : out;
}

double Json::real() const {
  double out = 0;
  if (document_ == nullptr || rebuild(document_, index_).get_double().get(out)) return 0;
  return out;
}

bool Json::flag() const {
  bool out = false;
  return document_ != nullptr && !rebuild(document_, index_).get_bool().get(out) && out;
}

namespace {
Json wrap(element e) {
  static_assert(sizeof(Json) == sizeof(Reference) && std::is_trivially_copyable_v<Json>);
  return std::bit_cast<Json>(std::bit_cast<Reference>(e));
}
}  // namespace

Json Json::operator[](std::string_view key) const {
  if (document_ == nullptr) return {};
  simdjson::dom::object object;
  if (rebuild(document_, index_).get_object().get(object)) return {};
  element out;
  if (object.at_key(key).get(out)) return {};
  return wrap(out);
}

bool Json::pick(std::span<const std::string_view> keys, std::span<Json> values) const {
  std::fill(values.begin(), values.end(), Json());
  simdjson::dom::object object;
  if (document_ == nullptr || rebuild(document_, index_).get_object().get(object)) return true;
  bool once = true;
  for (const auto& field : object)
    for (std::size_t k = 0; k < keys.size() && k < values.size(); ++k)
      if (field.key == keys[k]) {
        if (values[k].document_ == nullptr)
          values[k] = wrap(field.value);
        else
          once = false;
        break;
      }
  return once;
}

std::vector<Json> Json::items() const {
  std::vector<Json> out;
  each([&](Json item) { out.push_back(item); });
  return out;
}

void Json::each(const std::function<void(Json)>& visit) const {
  if (document_ == nullptr) return;
  simdjson::dom::array array;
  if (rebuild(document_, index_).get_array().get(array)) return;
  for (const element item : array) visit(wrap(item));
}

std::vector<std::pair<std::string_view, Json>> Json::members() const {
  std::vector<std::pair<std::string_view, Json>> out;
  if (document_ == nullptr) return out;
  simdjson::dom::object object;
  if (rebuild(document_, index_).get_object().get(object)) return out;
  for (const auto& field : object) out.emplace_back(field.key, wrap(field.value));
  return out;
}

void JsonWriter::line() {
  if (indent_ == 0) return;
  out_ += '\n';
  out_.append(empty_.size() * indent_, ' ');
}

void JsonWriter::before() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (empty_.empty()) return;
  if (!empty_.back()) out_ += ',';
  empty_.back() = false;
  line();
}

JsonWriter& JsonWriter::open(char c) {
  before();
  out_ += c;
  empty_.push_back(true);
  return *this;
}

JsonWriter& JsonWriter::close(char c) {
  const bool nothing = empty_.back();
  empty_.pop_back();
  if (!nothing) line();
  out_ += c;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  value(name);
  out_ += indent_ == 0 ? ":" : ": ";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  before();
  std::string clean;
  if (!is_utf8(text)) text = clean = to_utf8(text);
  out_ += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        out_ += "\\\"";
        break;
      case '\\':
        out_ += "\\\\";
        break;
      case '\n':
        out_ += "\\n";
        break;
      case '\r':
        out_ += "\\r";
        break;
      case '\t':
        out_ += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
          out_ += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
        else
          out_ += c;
    }
  }
  out_ += '"';
  return *this;
}

JsonWriter& JsonWriter::value(std::int64_t number) {
  before();
  out_ += fmt::format("{}", number);
  return *this;
}

JsonWriter& JsonWriter::value(bool flag) {
  before();
  out_ += flag ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::null() {
  before();
  out_ += "null";
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  before();
  out_ += json;
  return *this;
}

}  // namespace waarborg
