// SPDX-License-Identifier: GPL-3.0-or-later
// What was seen already: fields of the messages one is in (`SeenFields`), keys of a map (`firstRepeated`).
// Without an allocation per message. Private to the schema floor. Thread: not shared.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "bridge/schema/message_plan.h"

namespace bascule::schema {

class SeenFields {
 public:
  /// Begins a message; give the result to the functions below, and end it with leave().
  std::size_t enter(const MessagePlan& plan) {
    const std::size_t base = words_.size();
    words_.resize(base + (plan.fields.size() + plan.oneofs + 63) / 64);
    return base;
  }
  void leave(std::size_t base) { words_.resize(base); }
  /// Notes the field; false if it was noted before.
  bool add(std::size_t base, const FieldPlan& field) { return set(base, field.index); }
  /// Notes its oneof, if it is in one; false if that was noted before.
  bool addOneof(std::size_t base, const MessagePlan& plan, const FieldPlan& field) {
    return field.oneof < 0 || set(base, plan.fields.size() + static_cast<std::size_t>(field.oneof));
  }
  bool has(std::size_t base, std::size_t index) const {
    return (words_[base + index / 64] & bit(index)) != 0;
  }

 private:
  static std::uint64_t bit(std::size_t index) { return std::uint64_t{1} << (index % 64); }
  bool set(std::size_t base, std::size_t index) {
    std::uint64_t& word = words_[base + index / 64];
    const bool fresh = (word & bit(index)) == 0;
    word |= bit(index);
    return fresh;
  }
  std::vector<std::uint64_t> words_;
};

/// The key of an entry: a range of the text or bytes it was written to.
struct KeySpan {
  std::size_t begin;
  std::size_t size;
  std::size_t source;  ///< where it came from
};

/// A key that is there twice: the later one. Changes the order of `keys`.
std::optional<KeySpan> firstRepeated(std::span<KeySpan> keys, std::string_view written);

}  // namespace bascule::schema
