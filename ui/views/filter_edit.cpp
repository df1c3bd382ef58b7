// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/filter_edit.h"

#include <QCompleter>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QTextCharFormat>

#include "ui/style/pen.h"
#include "ui/text/display.h"

namespace bascule::ui {
namespace {

constexpr int kHeight = 31;
constexpr int kSettleMs = 60;
constexpr const char* kHints[] = {"Filter: method, status, protocol, client, header, field value…",
                                  "Filter: method, status, client, header…", "Filter…"};

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

FilterEdit::FilterEdit(const Look& look, QWidget* parent) : QLineEdit(parent), look_(look) {
  setFont(fontOf(Face::Body));
  setAccessibleName(QStringLiteral("Filter"));
  setToolTip(QStringLiteral("Filter the calls, for example status:error or duration:>100ms (Ctrl+L)"));
  setTextMargins(6, 0, 6, 0);
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
  connect(&look, &Look::changed, this, &FilterEdit::colour);
}

QSize FilterEdit::sizeHint() const { return {480, kHeight}; }
QSize FilterEdit::minimumSizeHint() const { return {120, kHeight}; }

// The longest hint that fits: words are never cut.
void FilterEdit::resizeEvent(QResizeEvent* event) {
  QLineEdit::resizeEvent(event);
  for (const char* hint : kHints) {
    setPlaceholderText(QString::fromUtf8(hint));
    if (look_.face(Face::Body).width(placeholderText()) < width() - 24) return;
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
  if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Down) {
    settle_.stop();
    read();
    Q_EMIT left();
    return;
  }
  QLineEdit::keyPressEvent(event);
}

void FilterEdit::paintEvent(QPaintEvent* event) {
  QLineEdit::paintEvent(event);
  if (problem_.isEmpty()) return;
  QPainter painter(this);
  Pen(painter, look_).box(rect(), 6, QColor(), look_.theme().error);
}

}  // namespace bascule::ui
