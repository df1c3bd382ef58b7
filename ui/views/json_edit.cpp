// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/json_edit.h"

#include <QKeyEvent>
#include <QTextCursor>
#include <algorithm>

#include "ui/text/words.h"

namespace bascule::ui {
namespace {

// Characters that a name or a value is written with: behind them an offer is of use.
bool belongsToWord(const QString& typed) {
  return typed.size() == 1 &&
         (typed[0].isLetterOrNumber() || typed[0] == QLatin1Char('_') || typed[0] == QLatin1Char('"'));
}

}  // namespace

JsonEdit::JsonEdit(const Look& look, QWidget* parent)
    : QPlainTextEdit(parent), popup_(new CompletionPopup(look, *this)) {
  connect(popup_, &CompletionPopup::chosen, this, &JsonEdit::put);
  setToolTip(Words::tr("Ctrl+Space offers the fields of the message"));
}

// Tab takes the offer that is marked instead of going to the next field.
bool JsonEdit::event(QEvent* event) {
  const bool key = event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride;
  if (key && popup_->isVisible()) {
    auto* pressed = static_cast<QKeyEvent*>(event);
    // Esc would close the dialog as well.
    if (event->type() == QEvent::ShortcutOverride)
      event->setAccepted(pressed->key() == Qt::Key_Escape || event->isAccepted());
    else if (popup_->handle(*pressed))
      return true;
  }
  return QPlainTextEdit::event(event);
}

void JsonEdit::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier) return offer();
  const bool shown = popup_->isVisible();
  QPlainTextEdit::keyPressEvent(event);
  if (belongsToWord(event->text()) || (shown && event->key() == Qt::Key_Backspace))
    offer();
  else
    popup_->hide();
}

void JsonEdit::focusOutEvent(QFocusEvent* event) {
  QPlainTextEdit::focusOutEvent(event);
  popup_->hide();
}

void JsonEdit::offer() {
  if (!offers_) return;
  Completions found = offers_(toPlainText(), textCursor().position());
  putBegin_ = found.begin;
  putEnd_ = found.end;
  QTextCursor begin = textCursor();
  begin.setPosition(static_cast<int>(putBegin_));
  const QRect place = cursorRect(begin);
  popup_->offerAt(std::move(found.offers), viewport()->mapTo(this, place.bottomLeft()));
}

void JsonEdit::put(const Completion& completion) {
  QTextCursor cursor = textCursor();
  const auto last = static_cast<qsizetype>(document()->characterCount() - 1);
  cursor.setPosition(static_cast<int>(std::min(putBegin_, last)));
  cursor.setPosition(static_cast<int>(std::min(putEnd_, last)), QTextCursor::KeepAnchor);
  cursor.insertText(completion.text);
  setTextCursor(cursor);
  // Behind the name of a field its values follow.
  if (completion.text.endsWith(QLatin1String(": "))) offer();
}

}  // namespace bascule::ui
