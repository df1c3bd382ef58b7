// SPDX-License-Identifier: GPL-3.0-or-later
// `CallOrder`: which calls the table shows and in which order: a vector of row indices, sorted by one
// column. Each row has one 64-bit key, so that a million rows sort in a moment, a row is found by binary
// search, and a batch is merged in one pass. Owned by `CallTableModel`. Thread: GUI.
#pragma once

#include <cstdint>
#include <vector>

#include "bridge/capture/row_store.h"
#include "ui/models/sort_texts.h"
#include "ui/models/text_ranks.h"
#include "ui/models/view_settings.h"

namespace bascule::ui {

enum class Column : std::uint8_t {
  Number,
  Time,
  Status,
  Protocol,
  Method,
  Kind,
  Messages,
  Size,
  Duration,
  Client,
  // Not shown unless the user asks for them.
  Peer,
  Host,
  Upstream,
  Codec,
  Compression,
  Added,
  RequestSize,
  ResponseSize,
  Comment
};
inline constexpr int kColumnCount = 19;

/// What the table is sorted by. Calls that are equal there stay in the order of their numbers.
struct Sorting {
  Column column = Column::Number;
  bool descending = false;
  int own = -1;  ///< a column of the user's own, from 0; `column` stays Number then
  /// The newest call is at an end of the table, so that the table can follow it.
  bool byAge() const { return own < 0 && (column == Column::Number || column == Column::Time); }
  /// By texts that are not in the rows.
  bool byTexts() const { return own >= 0 || column == Column::Comment; }
  friend bool operator==(const Sorting&, const Sorting&) = default;
};
/// Largest first is what one looks for in sizes, message counts and durations.
bool descendsFirst(Column column);

/// Where the key of a row comes from (call_order.cpp).
struct KeySource;

class CallOrder {
 public:
  /// `texts`: for sortings that go by texts which are not in the rows.
  CallOrder(const capture::RowStore& rows, const SortTexts& texts) : rows_(rows), texts_(texts) {}

  const Sorting& sorting() const { return sorting_; }
  const std::vector<std::uint32_t>& shown() const { return shown_; }
  /// Table row of the row with this index; -1 if it is not shown.
  int rowOf(std::uint32_t index) const;
  /// The table row in front of which `index` belongs.
  std::size_t placeOf(std::uint32_t index) const;

  void setSorting(const Sorting& sorting);
  /// Calls that have this in common stand together, in the order of their names; sorted as before within.
  void setGrouping(Grouping grouping);
  Grouping grouping() const { return grouping_; }
  /// Table row behind the last one that is in the group of table row `row`.
  std::size_t groupEnd(std::size_t row) const;
  /// Shows exactly these, given in ascending order.
  void assign(std::vector<std::uint32_t> indices);
  /// Learns the keys of rows that are new in the store.
  void noticeNew();
  /// True if the call has another place after its row changed; forget() it, noticeChange() and merge() then.
  bool moves(std::uint32_t index) const;
  void noticeChange(std::uint32_t index);

  /// Brings `indices` into the order of the table.
  void sort(std::vector<std::uint32_t>& indices) const;
  /// Shows these too; they are in the order of the table.
  void merge(const std::vector<std::uint32_t>& indices);
  /// Puts these behind all others for a moment, until remove() and merge() give them their places.
  void append(const std::vector<std::uint32_t>& indices) {
    shown_.insert(shown_.end(), indices.begin(), indices.end());
  }
  /// Takes `count` rows from `row` on out of the table.
  void remove(std::size_t row, std::size_t count);
  /// Takes these out of the table; they are shown, and in its order.
  void remove(const std::vector<std::uint32_t>& indices);

 private:
  bool before(std::uint32_t a, std::uint32_t b) const;
  std::uint64_t keyOf(std::uint32_t index) const;
  std::uint64_t keyOf(std::uint32_t index, const KeySource& source) const;
  std::uint64_t textKey(std::uint32_t index) const;
  void makeTextKeys();
  bool takeRenumbered();
  std::uint32_t groupOf(std::uint32_t index) const;
  void makeKeys();
  template <typename Take>
  void forEachKey(const KeySource& source, Take take) const;
  /// Text ids in the halves of a key, ranked: the high one by the last part of a service's name.
  std::uint64_t ranked(std::uint64_t texts) const;
  void learnTexts(const KeySource& source);

  const capture::RowStore& rows_;
  const SortTexts& texts_;
  Sorting sorting_;
  Grouping grouping_ = Grouping::None;
  std::vector<std::uint32_t> shown_;
  std::vector<std::uint64_t> keys_;    ///< of every row of the store; empty while sorted by number
  std::vector<std::uint32_t> groups_;  ///< of every row of the store; empty while there are no groups
  mutable TextRanks ranks_;
  mutable TextRanks textRanks_;  ///< of texts_, whose ids are others
};

}  // namespace bascule::ui
