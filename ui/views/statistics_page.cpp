// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/statistics_page.h"

#include <QPainter>
#include <QSplitter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <cmath>

#include "ui/style/pen.h"
#include "ui/text/display.h"
#include "ui/text/format.h"
#include "ui/text/words.h"
#include "ui/views/call_cells.h"

namespace bascule::ui {
namespace {

constexpr int kLeastName = 180;
constexpr std::array<const char*, kFigureCount> kWidest = {
    "",        "9 999 999", "9 999.9", "999 999 · 99.9 %", "99.9 ms",
    "99.9 ms", "99.9 ms",   "99.9 MB", "99.9 MB",          "99.9 ms"};

// Columns that go when there is little room, first to go first.
constexpr std::array<Figure, 3> kDropped = {Figure::Request, Figure::Response, Figure::P90};

class Delegate final : public QStyledItemDelegate {
 public:
  Delegate(const Look& look, const StatisticsModel& model, QObject* parent)
      : QStyledItemDelegate(parent), look_(look), model_(model) {}

  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {0, kRowHeight}; }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    Pen pen(*painter, look_);
    const Theme& theme = look_.theme();
    paintRowBack(pen, option, index.column());
    const QRectF rect = QRectF(option.rect).adjusted(kCellPadding, 0, -kCellPadding, 0);
    const auto figure = static_cast<Figure>(index.column());
    if (figure == Figure::Name) return paintName(pen, rect, index.row());
    const bool bad = figure == Figure::Errors && model_.figures(index.row()).errors > 0;
    pen.textRight(rect, Face::Body,
                  bad                       ? theme.errorText
                  : figure == Figure::Calls ? theme.text
                                            : theme.dim,
                  model_.text(index.row(), figure), Fit::ElideEnd);
  }

 private:
  void paintName(Pen& pen, QRectF rect, int row) const {
    const QString name = model_.name(row);
    QRectF left(rect.left(), rect.top(), rect.width() - std::min(pen.width(Face::Strong, name), rect.width()),
                rect.height());
    rect.setLeft(rect.left() +
                 pen.text(left, Face::Body, pen.theme().dim, model_.service(row), Fit::ElideEnd));
    pen.text(rect, Face::Strong, pen.theme().text, name, Fit::ElideEnd);
  }

  const Look& look_;
  const StatisticsModel& model_;
};

}  // namespace

FigureView::FigureView(const Look& look, StatisticsModel& model, QWidget* parent)
    : RowTable(look, kRowHeight, parent),
      model_(model),
      header_(new FlatHeader(look, {1, 2, 3, 4, 5, 6, 7, 8, 9}, this)) {
  setAccessibleName(Words::tr("Figures"));
  setToolTip(Words::tr("Return or a double click shows the calls of a row"));
  setHorizontalHeader(header_);
  header_->setSectionsClickable(true);
  header_->setArrow(static_cast<int>(Figure::Calls), true);
  setModel(&model);
  setItemDelegate(new Delegate(look, model, this));
  connect(header_, &QHeaderView::sectionClicked, this, [this](int section) {
    const bool name = section == 0;
    const bool again = header_->arrow() == section;
    const bool descending = again ? !header_->descending() : !name;
    header_->setArrow(section, descending);
    model_.sort(section, descending ? Qt::DescendingOrder : Qt::AscendingOrder);
  });
}

void FigureView::layoutColumns() {
  int rest = viewport()->width();
  for (int i = 1; i < kFigureCount; ++i) {
    const QString widest = QString::fromUtf8(kWidest[static_cast<std::size_t>(i)]);
    const QString title = model_.headerData(i, Qt::Horizontal, Qt::DisplayRole).toString();
    const qreal wide =
        std::max(look().face(Face::Body).width(widest), look().face(Face::TinyStrong).width(title) + 11);
    setColumnHidden(i, false);
    setColumnWidth(i, static_cast<int>(std::ceil(wide)) + 2 * kCellPadding);
    rest -= columnWidth(i);
  }
  for (const Figure figure : kDropped) {
    if (rest >= kLeastName) break;
    rest += columnWidth(static_cast<int>(figure));
    setColumnHidden(static_cast<int>(figure), true);
  }
  setColumnWidth(0, std::max(kLeastName, rest));
}

void FigureView::resizeEvent(QResizeEvent* event) {
  RowTable::resizeEvent(event);
  layoutColumns();
}

