// SPDX-License-Identifier: GPL-3.0-or-later
// `MainWindow`: puts the parts together: top bar, sidebar, table, detail, status line; start page when
// nothing is configured. A live capture, a reopened file and a file another process writes are the same
// thing to it: rows in a store, details from the reader. Owned by main. Thread: GUI.
#pragma once

#include <QMainWindow>
#include <QStackedWidget>
#include <QTimer>
#include <map>
#include <memory>
#include <optional>

#include "ui/models/call_table_model.h"
#include "ui/models/export_task.h"
#include "ui/models/record_reader.h"
#include "ui/models/schema_model.h"
#include "ui/models/sidebar_model.h"
#include "ui/style/system_scheme.h"
#include "ui/text/action_text.h"
#include "ui/views/call_table_view.h"
#include "ui/views/chip_bar.h"
#include "ui/views/detail_pane.h"
#include "ui/views/notice_bar.h"
#include "ui/views/sidebar_view.h"
#include "ui/views/status_line.h"
#include "ui/views/top_bar.h"
#include "ui/windows/call_actions.h"
#include "ui/windows/call_notes.h"
#include "ui/windows/field_readings.h"
#include "ui/windows/services.h"

class QTemporaryDir;

namespace bascule::ui {

class BridgePage;
class BridgeSettings;
class SchemasPage;
class StartPage;
class StatisticsPage;
class TimeLine;

class MainWindow final : public QMainWindow {
  Q_OBJECT
 public:
  explicit MainWindow(Services services, QWidget* parent = nullptr);
  ~MainWindow() override;

  void setThemeChoice(ThemeChoice choice);
  Look& look() { return *look_; }
  DetailPane& detail() { return *detail_; }
  CallTableView& table() { return *table_; }
  TopBar& topBar() { return *topBar_; }
  NoticeBar& leftoverNotice() { return *leftoverNotice_; }
  NoticeBar& addressNotice() { return *addressNotice_; }
  NoticeBar& resendNotice() { return *resendNotice_; }
  CallActions& calls() { return *calls_; }
  CallNotes& notes() { return *notes_; }
  FieldReadings& readings() { return *readings_; }
  NoticeBar& configNotice() { return *configNotice_; }
  NoticeBar& searchNotice() { return *searchNotice_; }
  ChipBar& chips() { return *chips_; }
  ViewSettings& settings() { return *settings_; }
  StatisticsPage& statistics() { return *statistics_; }
  SchemasPage& schemas() { return *schemas_; }
  BridgePage& bridgePage() { return *bridgePage_; }
  BridgeSettings& bridgeSettings() { return *bridgeSettings_; }
  NoticeBar& pageNotice() { return *pageNotice_; }
  TimeLine& timeLine() { return *timeLine_; }
  SidebarView& sidebar() { return *sidebar_; }
  const Traffic& traffic() const { return traffic_; }
  QAction* action(ActionId id) const { return actions_.at(id); }

 public Q_SLOTS:
  /// Rows of the live capture or of the file that is followed.
  void applyRows(const bascule::capture::RowBatch& batch);
  /// The bridge's state, the server's state or the schema changed (any thread may queue this).
  void bridgeChanged();
  /// Start begins from `config` from now on: the configuration file was read again.
  void configChanged(const bascule::proxy::BridgeConfig& config);
  /// The configuration file was read again; `problem` is what is wrong with it, empty if nothing is.
  void configRead(const std::string& problem);
  /// A new live capture begins: the window forgets what it showed. `unsaved`: the file is in the cache
  /// folder.
  void captureStarted(const std::filesystem::path& sessionFile, bool unsaved);
  /// Shows a recorded session, and goes on showing it while another process writes it.
  void openSession(const std::filesystem::path& file);
  /// The first in this window, the others in windows of their own.
  void openSessions(const std::vector<std::filesystem::path>& files);
  void closeSession();
  /// A call that was sent again did not reach the bridge.
  void sendFailed(const bascule::Error& error) { calls_->sendFailed(error); }
  /// The bridge that was asked for on the command line could not start.
  void startFailed(const bascule::Error& error);

