// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/latency_charts.h"

#include <QMouseEvent>
#include <algorithm>
#include <array>
#include <cmath>

#include "ui/text/display.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

constexpr qreal kMargin = 16;
constexpr qreal kCaption = 28;    // above the plot
constexpr qreal kAxis = 22;       // below it
constexpr qreal kScaleRoom = 52;  // left of the scatter's plot
constexpr int kJoined = 2;        // buckets of the histogram in one bar
constexpr qreal kDot = 2;
constexpr qreal kNear = 8;  // pixels around a point that count as a click on it

// `100 us`, `1 ms`, `10 s`: a power of ten without figures that say nothing.
QString tickText(double nanoseconds) {
  struct Unit {
    double size;
    const char* name;
  };
  for (const Unit& unit : {Unit{1e9, "s"}, Unit{1e6, "ms"}, Unit{1e3, "µs"}, Unit{1, "ns"}}) {
    if (nanoseconds >= unit.size)
      return QStringLiteral("%1 %2").arg(qRound64(nanoseconds / unit.size)).arg(QString::fromUtf8(unit.name));
  }
  return {};
}

void paintFrame(Pen& pen, const QRectF& rect, const QString& caption) {
  pen.painter().fillRect(rect, pen.theme().panel);
  pen.text({kMargin, 6, rect.width() - 2 * kMargin, kCaption - 6}, Face::TinyStrong, pen.theme().dim,
           caption);
}

void paintNothing(Pen& pen, const QRectF& rect) {
  pen.textCentre(rect, Face::Body, pen.theme().dim, Words::tr("No unary call has ended yet"));
}

}  // namespace

DurationScale::DurationScale(double least, double most)
    : low_(static_cast<int>(std::floor(std::log10(std::max(least, 1.0))))),
      high_(std::max(static_cast<int>(std::ceil(std::log10(std::max(most, 1.0)))), low_ + 1)) {}

double DurationScale::at(double nanoseconds) const {
  return std::clamp((std::log10(std::max(nanoseconds, 1.0)) - low_) / (high_ - low_), 0.0, 1.0);
}

std::vector<double> DurationScale::ticks() const {
  std::vector<double> out;
  for (int power = low_; power <= high_; ++power) out.push_back(std::pow(10.0, power));
  return out;
}

LatencyChart::LatencyChart(const Look& look, QWidget* parent) : QWidget(parent), look_(look) {
  setAccessibleName(Words::tr("Spread of durations"));
  setToolTip(Words::tr("How many unary calls took how long; the marks are p50, p90 and p99"));
  connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
}

void LatencyChart::setHistogram(const insight::LatencyHistogram& histogram) {
  histogram_ = histogram;
  const auto at = [&](double q) { return asQString(formatDuration(histogram.quantile(q))); };
  setAccessibleDescription(histogram.count() == 0
                               ? Words::tr("No unary call has ended yet")
                               : QStringLiteral("p50 %1, p90 %2, p99 %3").arg(at(0.5), at(0.9), at(0.99)));
  update();
}

void LatencyChart::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  Pen pen(painter, look_);
  paintFrame(pen, rect(), Words::tr("DURATIONS"));
  const QRectF plot = QRectF(rect()).adjusted(kMargin, kCaption + 10, -kMargin, -kAxis);
  if (histogram_.count() == 0) return paintNothing(pen, plot);
  std::size_t first = insight::LatencyHistogram::kBuckets, last = 0;
  for (std::size_t i = 0; i < insight::LatencyHistogram::kBuckets; ++i) {
    if (histogram_.countIn(i) > 0) first = std::min(first, i), last = i;
  }
  const DurationScale scale(std::max(insight::LatencyHistogram::lowerEdge(first), 100.0),
                            insight::LatencyHistogram::lowerEdge(last + 1));
  pen.hairlineH(plot.left(), plot.right(), plot.bottom(), look_.theme().line);
  const std::vector<double> ticks = scale.ticks();
  for (const double tick : ticks) {
    const qreal x = plot.left() + plot.width() * scale.at(tick);
    pen.hairlineV(x, plot.bottom(), plot.bottom() + 4, look_.theme().dim);
    const QString text = tickText(tick);
    const qreal wide = pen.width(Face::Tiny, text);
    const qreal left = std::clamp(x - wide / 2, plot.left(), plot.right() - wide);
    pen.text({left, plot.bottom() + 4, wide + 1, kAxis - 4}, Face::Tiny, look_.theme().dim, text);
  }
  paintBars(pen, plot, scale);
  paintQuantiles(pen, plot, scale);
}

void LatencyChart::paintBars(Pen& pen, const QRectF& plot, const DurationScale& scale) const {
  constexpr std::size_t kBars = insight::LatencyHistogram::kBuckets / kJoined;
  std::array<std::uint64_t, kBars> bars{};
  for (std::size_t i = 0; i < kBars * kJoined; ++i) bars[i / kJoined] += histogram_.countIn(i);
  const double most = static_cast<double>(*std::ranges::max_element(bars));
  for (std::size_t i = 0; i < kBars; ++i) {
    if (bars[i] == 0) continue;
    const qreal left =
        plot.left() + plot.width() * scale.at(insight::LatencyHistogram::lowerEdge(i * kJoined));
    const qreal right =
        plot.left() + plot.width() * scale.at(insight::LatencyHistogram::lowerEdge((i + 1) * kJoined));
    // A single call among a million is still seen.
    const qreal high = std::max(2.0, std::round(plot.height() * static_cast<double>(bars[i]) / most));
    pen.painter().fillRect(QRectF(std::floor(left), plot.bottom() - high,
                                  std::max(1.0, std::floor(right) - std::floor(left) - 1), high),
                           look_.theme().mark(Tone::Accent));
  }
}

