// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/call_cells.h"

#include <array>
#include <cmath>

#include <fmt/format.h>

#include "ui/text/display.h"
#include "ui/text/format.h"
#include "ui/text/status_text.h"

namespace bascule::ui {
namespace {

using capture::CallRow;

constexpr qreal kBarWidth = 64;
constexpr qreal kNarrowBar = 44;
constexpr qreal kBarHeight = 5;
// The bar is full at this duration and grows with its logarithm.
constexpr double kFullBarMs = 500;

constexpr int kSortArrow = 11;  // room beside the title

const QString kLongDuration = QStringLiteral("99.9 ms");

constexpr std::array<Column, 4> kDropped = {Column::Kind, Column::Messages, Column::Size, Column::Client};

// ASCII of at most 64 characters on the stack: numbers never repeat, so they are not worth a QString.
class Chars {
 public:
  explicit Chars(std::string_view text) {
    for (const char c : text.substr(0, buffer_.size())) buffer_[size_++] = QLatin1Char(c);
  }
  operator QStringView() const { return {buffer_.data(), static_cast<qsizetype>(size_)}; }

 private:
  std::array<QChar, 64> buffer_;
  std::size_t size_ = 0;
};

double barShare(std::int64_t ns) {
  return std::log1p(static_cast<double>(ns) / 1e6) / std::log1p(kFullBarMs);
}

void paintProtocol(Pen& pen, QRectF rect, const CallRow& row) {
  const Tone tone = toneOf(row.protocol);
  rect.setLeft(
      rect.left() +
      pen.text(rect, Face::SmallStrong, pen.theme().word(tone), Chars(rpc::displayName(row.protocol))) + 4);
  const char* transport = (row.flags & capture::kHttp2) != 0          ? "h2"
                          : row.protocol == rpc::Protocol::ConnectGet ? "h1 GET"
                                                                      : "h1";
  QString rest = QString::fromLatin1(transport);
  if ((row.flags & capture::kHttp2) != 0 && row.protocol == rpc::Protocol::ConnectGet)
    rest += QLatin1String(" GET");
  if (row.upstreamProtocol != rpc::Protocol::Unknown)
    rest += QStringLiteral(" → ") + asQString(rpc::displayName(row.upstreamProtocol));
  pen.text(rect, Face::Small, pen.theme().dim, rest, Fit::ElideEnd);
}

// The service gives way first, from its end; the method only if it is wider than the whole cell.
void paintMethod(Pen& pen, QRectF rect, const capture::RowStore& store, const CallRow& row) {
  const std::string_view full = store.string(row.service);
  const std::size_t dot = full.rfind('.');
  const QString service =
      display(dot == std::string_view::npos ? full : full.substr(dot + 1), 256) + QLatin1Char('/');
  const QString method = display(store.string(row.method), 256);
  const qreal strong = std::min(pen.width(Face::Strong, method), rect.width());
  QRectF left(rect.left(), rect.top(), rect.width() - strong, rect.height());
  const qreal used = pen.text(left, Face::Body, pen.theme().dim, service, Fit::ElideEnd);
  rect.setLeft(rect.left() + used);
  pen.text(rect, Face::Strong, pen.theme().text, method, Fit::ElideEnd);
}

void paintDuration(Pen& pen, const QRectF& rect, const Traffic& traffic, const CallRow& row) {
  const std::int64_t ns = traffic.durationNs(row);
  const Tone tone = row.inFlight()              ? Tone::InFlight
                    : row.code == rpc::Code::Ok ? Tone::Accent
                                                : codeText(row.code).tone;
  const QRectF bar(rect.left(), std::round(rect.center().y() - kBarHeight / 2),
                   std::floor(rect.width() - 8 - pen.width(Face::Body, kLongDuration)), kBarHeight);
  pen.bar(bar, barShare(ns), pen.theme().mark(tone));
  const QRectF text(bar.right() + 8, rect.top(), rect.right() - bar.right() - 8, rect.height());
  pen.text(text, Face::Body, pen.theme().text,
           Chars(row.inFlight() ? formatClock(ns).view() : formatDuration(ns).view()), Fit::ElideEnd);
}

// A clock stands at the left like a name; spans end at the same place, so that their points align.
void paintTime(Pen& pen, const QRectF& rect, const CallTableModel& model, int row) {
  const Short text = model.timeText(row);
  const bool clock = model.timeForm() == TimeForm::Clock;
  if (clock)
    pen.text(rect, Face::Mono, pen.theme().text, Chars(text), Fit::ElideEnd);
  else
    pen.textRight(rect, Face::Mono, pen.theme().text, Chars(text), Fit::ElideEnd);
}

void paintMessages(Pen& pen, const QRectF& rect, const CallRow& row) {
  std::array<char, 40> buffer;
  const auto end = fmt::format_to_n(buffer.data(), buffer.size(), "{} ", row.requestMessages).out;
  QString text = QStringLiteral("↑") + QLatin1String(buffer.data(), end - buffer.data()) +
                 QStringLiteral("↓") + QString::number(row.responseMessages);
  pen.text(rect, Face::Body, pen.theme().dim, text, Fit::ElideEnd);
}

}  // namespace

std::span<const Column> droppedColumns() { return kDropped; }

namespace {

// A flag for a mark, a line below it for a comment; in the margin, so that numbers stay aligned.
void paintNote(Pen& pen, const QRectF& rect, const capture::Annotation* note) {
  if (note == nullptr) return;
  const QColor& colour = pen.theme().word(Tone::Accent);
  const qreal x = rect.left() - 3;
  const qreal y = std::round(rect.center().y());
  if (note->marked) {
    pen.painter().fillRect(QRectF(x, y - 6, 1, 12), colour);
    pen.painter().fillRect(QRectF(x + 1, y - 6, 6, 5), colour);
  }
  if (!note->comment.empty()) pen.painter().fillRect(QRectF(x, y + 8, 8, 2), pen.theme().word(Tone::Warning));
}

int contentWidth(const Look& look, Column column, capture::CallNumber largest, bool narrow) {
  const auto wide = [&](Face face, const QString& text) {
    return static_cast<int>(std::ceil(look.face(face).width(text))) + 2 * kCellPadding;
  };
  switch (column) {
    case Column::Number:
      return wide(Face::Body, asQString(formatCount(std::max<capture::CallNumber>(largest, 999)))) +
             12;  // a flag before it
    case Column::Time:
      return wide(Face::Mono, QStringLiteral("00:00:00.000"));
    case Column::Status:
      return wide(Face::TinyStrong, QStringLiteral("FAILED_PRECONDITION")) + 14;
    case Column::Protocol:
      return wide(Face::SmallStrong, QStringLiteral("Connect")) + 4 +
             wide(Face::Small, QStringLiteral("h1 GET → gRPC")) - 2 * kCellPadding;
    case Column::Kind:
      return wide(Face::Body, QStringLiteral("server stream"));
    case Column::Messages:
      return wide(Face::Body, QStringLiteral("↑99 ↓999"));
    case Column::Size:
      return wide(Face::Body, QStringLiteral("99.9 kB"));
    case Column::Duration:
      return static_cast<int>(narrow ? kNarrowBar : kBarWidth) + 8 + wide(Face::Body, kLongDuration);
    case Column::Client:
      return wide(Face::Body, QStringLiteral("warehouse-ui-2"));
    case Column::Peer:
      return wide(Face::Body, QStringLiteral("192.168.100.100"));
    case Column::Host:
      return wide(Face::Body, QStringLiteral("orders.example.com"));
    case Column::Upstream:
      return wide(Face::Body, QStringLiteral("http://localhost:8081"));
    case Column::Codec:
      return wide(Face::Body, QStringLiteral("proto"));
    case Column::Compression:
      return wide(Face::Body, QStringLiteral("identity"));
    case Column::Added:
    case Column::RequestSize:
    case Column::ResponseSize:
      return wide(Face::Body, QStringLiteral("99.9 kB"));
    case Column::Comment:
      return wide(Face::Body, QStringLiteral("ask the warehouse why"));
    case Column::Method:
      return kMethodMinimum;
  }
  return 0;
}

}  // namespace

int columnWidth(const Look& look, Column column, capture::CallNumber largest, bool narrow) {
  const int head =
      static_cast<int>(std::ceil(look.face(Face::TinyStrong).width(CallTableModel::title(column)))) +
      kSortArrow + 2 * kCellPadding;
  return std::max(head, contentWidth(look, column, largest, narrow));
}

int ownColumnWidth(const Look& look, const QString& title) {
  const qreal head = look.face(Face::TinyStrong).width(title) + 2 * kCellPadding;
  return std::clamp(static_cast<int>(std::ceil(head)), 96, 240);
}

void paintCallCell(Pen& pen, const QRectF& cell, const CallTableModel& model, int tableRow, int column) {
  const QRectF rect = cell.adjusted(kCellPadding, 0, -kCellPadding, 0);
  const Theme& theme = pen.theme();
  if (column >= kColumnCount) {
    pen.text(rect, Face::Body, theme.text, model.ownValue(tableRow, column), Fit::ElideEnd);
    return;
  }
  const CallRow row = model.call(tableRow);
  const Traffic& traffic = model.traffic();
  const auto right = [&](std::string_view text) {
    pen.textRight(rect, Face::Body, theme.dim, Chars(text), Fit::ElideEnd);
  };
  const auto name = [&](std::uint32_t id) {
    pen.text(rect, Face::Body, theme.text, display(traffic.rows().string(id), 256), Fit::ElideEnd);
  };
  switch (static_cast<Column>(column)) {
    case Column::Number:
      pen.textRight(rect, Face::Body, theme.dim, Chars(formatCount(row.number)), Fit::ElideHead);
      return paintNote(pen, rect, traffic.rows().annotation(row.number));
    case Column::Time:
      return paintTime(pen, rect, model, tableRow);
    case Column::Status: {
      const PillText status = pillText(row);
      if (status.word)
        pen.pill(rect, status.tone, pillWords(status), status.dot);
      else
        pen.pill(rect, status.tone, Chars(status.text), status.dot);
      return;
    }
    case Column::Protocol:
      return paintProtocol(pen, rect, row);
    case Column::Method:
      return paintMethod(pen, rect, traffic.rows(), row);
    case Column::Kind:
      pen.text(rect, Face::Body, theme.dim, asQString(kindText(row.kind)), Fit::ElideEnd);
      return;
    case Column::Messages:
      return paintMessages(pen, rect, row);
    case Column::Size:
      return right(formatSize(row.requestBytes + row.responseBytes));
    case Column::Duration:
      return paintDuration(pen, rect, traffic, row);
    case Column::Client:
      return name(row.client);
    case Column::Peer:
      return name(row.peer);
    case Column::Host:
      return name(row.host);
    case Column::Upstream:
      return name(row.upstream);
    case Column::Codec:
    case Column::Compression:
      pen.text(rect, Face::Body, theme.dim, model.cellText(row, static_cast<Column>(column)), Fit::ElideEnd);
      return;
    case Column::Added:
      return right(row.inFlight() ? std::string_view() : formatDuration(row.addedNs).view());
    case Column::RequestSize:
      return right(formatSize(row.requestBytes));
    case Column::ResponseSize:
      return right(formatSize(row.responseBytes));
    case Column::Comment:
      pen.text(rect, Face::Body, theme.text, model.cellText(row, Column::Comment), Fit::ElideEnd);
      return;
  }
}

}  // namespace bascule::ui
