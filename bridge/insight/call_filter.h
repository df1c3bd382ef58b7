// SPDX-License-Identifier: GPL-3.0-or-later
// The filter language (see the user's reference of the command line): parse once, match many calls.
//
// Matching has two steps: matchesRow() decides by the row alone where it can; only a filter whose answer
// needs heads or messages then loads the record. Thread: a parsed filter is immutable and may be used on
// any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/error.h"
#include "bridge/capture/call_record.h"
#include "bridge/capture/row_store.h"
#include "bridge/schema/registry.h"

namespace bascule::insight {

/// Where a wrong expression is wrong: byte range and a sentence ("expected a value after ':'").
struct FilterProblem {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string message;
};

/// A token of an expression, for colouring the input field.
struct FilterToken {
  enum class Type : std::uint8_t { Key, Operator, Value, Word, Logic, Parenthesis };
  Type type = Type::Word;
  std::size_t begin = 0;
  std::size_t end = 0;
};

enum class Tri : std::uint8_t { No, Yes, NeedsRecord };

/// Interface between a filter and what it is asked about.
struct RowView {
  capture::CallRow row;
  const capture::RowStore& store;
  std::int64_t nowNs = 0;  ///< wall clock, for the duration of calls in flight
};

class CallFilter {
 public:
  /// Parses `text`; an empty one matches everything.
  static std::expected<CallFilter, FilterProblem> parse(std::string_view text);
  static std::vector<FilterToken> tokens(std::string_view text);

  CallFilter();
  ~CallFilter();
  CallFilter(const CallFilter&);
  CallFilter(CallFilter&&) noexcept;
  CallFilter& operator=(CallFilter);

  bool matchesEverything() const;
  Tri matchesRow(const RowView& view) const;
  /// The whole answer; `schema` decodes `req.FIELD` and words in messages.
  bool matches(const capture::CallRecord& record, const schema::Schema& schema) const;
  /// Canonical text: parse(print()) is the same filter.
  std::string print() const;
  /// Every key of the language with a one-line meaning (for completion and help).
  struct Key {
    std::string_view name;
    std::string_view meaning;
  };
  static const std::vector<Key>& keys();

  struct Node;

 private:
  friend class FilterScan;
  std::shared_ptr<const Node> root_;
};

}  // namespace bascule::insight
