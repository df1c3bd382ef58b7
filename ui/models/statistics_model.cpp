// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/statistics_model.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "bridge/insight/filter_terms.h"
#include "ui/text/display.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

using insight::CallFigures;
using insight::FigureTable;

constexpr std::size_t kSlice = 8192;  // calls counted at once: about two milliseconds
constexpr int kAgainMs = 1000;

struct FigureWords {
  const char* title;
  const char* tip;
};
constexpr std::array<FigureWords, kFigureCount> kWords = {{
    {english("Method"), english("Whose calls are counted in this row")},
    {english("Calls"), english("Calls, those in flight too")},
    {english("Calls/s"), english("Calls a second between the first and the last")},
    {english("Errors"), english("Calls that ended with another status than OK, and their share")},
    {"p50", english("Half of the unary calls were faster")},
    {"p90", english("Nine of ten unary calls were faster")},
    {"p99", english("99 of 100 unary calls were faster")},
    {english("Request"), english("Message bytes of the requests, as on the wire")},
    {english("Response"), english("Message bytes of the responses, as on the wire")},
    {english("Bridge adds"), english("Median of the time a call spends inside the bridge")},
}};

QString quantile(const insight::LatencyHistogram& histogram, double q) {
  return histogram.count() == 0 ? QString() : asQString(formatDuration(histogram.quantile(q)));
}

std::string errorText(const CallFigures& figures) {
  if (figures.errors == 0) return "0";
  const double share = 100.0 * static_cast<double>(figures.errors) / static_cast<double>(figures.calls);
  return fmt::format("{} · {:.{}f} %", formatCount(figures.errors).view(), share, share < 9.95 ? 1 : 0);
}

}  // namespace

StatisticsModel::StatisticsModel(const CallTableModel& calls, QObject* parent)
    : QAbstractTableModel(parent), calls_(calls), table_(std::make_unique<FigureTable>()) {
  slices_.setInterval(0);
  again_.setInterval(kAgainMs);
  connect(&slices_, &QTimer::timeout, this, &StatisticsModel::slice);
  connect(&again_, &QTimer::timeout, this, [this] {
    if (stale_ && counting_ == nullptr) begin();
  });
  connect(&calls, &CallTableModel::shownChanged, this, [this] { stale_ = true; });
  // What the user asked for is counted at once, not with the next second.
  connect(&calls, &QAbstractItemModel::modelReset, this, [this] {
    stale_ = true;
    if (active_) begin();
  });
}

void StatisticsModel::setActive(bool on) {
  if (on == active_) return;
  active_ = on;
  if (on) {
    again_.start();
    if (stale_) begin();
    return;
  }
  again_.stop();
  slices_.stop();
  stale_ = stale_ || counting_ != nullptr;
  counting_.reset();
}

// Row indices of the store stay what they are while the table changes below the count.
void StatisticsModel::begin() {
  stale_ = false;
  pending_ = calls_.shown();
  next_ = 0;
  counting_ = std::make_unique<FigureTable>();
  slices_.start();
}

void StatisticsModel::slice() {
  const capture::RowStore& rows = traffic().rows();
  const std::size_t until = std::min(pending_.size(), next_ + kSlice);
  for (; next_ < until; ++next_) {
    if (pending_[next_] < rows.size()) counting_->add(rows.row(pending_[next_]));
  }
  if (next_ < pending_.size()) return;
  slices_.stop();
  pending_ = {};
  beginResetModel();
  table_ = std::move(counting_);
  arrange();
  endResetModel();
  Q_EMIT counted();
}

const std::map<StatisticsModel::Key, CallFigures>& StatisticsModel::groups() const {
  return byClient_ ? table_->byClient() : table_->byMethod();
}

const CallFigures& StatisticsModel::figures(int row) const { return groups().at(key(row)); }

void StatisticsModel::setByClient(bool on) {
  beginResetModel();
  byClient_ = on;
  arrange();
  endResetModel();
}

void StatisticsModel::sort(int column, Qt::SortOrder order) {
  beginResetModel();
  sortColumn_ = column;
  sortOrder_ = order;
  arrange();
  endResetModel();
}

