// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/messages_model.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "ui/text/display.h"
#include "ui/text/format.h"
#include "ui/text/reading_text.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

constexpr std::array<const char*, kMessageColumns> kTitles = {
    "#", "", english("Since start"), english("Delta"), english("Size"), english("Message")};

constexpr std::size_t kPagesKept = 64;

}  // namespace

int MessagesModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() || !detail_ ? 0 : static_cast<int>(shownLeg(detail_->record).messages.size());
}

int MessagesModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kMessageColumns;
}

QVariant MessagesModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 || section >= kMessageColumns)
    return {};
  return Words::of(kTitles[static_cast<std::size_t>(section)]);
}

const capture::MessageRecord& MessagesModel::message(int row) const {
  return shownLeg(detail_->record).messages[static_cast<std::size_t>(row)];
}

const MessageLine* MessagesModel::line(int row) const {
  const auto page = pages_.find(row / kMessagePage);
  const auto at = static_cast<std::size_t>(row % kMessagePage);
  return page != pages_.end() && at < page->second.lines.size() ? &page->second.lines[at] : nullptr;
}

QString MessagesModel::cellText(int row, MessageColumn column) const {
  const capture::MessageRecord& message = this->message(row);
  switch (column) {
    case MessageColumn::Number:
      return QString::number(row + 1);
    case MessageColumn::Arrow:
      return message.direction == capture::Direction::Request ? Words::tr("request") : Words::tr("response");
    case MessageColumn::SinceStart:
      return asQString(formatOffset(message.offsetNs));
    case MessageColumn::Delta:
      return row == 0 ? QStringLiteral("–")
                      : asQString(formatDuration(message.offsetNs - this->message(row - 1).offsetNs));
    case MessageColumn::Size:
      return asQString(formatSize(message.wireSize));
    case MessageColumn::Message: {
      const MessageLine* line = this->line(row);
      if (line == nullptr) return QStringLiteral("…");
      QString text = display(line->type.empty() ? line->preview : line->type + " " + line->preview);
      if (line->drifts > 0) text += QStringLiteral(" · ") + driftSentence(line->drifts, line->more);
      return text;
    }
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
  const bool same = detail_ && detail && detail_->record.row.number == detail->record.row.number;
  const int after = detail ? static_cast<int>(shownLeg(detail->record).messages.size()) : 0;
  // A schema that has arrived gives the messages other words.
  if (!same || detail_->schema != detail->schema) pages_.clear();
  if (!same || after < before) {
    beginResetModel();
    pages_.clear();
    detail_ = std::move(detail);
    endResetModel();
    return;
  }
  if (after > before) beginInsertRows({}, before, after - 1);
  detail_ = std::move(detail);
  if (after > before) endInsertRows();
}

void MessagesModel::lookAt(int first, int last) {
  const int rows = rowCount();
  if (rows == 0) return;
  const int from = std::clamp(first, 0, rows - 1) / kMessagePage;
  const int until = std::clamp(last, 0, rows - 1) / kMessagePage;
  for (int page = from; page <= until; ++page) {
    const int begin = page * kMessagePage;
    const auto count = static_cast<std::size_t>(std::min(kMessagePage, rows - begin));
    Page& known = pages_[page];
    if (known.asked >= count) continue;
    known.asked = count;
    Q_EMIT linesWanted(static_cast<std::size_t>(begin), count);
  }
  forgetFarPages(until);
}

// What is far from where one looks can be read again.
void MessagesModel::forgetFarPages(int page) {
  while (pages_.size() > kPagesKept) {
    const auto first = pages_.begin();
    const auto last = std::prev(pages_.end());
    pages_.erase(page - first->first > last->first - page ? first : last);
  }
}

void MessagesModel::takeLines(const CallDetailPtr& detail, std::size_t first,
                              const std::vector<MessageLine>& lines) {
  if (!detail_ || detail->record.row.number != detail_->record.row.number ||
      detail->schema != detail_->schema || lines.empty())
    return;
  const auto page = pages_.find(static_cast<int>(first) / kMessagePage);
  if (page == pages_.end() || lines.size() < page->second.lines.size()) return;
  page->second.lines = lines;
  const int row = static_cast<int>(first);
  const int column = static_cast<int>(MessageColumn::Message);
  Q_EMIT dataChanged(index(row, column), index(row + static_cast<int>(lines.size()) - 1, column));
}

}  // namespace bascule::ui
