// SPDX-License-Identifier: GPL-3.0-or-later
// What the window offers by itself: sessions that earlier runs could not save, another port when the chosen
// one is taken, another look at a configuration file with an error.
#include <QEvent>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QTemporaryDir>

#include "ui/text/display.h"
#include "ui/text/session_text.h"
#include "ui/text/words.h"
#include "ui/windows/bridge_words.h"
#include "ui/windows/main_window.h"
#include "ui/windows/start_page.h"

namespace bascule::ui {

void MainWindow::connectOffers() {
  connect(&reader_, &RecordReader::found, this, [this](const std::vector<LeftoverSession>& leftovers) {
    if (leftovers == leftovers_) return;
    leftovers_ = leftovers;
    start_->setLeftovers(leftovers);
    updateOffers();
  });
  connect(leftoverNotice_, &NoticeBar::closed, this, [this] { leftoversLater_ = true; });
  connect(start_, &StartPage::leftoverOpened, this, &MainWindow::openSession);
  connect(start_, &StartPage::leftoverSaved, this, &MainWindow::saveLeftover);
  connect(start_, &StartPage::leftoverDiscarded, this, &MainWindow::discardLeftover);
  connect(start_, &StartPage::recentOpened, this, &MainWindow::openSession);
  connect(&reader_, &RecordReader::opened, this, &MainWindow::rememberSession);
  connect(settings_.get(), &ViewSettings::changed, this, [this] { start_->setRecent(recentSessions()); });
  start_->setRecent(recentSessions());
  findLeftovers();
}

// Files of one's own only: not what is recorded now, what earlier runs left unsaved, or the sample.
void MainWindow::rememberSession(const std::filesystem::path& file) {
  const bool own =
      openedFile_ == file && std::ranges::find(leftovers_, file, &LeftoverSession::file) == leftovers_.end();
  const bool sample =
      sampleFolder_ && file.parent_path() == std::filesystem::path(sampleFolder_->path().toStdU16String());
  if (own && !sample)
    settings_->rememberSession(QString::fromStdU16String(std::filesystem::absolute(file).u16string()));
}

std::vector<std::filesystem::path> MainWindow::recentSessions() const {
  std::vector<std::filesystem::path> out;
  for (const QString& name : settings_->state().sessions) {
    std::error_code ignored;
    const std::filesystem::path file(name.toStdU16String());
    if (std::filesystem::exists(file, ignored)) out.push_back(file);
  }
  return out;
}

void MainWindow::chooseRecent() {
  const std::vector<std::filesystem::path> files = recentSessions();
  if (files.empty()) return say(Words::tr("No session was opened before."), Tone::Neutral);
  QMenu menu;
  for (const std::filesystem::path& file : files)
    menu.addAction(display(file.string()).replace(QLatin1Char('&'), QLatin1String("&&")), this,
                   [this, file] { openSession(file); });
  menu.exec(topBar_->mapToGlobal(QPoint(15, topBar_->height())));
}

void MainWindow::findLeftovers() {
  if (services_.findLeftovers) reader_.find(services_.findLeftovers);
}

// Another window, or another Bascule, may have answered in the meantime.
void MainWindow::changeEvent(QEvent* event) {
  QMainWindow::changeEvent(event);
  if (event->type() == QEvent::ActivationChange && isActiveWindow() && !leftovers_.empty()) findLeftovers();
}

// The start page has a list of its own; who looks at a recorded session has chosen what to look at.
void MainWindow::updateOffers() {
  const bool wanted = !leftovers_.empty() && !leftoversLater_ && !nothingToShow() && openedFile_.empty();
  const QString sentence = wanted ? leftoverSentence(leftovers_.front(), leftovers_.size()) : QString();
  if (sentence == leftoverNotice_->sentence()) return;
  leftoverNotice_->setNotice(sentence,
                             wanted ? choicesFor(leftovers_.front()) : std::vector<NoticeBar::Choice>());
}

std::vector<NoticeBar::Choice> MainWindow::choicesFor(const LeftoverSession& session) {
  const std::filesystem::path file = session.file;
  return {{Words::tr("Open"), Words::tr("Look at the calls of this session"),
           [this, file] { openSession(file); }},
          {Words::tr("Save as…"), Words::tr("Keep this session in a file of your own"),
           [this, file] { saveLeftover(file); }},
          {Words::tr("Discard"), Words::tr("Remove this session for good"),
           [this, file] { discardLeftover(file); }}};
}

void MainWindow::chooseLeftover() {
  if (leftovers_.empty())
    return say(Words::tr("There is no unsaved session of an earlier run."), Tone::Neutral);
  QMenu menu;
  for (const LeftoverSession& session : leftovers_) {
    QMenu* one = menu.addMenu(leftoverFacts(session));
    for (const NoticeBar::Choice& choice : choicesFor(session))
      one->addAction(choice.words, this, choice.act);
  }
  menu.exec(topBar_->mapToGlobal(QPoint(15, topBar_->height())));
}

void MainWindow::saveLeftover(const std::filesystem::path& file) { chooseSaveAs(file); }

void MainWindow::discardLeftover(const std::filesystem::path& file) {
  const auto session = std::ranges::find(leftovers_, file, &LeftoverSession::file);
  if (session == leftovers_.end() || !services_.discardLeftover) return;
  QMessageBox question(this);
  question.setWindowTitle(Words::tr("Discard session"));
  question.setTextFormat(Qt::PlainText);
  question.setText(Words::tr("Discard the session of %1?").arg(leftoverFacts(*session)));
  question.setInformativeText(Words::tr("It cannot be brought back."));
  const QAbstractButton* discard = question.addButton(Words::tr("Discard"), QMessageBox::DestructiveRole);
  question.setDefaultButton(question.addButton(Words::tr("Keep"), QMessageBox::RejectRole));
  question.exec();
  if (question.clickedButton() != discard) return;
  services_.discardLeftover(file);
  findLeftovers();
}

// An unsaved session that has been saved is no longer needed where it was.
void MainWindow::afterSaving(const std::filesystem::path& from, const std::filesystem::path& to,
                             const Error& error) {
  if (!error.cause.empty()) return say(failureSentence(error), Tone::Error);
  const bool live = openedFile_.empty() && from == services_.sessionFile;
  if (!live && services_.discardLeftover && services_.discardLeftover(from)) {
    if (openedFile_ == from) openSession(to);
    findLeftovers();
  }
  settings_->rememberSession(QString::fromStdU16String(std::filesystem::absolute(to).u16string()));
  say(Words::tr("Saved as %1").arg(display(to.string())), Tone::Ok);
}

void MainWindow::startFailed(const Error& error) {
  const auto other = error.cause == "port_taken" && services_.otherAddress
                         ? services_.otherAddress(services_.config)
                         : std::nullopt;
  if (other) return offerAddress(error, *other);
  start_->setProblem(failureSentence(error));
  say(failureSentence(error), Tone::Error);
}

void MainWindow::configRead(const std::string& problem) {
  if (problem.empty()) {
    configNotice_->setNotice({});
    return say(Words::tr("The configuration file was read again and is in force"), Tone::Ok);
  }
  std::vector<NoticeBar::Choice> choices;
  if (services_.readConfig) {
    choices.push_back({Words::tr("Read again"),
                       Words::tr("Read the configuration file now; it is also read when it is saved"),
                       services_.readConfig});
  }
  configNotice_->setNotice(display(problem) + QLatin1Char('.'), std::move(choices));
}

void MainWindow::offerAddress(const Error& error, const proxy::ListenAddress& other) {
  const QString address = QString::fromStdString(other.text());
  const auto elsewhere = [this, other, address] {
    services_.config.listen = {other};
    start_->setAddresses(address, start_->upstream());
    startWithConfig();
  };
  addressNotice_->setNotice(
      display(error.message) + QLatin1Char('.'),
      {{Words::tr("Listen on %1").arg(address),
        Words::tr("Start the bridge at the next free port; clients have to use it"), elsewhere},
       {Words::tr("Try again"), Words::tr("Start the bridge at the same port once more"),
        [this] { startWithConfig(); }}});
}

}  // namespace bascule::ui
