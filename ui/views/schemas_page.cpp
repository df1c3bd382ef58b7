// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/schemas_page.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QSplitter>
#include <QVBoxLayout>

#include "ui/style/pen.h"
#include "ui/views/call_cells.h"

namespace bascule::ui {
namespace {

constexpr int kBarHeight = 45;
constexpr int kCaptionHeight = 36;
constexpr int kAgainMs = 1000;

/// A table or, where it has no rows, a sentence.
QStackedWidget* areaOf(QWidget* table, Remark* sentence, QWidget* parent) {
  auto* area = new QStackedWidget(parent);
  auto* holder = new QWidget(area);
  auto* column = new QVBoxLayout(holder);
  column->setContentsMargins(kCellPadding, 8, 16, 8);
  column->addWidget(sentence);
  column->addStretch(1);
  area->addWidget(table);
  area->addWidget(holder);
  return area;
}

QWidget* panelOf(const Look& look, SchemaWord caption, QWidget* body, QWidget* action, QWidget* parent) {
  auto* panel = new QWidget(parent);
  auto* column = new QVBoxLayout(panel);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  auto* head = new QWidget(panel);
  head->setFixedHeight(kCaptionHeight);
  auto* row = new QHBoxLayout(head);
  row->setContentsMargins(kCellPadding, 0, 12, 0);
  auto* words = new Remark(look, Face::SmallStrong, Tone::Neutral, head);
  words->setText(schemaWords(caption));
  row->addWidget(words, 1, Qt::AlignVCenter);
  if (action != nullptr) row->addWidget(action, 0, Qt::AlignVCenter);
  body->setParent(panel);
  column->addWidget(head);
  column->addWidget(body, 1);
  return panel;
}

}  // namespace

SchemasPage::SchemasPage(const Look& look, SchemaModel& model, const Traffic& traffic, QWidget* parent)
    : QWidget(parent), look_(look), model_(model), traffic_(traffic), unknownModel_(traffic) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(makeBar());
  auto* below = new QSplitter(Qt::Horizontal, this);
  below->setChildrenCollapsible(false);
  below->addWidget(makeProblems());
  below->addWidget(makeUnknown());
  below->setSizes({600, 600});
  auto* upright = new QSplitter(Qt::Vertical, this);
  upright->setChildrenCollapsible(false);
  upright->addWidget(makeSources());
  upright->addWidget(below);
  upright->setStretchFactor(0, 50);
  upright->setStretchFactor(1, 50);
  upright->setSizes({380, 380});
  column->addWidget(upright, 1);
  connect(&model, &QAbstractItemModel::modelReset, this, &SchemasPage::updateSources);
  connect(&model, &QAbstractItemModel::dataChanged, this, &SchemasPage::updateSources);
  connect(&again_, &QTimer::timeout, this, &SchemasPage::updateUnknown);
  connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
  updateSources();
  updateUnknown();
}

Button* SchemasPage::button(SchemaWord word, QWidget* parent) {
  auto* made = new Button(look_, Button::Type::Bordered, schemaWords(word), parent);
  made->setToolTip(schemaTip(word));
  return made;
}

QWidget* SchemasPage::makeBar() {
  auto* bar = new QWidget(this);
  bar->setFixedHeight(kBarHeight);
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(16, 7, 12, 7);
  row->setSpacing(8);
  summary_ = new Remark(look_, Face::Body, Tone::Neutral, bar);
  summary_->setStrong(true);
  row->addWidget(summary_, 1, Qt::AlignVCenter);
  auto* files = button(SchemaWord::AddFiles, bar);
  auto* folder = button(SchemaWord::AddFolder, bar);
  auto* again = button(SchemaWord::ReadAgain, bar);
  remove_ = button(SchemaWord::Remove, bar);
  for (QWidget* each : {files, folder, again, remove_}) row->addWidget(each);
  connect(files, &QAbstractButton::clicked, this, &SchemasPage::addFilesWanted);
  connect(folder, &QAbstractButton::clicked, this, &SchemasPage::addFolderWanted);
  connect(again, &QAbstractButton::clicked, this, &SchemasPage::readWanted);
  connect(remove_, &QAbstractButton::clicked, this, [this] {
    if (sources_->currentIndex().isValid()) Q_EMIT removeWanted(sources_->currentIndex().row());
  });
  return bar;
}

