// SPDX-License-Identifier: GPL-3.0-or-later
// How the user wants to look at the calls: columns, time, filters of the user's own, what a cell's menu does.
#include <QActionGroup>
#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <algorithm>

#include "bridge/insight/filter_terms.h"
#include "ui/text/display.h"
#include "ui/text/format.h"
#include "ui/text/session_text.h"
#include "ui/text/words.h"
#include "ui/views/statistics_page.h"
#include "ui/views/time_line.h"
#include "ui/windows/columns_dialog.h"
#include "ui/windows/command_palette.h"
#include "ui/windows/filter_dialog.h"
#include "ui/windows/main_window.h"

namespace bascule::ui {
namespace {

constexpr std::uint32_t kNamesFrom = 200;    // the newest calls are looked through for names
constexpr int kScaleStep = 10;               // percent
constexpr std::size_t kLongestTerm = 60;     // of a value in a menu
constexpr std::size_t kSearchShown = 2'000;  // a search in fewer records is over before one can read

QString shortened(const std::string& term) {
  QString text = display(term, kLongestTerm);
  return text.replace(QLatin1Char('&'), QLatin1String("&&"));
}

}  // namespace

bool MainWindow::actOnView(ActionId id) {
  switch (id) {
    case ActionId::SaveFilter:
      saveFilter({});
      return true;
    case ActionId::SavedFilters:
      chooseSaved();
      return true;
    case ActionId::OnlyThisValue:
    case ActionId::NotThisValue:
      narrowByCell(table_->currentIndex(), id == ActionId::NotThisValue);
      return true;
    case ActionId::Columns:
      ColumnsDialog(*look_, table_->columns(), this).exec();
      return true;
    case ActionId::TimeClock:
    case ActionId::TimeSinceStart:
    case ActionId::TimeDelta:
      change([id](ViewState& state) {
        state.timeForm = static_cast<TimeForm>(static_cast<int>(id) - static_cast<int>(ActionId::TimeClock));
      });
      return true;
    case ActionId::ThemeSystem:
    case ActionId::ThemeLight:
    case ActionId::ThemeDark: {
      const auto theme =
          static_cast<ThemeChoice>(static_cast<int>(id) - static_cast<int>(ActionId::ThemeSystem));
      change([theme](ViewState& state) { state.theme = theme; });
      setThemeChoice(theme);
      return true;
    }
    case ActionId::GroupNone:
    case ActionId::GroupService:
    case ActionId::GroupClient:
    case ActionId::GroupStatus:
      change([id](ViewState& state) {
        state.grouping = static_cast<Grouping>(static_cast<int>(id) - static_cast<int>(ActionId::GroupNone));
      });
      return true;
    case ActionId::ViewTraffic:
    case ActionId::ViewStatistics:
    case ActionId::ViewSchemas:
    case ActionId::ViewBridge:
      sidebar_->choose(static_cast<View>(static_cast<int>(id) - static_cast<int>(ActionId::ViewTraffic)));
      return true;
    case ActionId::TimeLine:
      change([](ViewState& state) { state.timeLine = !state.timeLine; });
      return true;
    case ActionId::FindInCall:
      if (!detail_->isVisible()) say(Words::tr("There is no call to look into."), Tone::Warning);
      detail_->finder().open();
      return true;
    case ActionId::SingleKeys:
      change([](ViewState& state) { state.singleKeys = !state.singleKeys; });
      return true;
    case ActionId::Larger:
      scaleTo(settings_->state().scalePercent + kScaleStep);
      return true;
    case ActionId::Smaller:
      scaleTo(settings_->state().scalePercent - kScaleStep);
      return true;
    case ActionId::NormalSize:
      scaleTo(100);
      return true;
    case ActionId::Palette:
      choosePalette();
      return true;
    default:
      return false;
  }
}

template <typename Change>
void MainWindow::change(Change change) {
  ViewState state = settings_->state();
  change(state);
  settings_->set(std::move(state));
}

void MainWindow::connectView() {
  FilterEdit& filter = topBar_->filter();
  filter.setVocabulary([this] { return FilterVocabulary{traffic_, seen_}; });
  connect(&filter, &FilterEdit::used, settings_.get(), &ViewSettings::remember);
  connect(&filter, &FilterEdit::entered, this, &MainWindow::readNames);
  connect(&filter, &FilterEdit::filterChanged, this,
          [this, &filter] { chips_->setExpression(filter.text()); });
  connect(chips_, &ChipBar::expressionChosen, &filter, &FilterEdit::apply);
  connect(chips_, &ChipBar::savedMenuWanted, this, &MainWindow::savedMenu);
  connect(table_, &CallTableView::headerMenuWanted, this, &MainWindow::headerMenu);
  connect(table_, &CallTableView::cellMenuWanted, this, &MainWindow::cellMenu);
  connect(table_, &CallTableView::selectedChanged, this, &MainWindow::updateStatusLine);
  connect(&model_, &CallTableModel::shownChanged, this, &MainWindow::updateCount);
  ColumnValues& values = model_.values();
  connect(&values, &ColumnValues::wanted, &reader_, &RecordReader::readValues);
  connect(&reader_, &RecordReader::valuesRead, &values, &ColumnValues::take);
  connect(&model_, &CallTableModel::sortValuesWanted, &reader_, &RecordReader::readSortValues);
  connect(&reader_, &RecordReader::sortValuesRead, &model_, &CallTableModel::takeSortValues);
  connect(&reader_, &RecordReader::readsOtherwise, &model_, &CallTableModel::readAgain);
  connect(&reader_, &RecordReader::sortProgress, this, [this](std::size_t looked, std::size_t all) {
    const auto count = [](std::size_t value) { return asQString(formatCount(value)); };
    if (all >= kSearchShown) say(sortingSentence(count(looked), count(all)), Tone::Neutral);
  });
  connect(&values, &ColumnValues::arrived, table_->viewport(), qOverload<>(&QWidget::update));
  connect(&reader_, &RecordReader::namesRead, this,
          [this](const insight::SeenNames& names) { seen_ = names; });
  connect(&reader_, &RecordReader::matchProgress, this, &MainWindow::searchProgress);
  connect(searchNotice_, &NoticeBar::closed, this,
          [this] { searchHidden_ = model_.generation(), searchShown_ = -1; });
  connect(&traffic_, &Traffic::cleared, this,
          [this] { seen_ = {}, searchShown_ = -1, searchNotice_->setNotice({}); });
  connect(sidebar_, &SidebarView::viewChosen, this, [this](View view) {
    pageWanted_ = view == View::Schemas || view == View::Bridge;
    views_->setCurrentIndex(static_cast<int>(view));
    updateState();
  });
  connect(statistics_, &StatisticsPage::termChosen, this, [this](const std::string& term) {
    topBar_->filter().narrow(term, false);
    sidebar_->choose(View::Traffic);
  });
  connect(statistics_, &StatisticsPage::callChosen, this, [this](capture::CallNumber number) {
    sidebar_->choose(View::Traffic);
    table_->selectCall(number);
  });
  connect(timeLine_, &TimeLine::spanChosen, this, [this](std::int64_t fromNs, std::int64_t untilNs) {
    Choice choice = model_.choice();
    choice.fromNs = fromNs, choice.untilNs = untilNs;
    model_.setChoice(choice);
  });
  connect(detail_, &DetailPane::valueWished, this, &MainWindow::wish);
  connect(settings_.get(), &ViewSettings::changed, this, &MainWindow::takeSettings);
  takeSettings();
}

void MainWindow::takeSettings() {
  const ViewState& state = settings_->state();
  chips_->setSaved(state.filters);
  topBar_->filter().setHistory(state.history);
  std::vector<ColourRule> rules;
  for (const SavedFilter& saved : state.filters) {
    auto filter = insight::CallFilter::parse(saved.expression.toStdString());
    if (filter && saved.tone != Tone::Neutral) rules.push_back({saved.name, std::move(*filter), saved.tone});
  }
  model_.setRules(std::move(rules));
  table_->setSingleKeys(state.singleKeys);
  action(ActionId::SingleKeys)->setCheckable(true);
  action(ActionId::SingleKeys)->setChecked(state.singleKeys);
  timeLine_->setVisible(state.timeLine);
  if (!state.timeLine) timeLine_->choose(0, 0);
  action(ActionId::TimeLine)->setCheckable(true);
  action(ActionId::TimeLine)->setChecked(state.timeLine);
  for (int i = 0; i < kGroupings; ++i) {
    QAction* entry = action(static_cast<ActionId>(static_cast<int>(ActionId::GroupNone) + i));
    entry->setCheckable(true);
    entry->setChecked(i == static_cast<int>(state.grouping));
  }
  for (int i = 0; i < kTimeForms; ++i) {
    QAction* entry = action(static_cast<ActionId>(static_cast<int>(ActionId::TimeClock) + i));
    entry->setCheckable(true);
    entry->setChecked(i == static_cast<int>(state.timeForm));
  }
}

void MainWindow::readNames() {
  const capture::RowStore& rows = traffic_.rows();
  std::vector<capture::CallNumber> newest;
  for (std::uint32_t i = rows.size(); i > 0 && newest.size() < kNamesFrom; --i)
    newest.push_back(rows.row(i - 1).number);
  if (!newest.empty()) reader_.readNames(newest);
}

void MainWindow::updateCount() {
  if (!model_.filtered()) {
    topBar_->filter().setCount({});
    return;
  }
  const auto count = [](std::uint64_t value) { return asQString(formatCount(value)); };
  topBar_->filter().setCount(
      Words::tr("%1 of %2")
          .arg(count(static_cast<std::uint64_t>(model_.rowCount())), count(traffic_.rows().size())));
}

// Only a long search is worth a bar; it stays when the search was stopped, since calls are missing then.
void MainWindow::searchProgress(int generation, std::size_t looked, std::size_t all) {
  if (looked == all) model_.searched(generation);
  if (all < kSearchShown || generation != model_.generation() || generation == searchHidden_) return;
  if (looked == all) {
    searchShown_ = -1;
    return searchNotice_->setNotice({});
  }
  const auto count = [](std::uint64_t value) { return asQString(formatCount(value)); };
  searchPercent_ = static_cast<int>(looked * 100 / all);
  const QString sentence =
      Words::tr("Searching %1 recorded calls: %2 % done, %3 found", nullptr, Words::form(all))
          .arg(count(all))
          .arg(searchPercent_)
          .arg(count(static_cast<std::uint64_t>(model_.rowCount())));
  // Its button stays the same while the numbers move, or it could not be pressed.
  if (std::exchange(searchShown_, generation) == generation) return searchNotice_->setSentence(sentence);
  searchNotice_->setNotice(sentence, {{Words::tr("Stop"), Words::tr("Stop the search; what was found stays"),
                                       [this] { stopSearch(); }}});
}

void MainWindow::stopSearch() {
  reader_.stopMatching();
  searchShown_ = -1;
  searchHidden_ = model_.generation();  // answers that are on their way
  model_.searched(model_.generation());
  searchNotice_->setNotice(Words::tr("The search was stopped after %1 % of the calls.").arg(searchPercent_),
                           {{Words::tr("Search again"), Words::tr("Look through all calls"), [this] {
                               searchNotice_->setNotice({});
                               model_.setFilter(model_.filter());
                             }}});
}

void MainWindow::narrowByCell(const QModelIndex& cell, bool exclude) {
  if (!cell.isValid()) return say(Words::tr("Choose a call first."), Tone::Warning);
  const std::string term = model_.term(cell.row(), cell.column());
  if (term.empty()) return say(Words::tr("This cell has no value to filter by."), Tone::Warning);
  topBar_->filter().narrow(term, exclude);
}

void MainWindow::cellMenu(const QModelIndex& cell, const QPoint& at) {
  QMenu menu;
  const QPersistentModelIndex kept = cell;  // calls may come in while the menu is open
  const std::string term = model_.term(cell.row(), cell.column());
  if (!term.empty()) {
    menu.addAction(Words::tr("Only %1").arg(shortened(term)), this,
                   [this, term] { topBar_->filter().narrow(term, false); });
    menu.addAction(Words::tr("Without %1").arg(shortened(term)), this,
                   [this, term] { topBar_->filter().narrow(term, true); });
  }
  QMenu* like = menu.addMenu(Words::tr("Only calls with the same"));
  for (const ColumnSetting& column : table_->columns().columns()) {
    if (!column.shown) continue;
    for (int i = 0; i < model_.columnCount(); ++i) {
      if (column.key != QString::fromStdString(model_.key(i))) continue;
      const std::string other = model_.term(cell.row(), i);
      if (other.empty() || i == cell.column()) continue;
      like->addAction(shortened(other), this, [this, other] { topBar_->filter().narrow(other, false); });
    }
  }
  menu.addSeparator();
  menu.addAction(Words::tr("Copy"), QKeySequence(QKeySequence::Copy), this,
                 [this] { QGuiApplication::clipboard()->setText(table_->selectedText()); });
  menu.addSeparator();
  menu.addAction(action(ActionId::SaveFilter));
  menu.addAction(action(ActionId::Columns));
  menu.exec(at);
}

void MainWindow::headerMenu(int section, const QPoint& at) {
  QMenu menu;
  addSorting(*menu.addMenu(Words::tr("Sort by")));
  QMenu* group = menu.addMenu(Words::tr("Groups"));
  for (const ActionId id :
       {ActionId::GroupNone, ActionId::GroupService, ActionId::GroupClient, ActionId::GroupStatus})
    group->addAction(action(id));
  QMenu* time = menu.addMenu(Words::tr("Time"));
  for (const ActionId id : {ActionId::TimeClock, ActionId::TimeSinceStart, ActionId::TimeDelta})
    time->addAction(action(id));
  menu.addSeparator();
  const std::vector<ColumnSetting> columns = table_->columns().columns();
  const auto setShown = [this](const QString& key, bool shown) {
    std::vector<ColumnSetting> changed = table_->columns().columns();
    const auto found = std::ranges::find(changed, key, &ColumnSetting::key);
    if (found == changed.end()) return;
    found->shown = shown;
    table_->columns().setColumns(std::move(changed));
  };
  const bool several = std::ranges::count(columns, true, &ColumnSetting::shown) > 1;
  if (section >= 0 && several) {
    const QString key = QString::fromStdString(model_.key(section));
    menu.addAction(Words::tr("Hide %1").arg(columnTitle(key)), this, [=] { setShown(key, false); });
  }
  QMenu* more = menu.addMenu(Words::tr("Columns"));
  for (const ColumnSetting& column : columns) {
    QAction* entry = more->addAction(columnTitle(column.key), this,
                                     [=, shown = column.shown] { setShown(column.key, !shown); });
    entry->setCheckable(true);
    entry->setChecked(column.shown);
    entry->setEnabled(!column.shown || several);
  }
  menu.addAction(action(ActionId::Columns));
  menu.exec(at);
}

void MainWindow::saveFilter(std::optional<std::size_t> index) {
  const std::vector<SavedFilter>& saved = settings_->state().filters;
  SavedFilter filter;
  filter.expression = topBar_->filter().text().trimmed();
  filter.name = filter.expression.left(30);
  if (index && *index < saved.size()) filter = saved[*index];
  FilterDialog dialog(*look_, filter, this);
  if (dialog.exec() != QDialog::Accepted) return;
  change([&](ViewState& state) {
    if (index && *index < state.filters.size())
      state.filters[*index] = dialog.filter();
    else
      state.filters.push_back(dialog.filter());
  });
  topBar_->filter().apply(dialog.filter().expression);
}

void MainWindow::savedMenu(std::size_t index, const QPoint& at) {
  if (index >= settings_->state().filters.size()) return;
  QMenu menu;
  menu.addAction(Words::tr("Change…"), this, [=, this] { saveFilter(index); });
  menu.addAction(Words::tr("Delete"), this, [=, this] {
    const SavedFilter gone = settings_->state().filters[index];
    change([index](ViewState& state) {
      state.filters.erase(state.filters.begin() + static_cast<std::ptrdiff_t>(index));
    });
    searchNotice_->setNotice(
        Words::tr("The saved filter %1 was deleted.").arg(display(gone.name.toStdString(), kLongestTerm)),
        {{Words::tr("Undo"), Words::tr("Bring the saved filter back"), [this, gone, index] {
            searchNotice_->setNotice({});
            change([&](ViewState& state) {
              const auto place = std::min(index, state.filters.size());
              state.filters.insert(state.filters.begin() + static_cast<std::ptrdiff_t>(place), gone);
            });
          }}});
  });
  menu.exec(at);
}

void MainWindow::chooseSaved() {
  QMenu menu;
  const std::vector<SavedFilter>& saved = settings_->state().filters;
  for (std::size_t i = 0; i < saved.size(); ++i) {
    QMenu* part = menu.addMenu(shortened(saved[i].name.toStdString()));
    part->addAction(Words::tr("Use"), this,
                    [this, text = saved[i].expression] { topBar_->filter().apply(text); });
    part->addAction(Words::tr("Change or delete…"), this,
                    [=, this] { savedMenu(i, chips_->mapToGlobal(QPoint(12, chips_->height()))); });
  }
  menu.addSeparator();
  menu.addAction(action(ActionId::SaveFilter));
  menu.exec(chips_->mapToGlobal(QPoint(12, chips_->height())));
}

void MainWindow::wish(const FoundValue& value, ValueWish wish) {
  if (wish == ValueWish::Column) {
    table_->columns().show(QString::fromStdString(value.key));
    return;
  }
  topBar_->filter().narrow(value.term(), wish == ValueWish::Without);
}

// Qt reads its factor when the program starts; everything is drawn for it, sharp at any size.
void MainWindow::scaleTo(int percent) {
  change([percent](ViewState& state) { state.scalePercent = percent; });
  say(Words::tr("Everything will be shown at %1 % when Bascule starts again.")
          .arg(settings_->state().scalePercent),
      Tone::Neutral);
}

void MainWindow::choosePalette() {
  std::vector<QAction*> all;
  for (const ActionText& text : actionTexts()) {
    if (text.id != ActionId::Palette) all.push_back(action(text.id));
  }
  CommandPalette palette(*look_, std::move(all), this);
  palette.move(mapToGlobal(QPoint((width() - palette.width()) / 2, 90)));
  palette.exec();
}

}  // namespace bascule::ui
