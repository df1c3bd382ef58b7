// SPDX-License-Identifier: GPL-3.0-or-later
// Building the window and keeping what it shows in step with bridge, capture and filter.
#include "ui/windows/main_window.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDropEvent>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QSplitter>
#include <QTemporaryDir>
#include <QToolTip>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/style/pen.h"
#include "ui/style/window_style.h"
#include "ui/text/display.h"
#include "ui/text/words.h"
#include "ui/views/bridge_page.h"
#include "ui/views/schemas_page.h"
#include "ui/views/statistics_page.h"
#include "ui/views/time_line.h"
#include "ui/windows/bridge_words.h"
#include "ui/windows/start_page.h"

namespace bascule::ui {
namespace {

constexpr int kPulseMs = 500;     // twice a second: rates that can be read
constexpr int kMessageMs = 8000;  // long enough to read a sentence with a path

// The strip below the top bar that explains a wrong filter.
class Strip final : public QWidget {
 public:
  Strip(const Look& look, QWidget* parent) : QWidget(parent), look_(look) {
    connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.fillRect(rect(), look_.theme().removed);
    Pen(painter, look_).hairlineH(0, width(), height() - 1, look_.theme().line);
  }

 private:
  const Look& look_;
};

std::vector<std::filesystem::path> droppedFiles(const QDropEvent& event) {
  std::vector<std::filesystem::path> out;
  for (const QUrl& url : event.mimeData()->urls()) {
    if (url.isLocalFile()) out.emplace_back(url.toLocalFile().toStdU16String());
  }
  return out;
}

}  // namespace

MainWindow::MainWindow(Services services, QWidget* parent)
    : QMainWindow(parent),
      services_(std::move(services)),
      settings_(services_.settings ? services_.settings : std::make_shared<ViewSettings>()),
      look_(services_.look ? services_.look : std::make_shared<Look>()),
      traffic_(*services_.clock),
      model_(traffic_),
      sidebarModel_(traffic_),
      fileRows_(std::make_shared<RowInbox>()) {
  setWindowTitle(QStringLiteral("Bascule"));
  setMinimumSize(900, 560);
  setAcceptDrops(true);
  resize(1440, 900);
  QApplication::setStyle(new WindowStyle(look_));
  QApplication::setFont(fontOf(Face::Body));
  buildParts();
  buildActions();
  connectParts();
  connectReader();
  connectView();
  connectPages();
  connectOffers();
  themeChoice_ = settings_->state().theme;
  applyTheme();
  if (!services_.sessionFile.empty()) captureStarted(services_.sessionFile, true);
  bridgeChanged();
  pulse_.start(kPulseMs);
}

MainWindow::~MainWindow() = default;

void MainWindow::buildParts() {
  auto* central = new QWidget(this);
  auto* column = new QVBoxLayout(central);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  topBar_ = new TopBar(*look_, central);
  auto* strip = new Strip(*look_, central);
  auto* stripRow = new QHBoxLayout(strip);
  stripRow->setContentsMargins(15, 6, 15, 6);
  filterProblem_ = new Remark(*look_, Face::Small, Tone::Error, strip);
  stripRow->addWidget(filterProblem_);
  strip->hide();
  pages_ = new QStackedWidget(central);
  start_ = new StartPage(*look_, pages_);
  pages_->addWidget(start_);
  pages_->addWidget(makeTraffic());
  status_ = new StatusLine(*look_, central);
  addressNotice_ = new NoticeBar(*look_, Tone::Error, central);
  configNotice_ = new NoticeBar(*look_, Tone::Warning, central);
  resendNotice_ = new NoticeBar(*look_, Tone::Accent, central);
  exportNotice_ = new NoticeBar(*look_, Tone::Accent, central);
  leftoverNotice_ = new NoticeBar(*look_, Tone::Warning, central);
  searchNotice_ = new NoticeBar(*look_, Tone::Accent, central);
  for (QWidget* part : std::initializer_list<QWidget*>{topBar_, strip, addressNotice_, configNotice_,
                                                       leftoverNotice_, searchNotice_})
    column->addWidget(part);
  pageNotice_ = new NoticeBar(*look_, Tone::Accent, central);
  column->addWidget(pageNotice_);
  column->addWidget(resendNotice_);
  column->addWidget(exportNotice_);
  column->addWidget(pages_, 1);
  column->addWidget(status_);
  setCentralWidget(central);
  start_->setDemoPossible(static_cast<bool>(services_.playDemo));
  const auto& listen = services_.config.listen;
  start_->setAddresses(
      listen.empty() ? QStringLiteral("127.0.0.1:8080") : QString::fromStdString(listen.front().text()),
      QString::fromStdString(services_.config.upstream));
}

QWidget* MainWindow::makeTraffic() {
  auto* side = new QWidget(pages_);
  auto* sideColumn = new QVBoxLayout(side);
  sideColumn->setContentsMargins(0, 9, 0, 8);
  sidebar_ = new SidebarView(*look_, sidebarModel_, side);
  sideColumn->addWidget(sidebar_);
  side->setAutoFillBackground(true);
  side->setBackgroundRole(QPalette::AlternateBase);
  side->setMinimumWidth(180);

  auto* centre = new QWidget(pages_);
  auto* centreColumn = new QVBoxLayout(centre);
  centreColumn->setContentsMargins(0, 0, 0, 0);
  centreColumn->setSpacing(0);
  chips_ = new ChipBar(*look_, traffic_, centre);
  tableArea_ = new QStackedWidget(centre);
  table_ = new CallTableView(*look_, model_, *settings_, tableArea_);
  empty_ = new EmptyState(*look_, tableArea_);
  tableArea_->addWidget(table_);
  tableArea_->addWidget(empty_);
  detail_ = new DetailPane(*look_, traffic_, reader_, centre);
  auto* upright = new QSplitter(Qt::Vertical, centre);
  upright->setChildrenCollapsible(false);
  upright->addWidget(tableArea_);
  upright->addWidget(detail_);
  upright->setStretchFactor(0, 50);
  upright->setStretchFactor(1, 52);
  upright->setSizes({366, 402});
  timeLine_ = new TimeLine(*look_, traffic_, centre);
  centreColumn->addWidget(chips_);
  centreColumn->addWidget(timeLine_);
  centreColumn->addWidget(upright, 1);

  auto* page = new QSplitter(Qt::Horizontal, pages_);
  page->setChildrenCollapsible(false);
  statistics_ = new StatisticsPage(*look_, model_, page);
  views_ = new QStackedWidget(page);
  views_->addWidget(centre);
  views_->addWidget(statistics_);
  schemas_ = new SchemasPage(*look_, schemaModel_, traffic_, page);
  views_->addWidget(schemas_);
  bridgePage_ = new BridgePage(*look_, page);
  views_->addWidget(bridgePage_);
  page->addWidget(side);
  page->addWidget(views_);
  page->setStretchFactor(0, 0);
  page->setStretchFactor(1, 1);
  page->setSizes({235, 1204});
  return page;
}

void MainWindow::connectParts() {
  connect(services_.rows.get(), &RowInbox::arrived, this, [this](const capture::RowBatch& batch) {
    if (openedFile_.empty()) applyRows(batch);
  });
  connect(fileRows_.get(), &RowInbox::arrived, this, [this](const capture::RowBatch& batch) {
    if (!openedFile_.empty()) applyRows(batch);
  });
  connect(&topBar_->bridge(), &QAbstractButton::clicked, this, &MainWindow::toggleBridge);
  connect(&topBar_->startStop(), &QAbstractButton::clicked, this, &MainWindow::toggleBridge);
  connect(&topBar_->record(), &QAbstractButton::clicked, this, &MainWindow::toggleRecording);
  connect(&topBar_->exportButton(), &QAbstractButton::clicked, action(ActionId::ExportMenu),
          &QAction::trigger);
  connect(&topBar_->menuButton(), &QAbstractButton::clicked, this, [this] {
    const std::unique_ptr<QMenu> menu(makeMenu(this));
    const Button& button = topBar_->menuButton();
    menu->exec(button.mapToGlobal(QPoint(button.width() - menu->sizeHint().width(), button.height() + 2)));
  });
  FilterEdit& filter = topBar_->filter();
  connect(&filter, &FilterEdit::filterChanged, &model_, &CallTableModel::setFilter);
  connect(&filter, &FilterEdit::problemChanged, this, [this](const QString& sentence) {
    filterProblem_->setText(
        sentence.isEmpty() ? QString()
                           : Words::tr("Filter: %1. The last good filter stays in force.").arg(sentence));
    filterProblem_->parentWidget()->setVisible(!sentence.isEmpty());
  });
  connect(&filter, &FilterEdit::left, table_, qOverload<>(&QWidget::setFocus));
  connect(chips_, &ChipBar::chosenChanged, this, [this](Chip chip) {
    Choice choice = model_.choice();
    choice.chip = chip;
    model_.setChoice(choice);
  });
  connect(&chips_->follow(), &QAbstractButton::toggled, table_, &CallTableView::setFollowing);
  connect(table_, &CallTableView::followingChanged, &chips_->follow(), &QAbstractButton::setChecked);
  chips_->follow().setChecked(table_->following());
  connect(table_, &CallTableView::callSelected, detail_, &DetailPane::showCall);
  connect(table_, &CallTableView::typed, this, [this](const QString& text) {
    topBar_->filter().setFocus();
    topBar_->filter().insert(text);
  });
  connect(table_, &CallTableView::escaped, this, &MainWindow::clearFilter);
  connect(sidebar_, &SidebarView::chosen, this,
          [this](std::uint32_t service, std::uint32_t method, std::uint32_t client) {
            Choice choice = model_.choice();
            choice.service = service, choice.method = method, choice.client = client;
            model_.setChoice(choice);
          });
  connect(&model_, &CallTableModel::shownChanged, this, &MainWindow::updateEmptyState);
  connect(empty_, &EmptyState::actionClicked, this, [this] {
    if (traffic_.rows().size() > 0)
      clearFilter();
    else if (!running())
      startBridge();
    else
      toggleRecording();
  });
  connect(start_, &StartPage::startClicked, this, &MainWindow::startBridge);
  connect(start_, &StartPage::openClicked, this, &MainWindow::chooseSession);
  connect(start_, &StartPage::sampleClicked, this, &MainWindow::openSample);
  connect(start_, &StartPage::demoClicked, this, &MainWindow::playDemo);
  connect(&pulse_, &QTimer::timeout, this, &MainWindow::updateState);
  message_.setSingleShot(true);
  connect(&message_, &QTimer::timeout, this, [this] { status_->setMessage({}, Tone::Neutral); });
  connect(&scheme_, &SystemScheme::changed, this, &MainWindow::applyTheme);
}

void MainWindow::connectReader() {
  connect(&model_, &CallTableModel::recordsWanted, this,
          [this](int generation, const std::vector<capture::CallNumber>& numbers) {
            reader_.match(generation, model_.filter(), numbers);
          });
  connect(&reader_, &RecordReader::matched, &model_, &CallTableModel::admit);
  connect(&reader_, &RecordReader::openFailed, this,
          [this](const std::filesystem::path&, const Error& error) {
            if (openedFile_.empty()) return;  // a live session's file may not be there yet
            openedFile_.clear();
            hadCapture_ = running();
            say(failureSentence(error), Tone::Error);
            start_->setProblem(failureSentence(error));
            updateState();
          });
  connect(&export_, &ExportTask::progress, this, &MainWindow::exportProgress);
  connect(&export_, &ExportTask::finished, this,
          [this](const std::filesystem::path& to, quint64 calls, quint64 masked, const Error& error) {
            exportNotice_->setNotice({});
            if (!error.cause.empty()) return say(failureSentence(error), Tone::Error);
            QString sentence = Words::tr("%1 calls written to %2", nullptr, Words::form(calls))
                                   .arg(calls)
                                   .arg(display(to.string()));
            if (masked > 0)
              sentence += Words::tr(", %1 secrets masked", nullptr, Words::form(masked)).arg(masked);
            say(sentence, Tone::Ok);
          });
  calls_ = new CallActions(*look_, traffic_, reader_, services_.sendCall, this);
  notes_ = new CallNotes(traffic_, reader_, this);
  readings_ = new FieldReadings(*detail_, reader_, *settings_, this);
  connect(readings_, &FieldReadings::said, this, &MainWindow::say);
  connect(notes_, &CallNotes::said, this, &MainWindow::say);
  connect(notes_, &CallNotes::callWanted, table_, &CallTableView::selectCall);
  connect(calls_, &CallActions::said, this, &MainWindow::say);
  connect(calls_, &CallActions::offered, resendNotice_, &NoticeBar::setNotice);
  connect(calls_, &CallActions::callWanted, table_, &CallTableView::selectCall);
  connect(&traffic_, &Traffic::applied, calls_, &CallActions::lookForAnswer);
  connect(&reader_, &RecordReader::saved, this, &MainWindow::afterSaving);
}

void MainWindow::applyTheme() {
  const bool dark =
      themeChoice_ == ThemeChoice::Dark || (themeChoice_ == ThemeChoice::System && scheme_.dark());
  const Theme theme = dark ? Theme::darkTheme() : Theme::light();
  QApplication::setPalette(theme.palette());
  QToolTip::setPalette(theme.palette());
  look_->setTheme(theme);
}

void MainWindow::setThemeChoice(ThemeChoice choice) {
  themeChoice_ = choice;
  applyTheme();
}

void MainWindow::applyRows(const capture::RowBatch& batch) {
  traffic_.apply(batch);
  if (pages_->currentIndex() == 0 || !topBar_->exportButton().isEnabled()) updateState();
}

void MainWindow::captureStarted(const std::filesystem::path& sessionFile, bool unsaved) {
  services_.sessionFile = sessionFile;
  unsaved_ = unsaved;
  openedFile_.clear();
  hadCapture_ = true;
  detail_->showCall(0);
  services_.rows->dropEarlierRun();
  traffic_.clear();
  if (sessionFile.empty())
    reader_.close();
  else
    reader_.open(sessionFile, nullptr);
  bridgeChanged();
}

void MainWindow::openSession(const std::filesystem::path& file) {
  if (running() && services_.openWindow) {
    services_.openWindow(file);
    return;
  }
  openedFile_ = file;
  opened_.reset();
  recorded_.reset();
  unsaved_ = false;
  hadCapture_ = true;
  start_->setProblem({});
  detail_->showCall(0);
  fileRows_->clear();
  traffic_.clear();
  reader_.open(file, fileRows_);
  updateState();
}

void MainWindow::openSessions(const std::vector<std::filesystem::path>& files) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    const bool another = i > 0 && services_.openWindow;
    another ? services_.openWindow(files[i]) : openSession(files[i]);
  }
}

