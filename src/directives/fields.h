// Fields reads one mapping of a directive file strictly: every key must be asked for, and every wrong value
// is a fault with its place; reading goes on, so that all faults come at once. It borrows the JSON and the
// list of faults.
#pragma once
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "directives/model.h"

namespace waarborg {

// Where faults go. `lines` maps a JSON pointer to its line; a place that is not in it gets the line of its
// parent.
class FaultList {
 public:
  FaultList(const std::map<std::string, std::uint64_t>& lines, std::vector<DirectiveFault>& faults)
      : lines_(lines), faults_(faults), before_(faults.size()) {}
  void add(const std::string& where, std::string why);
  bool any() const { return faults_.size() > before_; }

 private:
  const std::map<std::string, std::uint64_t>& lines_;
  std::vector<DirectiveFault>& faults_;
  std::size_t before_;
};

enum class Need : std::uint8_t { optional, required };
// Says what is wrong with a text; "" when nothing is.
using Check = std::function<std::string(std::string_view)>;

class Fields {
 public:
  Fields(Json mapping, std::string where, FaultList& faults);

  std::string text(std::string_view key, Need need = Need::optional, const Check& check = {});
  std::string word(std::string_view key, std::string_view vocabulary, Need need = Need::optional);
  bool flag(std::string_view key);  // yes or no; no when it is not there
  unsigned number(std::string_view key, unsigned least, unsigned most);
  std::vector<std::string> texts(std::string_view key, const Check& check = {}, Need need = Need::optional);
  std::vector<std::string> words(std::string_view key, std::string_view vocabulary);
  Translated translated(std::string_view key, Need need = Need::optional);
  void each(std::string_view key, const std::function<void(Fields&)>& visit, Need need = Need::optional);
  bool mapping(std::string_view key, const std::function<void(Fields&)>& visit, Need need = Need::optional);
  // Every key of a mapping whose keys are free names: `applies_to`, `sources`.
  void each_key(std::string_view key, const std::function<void(const std::string& name, Fields& all)>& visit,
                Need need = Need::optional);
  void fault(std::string_view key, std::string why);
  std::string at(std::string_view key) const;  // the JSON pointer of a key
  void done();                                 // refuses the keys that nobody asked for

 private:
  Json take(std::string_view key, Need need, Json::Kind kind, std::string_view kind_name);
  std::string checked(Json value, const std::string& where, const Check& check);

  Json mapping_;
  std::string where_;
  FaultList& faults_;
  std::set<std::string, std::less<>> asked_;
};

Check one_of(std::string_view vocabulary);
std::string check_id(std::string_view text);       // nl-2018-kaspersky
std::string check_subject(std::string_view text);  // vendor/kaspersky
std::string check_date(std::string_view text);
std::string check_partial_date(std::string_view text);
std::string check_span(std::string_view text);
std::string check_date_or_span(std::string_view text);
std::string check_criterion(std::string_view text);
std::string check_address(std::string_view text);  // http or https
std::string check_sha256(std::string_view text);

}  // namespace waarborg
