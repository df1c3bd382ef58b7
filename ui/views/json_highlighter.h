// SPDX-License-Identifier: GPL-3.0-or-later
// `JsonHighlighter`: colours of JSON in a text editor, as the sheets have them. Thread: GUI.
#pragma once

#include <QSyntaxHighlighter>

#include "ui/style/look.h"

namespace bascule::ui {

class JsonHighlighter final : public QSyntaxHighlighter {
  Q_OBJECT
 public:
  JsonHighlighter(const Look& look, QTextDocument* document);

 protected:
  void highlightBlock(const QString& text) override;

 private:
  const Look& look_;
};

}  // namespace bascule::ui
