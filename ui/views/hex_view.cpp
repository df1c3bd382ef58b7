// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/hex_view.h"

#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <cmath>

#include "ui/style/pen.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

constexpr int kLine = 18;
constexpr int kMargin = 14;
constexpr int kOffsetDigits = 4;

QString hexOf(unsigned char byte) { return QStringLiteral("%1").arg(byte, 2, 16, QLatin1Char('0')); }

}  // namespace

HexView::HexView(const Look& look, QWidget* parent) : QAbstractScrollArea(parent), look_(look) {
  setFrameShape(QFrame::NoFrame);
  setAccessibleName(Words::tr("Bytes of the message"));
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  connect(&look, &Look::changed, viewport(), qOverload<>(&QWidget::update));
}

int HexView::offsetChars() const {
  int digits = kOffsetDigits;
  while (digits < 8 && bytes_.size() >> (4 * digits) != 0) ++digits;
  return digits + 2;
}

int HexView::perLine() const {
  const qreal chars = (viewport()->width() - 2 * kMargin) / look_.face(Face::Mono).width(u"0");
  return chars >= offsetChars() + 16 * 4 + 1 ? 16 : 8;  // three for the digits, one for the text
}

int HexView::lineCount() const { return (static_cast<int>(bytes_.size()) + perLine() - 1) / perLine(); }

void HexView::updateScroll() {
  verticalScrollBar()->setPageStep(viewport()->height());
  verticalScrollBar()->setSingleStep(kLine);
  verticalScrollBar()->setRange(0, std::max(0, lineCount() * kLine + 2 * 8 - viewport()->height()));
}

void HexView::setBytes(std::string_view bytes, std::shared_ptr<const void> owner) {
  bytes_ = bytes;
  owner_ = std::move(owner);
  begin_ = end_ = 0;
  updateScroll();
  verticalScrollBar()->setValue(0);
  viewport()->update();
}

void HexView::setMarked(std::uint32_t begin, std::uint32_t end) {
  begin_ = begin;
  end_ = end;
  const int top = static_cast<int>(begin) / perLine() * kLine;
  if (end > begin && (top < verticalScrollBar()->value() ||
                      top + kLine > verticalScrollBar()->value() + viewport()->height())) {
    verticalScrollBar()->setValue(top - viewport()->height() / 3);
  }
  viewport()->update();
}

void HexView::resizeEvent(QResizeEvent*) { updateScroll(); }

void HexView::paintLine(Pen& pen, int line, const QRectF& rect) const {
  const Theme& theme = look_.theme();
  const qreal wide = look_.face(Face::Mono).width(u"0");
  const int count = perLine();
  const qreal textLeft = rect.left() + (offsetChars() + count * 3 + 1) * wide;
  pen.text({rect.left(), rect.top(), (offsetChars() - 1) * wide, rect.height()}, Face::Mono, theme.dim,
           QStringLiteral("%1").arg(line * count, offsetChars() - 2, 16, QLatin1Char('0')), Fit::ElideEnd);
  for (int i = 0; i < count; ++i) {
    const std::size_t at =
        static_cast<std::size_t>(line) * static_cast<std::size_t>(count) + static_cast<std::size_t>(i);
    if (at >= bytes_.size()) return;
    const auto byte = static_cast<unsigned char>(bytes_[at]);
    const QRectF digits(rect.left() + (offsetChars() + i * 3) * wide, rect.top(), 2 * wide, rect.height());
    const QRectF sign(textLeft + i * wide, rect.top(), wide, rect.height());
    if (at >= begin_ && at < end_) {
      const bool goesOn = at + 1 < end_ && i + 1 < count;
      pen.painter().fillRect(QRectF(std::floor(digits.left()), rect.top(),
                                    std::ceil((goesOn ? 3 : 2) * wide) + 1, rect.height()),
                             theme.selection);
      pen.painter().fillRect(QRectF(std::floor(sign.left()), rect.top(), std::ceil(wide) + 1, rect.height()),
                             theme.selection);
    }
    pen.text(digits, Face::Mono, theme.text, hexOf(byte), Fit::ElideEnd);
    const QChar shown = byte >= 0x20 && byte < 0x7f ? QLatin1Char(static_cast<char>(byte)) : QLatin1Char('.');
    pen.text(sign, Face::Mono, theme.dim, QStringView(&shown, 1), Fit::ElideEnd);
  }
}

void HexView::paintEvent(QPaintEvent*) {
  QPainter painter(viewport());
  Pen pen(painter, look_);
  painter.fillRect(viewport()->rect(), look_.theme().panel);
  const int scrolled = verticalScrollBar()->value();
  for (int line = std::max(0, scrolled / kLine - 1); line < lineCount(); ++line) {
    const int top = 8 + line * kLine - scrolled;
    if (top > viewport()->height()) break;
    paintLine(pen, line, QRectF(kMargin, top, viewport()->width() - 2 * kMargin, kLine));
  }
}

void HexView::mousePressEvent(QMouseEvent* event) {
  const qreal wide = look_.face(Face::Mono).width(u"0");
  const int line = (static_cast<int>(event->position().y()) - 8 + verticalScrollBar()->value()) / kLine;
  const qreal chars = (event->position().x() - kMargin) / wide - offsetChars();
  const int count = perLine();
  const int column =
      chars < count * 3 ? static_cast<int>(chars / 3) : static_cast<int>(chars - count * 3 - 1);
  const int at = line * count + column;
  if (chars >= 0 && column < count && line >= 0 && at >= 0 && static_cast<std::size_t>(at) < bytes_.size())
    Q_EMIT byteClicked(static_cast<std::uint32_t>(at));
}

}  // namespace bascule::ui
