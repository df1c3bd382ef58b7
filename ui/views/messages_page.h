// SPDX-License-Identifier: GPL-3.0-or-later
// `MessagesPage`: the Messages tab: the grid of messages at the left; tree with bytes, JSON (page by page),
// or bytes of the selected one at the right. Thread: GUI.
#pragma once

#include <QMenu>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QWidget>
#include <functional>

#include "ui/models/found_value.h"
#include "ui/models/messages_model.h"
#include "ui/views/button.h"
#include "ui/views/field_tree_view.h"
#include "ui/views/hex_view.h"
#include "ui/views/sheet_view.h"

namespace bascule::ui {

class MessagesPage final : public QWidget {
  Q_OBJECT
 public:
  MessagesPage(const Look& look, RecordReader& reader, QWidget* parent = nullptr);

  void setDetail(const CallDetailPtr& detail);
  /// Selects message `row` of the grid.
  void selectMessage(int row);
  FieldTreeView& tree() { return *tree_; }
  /// How the message is shown: 0 tree, 1 JSON, 2 hex.
  void setWay(int way);
  std::size_t jsonPages() const { return pages_.size(); }
  void turnPage(int step);
  HexView& hex() { return *hex_; }
  const CallDetailPtr& detail() const { return model_.detail(); }
  const MessagesModel& lines() const { return model_; }
  /// Whether the selected message went up.
  bool showsRequest() const;
  /// What a field's menu begins with.
  void setFieldEntries(std::function<void(QMenu&, const QModelIndex&)> add) { addEntries_ = std::move(add); }

 Q_SIGNALS:
  /// The user wants to find calls by the value of a field.
  void valueWished(const bascule::ui::FoundValue& value, bascule::ui::ValueWish wish);

 private:
  void fieldMenu(const QModelIndex& field, const QPoint& global);
  QWidget* makeGrid();
  QWidget* makeViewer();
  QWidget* makePager(QWidget* parent);
  QWidget* makeWays(QWidget* parent);
  void lookAtVisible();
  void askFor(int row);
  void showJsonPage(std::size_t page);
  void updatePager();
  void show(const CallDetailPtr& detail, std::size_t message, const DecodedMessagePtr& text);
  void wantJson();
  void showJson(const std::shared_ptr<const std::string>& json);
  void copy();

  const Look& look_;
  RecordReader& reader_;
  std::function<void(QMenu&, const QModelIndex&)> addEntries_;
  MessagesModel model_;
  QTableView* grid_ = nullptr;
  FieldTreeView* tree_ = nullptr;
  HexView* treeHex_ = nullptr;
  QPlainTextEdit* json_ = nullptr;
  HexView* hex_ = nullptr;
  QStackedWidget* ways_ = nullptr;
  std::vector<Button*> wayButtons_;
  class Remark* remark_ = nullptr;
  QWidget* pager_ = nullptr;
  class Remark* pageWords_ = nullptr;
  std::vector<std::size_t> pages_{0};  ///< where the pages of the JSON begin
  std::size_t page_ = 0;
  DecodedMessagePtr shown_;
  std::shared_ptr<const std::string> jsonText_;  ///< null: not written yet
  bool copyLater_ = false;                       ///< the clipboard waits for it
  int wanted_ = 0;                               ///< row that is selected or will be when it arrives
};

}  // namespace bascule::ui
