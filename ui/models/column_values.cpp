// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/column_values.h"

#include <algorithm>

#include "ui/text/display.h"

namespace bascule::ui {
namespace {

constexpr std::size_t kKept = 4096;  // calls; some hundred screens
constexpr std::size_t kAsked = 256;  // calls a question; no screen shows more
constexpr std::size_t kShown = 256;  // bytes of a value

}  // namespace

ColumnValues::ColumnValues(const Traffic& traffic, QObject* parent) : QObject(parent), traffic_(traffic) {
  asking_.setSingleShot(true);
  asking_.setInterval(0);
  connect(&asking_, &QTimer::timeout, this, &ColumnValues::ask);
  connect(&traffic, &Traffic::cleared, this, &ColumnValues::forget);
  // A call that went on may have got trailers and messages.
  connect(&traffic, &Traffic::rowsChanged, this, [this](const std::vector<std::uint32_t>& indices) {
    if (known_.empty()) return;
    for (const std::uint32_t index : indices) known_.erase(traffic_.rows().row(index).number);
  });
}

void ColumnValues::setKeys(std::vector<std::string> keys) {
  keys_ = std::move(keys);
  forget();
}

void ColumnValues::forget() {
  ++generation_;
  known_.clear();
  missing_.clear();
}

void ColumnValues::readAgain() {
  if (keys_.empty()) return;
  // What is known stays until the answer: the cells do not blink.
  ++generation_;
  for (const auto& [number, values] : known_) missing_.push_back(number);
  asking_.start();
}

QString ColumnValues::value(const capture::CallRow& row, std::size_t key) {
  const auto found = known_.find(row.number);
  if (found != known_.end())
    return key < found->second.size() ? display(found->second[key], kShown) : QString();
  if (missing_.size() < kAsked && std::ranges::find(missing_, row.number) == missing_.end())
    missing_.push_back(row.number);
  if (!asking_.isActive()) asking_.start();
  return QStringLiteral("…");
}

std::string ColumnValues::raw(const capture::CallRow& row, std::size_t key) const {
  const auto found = known_.find(row.number);
  return found == known_.end() || key >= found->second.size() ? std::string() : found->second[key];
}

void ColumnValues::ask() {
  if (missing_.empty()) return;
  Q_EMIT wanted(generation_, keys_, std::exchange(missing_, {}));
}

void ColumnValues::take(const ValueRows& rows) {
  // Cells that waited for this answer ask anew when they are painted.
  if (rows.generation != generation_) return arrived();
  if (known_.size() + rows.calls.size() > kKept) known_.clear();
  for (std::size_t i = 0; i < rows.calls.size() && i < rows.values.size(); ++i)
    known_.insert_or_assign(rows.calls[i], rows.values[i]);
  Q_EMIT arrived();
}

}  // namespace bascule::ui
