// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/filter_edit.h"

#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QTextCharFormat>

#include "ui/style/pen.h"
#include "ui/text/display.h"
#include "ui/text/words.h"
#include "ui/views/completion_popup.h"

namespace bascule::ui {
namespace {

constexpr int kHeight = 31;
constexpr int kMargin = 6;
constexpr int kSettleMs = 60;
constexpr const char* kHints[] = {english("Filter: method, status, protocol, client, header, field value…"),
                                  english("Filter: method, status, client, header…"), english("Filter…")};

// Position in UTF-16 units of a byte offset of the UTF-8 form.
int unitsAt(const QByteArray& utf8, std::size_t byte) {
  return static_cast<int>(
      QString::fromUtf8(utf8.first(std::min<qsizetype>(static_cast<qsizetype>(byte), utf8.size()))).size());
}

QColor tokenColour(const Theme& theme, insight::FilterToken::Type type) {
  using Type = insight::FilterToken::Type;
  switch (type) {
    case Type::Key:
    case Type::Operator:
    case Type::Logic:
    case Type::Parenthesis:
      return theme.connect;
    default:
      return theme.text;
  }
}

}  // namespace

FilterEdit::FilterEdit(const Look& look, QWidget* parent)
    : QLineEdit(parent), look_(look), popup_(new CompletionPopup(look, *this)) {
  setFont(fontOf(Face::Body));
  setAccessibleName(Words::tr("Filter"));
  setToolTip(Words::tr("Filter the calls, for example status:error or duration:>100ms (Ctrl+L)"));
  setTextMargins(kMargin, 0, kMargin, 0);
  setMaxLength(2000);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  settle_.setSingleShot(true);
  settle_.setInterval(kSettleMs);
  connect(&settle_, &QTimer::timeout, this, &FilterEdit::read);
  connect(this, &QLineEdit::textChanged, this, [this] {
    if (colouring_) return;
    colour();
    settle_.start();
  });
  connect(this, &QLineEdit::textEdited, this, &FilterEdit::offer);
  connect(popup_, &CompletionPopup::chosen, this, &FilterEdit::put);
  connect(&look, &Look::changed, this, &FilterEdit::colour);
}

QSize FilterEdit::sizeHint() const { return {480, kHeight}; }
QSize FilterEdit::minimumSizeHint() const { return {120, kHeight}; }

// The longest hint that fits: words are never cut.
void FilterEdit::resizeEvent(QResizeEvent* event) {
  QLineEdit::resizeEvent(event);
  for (const char* hint : kHints) {
    setPlaceholderText(Words::of(hint));
    if (look_.face(Face::Body).width(placeholderText()) < width() - 24 - textMargins().right()) return;
  }
}

void FilterEdit::read() {
  const QByteArray utf8 = text().toUtf8();
  auto filter =
      insight::CallFilter::parse(std::string_view(utf8.constData(), static_cast<std::size_t>(utf8.size())));
  const QString before = problem_;
  if (filter) {
    problem_.clear();
  } else {
    // What is missing at the end is marked on the last character.
    wrongBegin_ =
        std::min(filter.error().begin, static_cast<std::size_t>(std::max<qsizetype>(utf8.size() - 1, 0)));
    wrongEnd_ = std::max(filter.error().end, filter.error().begin + 1);
    problem_ = display(filter.error().message);
  }
  colour();
  if (before != problem_) Q_EMIT problemChanged(problem_);
  if (filter) Q_EMIT filterChanged(*filter);
}

void FilterEdit::setCount(const QString& count) {
  if (count == count_) return;
  count_ = count;
  const int room = count.isEmpty() ? 0 : static_cast<int>(look_.face(Face::Small).width(count)) + 10;
  setTextMargins(kMargin, 0, kMargin + room, 0);
  setAccessibleDescription(count);
  update();
}

void FilterEdit::apply(const QString& expression) {
  setText(expression);
  settle_.stop();
  read();
}

void FilterEdit::narrow(const std::string& term, bool exclude) {
  const std::string before = problem_.isEmpty() ? text().toStdString() : std::string();
  apply(QString::fromStdString(insight::narrowed(before, term, exclude)));
  Q_EMIT used(text());
}

void FilterEdit::offer() {
  if (!vocabulary_ || composing_) return;
  const Completions found = complete(text(), cursorPosition(), vocabulary_());
  putBegin_ = found.begin, putEnd_ = found.end;
  popup_->offer(found.offers, fontMetrics().horizontalAdvance(text().first(putBegin_)));
}

void FilterEdit::offerHistory() {
  std::vector<Completion> offers;
  offers.reserve(history_.size());
  for (const QString& expression : history_) offers.push_back({expression, {}});
  putBegin_ = 0, putEnd_ = text().size();
  popup_->offer(std::move(offers), 0);
}

void FilterEdit::put(const Completion& completion) {
  const QString before = text();
  const qsizetype end = std::min(putEnd_, before.size());
  setText(before.first(std::min(putBegin_, end)) + completion.text + before.mid(end));
  setCursorPosition(static_cast<int>(putBegin_ + completion.text.size()));
  // Behind `status:` its values follow.
  if (completion.text.endsWith(QLatin1Char(':')) || completion.text.endsWith(QLatin1Char('.'))) offer();
}

// Return, or going elsewhere: the filter is in force now and not only after a pause.
void FilterEdit::finish() {
  popup_->hide();
  if (settle_.isActive()) settle_.stop(), read();
  if (problem_.isEmpty() && !text().trimmed().isEmpty()) Q_EMIT used(text());
}

void FilterEdit::focusInEvent(QFocusEvent* event) {
  QLineEdit::focusInEvent(event);
  if (event->reason() != Qt::PopupFocusReason) Q_EMIT entered();
}

void FilterEdit::focusOutEvent(QFocusEvent* event) {
  QLineEdit::focusOutEvent(event);
  if (event->reason() != Qt::PopupFocusReason) finish();
}

// Tab takes the offer that is marked instead of going to the next field.
bool FilterEdit::event(QEvent* event) {
  if (event->type() == QEvent::KeyPress && popup_->isVisible()) {
    auto* key = static_cast<QKeyEvent*>(event);
    if (popup_->handle(*key)) return true;
  }
  return QLineEdit::event(event);
}

void FilterEdit::inputMethodEvent(QInputMethodEvent* event) {
  composing_ = !event->preeditString().isEmpty();
  QLineEdit::inputMethodEvent(event);
}

// A line edit has no rich text; formats reach it as attributes of an input method event.
void FilterEdit::colour() {
  if (composing_ || colouring_) return;
  const QByteArray utf8 = text().toUtf8();
  const std::string_view view(utf8.constData(), static_cast<std::size_t>(utf8.size()));
  QList<QInputMethodEvent::Attribute> attributes;
  const auto add = [&](std::size_t begin, std::size_t end, const QTextCharFormat& format) {
    const int from = unitsAt(utf8, begin);
    attributes.emplace_back(QInputMethodEvent::TextFormat, from - cursorPosition(), unitsAt(utf8, end) - from,
                            format);
  };
  for (const insight::FilterToken& token : insight::CallFilter::tokens(view)) {
    QTextCharFormat format;
    format.setForeground(tokenColour(look_.theme(), token.type));
    add(token.begin, token.end, format);
  }
  if (!problem_.isEmpty()) {
    QTextCharFormat format;
    format.setForeground(look_.theme().errorText);
    format.setUnderlineColor(look_.theme().error);
    format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
    add(wrongBegin_, wrongEnd_, format);
  }
  colouring_ = true;
  QInputMethodEvent event(QString(), attributes);
  QLineEdit::inputMethodEvent(&event);
  colouring_ = false;
}

void FilterEdit::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) {
    if (text().isEmpty()) Q_EMIT left();
    clear();
    return;
  }
  const bool down = event->key() == Qt::Key_Down;
  if (down && !history_.empty() && (text().isEmpty() || event->modifiers() == Qt::AltModifier))
    return offerHistory();
  if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier) return offer();
  if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || down) {
    finish();
    Q_EMIT left();
    return;
  }
  QLineEdit::keyPressEvent(event);
}

void FilterEdit::paintEvent(QPaintEvent* event) {
  QLineEdit::paintEvent(event);
  QPainter painter(this);
  Pen pen(painter, look_);
  if (!count_.isEmpty())
    pen.textRight(QRectF(rect()).adjusted(0, 0, -kMargin - 4, 0), Face::Small, look_.theme().dim, count_);
  if (!problem_.isEmpty()) pen.box(rect(), 6, QColor(), look_.theme().error);
}

}  // namespace bascule::ui
