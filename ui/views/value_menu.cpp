// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/value_menu.h"

#include "ui/text/display.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

constexpr std::size_t kShown = 60;  // bytes of a term in the menu

QString shown(const std::string& text) {
  return display(text, kShown).replace(QLatin1Char('&'), QLatin1String("&&"));
}

}  // namespace

void addValueEntries(QMenu& menu, const FoundValue& value,
                     const std::function<void(const FoundValue&, ValueWish)>& act) {
  if (value.empty()) return;
  const auto add = [&](const QString& words, ValueWish wish) {
    menu.addAction(words, &menu, [value, wish, act] { act(value, wish); });
  };
  add(Words::tr("Only calls with %1").arg(shown(value.term())), ValueWish::Only);
  add(Words::tr("Without calls with %1").arg(shown(value.term())), ValueWish::Without);
  add(Words::tr("Show %1 as column").arg(shown(value.key)), ValueWish::Column);
  menu.addSeparator();
}

}  // namespace bascule::ui
