// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/shortcut_sheet.h"

#include <QKeySequence>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/text/action_text.h"
#include "ui/text/display.h"
#include "ui/text/words.h"
#include "ui/views/button.h"
#include "ui/views/sheet_view.h"

namespace bascule::ui {
namespace {

void addCaption(Sheet& sheet, const std::string& text) {
  sheet.rows.push_back(
      {RowKind::Caption, false, {{{}, {{text, Ink::Dim, Style::Caption, true}}, Tint::None}}, {}});
}

void addKey(Sheet& sheet, const std::string& keys, std::string_view what) {
  sheet.rows.push_back({RowKind::Fact,
                        false,
                        {{{{keys, Ink::Text, Style::Strong, true}},
                          {{Words::utf8Of(what), Ink::Dim, Style::Body, true}},
                          Tint::None}},
                        {}});
}

// Each key on a row of its own, as the desktop writes it.
void addAction(Sheet& sheet, const ActionText& action) {
  const QString portable = asQString(action.shortcut);
  for (const QKeySequence& keys : QKeySequence::listFromString(portable, QKeySequence::PortableText))
    addKey(sheet, keys.toString(QKeySequence::NativeText).toStdString(), action.tip);
}

Sheet sheetOfKeys() {
  Sheet sheet;
  addCaption(sheet, Words::utf8("EVERYWHERE"));
  for (const ActionText& action : actionTexts()) addAction(sheet, action);
  addCaption(sheet, Words::utf8("WHERE THE FOCUS IS"));
  for (const KeyText& key : keyTexts()) addKey(sheet, Words::utf8Of(key.key), key.text);
  sheet.rows.push_back({RowKind::Gap, false, {{}}, {}});
  return sheet;
}

}  // namespace

ShortcutSheet::ShortcutSheet(const Look& look, QWidget* parent) : QDialog(parent), look_(look) {
  setWindowTitle(Words::tr("Keyboard shortcuts"));
  resize(720, 640);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 8, 0, 12);
  auto* keys = new SheetView(look, Words::tr("Keys and what they do"), {{}}, this);
  keys->setSheet(sheetOfKeys());
  column->addWidget(keys, 1);
  auto* close = new Button(look, Button::Type::Bordered, Words::tr("Close"), this);
  close->setToolTip(Words::tr("Close this list (Esc)"));
  column->addWidget(close, 0, Qt::AlignHCenter);
  connect(close, &QAbstractButton::clicked, this, &QDialog::accept);
}

void ShortcutSheet::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), look_.theme().panel);
}

}  // namespace bascule::ui
