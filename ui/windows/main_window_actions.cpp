// SPDX-License-Identifier: GPL-3.0-or-later
// What the window's actions do.
#include <QActionGroup>
#include <QFileDialog>
#include <QInputDialog>
#include <QMenu>
#include <QTemporaryDir>
#include <array>

#include "ui/text/display.h"
#include "ui/text/words.h"
#include "ui/views/time_line.h"
#include "ui/windows/bridge_words.h"
#include "ui/windows/command_palette.h"
#include "ui/windows/export_dialog.h"
#include "ui/windows/main_window.h"
#include "ui/windows/shortcut_sheet.h"
#include "ui/windows/start_page.h"

// Outside of any namespace, as the macro wants it: a static library's resources are not there by themselves.
static void initSample() { Q_INIT_RESOURCE(sample); }

namespace bascule::ui {
namespace {

std::filesystem::path pathOf(const QString& file) { return std::filesystem::path(file.toStdU16String()); }

}  // namespace

void MainWindow::buildActions() {
  for (const ActionText& text : actionTexts()) {
    auto* action = new QAction(Words::of(text.text), this);
    action->setShortcuts(QKeySequence::listFromString(asQString(text.shortcut), QKeySequence::PortableText));
    action->setToolTip(Words::of(text.tip));
    action->setStatusTip(Words::of(text.tip));
    action->setProperty(kEnglishName, asQString(text.text));  // what the documentation calls it
    connect(action, &QAction::triggered, this, [this, id = text.id] { act(id); });
    addAction(action);
    actions_.emplace(text.id, action);
  }
}

QMenu* MainWindow::makeMenu(QWidget* parent) {
  auto* menu = new QMenu(parent);
  for (const MenuId id : {MenuId::File, MenuId::Bridge, MenuId::Call, MenuId::Go, MenuId::View}) {
    QMenu* part = menu->addMenu(Words::of(menuText(id)));
    for (const ActionText& text : actionTexts()) {
      if (text.menu != id) continue;
      if (text.id == ActionId::ThemeSystem || text.id == ActionId::Quit || text.id == ActionId::Larger ||
          text.id == ActionId::TabOverview || text.id == ActionId::NextCall)
        part->addSeparator();
      part->addAction(action(text.id));
    }
  }
  return menu;
}

void MainWindow::act(ActionId id) {
  if (actOnView(id) || actOnPages(id)) return;
  if (calls_->act(id, table_->selectedCall())) return;
  const auto shown = [this] {
    std::vector<capture::CallNumber> out;
    for (int row = 0; row < model_.rowCount(); ++row) out.push_back(model_.call(row).number);
    return out;
  };
  if (notes_->act(id, table_->selectedCalls(), shown)) return;
  if (readings_->act(id)) return;
  switch (id) {
    case ActionId::OpenSession:
      return chooseSession();
    case ActionId::OpenRecent:
      return chooseRecent();
    case ActionId::OpenSample:
      return openSample();
    case ActionId::SaveSessionAs:
      return chooseSaveAs();
    case ActionId::ExportMenu:
    case ActionId::ExportJsonLines:
      return chooseExport(exporting::Format::JsonLines);
    case ActionId::ExportHar:
      return chooseExport(exporting::Format::Har);
    case ActionId::CloseSession:
      return closeSession();
    case ActionId::Leftovers:
      return chooseLeftover();
    case ActionId::Quit:
      close();
      return;
    case ActionId::ToggleBridge:
      return toggleBridge();
    case ActionId::ToggleRecording:
      return toggleRecording();
    case ActionId::FocusFilter:
      topBar_->filter().setFocus(Qt::ShortcutFocusReason);
      topBar_->filter().selectAll();
      return;
    case ActionId::ClearFilter:
      return clearFilter();
    case ActionId::NextCall:
      return table_->step(1);
    case ActionId::PreviousCall:
      return table_->step(-1);
    case ActionId::GoToCall:
      return goToCall();
    case ActionId::FollowNewest:
      return table_->setFollowing(!table_->following());
    case ActionId::SortMenu:
      return chooseSorting(table_->mapToGlobal(QPoint(8, 28)));
    case ActionId::Shortcuts:
      return ShortcutSheet(*look_, this).showAndWait();
    default:
      detail_->setTab(static_cast<Tab>(static_cast<int>(id) - static_cast<int>(ActionId::TabOverview)));
  }
}

void MainWindow::startBridge() {
  if (!services_.startBridge) return;
  if (pages_->currentIndex() == 0) {
    const auto listen = proxy::ListenAddress::parse(start_->listen().toStdString());
    if (!listen) return start_->setProblem(failureSentence(listen.error()));
    services_.config.listen = {*listen};
    const std::string upstream = start_->upstream().toStdString();
    if (upstream != services_.config.upstream) services_.config.routes.clear();
    services_.config.upstream = upstream;
    if (services_.config.upstream.empty())
      return start_->setProblem(Words::tr("Say where the server is, for example http://localhost:8081."));
  }
  startWithConfig();
}

void MainWindow::startWithConfig() {
  const auto started = services_.startBridge(services_.config);
  start_->setProblem({});
  addressNotice_->setNotice({});
  bridgeChanged();
  if (!started) startFailed(started.error());
}

void MainWindow::toggleBridge() {
  if (!openedFile_.empty()) return;
  if (!running()) {
    startBridge();
    return;
  }
  if (services_.stopBridge) services_.stopBridge();
  bridgeChanged();
}

void MainWindow::toggleRecording() {
  if (!services_.setRecording) return;
  services_.recording = services_.setRecording(!services_.recording);
  updateState();
}

void MainWindow::playDemo() {
  if (!services_.playDemo) return;
  const auto started = services_.playDemo();
  bridgeChanged();
  if (!started) startFailed(started.error());
}

// A copy, because what one notes about its calls is written into the file.
void MainWindow::openSample() {
  initSample();
  if (!sampleFolder_) sampleFolder_ = std::make_unique<QTemporaryDir>();
  const QString file = sampleFolder_->filePath(QStringLiteral("sample.bascule"));
  QFile::remove(file);
  if (!sampleFolder_->isValid() || !QFile::copy(QStringLiteral(":/bascule/sample/sample.bascule"), file))
    return say(Words::tr("The sample cannot be written to %1.").arg(QDir::tempPath()), Tone::Error);
  QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner);
  openSession(pathOf(file));
}

