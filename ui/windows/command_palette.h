// SPDX-License-Identifier: GPL-3.0-or-later
// `CommandPalette`: every action of the window by its words: type a few letters, Return does it. The letters
// may leave others out between them. Thread: GUI.
#pragma once

#include <QDialog>
#include <vector>

#include "ui/views/offer_list.h"

class QAction;
class QLineEdit;

namespace bascule::ui {

/// Property of an action with its English text: by that it is found in every language.
inline constexpr const char* kEnglishName = "englishName";

/// How well `typed` fits `text`, 0: not at all. Every letter has to occur in this order; whole words and
/// beginnings of words count more.
int paletteFit(const QString& typed, const QString& text);

class CommandPalette final : public QDialog {
  Q_OBJECT
 public:
  CommandPalette(const Look& look, std::vector<QAction*> actions, QWidget* parent = nullptr);

  QLineEdit& field() { return *field_; }
  OfferList& list() { return *list_; }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void find(const QString& typed);
  void perform();

  const Look& look_;
  std::vector<QAction*> actions_;
  std::vector<QAction*> shown_;
  QLineEdit* field_;
  OfferList* list_;
};

}  // namespace bascule::ui
