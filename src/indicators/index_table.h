// KeyTable finds the indicators that have exactly this key: a flat open-addressing table over one buffer of
// texts. It is filled once and then only read, so forked workers share its pages. A key is a folded text, its
// Type and a form (what the text stands for, see index.cpp); hashes only point, the text itself decides.
#pragma once
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "indicators/large_pages.h"
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
    filter_.resize(std::max<std::size_t>(1, slots / 8));
    entries_.reserve(indicators);
  }

  // `text` is `length` bytes at `at` of the buffer that every later call gets, too. Some wait for close(),
  // while the processor fetches their slots.
  void add(Type type, std::uint8_t form, std::string_view buffer, std::size_t at, std::size_t length,
           std::uint32_t number) {
    const auto h = hash(type, form, buffer.substr(at, length));
    __builtin_prefetch(&slots_[h & (slots_.size() - 1)], 1);
    waiting_[waiting_count_++] = {
        h, {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(length), number, type, form}};
    if (waiting_count_ == waiting_.size()) close(buffer);
  }

  // Before the first find.
  void close(std::string_view buffer) {
    for (std::size_t i = 0; i < waiting_count_; ++i) put(waiting_[i].hash, waiting_[i].entry, buffer);
    waiting_count_ = 0;
  }

  void find(Type type, std::uint8_t form, std::string_view key, std::string_view buffer,
            std::vector<std::uint32_t>& out) const {
    const auto h = hash(type, form, key);
    const auto bits = bits_of(h);
    if ((filter_[h >> 20 & (filter_.size() - 1)] & bits) != bits) return;
    const auto& slot = slots_[slot_of(h, type, form, key, buffer)];
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

  struct Waiting {
    std::uint64_t hash = 0;
    Entry entry{};  // `first` is the number
  };

  void put(std::uint64_t h, Entry added, std::string_view buffer) {
    const auto number = added.first;
    auto& slot = slots_[slot_of(h, added.type, added.form, buffer.substr(added.at, added.length), buffer)];
    if (slot.entry == none) {
      filter_[h >> 20 & (filter_.size() - 1)] |= bits_of(h);
      slot.entry = static_cast<std::uint32_t>(entries_.size());
      slot.tag = static_cast<std::uint32_t>(h >> 32);
      added.first = none;
      entries_.push_back(added);
    }
    auto& entry = entries_[slot.entry];
    next_[number] = entry.first;
    entry.first = number;
  }

  static std::uint64_t hash(Type type, std::uint8_t form, std::string_view key) {
    return fast_hash(key, static_cast<std::uint64_t>(type) << 8 | form);
  }

  // Two bits of one word. Most values meet nothing, and that is mostly said by this filter: with a million
  // keys it stays in the processor's cache, where the slots do not.
  static std::uint64_t bits_of(std::uint64_t h) {
    return std::uint64_t{1} << (h >> 58) | std::uint64_t{1} << (h >> 52 & 63);
  }

  // The slot that holds the key, or the free one where it would be. The table is never more than 2/3 full.
  std::size_t slot_of(std::uint64_t h, Type type, std::uint8_t form, std::string_view key,
                      std::string_view buffer) const {
    const auto tag = static_cast<std::uint32_t>(h >> 32);
    for (auto i = h & (slots_.size() - 1);; i = (i + 1) & (slots_.size() - 1)) {
      const auto& slot = slots_[i];
      if (slot.entry == none) return i;
      if (slot.tag != tag) continue;
      const auto& e = entries_[slot.entry];
      if (e.type == type && e.form == form && buffer.substr(e.at, e.length) == key) return i;
    }
  }

  LargeVector<Slot> slots_;
  LargeVector<std::uint64_t> filter_;  // a word for 8 slots
  LargeVector<Entry> entries_;
  LargeVector<std::uint32_t> next_;  // indicator → the next with the same key
  std::array<Waiting, 16> waiting_;
  std::size_t waiting_count_ = 0;
};

}  // namespace waarborg
