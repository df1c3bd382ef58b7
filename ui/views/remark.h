// SPDX-License-Identifier: GPL-3.0-or-later
// `Remark`: one sentence of the window, wrapped at words, in a tone; hidden while empty. Thread: GUI.
#pragma once

#include <QWidget>

#include "ui/style/look.h"

namespace bascule::ui {

class Remark final : public QWidget {
  Q_OBJECT
 public:
  Remark(const Look& look, Face face, Tone tone, QWidget* parent = nullptr);
  /// `data`: the sentence holds captured text or a file name.
  void setText(const QString& text);
  const QString& text() const { return text_; }
  void setTone(Tone tone);
  void setAlignment(Qt::Alignment alignment) { alignment_ = alignment; }
  /// Paints the words in the text colour instead of the tone's.
  void setStrong(bool on) { strong_ = on; }

  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  std::vector<QString> lines(qreal width) const;
  int lineHeight() const;

  const Look& look_;
  Face face_;
  Tone tone_;
  bool strong_ = false;
  Qt::Alignment alignment_ = Qt::AlignLeft;
  QString text_;
};

}  // namespace bascule::ui
