// SPDX-License-Identifier: GPL-3.0-or-later
// `ColumnValues`: what the user's own columns show (a header, a field): read from the records of the calls
// that are looked at, a screenful at a time, and kept for those. Owned by `CallTableModel`. Thread: GUI.
#pragma once

#include <QObject>
#include <QTimer>
#include <string>
#include <unordered_map>
#include <vector>

#include "ui/models/traffic.h"

namespace bascule::ui {

/// The values of some calls, one row a call, in the order in which keys and calls were asked for.
struct ValueRows {
  int generation = 0;
  std::vector<capture::CallNumber> calls;
  std::vector<std::vector<std::string>> values;
};

class ColumnValues final : public QObject {
  Q_OBJECT
 public:
  explicit ColumnValues(const Traffic& traffic, QObject* parent = nullptr);

  void setKeys(std::vector<std::string> keys);
  const std::vector<std::string>& keys() const { return keys_; }
  /// What the cell shows: the value, nothing, or "…" while it is being read.
  QString value(const capture::CallRow& row, std::size_t key);
  /// The value as it was captured; empty while it is not known.
  std::string raw(const capture::CallRow& row, std::size_t key) const;
  /// What was read may be different now.
  void readAgain();
  /// The reader's answer. One of an older generation is ignored.
  void take(const ValueRows& rows);

 Q_SIGNALS:
  /// Values of these calls are wanted; answer with take().
  void wanted(int generation, const std::vector<std::string>& keys,
              const std::vector<bascule::capture::CallNumber>& calls);
  /// Cells have to be painted again.
  void arrived();

 private:
  void ask();
  void forget();

  const Traffic& traffic_;
  std::vector<std::string> keys_;
  std::unordered_map<capture::CallNumber, std::vector<std::string>> known_;
  std::vector<capture::CallNumber> missing_;
  QTimer asking_;  ///< one question for everything one paint found missing
  int generation_ = 0;
};

}  // namespace bascule::ui
