// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/messages_model.h"

#include <array>

#include "ui/text/display.h"
#include "ui/text/format.h"

namespace bascule::ui {
namespace {

constexpr std::array<const char*, kMessageColumns> kTitles = {"#",     "",     "Since start",
                                                              "Delta", "Size", "Message"};

QString fromView(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

}  // namespace

int MessagesModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() || !detail_ ? 0 : static_cast<int>(detail_->messages.size());
}

int MessagesModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kMessageColumns;
}

QVariant MessagesModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 || section >= kMessageColumns)
    return {};
  return QString::fromLatin1(kTitles[static_cast<std::size_t>(section)]);
}

QString MessagesModel::cellText(int row, MessageColumn column) const {
  const MessageLine& line = this->line(row);
  switch (column) {
    case MessageColumn::Number:
      return QString::number(row + 1);
    case MessageColumn::Arrow:
      return line.direction == capture::Direction::Request ? QStringLiteral("request")
                                                           : QStringLiteral("response");
    case MessageColumn::SinceStart:
      return fromView(formatOffset(line.offsetNs));
    case MessageColumn::Delta:
      return line.deltaNs < 0 ? QStringLiteral("–") : fromView(formatDuration(line.deltaNs));
    case MessageColumn::Size:
      return fromView(formatSize(line.wireSize));
    case MessageColumn::Message:
      return display(line.type.empty() ? line.preview : line.type + " " + line.preview);
  }
  return {};
}

QVariant MessagesModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const QString text = cellText(index.row(), static_cast<MessageColumn>(index.column()));
  switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
      return text;
    case Qt::ToolTipRole:
      return tip(text);
    default:
      return {};
  }
}

void MessagesModel::setDetail(CallDetailPtr detail) {
  const int before = rowCount();
  const bool grown = detail_ && detail && detail_->record.row.number == detail->record.row.number &&
                     static_cast<int>(detail->messages.size()) >= before;
  if (!grown) {
    beginResetModel();
    detail_ = std::move(detail);
    endResetModel();
    return;
  }
  const int after = static_cast<int>(detail->messages.size());
  if (after == before) {
    detail_ = std::move(detail);
    return;
  }
  beginInsertRows({}, before, after - 1);
  detail_ = std::move(detail);
  endInsertRows();
}

}  // namespace bascule::ui