 protected:
  void changeEvent(QEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void closeEvent(QCloseEvent* event) override;

 private:
  void buildParts();
  void buildActions();
  void connectParts();
  void connectReader();
  QWidget* makeTraffic();
  QMenu* makeMenu(QWidget* parent);
  void act(ActionId id);

  void startBridge();
  void startWithConfig();
  void toggleBridge();
  void toggleRecording();
  void playDemo();
  void chooseSession();
  void openSample();
  void rememberSession(const std::filesystem::path& file);
  std::vector<std::filesystem::path> recentSessions() const;
  void chooseRecent();
  void chooseSaveAs(const std::filesystem::path& from = {});
  void chooseExport(exporting::Format format);
  void exportTo(ExportOrder order);
  void exportProgress(unsigned done, unsigned all);
  void goToCall();
  void chooseSorting(const QPoint& at);
  void addSorting(QMenu& menu);
  void clearFilter();
  void applyTheme();

  // How the user looks at the calls: main_window_view.cpp.
  bool actOnView(ActionId id);
  void connectView();
  void takeSettings();
  template <typename Change>
  void change(Change change);
  void readNames();
  void updateCount();
  void searchProgress(int generation, std::size_t looked, std::size_t all);
  void stopSearch();
  void narrowByCell(const QModelIndex& cell, bool exclude);
  void cellMenu(const QModelIndex& cell, const QPoint& at);
  void headerMenu(int section, const QPoint& at);
  void saveFilter(std::optional<std::size_t> index);
  void savedMenu(std::size_t index, const QPoint& at);
  void chooseSaved();
  void choosePalette();
  void wish(const FoundValue& value, ValueWish wish);
  void scaleTo(int percent);

  // Pages about the bridge: main_window_pages.cpp.
  bool actOnPages(ActionId id);
  void connectPages();
  void connectSettings();
  void updatePages(const std::optional<proxy::BridgeStats>& stats);
  void chooseSchemaFiles();
  void chooseSchemaFolder();
  void addSchemas(const std::vector<std::string>& paths);
  void removeSchema(int row);
  void takeSchemas(const schema::LoadedSources& sources, bool asked);
  schema::SchemaPtr schemaInForce() const;
  bool takesAsSchema(const std::filesystem::path& file) const;

  // What the bars below the top bar offer: main_window_offers.cpp.
  void connectOffers();
  void findLeftovers();
  void updateOffers();
  void chooseLeftover();
  void saveLeftover(const std::filesystem::path& file);
  void discardLeftover(const std::filesystem::path& file);
  void afterSaving(const std::filesystem::path& from, const std::filesystem::path& to, const Error& error);
  void offerAddress(const Error& error, const proxy::ListenAddress& other);
  std::vector<NoticeBar::Choice> choicesFor(const LeftoverSession& session);

  void say(const QString& sentence, Tone tone);

  void updateState();
  void updateEmptyState();
  void updateStatusLine();
  bool running() const;
  bool nothingToShow() const;

  Services services_;
  std::shared_ptr<ViewSettings> settings_;
  insight::SeenNames seen_;  ///< in the session's newest calls
  int searchShown_ = -1;     ///< generation of the search that has a bar; -1: none
  int searchHidden_ = -1;    ///< generation of the search whose bar was closed
  int searchPercent_ = 0;
  SystemScheme scheme_;
  std::shared_ptr<Look> look_;
  ThemeChoice themeChoice_ = ThemeChoice::System;
  Traffic traffic_;
  CallTableModel model_;
  SidebarModel sidebarModel_;
  SchemaModel schemaModel_;
  schema::SchemaPtr opened_;    ///< what the session that is open is decoded with; null: none is open
  schema::SchemaPtr recorded_;  ///< the part of it that the session brings along; may be null
  schema::SchemaPtr named_;     ///< of the sources on the page of schemas; null: not read yet
  RecordReader reader_{this};
  ExportTask export_{this};
  std::shared_ptr<RowInbox> fileRows_;  ///< rows of an opened session
  std::filesystem::path openedFile_;    ///< empty: live
  bool unsaved_ = true;
  bool pageWanted_ = false;  ///< a page about the bridge is shown, whether there are calls or not
  bool hadCapture_ = false;  ///< a bridge ran or a session was open: no start page any more
  std::unique_ptr<QTemporaryDir> sampleFolder_;  ///< a copy of the sample lies here while the window lives
  std::map<ActionId, QAction*> actions_;

  QStackedWidget* pages_ = nullptr;
  StartPage* start_ = nullptr;
  TopBar* topBar_ = nullptr;
  NoticeBar* addressNotice_ = nullptr;
  NoticeBar* configNotice_ = nullptr;
  NoticeBar* resendNotice_ = nullptr;
  NoticeBar* exportNotice_ = nullptr;
  CallActions* calls_ = nullptr;
  CallNotes* notes_ = nullptr;
  FieldReadings* readings_ = nullptr;
  NoticeBar* leftoverNotice_ = nullptr;
  NoticeBar* searchNotice_ = nullptr;
  NoticeBar* pageNotice_ = nullptr;  ///< about what was changed on the page of schemas or of the bridge
  std::vector<LeftoverSession> leftovers_;
  bool leftoversLater_ = false;  ///< the user closed the bar
  Remark* filterProblem_ = nullptr;
  SidebarView* sidebar_ = nullptr;
  ChipBar* chips_ = nullptr;
  QStackedWidget* views_ = nullptr;  ///< by View
  StatisticsPage* statistics_ = nullptr;
  SchemasPage* schemas_ = nullptr;
  BridgePage* bridgePage_ = nullptr;
  BridgeSettings* bridgeSettings_ = nullptr;
  TimeLine* timeLine_ = nullptr;
  QStackedWidget* tableArea_ = nullptr;
  CallTableView* table_ = nullptr;
  EmptyState* empty_ = nullptr;
  DetailPane* detail_ = nullptr;
  StatusLine* status_ = nullptr;
  QTimer pulse_;    ///< refreshes rates and states
  QTimer message_;  ///< takes a passing sentence away again
};

}  // namespace bascule::ui
