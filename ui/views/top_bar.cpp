// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/top_bar.h"

#include <QHBoxLayout>
#include <QPainter>
#include <array>
#include <cmath>

#include "ui/style/pen.h"
#include "ui/text/display.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

constexpr int kHeight = 48;
constexpr int kControl = 31;
constexpr int kDotRoom = 28;
constexpr std::array<Tone, 4> kLights = {Tone::Neutral, Tone::Warning, Tone::Ok, Tone::Error};
constexpr int kSentenceMaximum = 380;

}  // namespace

BridgeSwitch::BridgeSwitch(const Look& look, QWidget* parent) : QAbstractButton(parent), look_(look) {
  setAttribute(Qt::WA_Hover);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  setFocusPolicy(Qt::TabFocus);
  connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
}

void BridgeSwitch::setSentence(const BridgeSentence& sentence) {
  sentence_ = sentence;
  setAccessibleName(sentence.whole);
  setToolTip(tip(sentence.whole + Words::tr("\nSwitch the bridge on or off (Ctrl+E)")));
  updateGeometry();
  update();
}

QSize BridgeSwitch::sizeHint() const {
  const auto wide = [&](Face face, const QString& text) {
    return static_cast<int>(std::ceil(look_.face(face).width(text)));
  };
  if (sentence_.upstream.isEmpty()) return {kDotRoom + wide(Face::Body, sentence_.listen) + 12, kControl};
  int width =
      kDotRoom + wide(Face::Strong, sentence_.listen) + 28 + wide(Face::Body, sentence_.upstream) + 10;
  if (!sentence_.speaks.isEmpty()) width += wide(Face::TinyStrong, sentence_.speaks) + 14 + 8;
  return {std::min(width, kSentenceMaximum), kControl};
}

QSize BridgeSwitch::minimumSizeHint() const { return {std::min(140, sizeHint().width()), kControl}; }

void BridgeSwitch::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  Pen pen(painter, look_);
  const Theme& theme = look_.theme();
  pen.box(
      rect(), 6, underMouse() ? theme.hover : theme.header,
      hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange) ? theme.selectionBar : theme.line);
  const Tone tone = kLights[static_cast<std::size_t>(sentence_.light)];
  const QPointF centre(16.5, height() / 2.0);
  pen.dot(centre, 7, mix(theme.header, theme.mark(tone), 0.25));
  pen.dot(centre, 4.5, theme.mark(tone));
  QRectF rest(kDotRoom, 0, width() - kDotRoom - 8, height());
  if (sentence_.upstream.isEmpty()) {
    pen.text(rest, Face::Body, theme.dim, sentence_.listen, Fit::ElideEnd);
    return;
  }
  const qreal pill = sentence_.speaks.isEmpty() ? 0 : pen.pillWidth(sentence_.speaks);
  rest.setLeft(rest.left() + pen.text(rest, Face::Strong, theme.text, sentence_.listen, Fit::ElideEnd) + 7);
  rest.setLeft(rest.left() + pen.text(rest, Face::Body, theme.dim, QStringLiteral("→")) + 7);
  QRectF name = rest;
  if (pill > 0) name.setRight(rest.right() - pill - 8);
  name.setLeft(name.left() + pen.text(name, Face::Body, theme.text, sentence_.upstream, Fit::ElideEnd) + 8);
  if (pill > 0) pen.pill({rest.right() - pill, 0, pill, rest.height()}, Tone::Grpc, sentence_.speaks);
}

TopBar::TopBar(const Look& look, QWidget* parent)
    : QWidget(parent),
      look_(look),
      bridge_(new BridgeSwitch(look, this)),
      startStop_(new Button(look, Button::Type::Bordered, Words::tr("Start"), this)),
      record_(new Button(look, Button::Type::Bordered, Words::tr("Recording"), this)),
      filter_(new FilterEdit(look, this)),
      export_(new Button(look, Button::Type::Bordered, Words::tr("Export"), this)),
      menu_(new Button(look, Button::Type::Bordered, QString(), this)) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(14, 8, 14, 9);
  row->setSpacing(12);
  row->addWidget(bridge_);
  row->addWidget(startStop_);
  row->addWidget(record_);
  row->addWidget(filter_, 1);
  row->addWidget(export_);
  row->addWidget(menu_);
  menu_->setLeadIcon(Icon::Menu);
  menu_->setAccessibleName(Words::tr("Menu"));
  menu_->setToolTip(Words::tr("Everything this window can do (F10)"));
  menu_->setShortcut(Qt::Key_F10);
  setFixedHeight(kHeight);
  record_->setToolTip(Words::tr("Pause or resume recording; the bridge keeps running (Ctrl+R)"));
  export_->setTailIcon(Icon::ChevronDown);
  export_->setToolTip(Words::tr("Export the calls in the table (Ctrl+Shift+E)"));
  connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
}

void TopBar::setRunning(bool running, bool possible) {
  startStop_->setText(running ? Words::tr("Stop") : Words::tr("Start"));
  startStop_->setAccessibleName(running ? Words::tr("Stop the bridge") : Words::tr("Start the bridge"));
  startStop_->setToolTip(startStop_->accessibleName() + QStringLiteral(" (Ctrl+E)"));
  startStop_->setLeadIcon(running ? Icon::Stop : Icon::Start);
  startStop_->setEnabled(possible);
}

void TopBar::setRecording(bool on, bool possible) {
  record_->setText(on ? Words::tr("Recording") : Words::tr("Paused"));
  record_->setAccessibleName(on ? Words::tr("Recording, pause it")
                                : Words::tr("Recording is paused, resume it"));
  record_->setLeadIcon(on ? Icon::Record : Icon::Pause);
  record_->setEnabled(possible);
}

void TopBar::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), look_.theme().panel);
  Pen(painter, look_).hairlineH(0, width(), height() - 1, look_.theme().line);
}

}  // namespace bascule::ui
