// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/timing_page.h"

#include <QPainter>
#include <array>
#include <cmath>
#include <utility>

#include "ui/text/display.h"
#include "ui/text/end_text.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

constexpr qreal kNames = 110;
constexpr qreal kMargin = 14;
constexpr qreal kLane = 44;
constexpr qreal kBar = 12;
constexpr qreal kDeadline = 2;
constexpr qreal kMinimumBar = 2;  // a span too short to see is still there

struct SpanWords {
  const char* text;
  double share;  ///< how much of the protocol's colour its bar has
};
constexpr std::array<SpanWords, 3> kSpans = {
    {{english("request"), 1.0}, {english("waiting"), 0.28}, {english("response"), 0.65}}};

struct Moment {
  const char* name;
  std::int64_t capture::LegRecord::* at;
};
constexpr std::array<Moment, 4> kMoments = {
    {{english("opened"), &capture::LegRecord::openedNs},
     {english("request complete"), &capture::LegRecord::requestEndNs},
     {english("response begun"), &capture::LegRecord::responseHeadNs},
     {english("response complete"), &capture::LegRecord::responseEndNs}}};
constexpr qreal kMomentRow = 21;
constexpr qreal kMomentName = 150, kMomentColumn = 110;

}  // namespace

TimingPage::TimingPage(const Look& look, QWidget* parent) : QWidget(parent), look_(look) {
  connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
}

void TimingPage::setDetail(const CallDetailPtr& detail, std::int64_t nowNs) {
  detail_ = detail;
  timing_ = detail ? timingOf(detail->record, nowNs) : Timing();
  QString spoken =
      Words::tr("The call took %1, of which the bridge took %2.")
          .arg(asQString(formatDuration(timing_.totalNs)), asQString(formatDuration(timing_.addedNs)));
  if (timing_.client.deadlineNs >= 0)
    spoken +=
        Words::tr(" The client's deadline was %1.").arg(asQString(formatDuration(timing_.client.deadlineNs)));
  if (timing_.server.deadlineNs >= 0)
    spoken += Words::tr(" The server was told %1.").arg(asQString(formatDuration(timing_.server.deadlineNs)));
  if (detail) spoken += QLatin1Char(' ') + display(endStory(detail->record));
  setAccessibleName(spoken);
  update();
}

qreal TimingPage::xOf(const Plot& plot, std::int64_t ns) const {
  return plot.left + plot.width * static_cast<double>(ns) /
                         static_cast<double>(std::max<std::int64_t>(timing_.totalNs, 1));
}

void TimingPage::paintAxis(Pen& pen, const Plot& plot, qreal top, qreal bottom) const {
  const Theme& theme = look_.theme();
  const std::int64_t step = axisStep(timing_.totalNs, static_cast<int>(plot.width / 110) + 1);
  for (std::int64_t at = 0; at <= timing_.totalNs; at += step) {
    const qreal x = xOf(plot, at);
    pen.hairlineV(x, top + 22, bottom, theme.line);
    const QString label =
        at == 0 ? QStringLiteral("0") : asQString(formatDuration(at)).remove(QLatin1String(".0"));
    const qreal wide = pen.width(Face::Tiny, label);
    pen.text({std::min(x, width() - kMargin - wide), top, wide + 1, 18}, Face::Tiny, theme.dim, label);
  }
}

void TimingPage::paintLane(Pen& pen, const Plot& plot, qreal top, const TimeLane& lane, const QString& name,
                           Tone tone) const {
  const Theme& theme = look_.theme();
  const qreal nameHeight = lane.deadlineNs < 0 ? kLane : kLane / 2 + 3;
  pen.text({kMargin, top, kNames - 10, nameHeight}, Face::SmallStrong, theme.word(tone), name);
  if (!lane.present) {
    pen.text({plot.left, top, plot.width, kLane}, Face::Small, theme.dim,
             Words::tr("the call did not reach the server"));
    return;
  }
  const qreal y = std::round(top + (kLane - kBar) / 2);
  for (const TimeSpan& span : lane.spans) {
    const qreal x = xOf(plot, span.beginNs);
    const qreal wide = std::max(kMinimumBar, xOf(plot, span.endNs) - x);
    const double share = kSpans[static_cast<std::size_t>(span.type)].share;
    pen.painter().fillRect(QRectF(x, y, std::min(wide, plot.left + plot.width - x + kMinimumBar), kBar),
                           mix(theme.panel, theme.mark(tone), share));
  }
  const auto ticks = [&](const std::vector<std::int64_t>& moments, qreal from) {
    // A stream may have more messages than the axis has pixels.
    int drawn = -1;
    for (const std::int64_t at : moments) {
      const int x = static_cast<int>(std::round(xOf(plot, at)));
      if (std::exchange(drawn, x) != x) pen.hairlineV(x, from, from + 6, theme.text);
    }
  };
  ticks(lane.requests, y - 8);
  ticks(lane.responses, y + kBar + 2);
  paintDeadline(pen, plot, top, lane);
}

