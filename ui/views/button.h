// SPDX-License-Identifier: GPL-3.0-or-later
// `Button`: every clickable word of the window, painted from the look: bordered, flat, chip or primary.
// Thread: GUI.
#pragma once

#include <QAbstractButton>

#include "ui/style/icons.h"
#include "ui/style/look.h"

namespace bascule::ui {

class Button final : public QAbstractButton {
  Q_OBJECT
 public:
  enum class Type : std::uint8_t { Bordered, Flat, Chip, Primary };

  Button(const Look& look, Type type, const QString& text, QWidget* parent = nullptr);

  void setLeadIcon(Icon icon, Tone tone = Tone::Neutral);
  void setTailIcon(Icon icon);
  /// Dim number behind the words of a chip.
  void setCount(const QString& count);

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString label() const;
  QColor wordColour() const;
  void paintBody(class Pen& pen) const;

  const Look& look_;
  Type type_;
  Icon lead_ = Icon::None;
  Tone leadTone_ = Tone::Neutral;
  Icon tail_ = Icon::None;
  QString count_;
};

}  // namespace bascule::ui
