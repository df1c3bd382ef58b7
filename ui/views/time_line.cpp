// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/time_line.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>

#include "ui/style/pen.h"
#include "ui/text/display.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

using insight::TimeHistogram;

constexpr int kHeight = 72;
constexpr qreal kMargin = 12;
constexpr qreal kCrossRoom = 28;  // right of the plot
constexpr qreal kBottom = 18;     // the line of times
constexpr qreal kErrors = 8;      // failures hang below the calls
constexpr qreal kTop = 8;
constexpr qreal kLeastBar = 3;   // narrower spans are joined, or bars would be a blur
constexpr qreal kLeastDrag = 3;  // less is a click
constexpr double kFaded = 0.3;
constexpr std::array<Tone, 4> kTones = {Tone::Accent, Tone::Grpc, Tone::GrpcWeb, Tone::Neutral};

}  // namespace

TimeLine::TimeLine(const Look& look, const Traffic& traffic, QWidget* parent)
    : QWidget(parent),
      look_(look),
      traffic_(traffic),
      clear_(new Button(look, Button::Type::Flat, QString(), this)) {
  setAccessibleName(Words::tr("Time line"));
  setToolTip(Words::tr("Calls over time, failures below them. Drag to see the calls of a span only"));
  setFocusPolicy(Qt::StrongFocus);
  setCursor(Qt::CrossCursor);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  clear_->setLeadIcon(Icon::Cross);
  clear_->setAccessibleName(Words::tr("Show all times"));
  clear_->setToolTip(Words::tr("Show the calls of all times again (Esc)"));
  clear_->setCursor(Qt::ArrowCursor);
  clear_->hide();
  connect(clear_, &QAbstractButton::clicked, this, [this] { choose(0, 0); });
  connect(&traffic, &Traffic::applied, this, qOverload<>(&QWidget::update));
  connect(&traffic, &Traffic::cleared, this, [this] { choose(0, 0); });
  connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
}

QSize TimeLine::sizeHint() const { return {800, kHeight}; }
QSize TimeLine::minimumSizeHint() const { return {200, kHeight}; }

QRectF TimeLine::plot() const {
  return QRectF(rect()).adjusted(kMargin, kTop, -kMargin - kCrossRoom, -kBottom);
}

qreal TimeLine::xOf(std::int64_t ns) const {
  const TimeHistogram& times = traffic_.times();
  const auto span = static_cast<double>(std::max<std::int64_t>(times.endNs() - times.beginNs(), 1));
  return plot().left() + plot().width() * static_cast<double>(ns - times.beginNs()) / span;
}

std::int64_t TimeLine::nsAt(qreal x) const {
  const TimeHistogram& times = traffic_.times();
  const double share = std::clamp((x - plot().left()) / plot().width(), 0.0, 1.0);
  return times.beginNs() +
         static_cast<std::int64_t>(share * static_cast<double>(times.endNs() - times.beginNs()));
}

void TimeLine::choose(std::int64_t fromNs, std::int64_t untilNs) {
  if (fromNs == from_ && untilNs == until_) return;
  from_ = fromNs, until_ = untilNs;
  clear_->setVisible(until_ != 0);
  describe();
  update();
  Q_EMIT spanChosen(from_, until_);
}

void TimeLine::describe() {
  setAccessibleDescription(
      until_ == 0
          ? Words::tr("all times")
          : Words::tr("from %1 to %2").arg(asQString(formatTime(from_)), asQString(formatTime(until_))));
}

void TimeLine::resizeEvent(QResizeEvent*) {
  const QSize size = clear_->sizeHint();
  clear_->setGeometry(QRect(QPoint(width() - size.width() - 8, static_cast<int>(kTop) + 6), size));
}

void TimeLine::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  Pen pen(painter, look_);
  const Theme& theme = look_.theme();
  painter.fillRect(rect(), theme.panel);
  pen.hairlineH(0, width(), height() - 1, theme.line);
  const QRectF plot = this->plot();
  const TimeHistogram& times = traffic_.times();
  if (times.buckets().empty()) {
    pen.textCentre(plot, Face::Small, theme.dim, Words::tr("No call yet"));
  } else {
    paintSpan(pen, plot);
    paintBars(pen, plot);
    const QRectF below(plot.left(), plot.bottom() + 1, plot.width(), kBottom - 2);
    pen.text(below, Face::Tiny, theme.dim, asQString(formatTime(times.beginNs())));
    pen.textRight(below, Face::Tiny, theme.dim, asQString(formatTime(times.endNs())));
    if (until_ != 0)
      pen.textCentre(
          below, Face::SmallStrong, theme.connect,
          QStringLiteral("%1 – %2").arg(asQString(formatTime(from_)), asQString(formatTime(until_))));
  }
  if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange))
    pen.box(QRectF(rect()).adjusted(1, 1, -1, -2), 4, QColor(), theme.selectionBar);
}

