// SPDX-License-Identifier: GPL-3.0-or-later
// A value that stands somewhere in the details of a call, by the key of the filter language under which calls
// like it are found; and what the user wants to do with it. Pure values and functions.
#pragma once

#include <string>

#include "ui/models/field_tree_model.h"
#include "ui/models/sheet_model.h"

namespace bascule::ui {

struct FoundValue {
  std::string key;  ///< `header.x-tenant`, `req.items.quantity`; empty: nothing to filter by
  std::string value;
  bool whole = true;  ///< false: only the beginning of the value is known
  bool empty() const { return key.empty(); }
  /// The term that finds it.
  std::string term() const;
};

enum class ValueWish : std::uint8_t { Only, Without, Column };

/// The header or trailer in this cell of a sheet.
FoundValue valueAt(const SheetModel& sheet, int row, int column);
/// The field at `index`, under `root` (`req.` or `res.`).
FoundValue valueAt(const FieldTreeModel& tree, const QModelIndex& index, const std::string& root);

}  // namespace bascule::ui
