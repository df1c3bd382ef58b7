// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/pseudo_translation.h"

#include <QAbstractButton>
#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QRegularExpression>
#include <algorithm>
#include <cstring>

namespace bascule::test {
namespace {

constexpr QChar kOpen(u'\u00ab');
constexpr QChar kClose(u'\u00bb');

// The same in every language.
constexpr const char* kNames =
    "Bascule|Connect|gRPC|Web|HTTP|JSON|proto|TLS|curl|buf|grpcurl|Python|TypeScript|HAR|CSV|pcapng|OK|"
    "HEADERS|DATA|CANCELLED|UNKNOWN|ABORTED|INTERNAL|UNIMPLEMENTED|UNAVAILABLE|UNAUTHENTICATED|BadRequest|"
    "ErrorInfo|"
    "unary|client|server|bidi|stream|kB|MB|GB|ms|p50|p90|p99|h2c|identity|gzip|status|code|"
    "Ctrl|Alt|Shift|Esc|Return|Tab|Space|Home|End|PgUp|PgDown|Up|Down|Left|Right|F\\d+";

bool saysNothing(const QString& text) {
  static const QRegularExpression names(QStringLiteral("\\b(%1)\\b").arg(QLatin1String(kNames)));
  // A name of code, a path, an address or a header is no word.
  static const QRegularExpression code(QStringLiteral("\\S*[_/:.=<>]\\S*|\\S+-\\S+|[#%]\\S*"));
  static const QRegularExpression word(QStringLiteral("\\p{L}{2}"));
  QString rest = text;
  rest.remove(code).remove(names);
  return !rest.contains(word);
}

void collect(const QString& text, const QString& where, QStringList& out) {
  if (text.contains(kOpen) || saysNothing(text)) return;
  out += QStringLiteral("%1: %2").arg(where, text);
}

void collect(const QWidget& widget, QStringList& out) {
  const QString where = QString::fromLatin1(widget.metaObject()->className());
  // Qt's own parts have Qt's own words.
  if (widget.objectName().startsWith(QLatin1String("qt_")) || where == QLatin1String("QToolButton")) return;
  for (const QString& text :
       {widget.accessibleName(), widget.accessibleDescription(), widget.toolTip(), widget.windowTitle()})
    collect(text, where, out);
  if (const auto* button = qobject_cast<const QAbstractButton*>(&widget)) collect(button->text(), where, out);
  if (const auto* label = qobject_cast<const QLabel*>(&widget)) collect(label->text(), where, out);
  if (const auto* edit = qobject_cast<const QLineEdit*>(&widget))
    collect(edit->placeholderText(), where, out);
  if (const auto* menu = qobject_cast<const QMenu*>(&widget)) collect(menu->title(), where, out);
  for (const QAction* action : widget.actions()) {
    collect(action->text(), where, out);
    collect(action->toolTip(), where, out);
  }
}

}  // namespace

QString PseudoTranslator::translate(const char* context, const char* source, const char*, int) const {
  if (std::strcmp(context, "bascule::ui") != 0) return {};
  return kOpen + QString::fromUtf8(source) + kClose;
}

QStringList withoutMarks(const QWidget& root, const std::vector<ui::ShownText>& painted,
                         const QStringList& given) {
  QStringList out;
  collect(root, out);
  for (const QWidget* widget : root.findChildren<QWidget*>()) collect(*widget, out);
  for (const ui::ShownText& text : painted) {
    if (text.word) collect(text.text, QStringLiteral("painted"), out);
  }
  out.removeDuplicates();
  out.removeIf([&](const QString& text) {
    return std::ranges::any_of(given, [&](const QString& part) { return text.contains(part); });
  });
  return out;
}

}  // namespace bascule::test
