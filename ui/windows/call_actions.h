// SPDX-License-Identifier: GPL-3.0-or-later
// `CallActions`: what one does with the selected call: copy it as a command or a program, send it again,
// compare it with another one. Owns the dialogs for it. Thread: GUI.
#pragma once

#include <QObject>
#include <QPointer>
#include <QTimer>
#include <functional>
#include <utility>

#include "ui/models/record_reader.h"
#include "ui/models/traffic.h"
#include "ui/text/action_text.h"
#include "ui/views/notice_bar.h"

namespace bascule::ui {

class CallActions final : public QObject {
  Q_OBJECT
 public:
  /// Sends a call through the running bridge; an error says why that is not possible.
  using Sender = std::function<Result<void>(const exporting::CallToSend&)>;

  CallActions(const Look& look, const Traffic& traffic, RecordReader& reader, Sender sender, QWidget* window);

  /// Does `id` for `call`; false if it is not one of these actions.
  bool act(ActionId id, capture::CallNumber call);
  /// The call that others are compared with; 0: none.
  capture::CallNumber remembered() const { return remembered_; }
  void compare(capture::CallNumber left, capture::CallNumber right);
  /// Rows have changed: has a call that was sent again been answered?
  void lookForAnswer();
  /// A call that was sent did not reach the bridge.
  void sendFailed(const Error& error);

 Q_SIGNALS:
  void said(const QString& sentence, bascule::ui::Tone tone);
  /// What the bar below the top bar shall offer; an empty sentence: nothing any more.
  void offered(const QString& sentence, const std::vector<bascule::ui::NoticeBar::Choice>& choices);
  /// The user wants to see this call.
  void callWanted(bascule::capture::CallNumber number);

 private:
  void copyAs(capture::CallNumber call);
  void resend(capture::CallNumber call, bool edit);
  void editAndSend(capture::CallNumber call, const ReadRequestPtr& request);
  void send(capture::CallNumber original, const exporting::CallToSend& call);
  bool isBehind(capture::CallNumber call, const ReadRequest& read) const;
  void withRequest(capture::CallNumber call, std::function<void(const ReadRequestPtr&)> use);
  void showComparison(capture::CallNumber left, capture::CallNumber right, const Sheet& sheet);
  void offerComparison(capture::CallNumber again);

  const Look& look_;
  const Traffic& traffic_;
  RecordReader& reader_;
  Sender sender_;
  QWidget* window_;
  capture::CallNumber remembered_ = 0;
  std::pair<capture::CallNumber, capture::CallNumber> compared_;  ///< asked for last
  int triesLeft_ = 0;
  QTimer again_;
  struct Sent {
    capture::CallNumber original = 0;  ///< 0: nothing is awaited
    capture::CallNumber after = 0;     ///< the newest call when it was sent
    std::string method;
  } sent_;
};

}  // namespace bascule::ui