void MainWindow::closeSession() {
  if (openedFile_.empty()) return;
  openedFile_.clear();
  hadCapture_ = running();
  detail_->showCall(0);
  reader_.close();
  fileRows_->clear();
  traffic_.clear();
  updateState();
  // A window that was opened for this session has nothing else to do.
  if (!services_.bridgeStats) close();
}

bool MainWindow::running() const {
  const auto stats = services_.bridgeStats ? services_.bridgeStats() : std::nullopt;
  return stats && stats->state != proxy::BridgeState::Stopped && stats->state != proxy::BridgeState::Failed;
}

bool MainWindow::nothingToShow() const {
  return !hadCapture_ && !pageWanted_ && !running() && traffic_.rows().size() == 0;
}

void MainWindow::bridgeChanged() {
  if (running()) hadCapture_ = true;
  if (openedFile_.empty()) reader_.setSchema(schemaInForce());
  updateState();
}

void MainWindow::updateState() {
  const auto stats = services_.bridgeStats ? services_.bridgeStats() : std::nullopt;
  const std::string upstream = services_.upstreamUrl ? services_.upstreamUrl() : services_.config.upstream;
  topBar_->bridge().setSentence(bridgeSentence(upstream, stats, openedFile_));
  topBar_->bridge().setEnabled(openedFile_.empty() && services_.startBridge);
  topBar_->setRunning(running(), openedFile_.empty() && services_.startBridge &&
                                     (running() || hadCapture_ || !services_.config.upstream.empty()));
  topBar_->setRecording(services_.recording, running() && openedFile_.empty() && services_.setRecording);
  topBar_->exportButton().setEnabled(traffic_.rows().size() > 0);
  pages_->setCurrentIndex(nothingToShow() ? 0 : 1);
  action(ActionId::SaveSessionAs)->setEnabled(!services_.sessionFile.empty() || !openedFile_.empty());
  action(ActionId::CloseSession)->setEnabled(!openedFile_.empty());
  setWindowTitle(openedFile_.empty() ? QStringLiteral("Bascule")
                                     : QString::fromStdU16String(openedFile_.filename().u16string()));
  updatePages(stats);
  updateOffers();
  updateEmptyState();
  updateStatusLine();
}

