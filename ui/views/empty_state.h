// SPDX-License-Identifier: GPL-3.0-or-later
// `EmptyState`: what stands where calls would be, and what to do next: a headline, a sentence, commands to
// copy, one button. Thread: GUI.
#pragma once

#include <QWidget>
#include <vector>

#include "ui/views/button.h"
#include "ui/views/remark.h"

class QLineEdit;
class QVBoxLayout;

namespace bascule::ui {

class EmptyState final : public QWidget {
  Q_OBJECT
 public:
  struct Command {
    QString tool;  ///< `curl`
    QString line;  ///< selectable, copied whole by its button
    friend bool operator==(const Command&, const Command&) = default;
  };
  struct Content {
    QString headline;
    QString sentence;
    std::vector<Command> commands;
    QString action;  ///< words of the button; empty: none
    friend bool operator==(const Content&, const Content&) = default;
  };

  explicit EmptyState(const Look& look, QWidget* parent = nullptr);
  void setContent(const Content& content);
  const Content& content() const { return content_; }

 Q_SIGNALS:
  void actionClicked();

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void addCommand(const Command& command);

  const Look& look_;
  Content content_;
  Remark* headline_;
  Remark* sentence_;
  QVBoxLayout* commands_;
  Button* action_ = nullptr;
  QVBoxLayout* column_;
};

}  // namespace bascule::ui
