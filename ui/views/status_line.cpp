// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/status_line.h"

#include <QPainter>
#include <algorithm>

#include "ui/style/pen.h"
#include "ui/text/display.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

constexpr int kHeight = 28;
constexpr qreal kMargin = 15;
constexpr qreal kGap = 18;
constexpr qreal kSpace = 4;

qreal paintFact(Pen& pen, QRectF rect, const StatusFact& fact) {
  const qreal start = rect.left();
  const Theme& theme = pen.theme();
  const QColor strong = fact.tone == Tone::Neutral ? theme.text : theme.word(fact.tone);
  const auto put = [&](const QString& text, bool value) {
    if (text.isEmpty()) return;
    rect.setLeft(rect.left() +
                 pen.text(rect, value ? Face::SmallStrong : Face::Small, value ? strong : theme.dim, text,
                          value && fact.data ? Fit::ElideEnd : Fit::Word) +
                 kSpace);
  };
  put(fact.valueFirst ? fact.value : fact.label, fact.valueFirst);
  put(fact.valueFirst ? fact.label : fact.value, !fact.valueFirst);
  put(fact.more, false);
  return rect.left() - kSpace - start;
}

}  // namespace

StatusLine::StatusLine(const Look& look, QWidget* parent) : QWidget(parent), look_(look) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setToolTip(
      tip(Words::tr("calls/s: calls begun in the last second\n"
                    "in flight: calls that are open now\n"
                    "p50, p99: half of the unary calls, and 99 of 100, were faster than this\n"
                    "bridge adds: median of the time a call spends inside the bridge\n"
                    "lost: events that could not be recorded because too many came at once")));
  connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
}

QSize StatusLine::sizeHint() const { return {800, kHeight}; }

void StatusLine::setFacts(std::vector<StatusFact> left, std::vector<StatusFact> right) {
  left_ = std::move(left);
  right_ = std::move(right);
  QString spoken;
  for (const auto* facts : {&left_, &right_}) {
    for (const StatusFact& fact : *facts)
      spoken +=
          fact.label + QLatin1Char(' ') + fact.value + QLatin1Char(' ') + fact.more + QLatin1String(", ");
  }
  setAccessibleName(spoken);
  update();
}

void StatusLine::setMessage(const QString& sentence, Tone tone) {
  message_ = sentence;
  messageTone_ = tone;
  update();
}

qreal StatusLine::widthOf(const StatusFact& fact) const {
  const Typeface& plain = look_.face(Face::Small);
  qreal width = plain.width(fact.label) + kSpace + look_.face(Face::SmallStrong).width(fact.value);
  if (!fact.more.isEmpty()) width += kSpace + plain.width(fact.more);
  return width;
}

void StatusLine::dropWhatDoesNotFit(std::vector<const StatusFact*>& left,
                                    std::vector<const StatusFact*>& right) const {
  const auto total = [&] {
    qreal sum = 2 * kMargin;
    for (const auto* facts : {&left, &right}) {
      for (const StatusFact* fact : *facts) sum += widthOf(*fact) + kGap;
    }
    return sum;
  };
  while (total() > width() && !(left.empty() && right.empty())) {
    const auto lightest = [](std::vector<const StatusFact*>& facts) {
      return std::ranges::min_element(facts, {}, &StatusFact::weight);
    };
    const bool fromLeft =
        right.empty() || (!left.empty() && (*lightest(left))->weight <= (*lightest(right))->weight);
    std::vector<const StatusFact*>& facts = fromLeft ? left : right;
    facts.erase(lightest(facts));
  }
}

void StatusLine::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  Pen pen(painter, look_);
  painter.fillRect(rect(), look_.theme().header);
  pen.hairlineH(0, width(), 0, look_.theme().line);
  std::vector<const StatusFact*> left, right;
  for (const StatusFact& fact : left_) left.push_back(&fact);
  for (const StatusFact& fact : right_) right.push_back(&fact);
  QRectF line(kMargin, 1, width() - 2 * kMargin, height() - 1);
  if (!message_.isEmpty()) {
    pen.text(line, Face::Small, look_.theme().word(messageTone_), message_, Fit::ElideEnd);
    return;
  }
  dropWhatDoesNotFit(left, right);
  for (const StatusFact* fact : left) line.setLeft(line.left() + paintFact(pen, line, *fact) + kGap);
  for (auto fact = right.rbegin(); fact != right.rend(); ++fact) {
    const qreal wide = widthOf(**fact);
    paintFact(pen, {line.right() - wide, line.top(), wide + 1, line.height()}, **fact);
    line.setRight(line.right() - wide - kGap);
  }
}

}  // namespace bascule::ui