// The words stand below the lane's name, the mark on the axis where the deadline lies on it.
void TimingPage::paintDeadline(Pen& pen, const Plot& plot, qreal top, const TimeLane& lane) const {
  if (lane.deadlineNs < 0) return;
  const Theme& theme = look_.theme();
  pen.text({kMargin, top + kLane / 2 + 1, kNames - 10, kLane / 2}, Face::Tiny, theme.dim,
           Words::tr("deadline %1").arg(asQString(formatDuration(lane.deadlineNs))));
  if (lane.deadlineNs > timing_.totalNs) return;
  const qreal x = std::min(xOf(plot, lane.deadlineNs), plot.left + plot.width - kDeadline);
  pen.painter().fillRect(QRectF(std::round(x), top + 3, kDeadline, kLane - 6), theme.mark(Tone::Warning));
}

void TimingPage::paintLegend(Pen& pen, qreal left, qreal top) const {
  const Theme& theme = look_.theme();
  const auto entry = [&](const QColor& colour, const QString& words) {
    pen.painter().fillRect(QRectF(left, top + 4, 10, 10), colour);
    left += 15 + pen.text({left + 15, top, 300, 18}, Face::Small, theme.dim, words) + 16;
  };
  for (const SpanWords& span : kSpans) entry(mix(theme.panel, theme.dim, span.share), Words::of(span.text));
  const auto passes = [this](const TimeLane& lane) {
    return lane.deadlineNs >= 0 && lane.deadlineNs <= timing_.totalNs;
  };
  if (passes(timing_.client) || passes(timing_.server)) {
    pen.painter().fillRect(QRectF(left + 3, top + 3, kDeadline, 12), theme.mark(Tone::Warning));
    left += 9 + pen.text({left + 9, top, 300, 18}, Face::Small, theme.dim, Words::tr("deadline")) + 16;
  }
  pen.hairlineV(left + 3, top + 5, top + 13, theme.text);
  pen.text({left + 9, top, 300, 18}, Face::Small, theme.dim, Words::tr("message up (above) or down (below)"));
}

// The moments as numbers, where there is room for all of them.
void TimingPage::paintMoments(Pen& pen, qreal left, qreal top) const {
  const Theme& theme = look_.theme();
  const capture::CallRecord& record = detail_->record;
  const auto column = [&](int index) {
    return QRectF(left + kMomentName + kMomentColumn * index, top, kMomentColumn, kMomentRow);
  };
  if (top + (1 + kMoments.size()) * kMomentRow > height()) return;
  pen.textRight(column(0), Face::TinyStrong, theme.dim, Words::tr("client side"));
  pen.textRight(column(1), Face::TinyStrong, theme.dim, Words::tr("server side"));
  for (const Moment& moment : kMoments) {
    pen.hairlineH(left, left + kMomentName + 2 * kMomentColumn, top + kMomentRow - 1, theme.line);
    top += kMomentRow;
    pen.text({left, top, kMomentName, kMomentRow}, Face::Body, theme.dim, Words::of(moment.name));
    int index = 0;
    for (const capture::LegRecord* leg : {&record.clientLeg, &record.upstreamLeg}) {
      const std::int64_t at = leg->present ? leg->*moment.at : -1;
      pen.textRight(column(index++), Face::Mono, theme.text,
                    at < 0 ? QStringLiteral("–") : asQString(formatOffset(at)), Fit::ElideEnd);
    }
  }
}

void TimingPage::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  Pen pen(painter, look_);
  painter.fillRect(rect(), look_.theme().panel);
  if (!detail_) return;
  const capture::CallRecord& record = detail_->record;
  const Plot plot{kMargin + kNames, width() - 2 * kMargin - kNames};
  const qreal top = 12;
  paintAxis(pen, plot, top, top + 24 + 2 * kLane);
  paintLane(pen, plot, top + 24, timing_.client, Words::tr("client side"), toneOf(record.clientLeg.protocol));
  paintLane(pen, plot, top + 24 + kLane, timing_.server, Words::tr("server side"),
            toneOf(record.upstreamLeg.protocol));
  qreal y = top + 24 + 2 * kLane + 12;
  paintLegend(pen, plot.left, y);
  y += 28;
  const QString total = asQString(formatDuration(timing_.totalNs));
  const double percent = 100.0 * static_cast<double>(timing_.addedNs) /
                         static_cast<double>(std::max<std::int64_t>(timing_.totalNs, 1));
  const QString share =
      percent < 0.05 ? Words::tr(" · less than 0.1 %") : QStringLiteral(" · %1 %").arg(percent, 0, 'f', 1);
  QRectF line(plot.left, y, plot.width, 20);
  line.setLeft(line.left() +
               pen.text(line, Face::Body, look_.theme().dim,
                        record.row.inFlight() ? Words::tr("So far") : Words::tr("In all")) +
               6);
  line.setLeft(line.left() + pen.text(line, Face::Strong, look_.theme().text, total) + 24);
  line.setLeft(line.left() + pen.text(line, Face::Body, look_.theme().dim, Words::tr("inside the bridge")) +
               6);
  pen.text(line, Face::Strong, look_.theme().text, asQString(formatDuration(timing_.addedNs)) + share);
  y += 28;
  if (const QString story = display(endStory(record)); !story.isEmpty()) {
    pen.text({plot.left, y, plot.width, 20}, Face::Body, look_.theme().word(Tone::Warning), story,
             Fit::ElideEnd);
    y += 24;
  }
  paintMoments(pen, plot.left, y);
}

}  // namespace bascule::ui