QWidget* SchemasPage::makeSources() {
  sourcesArea_ = new QStackedWidget(this);
  sources_ = new TextTable(
      look_, model_,
      {{QStringLiteral("99"), Face::Body, true, false},
       {QString(), Face::Strong, false, false},
       {QStringLiteral("reflection v1alpha"), Face::Body, false, true},
       {sourceStateText(SourceState::LeftOut, 99) + QStringLiteral("  "), Face::Body, false, false},
       {QStringLiteral("9 999"), Face::Body, true, true},
       {QStringLiteral("9 999"), Face::Body, true, false}},
      schemaWords(SchemaWord::Sources), sourcesArea_);
  sources_->setToolTip(schemaTip(SchemaWord::Sources));
  auto* empty = new EmptyState(look_, sourcesArea_);
  empty->setContent({schemaWords(SchemaWord::EmptyHeadline),
                     schemaWords(SchemaWord::EmptySentence),
                     {},
                     schemaWords(SchemaWord::AddFiles)});
  sourcesArea_->addWidget(sources_);
  sourcesArea_->addWidget(empty);
  connect(empty, &EmptyState::actionClicked, this, &SchemasPage::addFilesWanted);
  connect(sources_, &RowTable::rowChosen, this, &SchemasPage::updateSources);
  connect(sources_, &RowTable::removeWanted, this, &SchemasPage::removeWanted);
  connect(sources_, &RowTable::moveWanted, this, [this](int row, int by) {
    if (model_.move(row, by)) sources_->setCurrentIndex(model_.index(row + by, 0));
  });
  return sourcesArea_;
}

QWidget* SchemasPage::makeProblems() {
  problems_ = new TextTable(look_, problemModel_,
                            {{QStringLiteral("order_service.proto:999:99  "), Face::Mono, false, false},
                             {QString(), Face::Body, false, false}},
                            schemaWords(SchemaWord::Problems), this);
  problems_->setToolTip(schemaTip(SchemaWord::Problems));
  auto* none = new Remark(look_, Face::Body, Tone::Neutral, this);
  none->setText(schemaWords(SchemaWord::NoProblems));
  problemsArea_ = areaOf(problems_, none, this);
  connect(problems_, &RowTable::opened, this, &SchemasPage::copyPath);
  return panelOf(look_, SchemaWord::Problems, problemsArea_, nullptr, this);
}

QWidget* SchemasPage::makeUnknown() {
  unknown_ = new TextTable(
      look_, unknownModel_,
      {{QString(), Face::Strong, false, false}, {QStringLiteral("9 999 999"), Face::Body, true, false}},
      schemaWords(SchemaWord::Unknown), this);
  unknown_->setToolTip(schemaTip(SchemaWord::Unknown));
  allKnown_ = new Remark(look_, Face::Body, Tone::Neutral, this);
  allKnown_->setText(noUnknownText(false));
  unknownArea_ = areaOf(unknown_, allKnown_, this);
  showCalls_ = new Button(look_, Button::Type::Chip, schemaWords(SchemaWord::ShowCalls), this);
  showCalls_->setToolTip(schemaTip(SchemaWord::ShowCalls));
  connect(unknown_, &RowTable::opened, this, &SchemasPage::showCalls);
  connect(showCalls_, &QAbstractButton::clicked, this,
          [this] { showCalls(unknown_->currentIndex().isValid() ? unknown_->currentIndex().row() : -1); });
  return panelOf(look_, SchemaWord::Unknown, unknownArea_, showCalls_, this);
}

void SchemasPage::setSchema(schema::SchemaPtr schema) {
  schema_ = std::move(schema);
  if (isVisible()) updateUnknown();  // peers may have invented names without end
}

void SchemasPage::updateSources() {
  sourcesArea_->setCurrentIndex(model_.rowCount() > 0 ? 0 : 1);
  const int row = sources_->currentIndex().isValid() ? sources_->currentIndex().row() : -1;
  remove_->setEnabled(model_.named(row));
  problemModel_.setProblems(model_.problems(row));
  problemsArea_->setCurrentIndex(problemModel_.rowCount() > 0 ? 0 : 1);
}

void SchemasPage::updateUnknown() {
  unknownModel_.refresh(schema_);
  const std::size_t unknown = unknownModel_.count();
  summary_->setText(knownMethodsText(schema_ ? schema_->methods().size() : 0, unknown));
  allKnown_->setText(noUnknownText(traffic_.rows().size() > 0));
  unknownArea_->setCurrentIndex(unknown > 0 ? 0 : 1);
  showCalls_->setEnabled(unknown > 0);
}

void SchemasPage::copyPath(int row) {
  const QString& path = problemModel_.problem(row).path;
  if (path.isEmpty()) return;
  QGuiApplication::clipboard()->setText(path);
  Q_EMIT pathCopied(path);
}

void SchemasPage::showCalls(int row) {
  const std::string term = unknownModel_.term(row);
  if (!term.empty()) Q_EMIT termChosen(term);
}

void SchemasPage::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  model_.readOnce();
  updateUnknown();
  again_.start(kAgainMs);
}

void SchemasPage::hideEvent(QHideEvent* event) {
  QWidget::hideEvent(event);
  again_.stop();
}

void SchemasPage::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), look_.theme().panel);
  Pen(painter, look_).hairlineH(0, width(), kBarHeight - 1, look_.theme().line);
}

}  // namespace bascule::ui
