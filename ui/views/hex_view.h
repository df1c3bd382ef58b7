// SPDX-License-Identifier: GPL-3.0-or-later
// `HexView`: bytes as offset, hexadecimal and text, with one range marked; as many bytes a line as fit.
// Thread: GUI.
#pragma once

#include <QAbstractScrollArea>
#include <memory>
#include <string_view>

#include "ui/style/look.h"

namespace bascule::ui {

class HexView final : public QAbstractScrollArea {
  Q_OBJECT
 public:
  explicit HexView(const Look& look, QWidget* parent = nullptr);
  /// Shows `bytes`, which stay there as long as `owner` does.
  void setBytes(std::string_view bytes, std::shared_ptr<const void> owner);
  void clear() { setBytes({}, nullptr); }
  /// Marks [begin, end) and scrolls it into view.
  void setMarked(std::uint32_t begin, std::uint32_t end);
  std::size_t byteCount() const { return bytes_.size(); }
  QSize minimumSizeHint() const override { return {200, 60}; }

 Q_SIGNALS:
  void byteClicked(std::uint32_t offset);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;

 private:
  int perLine() const;
  int lineCount() const;
  /// Characters of the offset column with the gap behind it; more for more bytes.
  int offsetChars() const;
  void updateScroll();
  void paintLine(class Pen& pen, int line, const QRectF& rect) const;

  const Look& look_;
  std::string_view bytes_;
  std::shared_ptr<const void> owner_;
  std::uint32_t begin_ = 0, end_ = 0;
};

}  // namespace bascule::ui
