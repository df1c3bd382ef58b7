// SPDX-License-Identifier: GPL-3.0-or-later
// The window's actions as a table: words, shortcut, tool tip, menu. Walked by a test. Pure data.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace bascule::ui {

enum class ActionId : std::uint8_t {
  OpenSession,
  OpenSample,
  OpenRecent,
  SaveSessionAs,
  ExportJsonLines,
  ExportHar,
  ExportMenu,
  CloseSession,
  Leftovers,
  Quit,
  ToggleBridge,
  ToggleRecording,
  ApplySettings,
  SaveSettings,
  CopyCommandLine,
  AddSchemaFiles,
  AddSchemaFolder,
  ReadSchemas,
  CopyAs,
  Resend,
  EditResend,
  RememberCall,
  CompareCall,
  MarkCalls,
  NextMark,
  PreviousMark,
  CommentCalls,
  ColourCalls,
  ReadFieldAs,
  NameField,
  SaveReadings,
  FocusFilter,
  ClearFilter,
  SaveFilter,
  SavedFilters,
  OnlyThisValue,
  NotThisValue,
  FindInCall,
  NextCall,
  PreviousCall,
  GoToCall,
  FollowNewest,
  SortMenu,
  Columns,
  TimeClock,
  TimeSinceStart,
  TimeDelta,
  GroupNone,
  GroupService,
  GroupClient,
  GroupStatus,
  ViewTraffic,
  ViewStatistics,
  ViewSchemas,
  ViewBridge,
  TimeLine,
  TabOverview,
  TabMessages,
  TabTranslation,
  TabError,
  TabTiming,
  TabRaw,
  ThemeSystem,
  ThemeLight,
  ThemeDark,
  SingleKeys,
  Larger,
  Smaller,
  NormalSize,
  Palette,
  Shortcuts,
};

enum class MenuId : std::uint8_t { None, File, Bridge, Call, Go, View };

struct ActionText {
  ActionId id;
  MenuId menu;
  std::string_view text;
  std::string_view shortcut;  ///< portable text of QKeySequence; several with "; " between
  std::string_view tip;
};

/// Every action, in menu order.
std::span<const ActionText> actionTexts();
/// Keys that work where the focus is and are no actions: the key, where it works and what it does.
struct KeyText {
  std::string_view key;
  std::string_view text;
};
std::span<const KeyText> keyTexts();
/// Title of a menu.
std::string_view menuText(MenuId menu);

}  // namespace bascule::ui
