// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/find_bar.h"

#include <QAbstractItemView>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QPlainTextEdit>
#include <QTextBlock>

#include "ui/style/pen.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

constexpr int kCells = 50'000;       // looked at in one view: a moment's work
constexpr std::size_t kMost = 9999;  // matches that are told apart

}  // namespace

FindBar::FindBar(const Look& look, QWidget& place, QWidget* parent)
    : QWidget(parent),
      look_(look),
      place_(place),
      field_(new QLineEdit(this)),
      count_(new Remark(look, Face::Small, Tone::Neutral, this)) {
  setFixedHeight(44);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(14, 6, 14, 7);
  row->setSpacing(8);
  field_->setFont(fontOf(Face::Body));
  field_->setFixedHeight(31);
  field_->setMinimumWidth(160);
  field_->setMaximumWidth(360);
  field_->setTextMargins(6, 0, 6, 0);
  field_->setPlaceholderText(Words::tr("Find in this call"));
  field_->setAccessibleName(Words::tr("Find in this call"));
  field_->setToolTip(Words::tr("Return goes to the next place, Shift+Return to the one before, Esc closes"));
  field_->installEventFilter(this);
  row->addWidget(field_, 1);
  const auto add = [&](Icon icon, const QString& name, const QString& tip, auto act) {
    auto* button = new Button(look, Button::Type::Flat, QString(), this);
    button->setLeadIcon(icon);
    button->setAccessibleName(name);
    button->setToolTip(tip);
    connect(button, &QAbstractButton::clicked, this, act);
    row->addWidget(button);
  };
  add(Icon::ChevronDown, Words::tr("Next place"), Words::tr("Next place (Return)"), [this] { step(1); });
  add(Icon::ChevronUp, Words::tr("Place before"), Words::tr("The place before (Shift+Return)"),
      [this] { step(-1); });
  row->addWidget(count_, 1, Qt::AlignVCenter);
  add(Icon::Cross, Words::tr("Close"), Words::tr("Close (Esc)"), [this] { leave(); });
  connect(field_, &QLineEdit::textChanged, this, &FindBar::find);
  connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
  hide();
}

void FindBar::open() {
  QWidget::show();
  field_->setFocus(Qt::ShortcutFocusReason);
  field_->selectAll();
}

// Back to what was searched.
void FindBar::leave() {
  hide();
  for (QAbstractItemView* view : place_.findChildren<QAbstractItemView*>()) {
    if (view->isVisible()) return view->setFocus(Qt::OtherFocusReason);
  }
}

void FindBar::collect(QAbstractItemView& view, const QModelIndex& parent, const QString& text,
                      std::vector<Match>& out, int& budget) const {
  const QAbstractItemModel& model = *view.model();
  for (int row = 0; row < model.rowCount(parent) && budget > 0; ++row) {
    for (int column = 0; column < model.columnCount(parent) && out.size() < kMost; ++column, --budget) {
      const QModelIndex index = model.index(row, column, parent);
      if (index.data().toString().contains(text, Qt::CaseInsensitive)) out.push_back({&view, index});
    }
    const QModelIndex first = model.index(row, 0, parent);
    if (model.hasChildren(first)) collect(view, first, text, out, budget);
  }
}

std::vector<FindBar::Match> FindBar::matches() const {
  std::vector<Match> out;
  const QString text = field_->text();
  if (text.isEmpty()) return out;
  for (QAbstractItemView* view : place_.findChildren<QAbstractItemView*>()) {
    int budget = kCells;
    if (view->isVisible() && view->model() != nullptr) collect(*view, {}, text, out, budget);
  }
  for (QPlainTextEdit* edit : place_.findChildren<QPlainTextEdit*>()) {
    if (!edit->isVisible()) continue;
    const QString all = edit->toPlainText();
    for (qsizetype at = all.indexOf(text, 0, Qt::CaseInsensitive); at >= 0 && out.size() < kMost;
         at = all.indexOf(text, at + 1, Qt::CaseInsensitive))
      out.push_back({nullptr, {}, edit, static_cast<int>(at)});
  }
  return out;
}

void FindBar::find() {
  current_ = -1;
  step(1);
}

void FindBar::step(int by) {
  if (field_->text().isEmpty()) return count_->setText({});
  // Looked for anew each time: the page may be another one, and an open call goes on.
  const std::vector<Match> found = matches();
  if (found.empty()) {
    current_ = -1;
    return count_->setText(Words::tr("not found"));
  }
  const int size = static_cast<int>(found.size());
  current_ = current_ < 0 && by < 0 ? size - 1 : ((current_ + by) % size + size) % size;
  count_->setText(Words::tr("%1 of %2").arg(current_ + 1).arg(size));
  show(found[static_cast<std::size_t>(current_)]);
}

void FindBar::show(const Match& match) const {
  if (match.view != nullptr) {
    match.view->setCurrentIndex(match.index);
    match.view->scrollTo(match.index);
    return;
  }
  QTextCursor cursor(match.text->document());
  cursor.setPosition(match.position);
  cursor.setPosition(match.position + static_cast<int>(field_->text().size()), QTextCursor::KeepAnchor);
  match.text->setTextCursor(cursor);
  match.text->ensureCursorVisible();
}

bool FindBar::eventFilter(QObject* watched, QEvent* event) {
  if (watched != field_ || event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
  const auto& key = *static_cast<QKeyEvent*>(event);
  switch (key.key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
      step((key.modifiers() & Qt::ShiftModifier) != 0 ? -1 : 1);
      return true;
    case Qt::Key_Escape:
      leave();
      return true;
    default:
      return false;
  }
}

void FindBar::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), look_.theme().header);
  Pen(painter, look_).hairlineH(0, width(), height() - 1, look_.theme().line);
}

}  // namespace bascule::ui
