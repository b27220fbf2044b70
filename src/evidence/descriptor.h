// Descriptor owns an open file descriptor and closes it. error_of puts what the system said into our words;
// nothing of the path is in them, the caller knows it.
#pragma once
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

#include "base/result.h"
#include "evidence/file.h"

namespace waarborg {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) reset(other.release());
    return *this;
  }
  ~Descriptor() { reset(); }

  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  int release() { return std::exchange(number_, -1); }
  void reset(int number = -1) {
    if (number_ >= 0) close(number_);
    number_ = number;
  }

 private:
  int number_ = -1;
};

// `number` is an errno.
Error error_of(int number);

Name::What what_of(mode_t mode);
// A time of day that microseconds in 64 bits cannot hold is not known: Time{}.
Time time_of(std::int64_t seconds, std::int64_t nanoseconds);

}  // namespace waarborg
