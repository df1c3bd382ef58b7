// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/setting_field.h"

#include <QMenu>
#include <QVBoxLayout>

#include "ui/text/words.h"

namespace bascule::ui {
namespace {

constexpr int kCaptionWidth = 116;
constexpr int kFieldHeight = 31;
constexpr int kGap = 8;

}  // namespace

SettingField::SettingField(const Look& look, const QString& caption, QWidget* parent)
    : QWidget(parent),
      look_(look),
      row_(new QHBoxLayout),
      fault_(new Remark(look, Face::Small, Tone::Error, this)),
      remedy_(new Button(look, Button::Type::Chip, QString(), this)) {
  row_->setSpacing(kGap);
  if (caption.isEmpty()) {
    row_->setContentsMargins(kCaptionWidth + kGap, 0, 0, 0);
  } else {
    auto* words = new Remark(look, Face::Body, Tone::Neutral, this);
    words->setText(caption);
    words->setFixedWidth(kCaptionWidth);
    row_->addWidget(words, 0, Qt::AlignVCenter);
  }
  auto* below = new QHBoxLayout;
  below->setSpacing(kGap);
  below->setContentsMargins(kCaptionWidth + kGap, 0, 0, 0);
  below->addWidget(fault_, 1, Qt::AlignVCenter);
  below->addWidget(remedy_, 0, Qt::AlignVCenter);
  fault_->hide();
  remedy_->hide();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(3);
  column->addLayout(row_);
  column->addLayout(below);
}

QLineEdit* SettingField::addEdit(const QString& name, const QString& hint, const QString& tip, int width) {
  auto* edit = new QLineEdit(this);
  edit->setAccessibleName(name);
  edit->setPlaceholderText(hint);
  edit->setToolTip(tip);
  edit->setFont(fontOf(Face::Mono));
  edit->setTextMargins(4, 0, 4, 0);
  edit->setFixedHeight(kFieldHeight);
  if (width > 0) edit->setFixedWidth(width);
  row_->addWidget(edit, width > 0 ? 0 : 1);
  return edit;
}

Button* SettingField::addButton(Button::Type type, const QString& words, const QString& name,
                                const QString& tip) {
  auto* button = new Button(look_, type, words, this);
  button->setAccessibleName(name);
  button->setToolTip(tip);
  row_->addWidget(button);
  return button;
}

void SettingField::addPart(QWidget* part) {
  part->setParent(this);
  row_->addWidget(part);
}

void SettingField::addStretch() { row_->addStretch(1); }

void SettingField::setFault(const QString& sentence, QLineEdit* edit) {
  fault_->setText(sentence);
  if (edit != nullptr) edit->setAccessibleDescription(sentence);
}

void SettingField::setRemedy(const QString& words) {
  remedy_->setText(words);
  remedy_->setAccessibleName(words);
  remedy_->setToolTip(words);
  remedy_->setVisible(!words.isEmpty());
  remedy_->updateGeometry();
}

ChoiceButton::ChoiceButton(const Look& look, const QString& name, const QString& tip,
                           std::span<const std::string_view> choices, QWidget* parent)
    : QWidget(parent),
      name_(name),
      choices_(choices),
      button_(new Button(look, Button::Type::Bordered, QString(), this)) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->addWidget(button_);
  button_->setTailIcon(Icon::ChevronDown);
  button_->setToolTip(tip);
  setFocusProxy(button_);
  // As wide as its widest word, so that lines below each other stay in step.
  int widest = 0;
  for (std::size_t i = 0; i < choices_.size(); ++i) {
    choose(static_cast<int>(i));
    widest = std::max(widest, button_->sizeHint().width());
  }
  button_->setFixedWidth(widest);
  connect(button_, &QAbstractButton::clicked, this, &ChoiceButton::open);
  choose(0);
}

void ChoiceButton::choose(int choice) {
  chosen_ = choice;
  button_->setText(Words::of(choices_[static_cast<std::size_t>(choice)]));
  button_->setAccessibleName(name_ + QStringLiteral(": ") + button_->text());
  button_->updateGeometry();
}

void ChoiceButton::open() {
  QMenu menu;
  for (std::size_t i = 0; i < choices_.size(); ++i) {
    QAction* entry = menu.addAction(Words::of(choices_[i]), this, [this, i] {
      if (chosen_ == static_cast<int>(i)) return;
      choose(static_cast<int>(i));
      Q_EMIT chosenChanged(chosen_);
    });
    entry->setCheckable(true);
    entry->setChecked(chosen_ == static_cast<int>(i));
  }
  menu.exec(button_->mapToGlobal(QPoint(0, button_->height() + 2)));
}

}  // namespace bascule::ui
