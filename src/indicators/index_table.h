// KeyTable finds the indicators that have exactly this key: a flat open-addressing table over one buffer of
// texts. It is filled once and then only read, so forked workers share its pages. A key is a folded text, its
// Type and a form (what the text stands for, see index.cpp); hashes only point, the text itself decides.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "observations/types.h"

namespace waarborg {

class KeyTable {
 public:
  static constexpr std::uint32_t none = UINT32_MAX;

  // `indicators` bounds both the numbers and the keys; every number is added at most once.
  explicit KeyTable(std::size_t indicators) : next_(indicators, none) {
    std::size_t slots = 16;
    while (slots < indicators + indicators / 2) slots *= 2;
    slots_.resize(slots);
    entries_.reserve(indicators);
  }

  // `text` is `length` bytes at `at` of the buffer that every later call gets, too.
  void add(Type type, std::uint8_t form, std::string_view buffer, std::size_t at, std::size_t length,
           std::uint32_t number) {
    const auto key = buffer.substr(at, length);
    auto& slot = slots_[slot_of(type, form, key, buffer)];
    if (slot.entry == none) {
      slot.entry = static_cast<std::uint32_t>(entries_.size());
      slot.tag = static_cast<std::uint32_t>(hash(type, form, key) >> 32);
      entries_.push_back(
          {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(length), none, type, form});
    }
    auto& entry = entries_[slot.entry];
    next_[number] = entry.first;
    entry.first = number;
  }

  void find(Type type, std::uint8_t form, std::string_view key, std::string_view buffer,
            std::vector<std::uint32_t>& out) const {
    const auto& slot = slots_[slot_of(type, form, key, buffer)];
    if (slot.entry == none) return;
    for (auto n = entries_[slot.entry].first; n != none; n = next_[n]) out.push_back(n);
  }

 private:
  struct Slot {
    std::uint32_t tag = 0, entry = none;
  };
  struct Entry {
    std::uint32_t at, length, first;
    Type type;
    std::uint8_t form;
  };

  static std::uint64_t hash(Type type, std::uint8_t form, std::string_view key) {
    return fast_hash(key, static_cast<std::uint64_t>(type) << 8 | form);
  }

  // The slot that holds the key, or the free one where it would be. The table is never more than 2/3 full.
  std::size_t slot_of(Type type, std::uint8_t form, std::string_view key, std::string_view buffer) const {
    const auto h = hash(type, form, key);
    const auto tag = static_cast<std::uint32_t>(h >> 32);
    for (auto i = h & (slots_.size() - 1);; i = (i + 1) & (slots_.size() - 1)) {
      const auto& slot = slots_[i];
      if (slot.entry == none) return i;
      if (slot.tag != tag) continue;
      const auto& e = entries_[slot.entry];
      if (e.type == type && e.form == form && buffer.substr(e.at, e.length) == key) return i;
    }
  }

  std::vector<Slot> slots_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> next_;  // indicator → the next with the same key
};

}  // namespace waarborg
