// Pieces gathers small writes and hands them on in larger ones, so that memory stays constant and the Writer
// is not called for every cell. What is left goes out when it is destroyed.
#pragma once
#include <string>
#include <string_view>

#include "outputs/output.h"

namespace waarborg {

class Pieces {
 public:
  explicit Pieces(Writer& out) : out_(out) {}
  ~Pieces() { flush(); }
  Pieces(const Pieces&) = delete;
  Pieces& operator=(const Pieces&) = delete;

  Pieces& add(std::string_view text) {
    text_ += text;
    if (text_.size() >= limit) flush();
    return *this;
  }
  void flush() {
    if (!text_.empty()) out_.write(text_);
    text_.clear();
  }

 private:
  static constexpr std::size_t limit = 32 * 1024;
  Writer& out_;
  std::string text_;
};

// The columns of a view that are there under these options, by position. `people`: only those shown to
// people.
std::vector<std::size_t> columns_shown(const View& what, const ReportOptions& options, bool people);

}  // namespace waarborg
