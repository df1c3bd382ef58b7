// SPDX-License-Identifier: GPL-3.0-or-later
// `ColumnsDialog`: which columns the list of calls has, in which order, and columns of the user's own (a
// header, a field). Every change is seen in the list at once. Thread: GUI.
#pragma once

#include <QDialog>

#include "ui/views/column_layout.h"

class QLineEdit;
class QListView;
class QStandardItemModel;

namespace bascule::ui {

class Button;
class Remark;

class ColumnsDialog final : public QDialog {
  Q_OBJECT
 public:
  ColumnsDialog(const Look& look, ColumnLayout& layout, QWidget* parent = nullptr);

  QListView& list() { return *list_; }
  QLineEdit& field() { return *field_; }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  QWidget* makeButtons();
  void fill(const QString& current);
  QString current() const;
  void toggle();
  void move(int by);
  void addOwn();
  void removeOwn();
  void updateButtons();

  const Look& look_;
  ColumnLayout& layout_;
  QListView* list_;
  QStandardItemModel* model_;
  QLineEdit* field_;
  Remark* problem_;
  Button *up_ = nullptr, *down_ = nullptr, *remove_ = nullptr;
};

/// What a column is called: its title, or the key of one of the user's own.
QString columnTitle(const QString& key);
/// True if the key is a column the program brings.
bool isShippedColumn(const QString& key);

}  // namespace bascule::ui
