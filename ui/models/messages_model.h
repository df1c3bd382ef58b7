// SPDX-License-Identifier: GPL-3.0-or-later
// `MessagesModel`: the message grid of one call. Thread: GUI.
#pragma once

#include <QAbstractTableModel>

#include "ui/models/record_reader.h"

namespace bascule::ui {

enum class MessageColumn : std::uint8_t { Number, Arrow, SinceStart, Delta, Size, Message };
inline constexpr int kMessageColumns = 6;

class MessagesModel final : public QAbstractTableModel {
  Q_OBJECT
 public:
  using QAbstractTableModel::QAbstractTableModel;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  /// Shows `detail`; messages already shown stay where they are if it is the same call, grown.
  void setDetail(CallDetailPtr detail);
  const CallDetailPtr& detail() const { return detail_; }
  const MessageLine& line(int row) const { return detail_->messages[static_cast<std::size_t>(row)]; }

 private:
  QString cellText(int row, MessageColumn column) const;
  CallDetailPtr detail_;
};

}  // namespace bascule::ui
