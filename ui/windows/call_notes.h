// SPDX-License-Identifier: GPL-3.0-or-later
// `CallNotes`: marks, colours and comments of the selected calls, kept in the session's file; and stepping
// through the marked calls. Thread: GUI.
#pragma once

#include <QObject>
#include <deque>
#include <functional>

#include "ui/models/record_reader.h"
#include "ui/models/traffic.h"
#include "ui/style/theme.h"
#include "ui/text/action_text.h"

namespace bascule::ui {

class CallNotes final : public QObject {
  Q_OBJECT
 public:
  CallNotes(Traffic& traffic, RecordReader& reader, QWidget* window);

  /// Does `id` for `calls`, the selected ones; false if it is not one of these actions. `order`: the calls of
  /// the table from top to bottom, asked for where one steps.
  bool act(ActionId id, const std::vector<capture::CallNumber>& calls,
           const std::function<std::vector<capture::CallNumber>()>& order);
  void setComment(const std::vector<capture::CallNumber>& calls, const std::string& comment);
  void setColour(const std::vector<capture::CallNumber>& calls, std::uint8_t colour);

 Q_SIGNALS:
  void said(const QString& sentence, bascule::ui::Tone tone);
  void callWanted(bascule::capture::CallNumber number);

 private:
  template <typename Change>
  void change(const std::vector<capture::CallNumber>& calls, Change change);
  void show(const std::vector<capture::AnnotatedCall>& calls);
  capture::Annotation noteOf(capture::CallNumber call) const;
  void toggleMark(const std::vector<capture::CallNumber>& calls);
  void askComment(const std::vector<capture::CallNumber>& calls);
  void chooseColour(const std::vector<capture::CallNumber>& calls);
  void step(const std::vector<capture::CallNumber>& order, capture::CallNumber from, bool back);

  Traffic& traffic_;
  RecordReader& reader_;
  QWidget* window_;
  std::deque<std::vector<capture::AnnotatedCall>> writing_;  ///< what was noted before each change on its way
};

}  // namespace bascule::ui
