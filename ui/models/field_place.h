// SPDX-License-Identifier: GPL-3.0-or-later
// Where a field of the tree stands for an overlay, and what has been chosen for it. Pure functions over a
// field tree. Thread: GUI.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bridge/schema/overlay.h"
#include "ui/models/field_tree_model.h"

namespace bascule::ui {

/// The place of a field whose reading can be chosen; nothing for fields a schema declares, groups and members
/// of JSON. `methodOwner` is schema::ownerOf() for the message's method and direction.
std::optional<schema::FieldPlace> placeOf(const FieldTreeModel& tree, const QModelIndex& field,
                                          const std::string& methodOwner);
/// True if the field is there more than once in its message.
bool isRepeated(const FieldTreeModel& tree, const QModelIndex& field);
/// True if another field of the same message is called `name`, as protobuf compares names.
bool isNameTaken(const FieldTreeModel& tree, const QModelIndex& field, const std::string& name);

}  // namespace bascule::ui
