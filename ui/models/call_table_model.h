// SPDX-License-Identifier: GPL-3.0-or-later
// `CallTableModel`: the calls that pass the filter, in the order the user chose. Its `CallOrder` is extended
// batch by batch; no proxy model. What a filter cannot decide by the row alone is asked from the reader
// through `recordsWanted` and answered with `admit()`. Thread: GUI.
#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "bridge/insight/call_filter.h"
#include "ui/models/call_order.h"
#include "ui/models/traffic.h"
#include "ui/models/view_settings.h"
#include "ui/text/format.h"

namespace bascule::ui {

/// What is asked of a call beside the filter expression.
struct Choice {
  Chip chip = Chip::All;
  std::uint32_t service = 0;  ///< string id; 0 = any
  std::uint32_t method = 0;
  std::uint32_t client = 0;
  std::int64_t fromNs = 0;   ///< began then or later
  std::int64_t untilNs = 0;  ///< and earlier than that; 0 = any time
  friend bool operator==(const Choice&, const Choice&) = default;
};

/// Calls that match are coloured, and say so in words.
struct ColourRule {
  QString name;
  insight::CallFilter filter;
  Tone tone = Tone::Neutral;
};

class CallTableModel final : public QAbstractTableModel {
  Q_OBJECT
 public:
  explicit CallTableModel(const Traffic& traffic, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  void setFilter(const insight::CallFilter& filter);
  void setChoice(const Choice& choice);
  const Choice& choice() const { return choice_; }
  bool filtered() const { return !filter_.matchesEverything() || choice_ != Choice{}; }

  static QString title(Column column);
  /// Key of a built-in column.
  static const char* keyOf(Column column);
  /// The key of the filter language that asks for what the column shows: `client`, `header.x-tenant`.
  std::string key(int column) const;
  /// Columns of the user's own, by key: header names, paths of fields. They stand behind the built-in ones;
  /// their values come from the records, through `ColumnValues`.
  void setOwnColumns(std::vector<std::string> keys);
  const std::vector<std::string>& ownColumns() const { return own_; }
  void setTimeForm(TimeForm form);
  TimeForm timeForm() const { return timeForm_; }
  /// The Time cell of table row `row` as it is written now.
  Short timeText(int row) const;
  /// A value of one of the user's own columns; asks for it if it has not been read yet.
  QString ownValue(int row, int column) const;
  class ColumnValues& values() { return *values_; }
  /// Rules that colour calls, the first that matches wins. Only what a row tells is looked at.
  void setRules(std::vector<ColourRule> rules);
  /// The rule that colours table row `row`; null if none does.
  const ColourRule* ruleOf(int row) const;
  /// A term of the filter language that finds calls like this one there; empty if nothing is known.
  std::string term(int row, int column) const;
  const Sorting& sorting() const { return order_.sorting(); }
  void setSorting(const Sorting& sorting);
  /// What a click on the title of section `column` does: its natural direction, the other one, back to call
  /// numbers.
  void cycleSorting(int column);
  const SortTexts& sortTexts() const { return texts_; }
  /// The section that the table is sorted by.
  int sortedSection() const;
  /// The reader's answer to sortValuesWanted(); `done`: it has looked at all of them.
  void takeSortValues(int generation, const std::vector<capture::CallNumber>& calls,
                      const std::vector<std::string>& values, bool done);

  /// What the reader reads out of messages may be different now: asks for own columns again, and for what the
  /// table is sorted by.
  void readAgain();

  void setGrouping(Grouping grouping);
  Grouping grouping() const { return order_.grouping(); }
  /// The newest call is at an end of the table.
  bool byAge() const { return sorting().byAge() && grouping() == Grouping::None; }
  /// A run of calls that stand together.
  struct Group {
    int row = 0;  ///< the first of them
    int count = 0;
  };
  /// At most `limit` groups from the top; empty while there are none.
  std::vector<Group> groups(std::size_t limit) const;
  /// What the calls of the group have in common, of which table row `row` is one.
  QString groupText(int row) const;

  const Traffic& traffic() const { return traffic_; }
  /// The call in table row `row`.
  capture::CallRow call(int row) const {
    return traffic_.rows().row(order_.shown()[static_cast<std::size_t>(row)]);
  }
  /// Row indices of the store, in the order of the table.
  const std::vector<std::uint32_t>& shown() const { return order_.shown(); }
  /// Table row of the call with this number; -1 if it is not shown.
  int rowOf(capture::CallNumber number) const;
  /// Full text of a cell, for tool tips, screen readers and the clipboard.
  QString cellText(const capture::CallRow& row, Column column) const;

  /// The reader's answer for the question `generation`: these calls match.
  void admit(int generation, const std::vector<capture::CallNumber>& numbers);
  const insight::CallFilter& filter() const { return filter_; }
  /// True until the reader has looked at all calls of the question, see searched().
  bool searching() const { return searching_; }
  /// The reader has looked at all calls of the question `generation`, or was told to stop.
  void searched(int generation);
  /// Of the question that stands; older answers are ignored.
  int generation() const { return generation_; }

 Q_SIGNALS:
  /// The row alone cannot decide about these calls. An answer with an older generation is ignored.
  void recordsWanted(int generation, const std::vector<bascule::capture::CallNumber>& numbers);
  /// The table is to be sorted by what these calls have under `key`. An older generation is of no use.
  void sortValuesWanted(int generation, const std::string& key,
                        const std::vector<bascule::capture::CallNumber>& calls);
  /// After each change of what is shown.
  void shownChanged();
  void sortingChanged();
  void timeFormChanged();
  /// The reader's answers have let calls in: a part of what the user just asked for.
  void admitted();
  /// Around each change of places; rows that are new stand at the end for that moment.
  void aboutToRearrange();
  void rearranged();

 private:
  QString textAt(const QModelIndex& index) const;
  void rebuild();
  void add(std::uint32_t first, std::uint32_t last);
  void change(const std::vector<std::uint32_t>& indices);
  /// `nowNs`: the present, asked for once for all rows of a question.
  insight::Tri decide(std::uint32_t index, std::int64_t nowNs) const;
  void decideAll(std::vector<std::uint32_t>& yes, std::vector<capture::CallNumber>& open) const;
  bool chosen(const capture::CallRow& row) const;
  void insert(std::vector<std::uint32_t> indices);
  void remove(std::vector<std::uint32_t> indices);
  void repaint(const std::vector<std::uint32_t>& indices);
  template <typename Function>
  void rearrange(Function change);
  void gatherTexts();
  void noticeTexts(const std::vector<std::uint32_t>& indices);
  void askSortValues(std::uint32_t first, std::uint32_t last);

  const Traffic& traffic_;
  class ColumnValues* values_;
  std::vector<std::string> own_;
  std::vector<ColourRule> rules_;
  TimeForm timeForm_ = TimeForm::Clock;
  insight::CallFilter filter_;
  Choice choice_;
  SortTexts texts_;
  int sortGeneration_ = 0;
  bool sortReading_ = false;  ///< values that the table is to be sorted by are on their way
  CallOrder order_;
  int generation_ = 0;
  bool searching_ = false;
};

}  // namespace bascule::ui
