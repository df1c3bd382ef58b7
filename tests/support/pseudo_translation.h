// SPDX-License-Identifier: GPL-3.0-or-later
// A language in which every text of the catalogue stands between marks: a word that is shown without them was
// written past the catalogue, or before the language was known. Thread: GUI.
#pragma once

#include <QStringList>
#include <QTranslator>
#include <QWidget>
#include <vector>

#include "ui/style/look.h"

namespace bascule::test {

class PseudoTranslator final : public QTranslator {
 public:
  using QTranslator::QTranslator;
  QString translate(const char* context, const char* source, const char* meaning, int n) const override;
  bool isEmpty() const override { return false; }
};

/// What `root`, its widgets and actions, and the `painted` words of the interface say without marks, except
/// what is the same in every language (numbers, units, names of protocols, codes and programs) and what has a
/// part in `given`: text of the user or of the engine.
QStringList withoutMarks(const QWidget& root, const std::vector<ui::ShownText>& painted,
                         const QStringList& given);

}  // namespace bascule::test
