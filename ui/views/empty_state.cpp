// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/empty_state.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/style/pen.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

constexpr int kWidth = 860;

}  // namespace

EmptyState::EmptyState(const Look& look, QWidget* parent)
    : QWidget(parent),
      look_(look),
      headline_(new Remark(look, Face::Title, Tone::Neutral, this)),
      sentence_(new Remark(look, Face::Body, Tone::Neutral, this)) {
  headline_->setStrong(true);
  headline_->setAlignment(Qt::AlignHCenter);
  sentence_->setAlignment(Qt::AlignHCenter);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(16, 8, 16, 8);
  auto* middle = new QWidget(this);
  middle->setMaximumWidth(kWidth);
  column_ = new QVBoxLayout(middle);
  column_->setContentsMargins(0, 0, 0, 0);
  column_->setSpacing(10);
  column_->addStretch(1);
  column_->addWidget(headline_);
  column_->addWidget(sentence_);
  commands_ = new QVBoxLayout;
  commands_->setSpacing(6);
  column_->addLayout(commands_);
  column_->addStretch(1);
  row->addStretch(1);
  row->addWidget(middle, 1000);
  row->addStretch(1);
  connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
}

void EmptyState::setContent(const Content& content) {
  if (content == content_) return;
  content_ = content;
  headline_->setText(content.headline);
  sentence_->setText(content.sentence);
  setAccessibleName(content.headline + QLatin1String(". ") + content.sentence);
  while (QLayoutItem* item = commands_->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  for (const Command& command : content.commands) addCommand(command);
  delete action_;
  action_ = nullptr;
  if (content.action.isEmpty()) return;
  action_ = new Button(look_, Button::Type::Bordered, content.action, this);
  action_->setToolTip(content.action);
  column_->insertWidget(column_->count() - 1, action_, 0, Qt::AlignHCenter);
  connect(action_, &QAbstractButton::clicked, this, &EmptyState::actionClicked);
}

void EmptyState::addCommand(const Command& command) {
  auto* holder = new QWidget(this);
  holder->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  auto* row = new QHBoxLayout(holder);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(8);
  auto* name = new Remark(look_, Face::SmallStrong, Tone::Neutral, holder);
  name->setText(command.tool);
  name->setFixedWidth(52);
  auto* line = new QLineEdit(command.line, holder);
  line->setReadOnly(true);
  line->setFont(fontOf(Face::Mono));
  line->setCursorPosition(0);
  line->setTextMargins(4, 3, 4, 3);
  line->setAccessibleName(Words::tr("%1 command").arg(command.tool));
  line->setToolTip(Words::tr("Select it, or copy it with the button"));
  auto* copy = new Button(look_, Button::Type::Flat, Words::tr("Copy"), holder);
  copy->setLeadIcon(Icon::Copy);
  copy->setToolTip(Words::tr("Copy the %1 command").arg(command.tool));
  connect(copy, &QAbstractButton::clicked, this,
          [text = command.line] { QGuiApplication::clipboard()->setText(text); });
  row->addWidget(name, 0, Qt::AlignVCenter);
  row->addWidget(line, 1);
  row->addWidget(copy);
  commands_->addWidget(holder);
}

void EmptyState::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), look_.theme().panel);
}

}  // namespace bascule::ui