StatisticsPage::StatisticsPage(const Look& look, const CallTableModel& calls, QWidget* parent)
    : QWidget(parent),
      look_(look),
      model_(new StatisticsModel(calls, this)),
      figures_(new FigureView(look, *model_, this)),
      latency_(new LatencyChart(look, this)),
      scatter_(new ScatterChart(look, this)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(makeBar());
  auto* charts = new QSplitter(Qt::Horizontal, this);
  charts->setChildrenCollapsible(false);
  charts->addWidget(latency_);
  charts->addWidget(scatter_);
  auto* upright = new QSplitter(Qt::Vertical, this);
  upright->setChildrenCollapsible(false);
  upright->addWidget(figures_);
  upright->addWidget(charts);
  upright->setStretchFactor(0, 60);
  upright->setStretchFactor(1, 40);
  upright->setSizes({460, 300});
  column->addWidget(upright, 1);
  connect(model_, &StatisticsModel::counted, this, &StatisticsPage::counted);
  connect(figures_, &FigureView::opened, this, [this](int row) {
    const std::string term = model_->term(row);
    if (!term.empty()) Q_EMIT termChosen(term);
  });
  connect(figures_, &FigureView::rowChosen, this, [this](int row) {
    anyChosen_ = row >= 0;
    if (anyChosen_) chosen_ = model_->key(row);
    showCharts(row);
  });
  connect(scatter_, &ScatterChart::callChosen, this, &StatisticsPage::callChosen);
  connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
}

QWidget* StatisticsPage::makeBar() {
  auto* bar = new QWidget(this);
  bar->setFixedHeight(37);
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(12, 6, 12, 6);
  row->setSpacing(6);
  const auto chip = [&](const QString& text, const QString& tip, bool byClient) {
    auto* button = new Button(look_, Button::Type::Chip, text, bar);
    button->setToolTip(tip);
    button->setCheckable(true);
    button->setAutoExclusive(true);
    connect(button, &QAbstractButton::clicked, this, [this, byClient] { group(byClient); });
    row->addWidget(button);
    return button;
  };
  methods_ = chip(Words::tr("By method"), Words::tr("One row for each method"), false);
  clients_ = chip(Words::tr("By client"), Words::tr("One row for each client"), true);
  methods_->setChecked(true);
  row->addSpacing(12);
  summary_ = new Remark(look_, Face::Small, Tone::Neutral, bar);
  row->addWidget(summary_, 1, Qt::AlignVCenter);
  return bar;
}

void StatisticsPage::group(bool byClient) {
  anyChosen_ = false;
  model_->setByClient(byClient);
  counted();
}

void StatisticsPage::counted() {
  const insight::CallFigures& all = model_->table().all();
  const bool narrowed = all.calls < model_->traffic().rows().size();
  const int form = Words::form(all.calls);
  summary_->setText((narrowed ? Words::tr("%1 calls that the filter lets through", nullptr, form)
                              : Words::tr("%1 calls, all of the session", nullptr, form))
                        .arg(asQString(formatCount(all.calls))));
  int row = -1;
  for (int i = 0; anyChosen_ && i < model_->rowCount(); ++i) {
    if (model_->key(i) == chosen_) row = i;
  }
  if (row >= 0)
    figures_->setCurrentIndex(model_->index(row, 0));
  else
    showCharts(-1);
}

void StatisticsPage::showCharts(int row) {
  const insight::FigureTable& table = model_->table();
  latency_->setHistogram(row < 0 ? table.all().durations : model_->figures(row).durations);
  std::vector<insight::CallPoint> points = table.points();
  if (row >= 0) {
    const StatisticsModel::Key key = model_->key(row);
    const bool client = model_->byClient();
    std::erase_if(points, [&](const insight::CallPoint& point) {
      return key != (client ? StatisticsModel::Key{point.client, 0}
                            : StatisticsModel::Key{point.service, point.method});
    });
  }
  scatter_->setPoints(std::move(points));
}

void StatisticsPage::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  model_->setActive(true);
}

void StatisticsPage::hideEvent(QHideEvent* event) {
  QWidget::hideEvent(event);
  model_->setActive(false);
}

void StatisticsPage::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), look_.theme().panel);
  Pen(painter, look_).hairlineH(0, width(), 37, look_.theme().line);
}

}  // namespace bascule::ui
