// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/action_text.h"

#include <array>

namespace bascule::ui {
namespace {

constexpr auto kActions = std::to_array<ActionText>({
    {ActionId::OpenSession, MenuId::File, "Open session…", "Ctrl+O", "Open a recorded session"},
    {ActionId::SaveSessionAs, MenuId::File, "Save session as…", "Ctrl+S; Ctrl+Shift+S",
     "Save everything recorded so far into one file"},
    {ActionId::ExportJsonLines, MenuId::File, "Export as JSON lines…", "Ctrl+Shift+J",
     "Write the calls in the table, one JSON object a line"},
    {ActionId::ExportHar, MenuId::File, "Export as HAR…", "Ctrl+Shift+H",
     "Write the calls in the table as an HTTP archive"},
    {ActionId::ExportMenu, MenuId::None, "Export", "Ctrl+Shift+E", "Export the calls in the table"},
    {ActionId::CloseSession, MenuId::File, "Close session", "Ctrl+W", "Close the session that is open"},
    {ActionId::Leftovers, MenuId::File, "Unsaved sessions…", "Ctrl+Shift+U",
     "Open, save or discard what earlier runs left unsaved"},
    {ActionId::Quit, MenuId::File, "Quit", "Ctrl+Q", "Stop the bridge and quit"},
    {ActionId::ToggleBridge, MenuId::Bridge, "Start or stop the bridge", "Ctrl+E",
     "Start or stop the bridge"},
    {ActionId::ToggleRecording, MenuId::Bridge, "Pause or resume recording", "Ctrl+R",
     "Pause or resume recording; the bridge keeps running"},
    {ActionId::FocusFilter, MenuId::Go, "Filter calls", "Ctrl+L", "Go to the filter field"},
    {ActionId::ClearFilter, MenuId::Go, "Clear filter", "Ctrl+Shift+L", "Show all calls again"},
    {ActionId::SaveFilter, MenuId::Go, "Save this filter…", "Ctrl+Alt+F",
     "Give the filter a name and a chip, and a colour to the calls that match"},
    {ActionId::SavedFilters, MenuId::Go, "Saved filters…", "Ctrl+Alt+L",
     "Choose, change or delete a saved filter"},
    {ActionId::OnlyThisValue, MenuId::Go, "Only calls with this value", "Ctrl+Alt+V",
     "Narrow the filter by the cell that is chosen in the list"},
    {ActionId::NotThisValue, MenuId::Go, "Without calls with this value", "Ctrl+Alt+N",
     "Leave out what has the value of the cell that is chosen in the list"},
    {ActionId::FindInCall, MenuId::Go, "Find in this call…", "Ctrl+F",
     "Find text in the tab that is shown; nothing is filtered"},
    {ActionId::NextCall, MenuId::Go, "Next call", "F8", "Select the next call"},
    {ActionId::PreviousCall, MenuId::Go, "Previous call", "F7", "Select the previous call"},
    {ActionId::GoToCall, MenuId::Go, "Go to call…", "Ctrl+G", "Select a call by its number"},
    {ActionId::FollowNewest, MenuId::Go, "Follow newest", "Ctrl+Shift+F", "Keep the newest call in view"},
    {ActionId::SortMenu, MenuId::Go, "Sort calls…", "Ctrl+Alt+S",
     "Choose the column by which the calls are sorted"},
    {ActionId::Columns, MenuId::View, "Columns…", "Ctrl+Alt+K",
     "Choose the columns of the list, their order and columns of your own"},
    {ActionId::TimeClock, MenuId::View, "Time as clock", "Ctrl+Alt+4", "Show when each call began"},
    {ActionId::TimeSinceStart, MenuId::View, "Time since the start", "Ctrl+Alt+5",
     "Show the seconds since the first call of the session"},
    {ActionId::TimeDelta, MenuId::View, "Time since the call above", "Ctrl+Alt+6",
     "Show the seconds since the call in the row above"},
    {ActionId::GroupNone, MenuId::View, "No groups", "Ctrl+Shift+0", "The list of calls in one piece"},
    {ActionId::GroupService, MenuId::View, "Group by service", "Ctrl+Shift+1",
     "Calls of one service stand together in the list"},
    {ActionId::GroupClient, MenuId::View, "Group by client", "Ctrl+Shift+2",
     "Calls of one client stand together in the list"},
    {ActionId::GroupStatus, MenuId::View, "Group by status", "Ctrl+Shift+3",
     "Calls that ended in the same way stand together in the list"},
    {ActionId::ViewTraffic, MenuId::View, "Traffic", "Ctrl+1", "The list of calls"},
    {ActionId::ViewStatistics, MenuId::View, "Statistics", "Ctrl+2",
     "Counts, rates, errors and durations per method and client"},
    {ActionId::TimeLine, MenuId::View, "Time line", "Ctrl+Shift+T",
     "Show or hide the strip of calls over time"},
    {ActionId::TabOverview, MenuId::View, "Overview", "Alt+1", "All facts of the call"},
    {ActionId::TabMessages, MenuId::View, "Messages", "Alt+2", "Every message, decoded"},
    {ActionId::TabTranslation, MenuId::View, "Translation", "Alt+3", "Both legs side by side"},
    {ActionId::TabError, MenuId::View, "Error", "Alt+4", "The failure in three protocols"},
    {ActionId::TabTiming, MenuId::View, "Timing", "Alt+5", "Where the time went"},
    {ActionId::TabRaw, MenuId::View, "Raw", "Alt+6", "Heads and bytes as they were on the wire"},
    {ActionId::ThemeSystem, MenuId::View, "Colours of the desktop", "Ctrl+Alt+0",
     "Light or dark as the desktop is"},
    {ActionId::ThemeLight, MenuId::View, "Light colours", "Ctrl+Alt+1", "Light colours"},
    {ActionId::ThemeDark, MenuId::View, "Dark colours", "Ctrl+Alt+2", "Dark colours"},
    {ActionId::Larger, MenuId::View, "Larger", "Ctrl++; Ctrl+=", "Everything in the window a tenth larger"},
    {ActionId::Smaller, MenuId::View, "Smaller", "Ctrl+-", "Everything in the window a tenth smaller"},
    {ActionId::NormalSize, MenuId::View, "Normal size", "Ctrl+0",
     "Everything in the window as large as at first"},
    {ActionId::Palette, MenuId::View, "Commands…", "Ctrl+Shift+P", "Find a command by its words"},
    {ActionId::Shortcuts, MenuId::View, "Keyboard shortcuts", "F1; Ctrl+?", "All keys of this window"},
});

constexpr auto kKeys = std::to_array<KeyText>({
    {"F10", "Open the menu"},
    {"J, K", "In the list of calls: next and previous call"},
    {"Space", "In the list of calls: follow the newest, or stop following"},
    {"Letters", "In the list of calls: start a filter"},
    {"Esc", "In the list of calls: let go of the call, then clear the filter"},
    {"Return, Esc", "In the filter: back to the list of calls"},
    {"Alt+PgUp", "In the JSON of a large message: previous page"},
    {"Alt+PgDown", "In the JSON of a large message: next page"},
    {"Ctrl+C", "In the list of calls and the tabs of a call: copy the selected lines"},
    {"Shift+Up, Shift+Down", "In the list of calls: select several calls"},
    {"Ctrl+A", "In the list of calls: select all"},
    {"Left, Right", "In the list of calls: choose a cell of the call"},
    {"Left, Right, Shift", "In the time line: move the span, with Shift stretch it; Esc lets go"},
    {"Shift+F10, Menu", "In the list of calls: what can be done with the cell"},
    {"Tab, Return", "In the filter: take the marked offer"},
    {"Ctrl+Space", "In the filter: offer what can be typed here"},
    {"Down, Alt+Down", "In the filter: filters used before"},
});

constexpr std::array<std::string_view, 5> kMenus = {"", "File", "Bridge", "Go", "View"};

}  // namespace

std::span<const ActionText> actionTexts() { return kActions; }
std::span<const KeyText> keyTexts() { return kKeys; }
std::string_view menuText(MenuId menu) { return kMenus[static_cast<std::size_t>(menu)]; }

}  // namespace bascule::ui
