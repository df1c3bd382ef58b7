// SPDX-License-Identifier: GPL-3.0-or-later
// `DetailPane`: the tabs below the table, with the call's title beside them. Asks the reader for the
// selected call and again while it is open. Thread: GUI.
#pragma once

#include <QStackedWidget>
#include <QTabBar>
#include <QTimer>
#include <QWidget>
#include <array>

#include "ui/models/record_reader.h"
#include "ui/models/traffic.h"
#include "ui/text/raw_text.h"
#include "ui/views/empty_state.h"
#include "ui/views/find_bar.h"
#include "ui/views/messages_page.h"
#include "ui/views/sheet_view.h"
#include "ui/views/timing_page.h"

class QHBoxLayout;

namespace bascule::ui {

enum class Tab : std::uint8_t { Overview, Messages, Translation, Error, Timing, Raw };
inline constexpr int kTabCount = 6;

/// The tabs' own bar: bold when chosen, sized for the bold state, two pixels of accent below.
class DetailTabs final : public QTabBar {
  Q_OBJECT
 public:
  explicit DetailTabs(const Look& look, QWidget* parent = nullptr);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  QSize tabSizeHint(int index) const override;
  QSize minimumTabSizeHint(int index) const override { return tabSizeHint(index); }
  void paintEvent(QPaintEvent* event) override;

 private:
  const Look& look_;
};

/// `#1 210 · OrderService/CreateOrder` and the status pill, at the right of the tabs.
class CallTitle final : public QWidget {
  Q_OBJECT
 public:
  CallTitle(const Look& look, const Traffic& traffic, QWidget* parent = nullptr);
  void setCall(capture::CallNumber number);
  QSize minimumSizeHint() const override { return {110, 38}; }
  QSize sizeHint() const override { return {460, 38}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  const Look& look_;
  const Traffic& traffic_;
  capture::CallNumber number_ = 0;
};

class DetailPane final : public QWidget {
  Q_OBJECT
 public:
  DetailPane(const Look& look, const Traffic& traffic, RecordReader& reader, QWidget* parent = nullptr);

  /// Shows this call; 0: none.
  void showCall(capture::CallNumber number);
  void setTab(Tab tab);
  MessagesPage& messages() { return *messages_; }
  /// The Raw tab: which leg, and whether as frames.
  void setRaw(capture::Leg leg, bool frames);
  SheetView& raw() { return *raw_; }
  /// Reads the call that is shown once more: its messages are to be read in another way.
  void readAgain() {
    if (number_ != 0) reader_.readCall(number_);
  }
  /// Finds text in the tab that is shown.
  FindBar& finder() { return *finder_; }
  /// The call whose details are on the screen; null while they are being read.
  const CallDetailPtr& detail() const { return detail_; }

 Q_SIGNALS:
  /// The details of a call are on the screen.
  void shown(bascule::capture::CallNumber number);
  /// The user wants to find calls by a value that stands in the details.
  void valueWished(const bascule::ui::FoundValue& value, bascule::ui::ValueWish wish);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QWidget* makeRaw();
  void take(capture::CallNumber number, const CallDetailPtr& detail);
  void missing(capture::CallNumber number, const Error& error);
  void fill();
  bool isBehind() const;
  void fillRaw();
  std::vector<Button*> addChoices(QHBoxLayout& bar, const std::array<RawChoice, 2>& choices, QWidget* page);
  bool wantsFrames() const { return rawWays_[1]->isChecked(); }
  void refreshOpenCall(const std::vector<std::uint32_t>& rows);
  void updateTabWords();

  const Look& look_;
  const Traffic& traffic_;
  RecordReader& reader_;
  capture::CallNumber number_ = 0;
  CallDetailPtr detail_;
  DetailTabs* tabs_;
  CallTitle* title_;
  QStackedWidget* stack_;
  FindBar* finder_;
  EmptyState* empty_;
  SheetView* overview_;
  MessagesPage* messages_;
  SheetView* translation_;
  SheetView* error_;
  TimingPage* timing_;
  QWidget* rawPage_ = nullptr;
  SheetView* raw_ = nullptr;
  std::vector<Button*> rawLegs_;
  std::vector<Button*> rawWays_;
  class Remark* rawRemark_ = nullptr;
  QTimer again_;    ///< an open call is read again at most this often
  int misses_ = 0;  ///< times the selected call was not, or not whole, in the file yet
};

}  // namespace bascule::ui
