// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/json_highlighter.h"

#include "ui/models/sheet.h"

namespace bascule::ui {

JsonHighlighter::JsonHighlighter(const Look& look, QTextDocument* document)
    : QSyntaxHighlighter(document), look_(look) {
  connect(&look, &Look::changed, this, &QSyntaxHighlighter::rehighlight);
}

void JsonHighlighter::highlightBlock(const QString& text) {
  const Theme& theme = look_.theme();
  int at = 0;
  for (const Span& span : jsonSpans(text.toStdString())) {
    const int length = static_cast<int>(QString::fromStdString(span.text).size());
    if (span.ink == Ink::Key) setFormat(at, length, theme.connect);
    if (span.ink == Ink::String) setFormat(at, length, theme.word(Tone::Ok));
    if (span.ink == Ink::Number) setFormat(at, length, theme.word(Tone::Warning));
    at += length;
  }
}

}  // namespace bascule::ui
