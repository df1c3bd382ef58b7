// SPDX-License-Identifier: GPL-3.0-or-later
// `UnknownMethods`: methods that were called and that the schema does not have, those called most first.
// Thread: GUI.
#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "bridge/schema/registry.h"
#include "ui/models/traffic.h"

namespace bascule::ui {

class UnknownMethods final : public QAbstractTableModel {
  Q_OBJECT
 public:
  explicit UnknownMethods(const Traffic& traffic, QObject* parent = nullptr);

  /// Looks again; `schema` may be null: nothing is known then.
  void refresh(const schema::SchemaPtr& schema);
  /// How many there are; the table has the first kShownUnknown.
  std::size_t count() const { return count_; }
  /// The calls of one method (row), or of all of the table (-1), in the filter language; empty: there are
  /// none.
  std::string term(int row) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  struct Method {
    std::uint32_t service = 0;  ///< string ids
    std::uint32_t name = 0;
    std::uint64_t calls = 0;
    friend bool operator==(const Method&, const Method&) = default;
  };
  std::string termOf(const Method& method) const;

  const Traffic& traffic_;
  std::vector<Method> methods_;
  std::size_t count_ = 0;
};

/// Names come from peers, who may invent as many as they like.
inline constexpr std::size_t kShownUnknown = 500;

}  // namespace bascule::ui
