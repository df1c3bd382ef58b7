// SPDX-License-Identifier: GPL-3.0-or-later
// `FilterScan`: a filter asked about all rows of a store, column by column. What rows have in common
// (`capture::CallShape`) is tested once, not once a row, so that a million calls are looked through in a
// moment. Thread: that of the store, which must not change meanwhile.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "bridge/capture/row_store.h"
#include "bridge/insight/call_filter.h"
#include "bridge/insight/filter_keys.h"

namespace bascule::insight {

class FilterScan {
 public:
  /// `nowNs`: wall clock, for the duration of calls in flight. Filter and store must outlive the scan.
  FilterScan(const CallFilter& filter, const capture::RowStore& rows, std::int64_t nowNs);

  /// What `matchesRow()` says of each row of the chunk, into the front of `out`.
  void scan(std::uint32_t chunk, std::span<Tri, capture::RowChunk::kRows> out);

 private:
  using Node = CallFilter::Node;
  using Answers = std::span<Tri>;

  void evaluate(const Node& node, Answers out);
  void evaluateAll(const Node& node, Answers out);
  void evaluateTerm(const Node& node, Answers out);
  void evaluateWord(const Node& node, Answers out);
  void evaluateByShape(const std::vector<Tri>& answers, Answers out) const;
  const std::vector<Tri>& answersOfShapes(const Node& node);
  void load(Source source, std::uint32_t at, Subject& subject);

  const CallFilter::Node& root_;
  const capture::RowStore& rows_;
  std::int64_t nowNs_;
  std::uint32_t first_ = 0;  ///< row that the chunk begins with
  const capture::RowChunk* chunk_ = nullptr;
  capture::CallRow row_;  ///< the columns that a term wants, of one row after the other
  std::map<const Node*, std::vector<Tri>> ofShapes_;
};

}  // namespace bascule::insight
