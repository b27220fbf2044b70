// LargePages gives vectors of megabytes memory that the kernel may map in pages of 2 MB: a look-up at a
// random place of a large table then finds its address in the processor and not in the page tables, which
// costs more than the look-up. A hint only: where there are no such pages everything is as with the usual
// allocator. madvise(2), MADV_HUGEPAGE.
#pragma once
#include <sys/mman.h>

#include <cstddef>
#include <new>
#include <string>
#include <vector>

namespace waarborg {

template <class T>
struct LargePages {
  using value_type = T;
  static constexpr std::size_t page = 2u << 20;

  LargePages() = default;
  template <class U>
  explicit LargePages(const LargePages<U>&) {}

  T* allocate(std::size_t n) {
    if (n > static_cast<std::size_t>(-1) / 2 / sizeof(T)) throw std::bad_array_new_length();
    const auto bytes = n * sizeof(T);
    if (bytes < page) return static_cast<T*>(::operator new(bytes));
    void* memory = ::operator new (bytes, std::align_val_t{page});
    madvise(memory, bytes / page * page, MADV_HUGEPAGE);  // what is behind the last whole page is not ours
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t n) {
    if (n * sizeof(T) < page)
      ::operator delete(memory);
    else
      ::operator delete (memory, std::align_val_t{page});
  }
  friend bool operator==(const LargePages&, const LargePages&) { return true; }
};

template <class T>
using LargeVector = std::vector<T, LargePages<T>>;
using LargeString = std::basic_string<char, std::char_traits<char>, LargePages<char>>;

}  // namespace waarborg
