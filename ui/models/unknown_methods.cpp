// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/unknown_methods.h"

#include <algorithm>
#include <tuple>

#include "bridge/insight/filter_terms.h"
#include "ui/models/text_roles.h"
#include "ui/style/theme.h"
#include "ui/text/display.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

constexpr std::size_t kTermMethods = 20;  // a longer filter cannot be read by anyone

}  // namespace

UnknownMethods::UnknownMethods(const Traffic& traffic, QObject* parent)
    : QAbstractTableModel(parent), traffic_(traffic) {}

void UnknownMethods::refresh(const schema::SchemaPtr& schema) {
  std::vector<Method> found;
  const capture::RowStore& rows = traffic_.rows();
  for (const auto& [key, stats] : traffic_.stats().byMethod()) {
    const std::string path =
        "/" + std::string(rows.string(key.first)) + "/" + std::string(rows.string(key.second));
    if (key.first == 0 || (schema && schema->method(path) != nullptr)) continue;
    found.push_back({key.first, key.second, stats.protocols.total()});
  }
  const std::size_t count = found.size();
  std::ranges::sort(found, [](const Method& a, const Method& b) {
    return std::tie(b.calls, a.service, a.name) < std::tie(a.calls, b.service, b.name);
  });
  if (found.size() > kShownUnknown) found.resize(kShownUnknown);
  if (found == methods_ && count == count_) return;
  const auto same = [](const Method& a, const Method& b) {
    return a.service == b.service && a.name == b.name;
  };
  // Counts move all the time; the row that is chosen must not.
  const bool sameRows = std::ranges::equal(found, methods_, same);
  if (!sameRows) beginResetModel();
  methods_ = std::move(found);
  count_ = count;
  if (!sameRows)
    endResetModel();
  else if (!methods_.empty())
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, 1));
}

std::string UnknownMethods::termOf(const Method& method) const {
  const capture::RowStore& rows = traffic_.rows();
  return insight::exactTerm("service", rows.string(method.service)) + " " +
         insight::exactTerm("method", rows.string(method.name));
}

std::string UnknownMethods::term(int row) const {
  if (row >= 0) return termOf(methods_[static_cast<std::size_t>(row)]);
  if (methods_.size() == 1) return termOf(methods_.front());
  std::string all;
  for (std::size_t i = 0; i < std::min(methods_.size(), kTermMethods); ++i)
    all += (all.empty() ? "(" : " or (") + termOf(methods_[i]) + ")";
  return all;
}

int UnknownMethods::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(methods_.size());
}

int UnknownMethods::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : 2; }

QVariant UnknownMethods::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const Method& method = methods_[static_cast<std::size_t>(index.row())];
  const std::string service(traffic_.rows().string(method.service));
  const std::string name(traffic_.rows().string(method.name));
  switch (role) {
    case Qt::DisplayRole:
      return index.column() == 0 ? display(name, 256) : asQString(formatCount(method.calls));
    case Qt::AccessibleTextRole:
      return index.column() == 0 ? display(service + "/" + name) : data(index, Qt::DisplayRole);
    case Qt::ToolTipRole:
      return index.column() == 0 ? tip(service + "/" + name) : QString();
    case kLeadRole:
      return index.column() == 0 ? display(service + "/", 256) : QString();
    case kToneRole:
      return index.column() == 0 ? QVariant() : QVariant(static_cast<int>(Tone::Neutral));
    default:
      return {};
  }
}

QVariant UnknownMethods::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  return section == 0 ? Words::tr("Method") : Words::tr("Calls");
}

}  // namespace bascule::ui
