// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/notice_bar.h"

#include <QHBoxLayout>
#include <QPainter>

#include "ui/style/pen.h"
#include "ui/text/words.h"

namespace bascule::ui {

NoticeBar::NoticeBar(const Look& look, Tone tone, QWidget* parent)
    : QWidget(parent),
      look_(look),
      tone_(tone),
      sentence_(new Remark(look, Face::Body, Tone::Neutral, this)),
      buttons_(new QHBoxLayout) {
  sentence_->setStrong(true);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(34, 6, 12, 7);
  row->setSpacing(12);
  row->addWidget(sentence_, 1, Qt::AlignVCenter);
  buttons_->setSpacing(8);
  row->addLayout(buttons_);
  auto* close = new Button(look, Button::Type::Flat, QString(), this);
  close->setLeadIcon(Icon::Cross);
  close->setAccessibleName(Words::tr("Not now"));
  close->setToolTip(Words::tr("Not now: close this notice"));
  connect(close, &QAbstractButton::clicked, this, [this] {
    setNotice({});
    Q_EMIT closed();
  });
  row->addWidget(close);
  connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
  hide();
}

void NoticeBar::setNotice(const QString& sentence, std::vector<Choice> choices) {
  while (QLayoutItem* item = buttons_->takeAt(0)) {
    item->widget()->hide();
    item->widget()->deleteLater();  // one of them may be what was just clicked
    delete item;
  }
  sentence_->setText(sentence);
  setAccessibleName(sentence);
  for (Choice& choice : choices) {
    auto* button = new Button(look_, Button::Type::Bordered, choice.words, this);
    button->setToolTip(choice.tip);
    connect(button, &QAbstractButton::clicked, this, [act = std::move(choice.act)] { act(); });
    buttons_->addWidget(button);
    button->show();
  }
  setVisible(!sentence.isEmpty());
}

void NoticeBar::setSentence(const QString& sentence) {
  sentence_->setText(sentence);
  setAccessibleName(sentence);
}

void NoticeBar::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  Pen pen(painter, look_);
  painter.fillRect(rect(), look_.theme().header);
  pen.dot({20, height() / 2.0}, 4, look_.theme().mark(tone_));
  pen.hairlineH(0, width(), height() - 1, look_.theme().line);
}

}  // namespace bascule::ui
