#include "formats/keyed_archive.h"

#include <algorithm>
#include <array>

namespace waarborg {
namespace {

constexpr unsigned uid_chain = 8, url_depth = 8;

}  // namespace

Archived::Archived(const KeyedArchive& archive, PlistValue value) : archive_(&archive), value_(value) {
  if (!value_["$class"].is(PlistKind::uid)) return;
  struct Row {
    std::string_view name;
    Form form;
  };
  static constexpr std::array<Row, 17> forms = {{{"NSString", Form::string},
                                                 {"NSMutableString", Form::string},
                                                 {"NSURL", Form::url},
                                                 {"NSDate", Form::date},
                                                 {"NSData", Form::data},
                                                 {"NSMutableData", Form::data},
                                                 {"NSArray", Form::list},
                                                 {"NSMutableArray", Form::list},
                                                 {"NSSet", Form::list},
                                                 {"NSMutableSet", Form::list},
                                                 {"NSOrderedSet", Form::list},
                                                 {"NSMutableOrderedSet", Form::list},
                                                 {"NSDictionary", Form::dictionary},
                                                 {"NSMutableDictionary", Form::dictionary},
                                                 {"__NSCFString", Form::string},
                                                 {"__NSArrayI", Form::list},
                                                 {"__NSDictionaryI", Form::dictionary}}};
  form_ = Form::object;
  const auto name = class_name();
  const auto row = std::ranges::find(forms, name, &Row::name);
  if (row != forms.end()) form_ = row->form;
}

PlistKind Archived::kind() const {
  switch (form_) {
    case Form::plain:
      return value_.kind();
    case Form::string:
    case Form::url:
      return PlistKind::text;
    case Form::date:
      return PlistKind::date;
    case Form::data:
      return PlistKind::data;
    case Form::list:
      return PlistKind::array;
    case Form::dictionary:
    case Form::object:
      break;
  }
  return PlistKind::dict;
}

std::string_view Archived::class_name() const {
  // Asked of the property list itself: the class of a class would be a walk of its own.
  if (archive_ == nullptr || !value_["$class"].is(PlistKind::uid)) return {};
  return archive_->objects_[value_["$class"].uid()]["$classname"].text();
}

Time Archived::date() const {
  return form_ == Form::date ? mac_time(value_["NS.time"].real()) : value_.date();
}

Bytes Archived::data() const {
  return form_ == Form::data ? (*this)["NS.data"].value_.data() : value_.data();
}

std::string Archived::text() const {
  if (form_ == Form::url) return url(0);
  if (form_ == Form::string) return std::string((*this)["NS.string"].value_.text());
  return std::string(value_.text());
}

// What is relative is told with its base before it; how the two would be joined is for whoever opens it.
std::string Archived::url(unsigned depth) const {
  const auto base = (*this)["NS.base"], relative = (*this)["NS.relative"];
  if (base.form_ != Form::url || depth == url_depth) return relative.text();
  return base.url(depth + 1) + relative.text();
}

std::size_t Archived::size() const {
  switch (form_) {
    case Form::plain:
      return value_.size();
    case Form::list:
      return value_["NS.objects"].size();
    case Form::dictionary:
      return std::min(value_["NS.keys"].size(), value_["NS.objects"].size());
    case Form::object:
      return value_.size();
    default:
      return 0;
  }
}

Archived Archived::operator[](std::size_t at) const {
  if (at >= size()) return {};
  const bool inside = form_ == Form::plain || form_ == Form::object;
  return archive_->resolve(inside ? value_[at] : value_["NS.objects"][at]);
}

Archived Archived::key(std::size_t at) const {
  if (at >= size() || !is(PlistKind::dict)) return {};
  const bool inside = form_ == Form::plain || form_ == Form::object;
  return archive_->resolve(inside ? value_.key(at) : value_["NS.keys"][at]);
}

Archived Archived::operator[](std::string_view name) const {
  if (archive_ == nullptr) return {};
  if (form_ != Form::dictionary) return archive_->resolve(value_[name]);
  for (std::size_t i = 0; i < size(); ++i)
    if (const auto k = key(i); k.is(PlistKind::text) && k.text() == name) return (*this)[i];
  return {};
}

Archived KeyedArchive::resolve(PlistValue value) const {
  for (unsigned i = 0; value.is(PlistKind::uid); ++i) {
    if (i == uid_chain) return {};
    value = objects_[value.uid()];
  }
  if (value.is(PlistKind::text) && value.text() == "$null") return {};
  return {*this, value};
}

Result<KeyedArchive> KeyedArchive::over(const Plist& plist) {
  KeyedArchive out;
  out.top_ = plist.root()["$top"];
  out.objects_ = plist.root()["$objects"];
  if (!out.top_.is(PlistKind::dict) || !out.objects_.is(PlistKind::array))
    return fail(Fault::unsupported, "is no keyed archive: it has no $top or no $objects");
  return out;
}

}  // namespace waarborg
