// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/pen.h"

#include <QPaintDevice>
#include <QPaintEngine>
#include <algorithm>
#include <cmath>

namespace bascule::ui {
namespace {

constexpr qreal kPillPadding = 7;
constexpr qreal kPillHeight = 18;
constexpr qreal kPillDot = 11;  // room of the dot in front of the words

}  // namespace

QString elided(const Typeface& face, QStringView text, qreal width, Fit fit) {
  static const QString kDots = QStringLiteral("…");
  const qreal room = width - face.width(kDots);
  if (room <= 0) return {};
  // Binary search over the kept length: widths grow with it.
  qsizetype low = 0;
  qsizetype high = text.size();
  while (low < high) {
    const qsizetype middle = (low + high + 1) / 2;
    const QStringView kept = fit == Fit::ElideHead ? text.last(middle) : text.first(middle);
    if (face.width(kept) <= room)
      low = middle;
    else
      high = middle - 1;
  }
  if (fit == Fit::ElideHead) {
    if (low > 0 && text[text.size() - low].isLowSurrogate()) --low;
    return kDots + text.last(low).toString();
  }
  if (low > 0 && text[low - 1].isHighSurrogate()) --low;
  return text.first(low).toString() + kDots;
}

Pen::Pen(QPainter& painter, const Look& look)
    : painter_(painter), look_(look), ratio_(painter.device()->devicePixelRatioF()) {}

qreal Pen::snap(qreal value) const { return std::round(value * ratio_) / ratio_; }

qreal Pen::baseline(const QRectF& rect, Face face) const {
  return snap(rect.top() + (rect.height() + look_.face(face).capHeight()) / 2);
}

qreal Pen::text(const QRectF& rect, Face face, const QColor& colour, QStringView text, Fit fit) {
  const Typeface& type = look_.face(face);
  const qreal wanted = type.width(text);
  const QPointF origin(rect.left(), baseline(rect, face));
  if (fit == Fit::Word || wanted <= rect.width() + 0.5) {
    put(origin, face, colour, text, text, fit, rect);
    return wanted;
  }
  const QString cut = elided(type, text, rect.width(), fit);
  put(origin, face, colour, cut, text, fit, rect);
  return type.width(cut);
}

qreal Pen::textRight(const QRectF& rect, Face face, const QColor& colour, QStringView text, Fit fit) {
  const qreal wanted = look_.face(face).width(text);
  if (wanted > rect.width() && fit != Fit::Word) return this->text(rect, face, colour, text, fit);
  put({rect.right() - wanted, baseline(rect, face)}, face, colour, text, text, fit, rect);
  return wanted;
}

void Pen::textCentre(const QRectF& rect, Face face, const QColor& colour, QStringView text, Fit fit) {
  const qreal wanted = look_.face(face).width(text);
  if (wanted > rect.width() && fit != Fit::Word) {
    this->text(rect, face, colour, text, fit);
    return;
  }
  put({snap(rect.center().x() - wanted / 2), baseline(rect, face)}, face, colour, text, text, fit, rect);
}

void Pen::put(QPointF origin, Face face, const QColor& colour, QStringView shown, QStringView meant, Fit fit,
              const QRectF& clip) {
  const Typeface& type = look_.face(face);
  painter_.setPen(colour);
  type.draw(painter_, origin, shown);
  if (std::vector<ShownText>* sink = look_.sink()) {
    const QTransform& toDevice = painter_.deviceTransform();
    const qreal cap = type.capHeight();
    QRectF rect = toDevice.mapRect(QRectF(origin.x(), origin.y() - cap, type.width(shown), cap));
    // What a viewport hides (a row scrolled half out of it) is not on the picture.
    if (const QRegion visible = painter_.paintEngine()->systemClip(); !visible.isEmpty()) {
      const QRectF seen = rect.intersected(visible.boundingRect());
      rect = QRectF(rect.left(), seen.top(), rect.width(), seen.height());
      if (seen.isEmpty()) return;
    }
    sink->push_back({meant.toString(), shown != meant, fit == Fit::Word, rect, toDevice.mapRect(clip)});
  }
}

qreal Pen::pillWidth(QStringView text, bool dot) const {
  return std::ceil(width(Face::TinyStrong, text) + 2 * kPillPadding + (dot ? kPillDot : 0));
}

qreal Pen::pill(const QRectF& rect, Tone tone, QStringView text, bool dot) {
  const qreal wide = pillWidth(text, dot);
  QRectF body(rect.left(), snap(rect.top() + (rect.height() - kPillHeight) / 2), wide, kPillHeight);
  box(body, 4, theme().pill(tone));
  qreal x = body.left() + kPillPadding;
  if (dot) {
    this->dot({x + 3.5, body.center().y()}, 3, theme().mark(tone));
    x += kPillDot;
  }
  this->text({x, body.top(), body.right() - x - kPillPadding + 1, body.height()}, Face::TinyStrong,
             theme().word(tone), text);
  return wide;
}

void Pen::dot(QPointF centre, qreal radius, const QColor& colour) {
  painter_.setRenderHint(QPainter::Antialiasing);
  painter_.setPen(Qt::NoPen);
  painter_.setBrush(colour);
  painter_.drawEllipse(centre, radius, radius);
  painter_.setRenderHint(QPainter::Antialiasing, false);
}

void Pen::box(const QRectF& rect, qreal radius, const QColor& fill, const QColor& border) {
  painter_.setRenderHint(QPainter::Antialiasing);
  painter_.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
  if (border.isValid()) {
    const qreal thin = std::max<qreal>(1, std::floor(ratio_)) / ratio_;
    painter_.setPen(QPen(border, thin));
    const QRectF inner = rect.adjusted(thin / 2, thin / 2, -thin / 2, -thin / 2);
    painter_.drawRoundedRect(inner, radius, radius);
  } else {
    painter_.setPen(Qt::NoPen);
    painter_.drawRoundedRect(rect, radius, radius);
  }
  painter_.setRenderHint(QPainter::Antialiasing, false);
}

void Pen::hairlineH(qreal left, qreal right, qreal y, const QColor& colour) {
  const qreal thin = std::max<qreal>(1, std::floor(ratio_)) / ratio_;
  painter_.fillRect(QRectF(left, snap(y), right - left, thin), colour);
}

void Pen::hairlineV(qreal x, qreal top, qreal bottom, const QColor& colour) {
  const qreal thin = std::max<qreal>(1, std::floor(ratio_)) / ratio_;
  painter_.fillRect(QRectF(snap(x), top, thin, bottom - top), colour);
}

void Pen::bar(const QRectF& rect, double share, const QColor& colour) {
  const qreal radius = rect.height() / 2;
  box(rect, radius, theme().track);
  const qreal filled = std::max(rect.height(), rect.width() * std::clamp(share, 0.0, 1.0));
  box({rect.left(), rect.top(), filled, rect.height()}, radius, colour);
}

}  // namespace bascule::ui
