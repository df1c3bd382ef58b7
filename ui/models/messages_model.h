// SPDX-License-Identifier: GPL-3.0-or-later
// `MessagesModel`: the message grid of one call. Every message has its row at once; what its bytes say is
// asked for page by page, for the rows that are looked at. Thread: GUI.
#pragma once

#include <QAbstractTableModel>
#include <map>

#include "ui/models/record_reader.h"

namespace bascule::ui {

enum class MessageColumn : std::uint8_t { Number, Arrow, SinceStart, Delta, Size, Message };
inline constexpr int kMessageColumns = 6;
/// Rows asked for at once: a few screens.
inline constexpr int kMessagePage = 128;

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
  const capture::MessageRecord& message(int row) const;
  /// What the message says; null until its page has been read.
  const MessageLine* line(int row) const;

  /// Rows `first` to `last` are looked at: asks for their pages where they are not there.
  void lookAt(int first, int last);
  /// The answer to linesWanted().
  void takeLines(const CallDetailPtr& detail, std::size_t first, const std::vector<MessageLine>& lines);

 Q_SIGNALS:
  void linesWanted(std::size_t first, std::size_t count);

 private:
  struct Page {
    std::vector<MessageLine> lines;
    std::size_t asked = 0;  ///< rows the page had when it was asked for
  };
  QString cellText(int row, MessageColumn column) const;
  void forgetFarPages(int page);

  CallDetailPtr detail_;
  std::map<int, Page> pages_;
};

}  // namespace bascule::ui
