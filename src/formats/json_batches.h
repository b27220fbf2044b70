// JsonBatches gives the elements of one array of JSON that may be longer than memory: the outermost array, or
// that of a member of the outermost object. It holds a batch of them at a time, and never more than the
// longest element that it accepts. An element that is damaged costs itself only; a text that is cut short
// costs what is behind the cut.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace waarborg {

class JsonBatches {
 public:
  static constexpr std::size_t usual_batch = std::size_t{512} << 10, usual_longest = std::size_t{256} << 20;
  // 0 only at the end.
  using More = std::function<Result<std::size_t>(char* to, std::size_t size)>;
  using Visit = std::function<void(Json element)>;  // what it is given is gone when it returns
  using Problem = std::function<void(const Error&)>;

  JsonBatches(More more, std::string_view member, std::size_t batch = usual_batch,
              std::size_t longest = usual_longest);
  // An Error when nothing at all could be read; what comes later is a problem with its offset.
  Result<> each(const Visit& visit, const Problem& problem);
  std::uint64_t elements() const { return elements_; }
  bool no_list() const { return no_list_; }  // the member has, there or elsewhere, a value that is no list

 private:
  struct Cut {
    std::size_t end = 0;  // behind the last whole element
    bool closed = false;  // the array ends there
  };

  bool fill();
  bool have(std::size_t bytes);
  char peek();
  bool take(char c);
  void refuse(Fault fault, std::string why, std::uint64_t offset);
  bool skip_value();
  bool read_key(std::string& key);
  void members();
  void array();
  bool one_batch(bool& closed);
  std::size_t likely_cut() const;
  Cut exact_cut(std::size_t from) const;
  bool parse(std::size_t end);
  void one_by_one(std::size_t end);
  std::string_view rest() const { return {buffer_.data() + at_, end_ - at_}; }
  std::uint64_t offset() const { return base_ + at_ - 1; }

  More more_;
  std::string member_;
  std::size_t batch_, longest_;
  JsonReader reader_;
  const Visit* visit_ = nullptr;
  std::string buffer_;  // [at_, end_) is unread; one byte before at_ may be written
  std::size_t at_ = 1, end_ = 1;
  std::uint64_t base_ = 0;  // the offset of buffer_[1]
  std::uint64_t elements_ = 0;
  bool ended_ = false, no_list_ = false;
  const Problem* problem_ = nullptr;
  bool stopped_ = false;
};

}  // namespace waarborg