void MainWindow::chooseSession() {
  const QString file = QFileDialog::getOpenFileName(this, Words::tr("Open session"), {},
                                                    Words::tr("Sessions (*.bascule);;All files (*)"));
  if (!file.isEmpty()) openSession(pathOf(file));
}

void MainWindow::chooseSaveAs(const std::filesystem::path& from) {
  QString file =
      QFileDialog::getSaveFileName(this, Words::tr("Save session as"), QStringLiteral("session.bascule"),
                                   Words::tr("Sessions (*.bascule)"));
  if (file.isEmpty()) return;
  if (!file.contains(QLatin1Char('.'))) file += QLatin1String(".bascule");
  reader_.saveAs(pathOf(file), from);
}

void MainWindow::chooseExport(exporting::Format format) {
  const std::filesystem::path session = openedFile_.empty() ? services_.sessionFile : openedFile_;
  if (traffic_.rows().size() == 0 || session.empty())
    return say(Words::tr("There is no recorded call to export."), Tone::Warning);
  ExportScopes scopes;
  scopes.all = traffic_.rows().size();
  for (int row = 0; row < model_.rowCount(); ++row) {
    const capture::CallNumber number = model_.call(row).number;
    scopes.shown.push_back(number);
    if (const auto* note = traffic_.rows().annotation(number); note != nullptr && note->marked)
      scopes.marked.push_back(number);
  }
  scopes.selected = table_->selectedCalls();
  for (auto* list : {&scopes.shown, &scopes.marked, &scopes.selected}) std::ranges::sort(*list);
  ExportOrder base;
  base.session = session;
  if (openedFile_.empty()) base.schema = schemaInForce();
  auto* dialog = new ExportDialog(*look_, std::move(base), std::move(scopes), this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFormat(format);
  connect(dialog, &QDialog::accepted, this, [this, dialog] { exportTo(dialog->order()); });
  dialog->show();
}

void MainWindow::exportTo(ExportOrder order) {
  const std::string_view suffix = exporting::infoOf(order.format).suffix;
  const QString ending = asQString(suffix);
  const QString file = QFileDialog::getSaveFileName(
      this, Words::tr("Export calls"), QStringLiteral("calls") + ending, QStringLiteral("*%1").arg(ending));
  if (file.isEmpty()) return;
  order.to = pathOf(file);
  export_.start(order);
}

void MainWindow::exportProgress(unsigned done, unsigned all) {
  exportNotice_->setNotice(
      Words::tr("Exporting: %1 of %2 calls", nullptr, Words::form(all)).arg(done).arg(all),
      {{Words::tr("Cancel"), Words::tr("Stop the export; nothing is written"),
        [this] { export_.cancel(); }}});
}

void MainWindow::goToCall() {
  if (traffic_.rows().size() == 0) return;
  bool chosen = false;
  const int last = static_cast<int>(traffic_.rows().row(traffic_.rows().size() - 1).number);
  const int number = QInputDialog::getInt(this, Words::tr("Go to call"), Words::tr("Number of the call:"),
                                          last, 1, last, 1, &chosen);
  if (chosen && !table_->selectCall(static_cast<capture::CallNumber>(number))) {
    say(Words::tr("Call %1 does not pass the filter.").arg(number), Tone::Warning);
  }
}

void MainWindow::chooseSorting(const QPoint& at) {
  QMenu menu;
  addSorting(menu);
  menu.exec(at);
}

void MainWindow::addSorting(QMenu& menu) {
  auto* columns = new QActionGroup(&menu);
  const Sorting now = model_.sorting();
  for (int i = 0; i < kColumnCount; ++i) {
    const auto column = static_cast<Column>(i);
    QAction* entry =
        menu.addAction(column == Column::Number ? Words::tr("Call number") : CallTableModel::title(column),
                       this, [this, column] { model_.setSorting({column, descendsFirst(column)}); });
    entry->setCheckable(true);
    entry->setChecked(model_.sortedSection() == i);
    columns->addAction(entry);
  }
  for (int i = 0; i < static_cast<int>(model_.ownColumns().size()); ++i) {
    QAction* entry =
        menu.addAction(display(model_.key(kColumnCount + i), 60).replace(u'&', QLatin1String("&&")), this,
                       [this, i] { model_.setSorting({Column::Number, false, i}); });
    entry->setCheckable(true);
    entry->setChecked(now.own == i);
    columns->addAction(entry);
  }
  menu.addSeparator();
  QAction* reverse = menu.addAction(Words::tr("Largest or last first"), this, [this, now] {
    model_.setSorting({now.column, !now.descending, now.own});
  });
  reverse->setCheckable(true);
  reverse->setChecked(now.descending);
}

void MainWindow::clearFilter() {
  settings_->remember(topBar_->filter().text());  // so that it can be brought back
  topBar_->filter().clear();
  model_.setFilter(insight::CallFilter());
  chips_->choose(Chip::All);
  timeLine_->choose(0, 0);
  sidebar_->clearChoice();
}

}  // namespace bascule::ui
