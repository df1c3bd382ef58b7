// SPDX-License-Identifier: GPL-3.0-or-later
// What the pages about the bridge do: sources of the schema are added, removed and read again; settings are
// put in force.
#include <QFileDialog>

#include "ui/text/display.h"
#include "ui/views/bridge_page.h"
#include "ui/views/schemas_page.h"
#include "ui/windows/bridge_settings.h"
#include "ui/windows/bridge_words.h"
#include "ui/windows/main_window.h"

namespace bascule::ui {

bool MainWindow::actOnPages(ActionId id) {
  switch (id) {
    case ActionId::ApplySettings:
      // Where one does not see what is applied it is shown first.
      if (views_->currentWidget() == bridgePage_)
        bridgeSettings_->apply();
      else
        sidebar_->choose(View::Bridge);
      return true;
    case ActionId::SaveSettings:
      bridgeSettings_->save();
      return true;
    case ActionId::CopyCommandLine:
      bridgeSettings_->copyCommandLine();
      return true;
    case ActionId::AddSchemaFiles:
      chooseSchemaFiles();
      return true;
    case ActionId::AddSchemaFolder:
      chooseSchemaFolder();
      return true;
    case ActionId::ReadSchemas:
      if (!schemaModel_.spec().paths.empty()) schemaModel_.read();
      if (services_.refreshSchema) services_.refreshSchema();
      return true;
    default:
      return false;
  }
}

void MainWindow::connectPages() {
  connectSettings();
  schemaModel_.setSpec({services_.config.schemaPaths, services_.config.protoPaths});
  connect(&schemaModel_, &SchemaModel::loaded, this, &MainWindow::takeSchemas);
  connect(&reader_, &RecordReader::schemaKnown, this,
          [this](const schema::SchemaPtr& schema, const schema::SchemaPtr& own) {
            opened_ = schema;
            recorded_ = own;
            updateState();
          });
  connect(schemas_, &SchemasPage::addFilesWanted, this, &MainWindow::chooseSchemaFiles);
  connect(schemas_, &SchemasPage::addFolderWanted, this, &MainWindow::chooseSchemaFolder);
  connect(schemas_, &SchemasPage::readWanted, action(ActionId::ReadSchemas), &QAction::trigger);
  connect(schemas_, &SchemasPage::removeWanted, this, &MainWindow::removeSchema);
  connect(schemas_, &SchemasPage::pathCopied, this, [this](const QString& path) {
    say(schemaWords(SchemaWord::Copied).arg(display(path.toStdString())), Tone::Ok);
  });
  connect(schemas_, &SchemasPage::termChosen, this, [this](const std::string& term) {
    topBar_->filter().narrow(term, false);
    sidebar_->choose(View::Traffic);
  });
}

void MainWindow::connectSettings() {
  bridgeSettings_ = new BridgeSettings(services_, *bridgePage_, this);
  connect(bridgeSettings_, &BridgeSettings::said, this, &MainWindow::say);
  connect(bridgeSettings_, &BridgeSettings::startWanted, this, &MainWindow::startWithConfig);
  connect(bridgeSettings_, &BridgeSettings::applied, this, [this](const QString& sentence) {
    pageNotice_->setNotice(sentence);
    bridgeChanged();
  });
  connect(bridgePage_, &BridgePage::stopClicked, this, &MainWindow::toggleBridge);
}

void MainWindow::configChanged(const proxy::BridgeConfig& config) {
  services_.config = config;
  const schema::SourceSpec spec{config.schemaPaths, config.protoPaths};
  if (spec != schemaModel_.spec()) {
    schemaModel_.setSpec(spec);
    if (named_) schemaModel_.readOnce();
  }
}

void MainWindow::updatePages(const std::optional<proxy::BridgeStats>& stats) {
  std::vector<ToldSource> told;
  if (!openedFile_.empty() && recorded_ && !recorded_->empty())
    told = {sessionSource(openedFile_, recorded_->methods().size())};
  else if (openedFile_.empty() && stats)
    told = serverSources(*stats);
  schemaModel_.setTold(std::move(told), stats ? stats->schemaConflicts : std::vector<std::string>());
  schemas_->setSchema(schemaInForce());
  bridgeSettings_->refresh();
  sidebarModel_.setCount(View::Schemas, static_cast<std::uint64_t>(schemaModel_.rowCount()));
}

/// The session's, the bridge's, or without either that of the sources on the page; may be null.
schema::SchemaPtr MainWindow::schemaInForce() const {
  if (!openedFile_.empty()) return opened_ ? opened_ : named_;
  schema::SchemaPtr live = services_.schema ? services_.schema() : nullptr;
  return live ? live : named_;
}

void MainWindow::chooseSchemaFiles() {
  const QStringList files = QFileDialog::getOpenFileNames(this, schemaWords(SchemaWord::ChooseFiles), {},
                                                          schemaWords(SchemaWord::FileFilter));
  std::vector<std::string> paths;
  paths.reserve(static_cast<std::size_t>(files.size()));
  for (const QString& file : files) paths.push_back(file.toStdString());
  if (!paths.empty()) addSchemas(paths);
}

void MainWindow::chooseSchemaFolder() {
  const QString folder = QFileDialog::getExistingDirectory(this, schemaWords(SchemaWord::ChooseFolder));
  if (!folder.isEmpty()) addSchemas({folder.toStdString()});
}

/// An ending that recorded traffic has too belongs to the page that is shown.
bool MainWindow::takesAsSchema(const std::filesystem::path& file) const {
  const bool shown = views_->currentWidget() == schemas_;
  const schema::SourceKind kind = schema::sourceKind(file.string());
  return kind == schema::SourceKind::Folder || schema::isSchemaFile(file.string()) ||
         (shown && kind != schema::SourceKind::Unknown);
}

void MainWindow::addSchemas(const std::vector<std::string>& paths) {
  sidebar_->choose(View::Schemas);
  schemaModel_.add(paths);
}

void MainWindow::removeSchema(int row) {
  const auto removed = schemaModel_.remove(row);
  if (!removed) return;
  pageNotice_->setNotice(schemaWords(SchemaWord::Removed).arg(display(*removed)),
                         {{schemaWords(SchemaWord::Undo), schemaTip(SchemaWord::Undo), [this, row, removed] {
                             pageNotice_->setNotice({});
                             schemaModel_.insert(row, *removed);
                           }}});
}

/// New calls are decoded with it; the one that is shown is decoded again.
void MainWindow::takeSchemas(const schema::LoadedSources& sources, bool asked) {
  const std::vector<std::string> used = sources.usedPaths();
  // What is only looked at changes nothing: a file may have been spoilt since it was read for the bridge.
  if (!asked && used != services_.config.schemaPaths) return;
  named_ = sources.schema;
  services_.config.schemaPaths = used;
  if (asked && services_.setSchema) {
    const auto set = services_.setSchema({used, services_.config.protoPaths}, named_);
    if (!set) return say(failureSentence(set.error()), Tone::Error);
  }
  if (!openedFile_.empty()) reader_.setSchema(named_);
  bridgeChanged();
  if (const capture::CallNumber call = table_->selectedCall(); call != 0) reader_.readCall(call);
  if (!asked) return;
  const std::size_t leftOut = sources.sources.size() - used.size();
  say(schemaAppliedText(named_->methods().size(), leftOut), leftOut == 0 ? Tone::Ok : Tone::Warning);
}

}  // namespace bascule::ui
