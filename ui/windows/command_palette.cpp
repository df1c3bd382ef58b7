// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/command_palette.h"

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/style/pen.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

constexpr int kWidth = 560;
constexpr int kRows = 12;

}  // namespace

int paletteFit(const QString& typed, const QString& text) {
  if (typed.isEmpty()) return 1;
  const qsizetype whole = text.indexOf(typed, 0, Qt::CaseInsensitive);
  const auto beginsWord = [&](qsizetype at) { return at == 0 || !text[at - 1].isLetterOrNumber(); };
  if (whole >= 0) return beginsWord(whole) ? 1000 : 500;
  int fit = 1;
  qsizetype from = 0;
  for (const QChar letter : typed) {
    if (letter.isSpace()) continue;
    const qsizetype at = text.indexOf(letter, from, Qt::CaseInsensitive);
    if (at < 0) return 0;
    fit += beginsWord(at) ? 10 : at == from ? 3 : 0;
    from = at + 1;
  }
  return fit;
}

CommandPalette::CommandPalette(const Look& look, std::vector<QAction*> actions, QWidget* parent)
    : QDialog(parent, Qt::Dialog | Qt::FramelessWindowHint),
      look_(look),
      actions_(std::move(actions)),
      field_(new QLineEdit(this)),
      list_(new OfferList(look, Words::tr("Commands"), this)) {
  setWindowTitle(Words::tr("Commands"));
  setFixedSize(kWidth, kRows * OfferList::kRow + 62);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(1, 12, 1, 9);
  column->setSpacing(8);
  auto* row = new QHBoxLayout;
  row->setContentsMargins(11, 0, 11, 0);
  row->addWidget(field_);
  column->addLayout(row);
  column->addWidget(list_, 1);
  field_->setFont(fontOf(Face::Body));
  field_->setFixedHeight(31);
  field_->setTextMargins(6, 0, 6, 0);
  field_->setPlaceholderText(Words::tr("What shall be done?"));
  field_->setAccessibleName(Words::tr("Command"));
  field_->setToolTip(Words::tr("Letters of a command; Return does it, Esc leaves"));
  field_->installEventFilter(this);
  connect(field_, &QLineEdit::textChanged, this, &CommandPalette::find);
  connect(list_, &QListView::clicked, this, &CommandPalette::perform);
  find({});
  field_->setFocus();
}

void CommandPalette::find(const QString& typed) {
  struct Found {
    int fit;
    std::size_t place;  // in the menus, for those that fit equally well
    QAction* action;
  };
  std::vector<Found> found;
  for (std::size_t i = 0; i < actions_.size(); ++i) {
    QAction* action = actions_[i];
    const QString english = action->property(kEnglishName).toString();
    const int fit = std::max({paletteFit(typed, action->text()), paletteFit(typed, action->toolTip()) / 2,
                              paletteFit(typed, english) / 2});
    if (fit > 0 && action->isEnabled()) found.push_back({fit, i, action});
  }
  std::ranges::sort(found, {}, [](const Found& one) { return std::pair(-one.fit, one.place); });
  shown_.clear();
  std::vector<Completion> offers;
  for (const auto& [fit, place, action] : found) {
    shown_.push_back(action);
    offers.push_back({action->text(), action->shortcut().toString(QKeySequence::NativeText)});
  }
  list_->setOffers(std::move(offers));
  list_->mark(0);
}

void CommandPalette::perform() {
  const int row = list_->marked();
  if (row < 0) return;
  QAction* action = shown_[static_cast<std::size_t>(row)];
  accept();
  // The dialog is gone before the command opens one of its own.
  QTimer::singleShot(0, action, &QAction::trigger);
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
  if (watched != field_ || event->type() != QEvent::KeyPress) return QDialog::eventFilter(watched, event);
  switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Down:
      list_->mark(std::min(list_->marked() + 1, static_cast<int>(shown_.size()) - 1));
      return true;
    case Qt::Key_Up:
      list_->mark(std::max(list_->marked() - 1, 0));
      return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      perform();
      return true;
    default:
      return false;
  }
}

void CommandPalette::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), look_.theme().panel);
  Pen(painter, look_).box(rect(), 0, QColor(), look_.theme().line);
}

}  // namespace bascule::ui
