// SPDX-License-Identifier: GPL-3.0-or-later
// `FindBar`: finds text in what the details of a call show, whatever page it is: rows of tables and trees,
// and running text. It moves the selection there; it filters nothing. Thread: GUI.
#pragma once

#include <QPersistentModelIndex>
#include <QWidget>
#include <vector>

#include "ui/style/look.h"
#include "ui/views/button.h"
#include "ui/views/remark.h"

class QAbstractItemView;
class QLineEdit;
class QPlainTextEdit;

namespace bascule::ui {

class FindBar final : public QWidget {
  Q_OBJECT
 public:
  /// `place`: what is searched is its children that are visible.
  FindBar(const Look& look, QWidget& place, QWidget* parent = nullptr);

  /// Shows the bar with the cursor in its field.
  void open();
  /// Goes `by` matches further, around the end.
  void step(int by);
  QLineEdit& field() { return *field_; }
  /// `3 of 17`, `not found`, or nothing.
  const QString& count() const { return count_->text(); }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  struct Match {
    QAbstractItemView* view = nullptr;
    QPersistentModelIndex index;
    QPlainTextEdit* text = nullptr;
    int position = 0;
  };
  std::vector<Match> matches() const;
  void collect(QAbstractItemView& view, const QModelIndex& parent, const QString& text,
               std::vector<Match>& out, int& budget) const;
  void find();
  void leave();
  void show(const Match& match) const;

  const Look& look_;
  QWidget& place_;
  QLineEdit* field_;
  Remark* count_;
  int current_ = -1;
};

}  // namespace bascule::ui