// The words stand in one line above, since the marks may stand anywhere.
void LatencyChart::paintQuantiles(Pen& pen, const QRectF& plot, const DurationScale& scale) const {
  const Theme& theme = look_.theme();
  QRectF line(plot.left(), 6, plot.width(), kCaption - 6);
  for (const auto& [name, q] : {std::pair("p99", 0.99), std::pair("p90", 0.9), std::pair("p50", 0.5)}) {
    const auto value = histogram_.quantile(q);
    const qreal x = std::round(plot.left() + plot.width() * scale.at(static_cast<double>(value)));
    pen.hairlineV(x, plot.top() - 6, plot.bottom(), theme.dim);
    line.setRight(line.right() -
                  pen.textRight(line, Face::SmallStrong, theme.text, asQString(formatDuration(value))) - 4);
    line.setRight(line.right() - pen.textRight(line, Face::Small, theme.dim, QString::fromLatin1(name)) - 14);
  }
}

ScatterChart::ScatterChart(const Look& look, QWidget* parent) : QWidget(parent), look_(look) {
  setAccessibleName(Words::tr("Durations over time"));
  setToolTip(Words::tr("Unary calls by their begin and duration; a cross failed. Click on one to go to it"));
  connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
}

void ScatterChart::setPoints(std::vector<insight::CallPoint> points) {
  points_ = std::move(points);
  std::int64_t least = INT64_MAX, most = 0;
  firstNs_ = INT64_MAX, lastNs_ = 0;
  std::size_t failed = 0;
  for (const insight::CallPoint& point : points_) {
    least = std::min(least, point.durationNs), most = std::max(most, point.durationNs);
    firstNs_ = std::min(firstNs_, point.startNs), lastNs_ = std::max(lastNs_, point.startNs);
    failed += point.failed ? 1 : 0;
  }
  scale_ = points_.empty() ? DurationScale()
                           : DurationScale(static_cast<double>(least), static_cast<double>(most));
  setAccessibleDescription(Words::tr("%1 calls shown, %2 failed", nullptr, Words::form(points_.size()))
                               .arg(points_.size())
                               .arg(failed));
  update();
}

QRectF ScatterChart::plot() const {
  return QRectF(rect()).adjusted(kMargin + kScaleRoom, kCaption + 6, -kMargin, -kAxis);
}

QPointF ScatterChart::place(const insight::CallPoint& point, const QRectF& plot) const {
  const auto span = static_cast<double>(std::max<std::int64_t>(lastNs_ - firstNs_, 1));
  return {plot.left() + plot.width() * static_cast<double>(point.startNs - firstNs_) / span,
          plot.bottom() - plot.height() * scale_.at(static_cast<double>(point.durationNs))};
}

void ScatterChart::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  Pen pen(painter, look_);
  const Theme& theme = look_.theme();
  paintFrame(pen, rect(), Words::tr("OVER TIME"));
  const QRectF plot = this->plot();
  if (points_.empty()) return paintNothing(pen, plot);
  for (const double tick : scale_.ticks()) {
    const qreal y = std::round(plot.bottom() - plot.height() * scale_.at(tick));
    pen.hairlineH(plot.left(), plot.right(), y, theme.line);
    pen.textRight({kMargin, y - 8, kScaleRoom - 8, 16}, Face::Tiny, theme.dim, tickText(tick));
  }
  const QRectF below(plot.left(), plot.bottom() + 4, plot.width(), kAxis - 4);
  pen.text(below, Face::Tiny, theme.dim, asQString(formatTime(firstNs_)));
  pen.textRight(below, Face::Tiny, theme.dim, asQString(formatTime(lastNs_)));
  painter.setRenderHint(QPainter::Antialiasing);
  for (const insight::CallPoint& point : points_) {
    const QPointF at = place(point, plot);
    if (point.failed) {
      painter.setPen(QPen(theme.error, 1.4));
      painter.drawLine(at + QPointF(-3, -3), at + QPointF(3, 3));
      painter.drawLine(at + QPointF(-3, 3), at + QPointF(3, -3));
      continue;
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.mark(toneOf(point.protocol)));
    painter.drawEllipse(at, kDot, kDot);
  }
}

void ScatterChart::mousePressEvent(QMouseEvent* event) {
  const QRectF plot = this->plot();
  const auto distance = [&](const insight::CallPoint& point) {
    return QLineF(place(point, plot), event->position()).length();
  };
  const auto nearest = std::ranges::min_element(points_, {}, distance);
  if (nearest != points_.end() && distance(*nearest) <= kNear) Q_EMIT callChosen(nearest->number);
}

}  // namespace bascule::ui
