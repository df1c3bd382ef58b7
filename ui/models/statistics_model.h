// SPDX-License-Identifier: GPL-3.0-or-later
// `StatisticsModel`: figures of the calls the table shows, by method or by client: so filter, sidebar and
// time line narrow them too. Counted in slices between the window's other work, and again about once a
// second while calls come in; only while somebody looks. Thread: GUI.
#pragma once

#include <QAbstractTableModel>
#include <QTimer>
#include <memory>
#include <vector>

#include "bridge/insight/call_figures.h"
#include "ui/models/call_table_model.h"

namespace bascule::ui {

enum class Figure : std::uint8_t { Name, Calls, Rate, Errors, P50, P90, P99, Request, Response, Added };
inline constexpr int kFigureCount = 10;

class StatisticsModel final : public QAbstractTableModel {
  Q_OBJECT
 public:
  using Key = insight::FigureTable::Key;

  explicit StatisticsModel(const CallTableModel& calls, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  void sort(int column, Qt::SortOrder order) override;

  /// Whether methods are the rows or clients.
  void setByClient(bool on);
  bool byClient() const { return byClient_; }
  /// Counts from now on, or stops it.
  void setActive(bool on);
  const insight::FigureTable& table() const { return *table_; }
  const Traffic& traffic() const { return calls_.traffic(); }

  Key key(int row) const { return rows_[static_cast<std::size_t>(row)]; }
  const insight::CallFigures& figures(int row) const;
  /// `OrderService/` and `CreateOrder`; or the client's name.
  QString service(int row) const;
  QString name(int row) const;
  /// A term of the filter language for the calls of this row; empty for those that are counted together.
  std::string term(int row) const;
  /// What the cell says; empty where there is nothing to say.
  QString text(int row, Figure figure) const;

 Q_SIGNALS:
  /// All calls have been counted.
  void counted();

 private:
  void begin();
  void slice();
  void arrange();
  double sortValue(Key key, Figure figure) const;
  const std::map<Key, insight::CallFigures>& groups() const;

  const CallTableModel& calls_;
  std::unique_ptr<insight::FigureTable> table_;     ///< what is shown
  std::unique_ptr<insight::FigureTable> counting_;  ///< what is being counted; null: nothing is
  std::vector<std::uint32_t> pending_;              ///< rows still to count, from `next_` on
  std::size_t next_ = 0;
  std::vector<Key> rows_;
  bool byClient_ = false;
  bool active_ = false;
  bool stale_ = true;
  int sortColumn_ = static_cast<int>(Figure::Calls);
  Qt::SortOrder sortOrder_ = Qt::DescendingOrder;
  QTimer slices_, again_;
};

}  // namespace bascule::ui
