// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/remark.h"

#include <QPainter>
#include <cmath>

#include "ui/style/pen.h"

namespace bascule::ui {
namespace {

constexpr int kWidth = 420;  // comfortable line of running text

}  // namespace

Remark::Remark(const Look& look, Face face, Tone tone, QWidget* parent)
    : QWidget(parent), look_(look), face_(face), tone_(tone) {
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
}

void Remark::setText(const QString& text) {
  if (text == text_) return;
  text_ = text;
  setAccessibleName(text);
  setVisible(!text.isEmpty());
  updateGeometry();
  update();
}

void Remark::setTone(Tone tone) {
  tone_ = tone;
  update();
}

int Remark::lineHeight() const { return static_cast<int>(std::ceil(look_.face(face_).capHeight() * 2.1)); }

std::vector<QString> Remark::lines(qreal width) const {
  const Typeface& type = look_.face(face_);
  std::vector<QString> out;
  for (const QString& paragraph : text_.split(QLatin1Char('\n'))) {
    QString line;
    for (const QString& word : paragraph.split(QLatin1Char(' '))) {
      const QString longer = line.isEmpty() ? word : line + QLatin1Char(' ') + word;
      if (!line.isEmpty() && type.width(longer) > width) {
        out.push_back(line);
        line = word;
      } else {
        line = longer;
      }
    }
    out.push_back(line);
  }
  return out;
}

int Remark::heightForWidth(int width) const { return lineHeight() * static_cast<int>(lines(width).size()); }

QSize Remark::sizeHint() const {
  qreal widest = 0;
  for (const QString& line : lines(kWidth)) widest = std::max(widest, look_.face(face_).width(line));
  return {static_cast<int>(std::ceil(widest)) + 1, heightForWidth(kWidth)};
}

QSize Remark::minimumSizeHint() const { return {std::min(160, sizeHint().width()), lineHeight()}; }

void Remark::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  Pen pen(painter, look_);
  const QColor colour = strong_ ? look_.theme().text : look_.theme().word(tone_);
  QRectF line(0, 0, width(), lineHeight());
  for (const QString& text : lines(width())) {
    if ((alignment_ & Qt::AlignHCenter) != 0)
      pen.textCentre(line, face_, colour, text, Fit::ElideEnd);
    else
      pen.text(line, face_, colour, text, Fit::ElideEnd);
    line.translate(0, lineHeight());
  }
}

}  // namespace bascule::ui
