// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/look.h"

namespace bascule::ui {

Look::Look(QObject* parent) : QObject(parent) {
  registerFonts();
  faces_.reserve(kFaceCount);
  for (std::size_t i = 0; i < kFaceCount; ++i) faces_.emplace_back(fontOf(static_cast<Face>(i)));
}

void Look::setTheme(const Theme& theme) {
  theme_ = theme;
  Q_EMIT changed();
}

}  // namespace bascule::ui