void MainWindow::updateEmptyState() {
  const bool showTable = model_.rowCount() > 0;
  detail_->setVisible(traffic_.rows().size() > 0);
  tableArea_->setCurrentIndex(showTable ? 0 : 1);
  if (showTable) return;
  EmptyFacts facts;
  facts.anyCalls = traffic_.rows().size() > 0;
  facts.searching = model_.searching();
  facts.running = running();
  facts.recording = services_.recording;
  facts.openedFile = !openedFile_.empty();
  const auto stats = services_.bridgeStats ? services_.bridgeStats() : std::nullopt;
  if (stats) facts.listen = listenAddress(*stats);
  facts.method = QStringLiteral("package.Service/Method");
  const schema::SchemaPtr schema = schemaInForce();
  for (const schema::MethodInfo* method :
       schema ? schema->methods() : std::vector<const schema::MethodInfo*>{}) {
    if (method->kind != rpc::Kind::Unary || method->service.starts_with("grpc.")) continue;
    facts.method = display(method->service + "/" + method->name);
    break;
  }
  empty_->setContent(emptyContent(facts));
}

void MainWindow::updateStatusLine() {
  if (nothingToShow()) {
    status_->setFacts({}, {});
    return;
  }
  const std::filesystem::path& file = openedFile_.empty() ? services_.sessionFile : openedFile_;
  const auto bridge = services_.bridgeStats && openedFile_.empty() ? services_.bridgeStats() : std::nullopt;
  std::vector<StatusFact> facts = trafficFacts(traffic_, bridge);
  // One call is what the detail shows; several are worth a number.
  if (const int selected = table_->selectedCount(); selected > 1)
    facts.push_back(
        {Words::tr("selected"), asQString(formatCount(static_cast<std::uint64_t>(selected))), {}, false, 6});
  status_->setFacts(std::move(facts), sessionFacts(traffic_, file, unsaved_ && openedFile_.empty()));
  const auto recorder =
      services_.recorderStats && openedFile_.empty() ? services_.recorderStats() : std::nullopt;
  if (recorder && !recorder->problem.empty()) {
    const Error error{ErrorCode::Io, ErrorSide::Local, recorder->problem,
                      Words::utf8("The session cannot be written")};
    say(failureSentence(error), Tone::Error);
  }
}

void MainWindow::say(const QString& sentence, Tone tone) {
  status_->setMessage(sentence, tone);
  message_.start(kMessageMs);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (!droppedFiles(*event).empty()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  event->acceptProposedAction();
  std::vector<std::string> schemas;
  std::vector<std::filesystem::path> sessions;
  for (const std::filesystem::path& file : droppedFiles(*event)) {
    if (takesAsSchema(file))
      schemas.push_back(file.string());
    else
      sessions.push_back(file);
  }
  openSessions(sessions);
  if (!schemas.empty()) addSchemas(schemas);
}

void MainWindow::closeEvent(QCloseEvent* event) {
  pulse_.stop();
  event->accept();
}

}  // namespace bascule::ui