void TimeLine::paintSpan(Pen& pen, const QRectF& plot) const {
  if (until_ == 0) return;
  const qreal left = std::floor(xOf(from_)), right = std::ceil(xOf(until_));
  pen.painter().fillRect(QRectF(left, plot.top() - 4, right - left, plot.height() + 4),
                         look_.theme().selection);
  for (const qreal x : {left, right})
    pen.hairlineV(x, plot.top() - 4, plot.bottom(), look_.theme().selectionBar);
}

// What lies outside of the chosen span steps back.
QColor TimeLine::faded(Tone tone, bool chosen) const {
  const Theme& theme = look_.theme();
  return chosen ? theme.mark(tone) : mix(theme.panel, theme.mark(tone), kFaded);
}

void TimeLine::paintBars(Pen& pen, const QRectF& plot) const {
  const std::vector<TimeHistogram::Bucket>& buckets = traffic_.times().buckets();
  const qreal wide = plot.width() / static_cast<qreal>(buckets.size());
  const auto joined = static_cast<std::size_t>(std::max(1.0, std::ceil(kLeastBar / wide)));
  std::vector<TimeHistogram::Bucket> bars((buckets.size() + joined - 1) / joined);
  std::uint32_t most = 1, mostErrors = 1;
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    TimeHistogram::Bucket& bar = bars[i / joined];
    for (std::size_t family = 0; family < bar.calls.size(); ++family)
      bar.calls[family] += buckets[i].calls[family];
    bar.errors += buckets[i].errors;
    most = std::max(most, bar.total()), mostErrors = std::max(mostErrors, bar.errors);
  }
  const qreal line = std::round(plot.bottom() - kErrors);
  const qreal high = line - plot.top();
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const qreal left = std::floor(plot.left() + wide * static_cast<qreal>(i * joined));
    const qreal right =
        std::floor(plot.left() + wide * static_cast<qreal>(std::min((i + 1) * joined, buckets.size())));
    const qreal body = std::max(1.0, right - left - 1);
    const qreal centre = (left + right) / 2;
    const bool chosen = until_ == 0 || (centre >= xOf(from_) && centre <= xOf(until_));
    qreal y = line;
    for (std::size_t family = 0; family < kTones.size(); ++family) {
      if (bars[i].calls[family] == 0) continue;
      const qreal part = std::max(1.0, std::round(high * bars[i].calls[family] / most));
      y -= part;
      pen.painter().fillRect(QRectF(left, y, body, part), faded(kTones[family], chosen));
    }
    if (bars[i].errors == 0) continue;
    const qreal part = std::max(2.0, std::round((kErrors - 2) * bars[i].errors / mostErrors));
    pen.painter().fillRect(QRectF(left, line + 2, body, part), faded(Tone::Error, chosen));
  }
  pen.hairlineH(plot.left(), plot.right(), line, look_.theme().line);
}

void TimeLine::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || traffic_.times().buckets().empty()) return;
  grabbed_ = nsAt(event->position().x());
  dragging_ = true;
}

void TimeLine::mouseMoveEvent(QMouseEvent* event) {
  if (!dragging_ || std::abs(event->position().x() - xOf(grabbed_)) < kLeastDrag) return;
  const std::int64_t here = nsAt(event->position().x());
  choose(std::min(grabbed_, here), std::max(grabbed_, here));
}

// A click lets go of the span.
void TimeLine::mouseReleaseEvent(QMouseEvent* event) {
  if (!std::exchange(dragging_, false)) return;
  if (std::abs(event->position().x() - xOf(grabbed_)) < kLeastDrag) choose(0, 0);
}

void TimeLine::step(int by, bool stretch) {
  const TimeHistogram& times = traffic_.times();
  if (times.buckets().empty()) return;
  const std::int64_t all = times.endNs() - times.beginNs();
  const std::int64_t unit = std::max<std::int64_t>(all / 50, 1);
  if (until_ == 0) return choose(times.beginNs(), times.beginNs() + 5 * unit);
  const std::int64_t from =
      stretch ? from_ : std::clamp(from_ + by * unit, times.beginNs(), times.endNs() - unit);
  const std::int64_t length = stretch ? std::max(unit, until_ - from_ + by * unit) : until_ - from_;
  choose(from, std::min(from + length, times.endNs()));
}

void TimeLine::keyPressEvent(QKeyEvent* event) {
  const bool stretch = (event->modifiers() & Qt::ShiftModifier) != 0;
  switch (event->key()) {
    case Qt::Key_Left:
      return step(-1, stretch);
    case Qt::Key_Right:
      return step(1, stretch);
    case Qt::Key_Escape:
      return choose(0, 0);
    default:
      QWidget::keyPressEvent(event);
  }
}

}  // namespace bascule::ui
