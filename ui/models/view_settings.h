// SPDX-License-Identifier: GPL-3.0-or-later
// `ViewSettings`: what the window remembers of how the user wants to look at calls: columns, time, filters,
// theme. The one place that keeps settings; all windows of a program share it. With a file it is read at
// once and written soon after a change; without one it lasts as long as the program (tests). Thread: GUI.
#pragma once

#include <QObject>
#include <QString>
#include <QTimer>
#include <vector>

#include "ui/style/theme.h"

namespace bascule::ui {

/// What the user chose in the View menu.
enum class ThemeChoice : std::uint8_t { System, Light, Dark };

/// How the Time column writes when a call began.
enum class TimeForm : std::uint8_t {
  Clock,       ///< 10:42:07.118
  SinceStart,  ///< seconds since the first call of the session
  Delta,       ///< seconds since the call in the row above
};
inline constexpr int kTimeForms = 3;

/// What calls that stand together in the table have in common.
enum class Grouping : std::uint8_t { None, Service, Client, Status };
inline constexpr int kGroupings = 4;

struct ColumnSetting {
  QString key;    ///< of the filter language: `status`, `header.x-tenant`
  int width = 0;  ///< pixels; 0: by its usual content
  bool shown = true;
  friend bool operator==(const ColumnSetting&, const ColumnSetting&) = default;
};

struct SavedFilter {
  QString name;
  QString expression;
  /// Calls that match are coloured in this tone; Neutral: not.
  Tone tone = Tone::Neutral;
  friend bool operator==(const SavedFilter&, const SavedFilter&) = default;
};

/// Plain value; the defaults are what a new user sees.
struct ViewState {
  std::vector<ColumnSetting> columns;  ///< in the order of the table; empty: as shipped
  TimeForm timeForm = TimeForm::Clock;
  Grouping grouping = Grouping::None;
  ThemeChoice theme = ThemeChoice::System;
  int scalePercent = 100;   ///< of everything in the window, 80 to 200
  bool singleKeys = false;  ///< J, K and Space act in the list instead of starting a filter
  bool timeLine = false;    ///< the strip of calls over time is shown
  std::vector<SavedFilter> filters;
  std::vector<QString> history;   ///< filters used before, the newest first
  std::vector<QString> sessions;  ///< files opened or saved before, the newest first
  std::vector<QString> readings;  ///< of fields without schema, one a line: schema::linesOf()
  friend bool operator==(const ViewState&, const ViewState&) = default;
};
inline constexpr std::size_t kHistoryLimit = 50;
inline constexpr std::size_t kSessionsLimit = 12;
inline constexpr int kLeastScale = 80;
inline constexpr int kLargestScale = 200;

class ViewSettings final : public QObject {
  Q_OBJECT
 public:
  /// `file`: an INI file, made when something is changed; empty: nothing is kept.
  explicit ViewSettings(const QString& file = {}, QObject* parent = nullptr);
  /// Writes what has not been written yet.
  ~ViewSettings() override;

  const ViewState& state() const { return state_; }
  /// Puts `state` in force and announces it, if it is another one.
  void set(ViewState state);
  /// Puts `expression` at the top of the history.
  void remember(const QString& expression);
  /// The same for the file of a session.
  void rememberSession(const QString& file);

 Q_SIGNALS:
  void changed();

 private:
  void load();
  void save();

  QString file_;
  ViewState state_;
  QTimer writing_;  ///< joins the many changes of one drag
};

}  // namespace bascule::ui
