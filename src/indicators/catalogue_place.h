// A Place is one value of a file and where it stands: it is asked for what the format wants there and writes
// down each fault with its line. It borrows the document and the Log.
#pragma once
#include <algorithm>
#include <initializer_list>
#include <string>
#include <vector>

#include "indicators/catalogue_loader.h"

namespace waarborg {

struct FaultLog {
  const LineOfPointer& lines;
  const std::string& file;
  std::vector<CatalogueFault>& faults;

  // The line of the value, or of the nearest thing around it that has one.
  void add(std::string pointer, std::string why) {
    auto at = lines.find(pointer);
    while (at == lines.end() && !pointer.empty()) {
      pointer.erase(pointer.rfind('/'));
      at = lines.find(pointer);
    }
    faults.push_back({file, at == lines.end() ? 0 : at->second, std::move(why)});
  }
};

class Place {
 public:
  Place(Json json, std::string pointer, FaultLog& log)
      : json_(json), pointer_(std::move(pointer)), log_(&log) {}

  Json json() const { return json_; }
  bool there() const { return !json_.is(Json::Kind::null); }
  void fault(std::string why) const { log_->add(pointer_, std::move(why)); }
  Place at(std::string_view key) const { return {json_[key], pointer_ + "/" + std::string(key), *log_}; }

  // A mapping with these keys and no others.
  bool is_mapping(std::initializer_list<std::string_view> keys) const {
    if (!json_.is(Json::Kind::object)) {
      fault("a mapping of keys is needed here");
      return false;
    }
    for (const auto& [key, value] : json_.members())
      if (std::find(keys.begin(), keys.end(), key) == keys.end())
        at(key).fault("unknown key \"" + std::string(key) + "\"");
    return true;
  }
  std::string needed(std::string_view key) const { return text(key, true); }
  std::string optional(std::string_view key) const { return text(key, false); }
  // A text for which `fits` is true; otherwise the fault names what is wanted and "" comes back.
  std::string needed(std::string_view key, bool (*fits)(std::string_view), std::string_view wanted) const {
    return checked(key, needed(key), fits, wanted);
  }
  std::string optional(std::string_view key, bool (*fits)(std::string_view), std::string_view wanted) const {
    return checked(key, optional(key), fits, wanted);
  }
  std::vector<Place> list(std::string_view key, bool must_be_there) const {
    const auto here = at(key);
    std::vector<Place> out;
    if (!here.there()) {
      if (must_be_there) fault("\"" + std::string(key) + "\" is missing");
      return out;
    }
    if (!here.json_.is(Json::Kind::array)) {
      here.fault("\"" + std::string(key) + "\" is a list");
      return out;
    }
    for (const Json item : here.json_.items())
      out.emplace_back(item, here.pointer_ + "/" + std::to_string(out.size()), *log_);
    if (out.empty()) here.fault("the list \"" + std::string(key) + "\" is empty");
    return out;
  }
  std::vector<std::pair<std::string, Place>> members() const {
    std::vector<std::pair<std::string, Place>> out;
    for (const auto& [key, value] : json_.members()) out.emplace_back(std::string(key), at(key));
    return out;
  }

 private:
  // The place of the text is only worked out for a fault: files have thousands of them.
  std::string text(std::string_view key, bool must_be_there) const {
    const auto value = json_[key];
    if (value.is(Json::Kind::null)) {
      if (must_be_there) fault("\"" + std::string(key) + "\" is missing");
      return {};
    }
    if (!value.is(Json::Kind::text)) {
      at(key).fault("\"" + std::string(key) + "\" is a text");
      return {};
    }
    if (value.text().find_first_not_of(" \t\r\n") == std::string_view::npos)
      at(key).fault("\"" + std::string(key) + "\" is empty");
    return std::string(value.text());
  }
  std::string checked(std::string_view key, std::string value, bool (*fits)(std::string_view),
                      std::string_view wanted) const {
    if (value.empty() || fits(value)) return value;
    at(key).fault("\"" + value + "\" is not " + std::string(wanted));
    return {};
  }

  Json json_;
  std::string pointer_;
  FaultLog* log_;
};

}  // namespace waarborg
