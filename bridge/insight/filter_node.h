// SPDX-License-Identifier: GPL-3.0-or-later
// The parsed form of a filter: a tree of immutable nodes with prepared tests, evaluated in three values.
// Private to this folder; call_filter.h is the face. Thread: immutable once parsed.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/insight/call_filter.h"
#include "bridge/insight/filter_keys.h"
#include "bridge/insight/filter_lexer.h"
#include "bridge/insight/filter_values.h"

namespace re2 {
class RE2;
}  // namespace re2

namespace bascule::insight {

/// Until `nowNs` (wall clock; 0: not known) while the call is in flight.
std::int64_t durationOf(const capture::CallRow& row, std::int64_t nowNs);

/// What a filter is asked about, from either source.
Subject subjectOf(const RowView& view);
Subject subjectOf(const capture::CallRecord& record, const schema::Schema& schema);

/// In three values: what is not known yet stays so.
Tri negate(Tri value);

/// `:`, `=`, `~`, `:>`, ...
std::string_view opText(FilterOp op);

/// Compares texts that are numbers.
struct NumberTest {
  FilterOp op = FilterOp::Has;  ///< Has: from `low` to `high`
  double low = 0;
  double high = 0;

  /// `a..b` for FilterOp::Has, else one number. Nothing if `value` is neither.
  static std::optional<NumberTest> parse(FilterOp op, std::string_view value);
  bool accepts(std::string_view text) const;
};

/// A value to look for in texts, prepared once.
struct TextTest {
  FilterOp op = FilterOp::Has;
  std::string value;
  std::string lowered;
  bool glob = false;  ///< `value` has a `*`: all of a text must match it
  std::shared_ptr<const re2::RE2> regex;
  std::optional<NumberTest> number;  ///< for fields of messages, whose type only the message tells

  bool operator()(std::string_view text) const;
};

struct CallFilter::Node {
  enum class Type : std::uint8_t { And, Or, Not, Word, Term };
  Type type = Type::And;
  std::vector<std::shared_ptr<const Node>> children;
  // Word and Term
  std::string text;
  std::string keyText;
  std::string rest;
  FilterOp op = FilterOp::Has;
  const KeyRow* key = nullptr;
  std::uint32_t bits = 0;
  NumberRange range;
  TextTest test;

  Tri evaluate(const Subject& subject) const;
  Tri evaluateTerm(const Subject& subject) const;
  Tri evaluateWord(const Subject& subject) const;
  // A word is in the row if one of these has it.
  bool wordInShape(const Subject& subject) const;
  bool wordInStatus(const Subject& subject) const;
  std::string print() const;
};

}  // namespace bascule::insight