double StatisticsModel::sortValue(Key key, Figure figure) const {
  const CallFigures& figures = groups().at(key);
  switch (figure) {
    case Figure::Name:
      return 0;
    case Figure::Calls:
      return static_cast<double>(figures.calls);
    case Figure::Rate:
      return figures.perSecond();
    case Figure::Errors:
      return static_cast<double>(figures.errors) / static_cast<double>(figures.calls);
    case Figure::P50:
      return static_cast<double>(figures.durations.quantile(0.5));
    case Figure::P90:
      return static_cast<double>(figures.durations.quantile(0.9));
    case Figure::P99:
      return static_cast<double>(figures.durations.quantile(0.99));
    case Figure::Request:
      return static_cast<double>(figures.requestBytes);
    case Figure::Response:
      return static_cast<double>(figures.responseBytes);
    case Figure::Added:
      return static_cast<double>(figures.added.quantile(0.5));
  }
  return 0;
}

void StatisticsModel::arrange() {
  rows_.clear();
  for (const auto& [key, figures] : groups()) rows_.push_back(key);
  struct Sorted {
    double value;
    QString name;
    Key key;
  };
  std::vector<Sorted> sorted;
  sorted.reserve(rows_.size());
  for (int row = 0; row < static_cast<int>(rows_.size()); ++row)
    sorted.push_back(
        {sortValue(key(row), static_cast<Figure>(sortColumn_)), service(row) + name(row), key(row)});
  std::ranges::sort(sorted, [this](const Sorted& a, const Sorted& b) {
    if (a.value != b.value) return sortOrder_ == Qt::DescendingOrder ? a.value > b.value : a.value < b.value;
    const bool backwards =
        static_cast<Figure>(sortColumn_) == Figure::Name && sortOrder_ == Qt::DescendingOrder;
    return backwards ? b.name < a.name : a.name < b.name;
  });
  std::ranges::transform(sorted, rows_.begin(), &Sorted::key);
}

QString StatisticsModel::service(int row) const {
  if (byClient_ || key(row) == FigureTable::kOthers) return {};
  const std::string_view full = traffic().rows().string(key(row).first);
  const std::size_t dot = full.rfind('.');
  return display(dot == std::string_view::npos ? full : full.substr(dot + 1), 256) + QLatin1Char('/');
}

QString StatisticsModel::name(int row) const {
  if (key(row) == FigureTable::kOthers) return Words::tr("all others");
  const std::uint32_t id = byClient_ ? key(row).first : key(row).second;
  return byClient_ && id == 0 ? Words::tr("unnamed") : display(traffic().rows().string(id), 256);
}

std::string StatisticsModel::term(int row) const {
  const capture::RowStore& rows = traffic().rows();
  if (key(row) == FigureTable::kOthers) return {};
  if (byClient_) return insight::exactTerm("client", rows.string(key(row).first));
  return insight::exactTerm("service", rows.string(key(row).first)) + " " +
         insight::exactTerm("method", rows.string(key(row).second));
}

QString StatisticsModel::text(int row, Figure figure) const {
  const CallFigures& figures = this->figures(row);
  switch (figure) {
    case Figure::Name:
      return service(row) + name(row);
    case Figure::Calls:
      return asQString(formatCount(figures.calls));
    case Figure::Rate:
      return figures.perSecond() == 0
                 ? QString()
                 : asQString(fmt::format("{:.{}f}", figures.perSecond(), figures.perSecond() < 99.5 ? 1 : 0));
    case Figure::Errors:
      return asQString(errorText(figures));
    case Figure::P50:
      return quantile(figures.durations, 0.5);
    case Figure::P90:
      return quantile(figures.durations, 0.9);
    case Figure::P99:
      return quantile(figures.durations, 0.99);
    case Figure::Request:
      return asQString(formatSize(figures.requestBytes));
    case Figure::Response:
      return asQString(formatSize(figures.responseBytes));
    case Figure::Added:
      return quantile(figures.added, 0.5);
  }
  return {};
}

int StatisticsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int StatisticsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kFigureCount;
}

QVariant StatisticsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const QString cell = text(index.row(), static_cast<Figure>(index.column()));
  switch (role) {
    case Qt::DisplayRole:
      return cell;
    case Qt::AccessibleTextRole:
      return QStringLiteral("%1: %2").arg(
          headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(),
          cell.isEmpty() ? Words::tr("none", "figure") : cell);
    case Qt::ToolTipRole:
      return tip(cell);
    default:
      return {};
  }
}

QVariant StatisticsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= kFigureCount) return {};
  const FigureWords& row = kWords[static_cast<std::size_t>(section)];
  if (role == Qt::DisplayRole) return section == 0 && byClient_ ? Words::tr("Client") : Words::of(row.title);
  if (role == Qt::ToolTipRole || role == Qt::AccessibleDescriptionRole) return Words::of(row.tip);
  return {};
}

}  // namespace bascule::ui
