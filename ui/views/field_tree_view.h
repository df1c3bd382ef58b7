// SPDX-License-Identifier: GPL-3.0-or-later
// `FieldTreeView`: the fields of a message: name, number, value; unknown fields marked. Thread: GUI.
#pragma once

#include <QTreeView>

#include "ui/models/field_tree_model.h"
#include "ui/style/look.h"

namespace bascule::ui {

class FieldTreeView final : public QTreeView {
  Q_OBJECT
 public:
  explicit FieldTreeView(const Look& look, QWidget* parent = nullptr);
  void setMessage(const DecodedMessagePtr& message);
  /// Selects the field that covers this byte.
  void selectByte(std::uint32_t offset);
  /// Selects the field with these bytes, or the one they now belong to.
  void selectField(std::uint32_t begin, std::uint32_t end);
  const FieldTreeModel& fields() const { return model_; }

 Q_SIGNALS:
  /// Bytes of the selected field.
  void fieldSelected(std::uint32_t begin, std::uint32_t end);
  /// The user asked what can be done with a field, at this place of the screen.
  void menuWanted(const QModelIndex& field, const QPoint& global);

 protected:
  void drawBranches(QPainter*, const QRect&, const QModelIndex&) const override {}
  void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
  void mousePressEvent(QMouseEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  const Look& look_;
  FieldTreeModel model_;
};

}  // namespace bascule::ui
