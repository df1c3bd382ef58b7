// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/field_place.h"

#include <algorithm>

#include "bridge/insight/message_values.h"

namespace bascule::ui {
namespace {

using schema::FieldNode;

bool isDeclared(const FieldNode& node) { return node.known && !node.chosen; }

// The program's own types: no overlay changes them.
bool isBuiltIn(std::string_view type) {
  return type.starts_with("google.protobuf.") || type.starts_with("google.rpc.");
}

bool clashesWithSchema(const FieldNode& node) {
  return std::ranges::any_of(node.drifts,
                             [](const auto& mark) { return mark.drift == schema::Drift::WireType; });
}

}  // namespace

std::optional<schema::FieldPlace> placeOf(const FieldTreeModel& tree, const QModelIndex& field,
                                          const std::string& methodOwner) {
  if (!field.isValid() || !field.parent().isValid()) return std::nullopt;
  const FieldNode& own = tree.node(field);
  if (isDeclared(own) || clashesWithSchema(own)) return std::nullopt;
  schema::FieldPlace out;
  QModelIndex at = field;
  for (; at.parent().isValid() && !isDeclared(tree.node(at)); at = at.parent()) {
    const FieldNode& node = tree.node(at);
    if (node.number == 0 || node.typeName == "group") return std::nullopt;
    out.path.insert(out.path.begin(), node.number);
  }
  const DecodedMessage& message = *tree.message();
  const bool atRoot = !at.parent().isValid();
  const bool ownType = atRoot && !message.type.empty() && !message.assumed;
  out.owner = !atRoot ? tree.node(at).typeName : ownType ? message.type : methodOwner;
  if (isBuiltIn(out.owner) || out.owner.starts_with("map<")) return std::nullopt;
  return out;
}

bool isRepeated(const FieldTreeModel& tree, const QModelIndex& field) {
  const auto& siblings = tree.node(field.parent()).children;
  return std::ranges::count(siblings, tree.node(field).number, &FieldNode::number) > 1;
}

bool isNameTaken(const FieldTreeModel& tree, const QModelIndex& field, const std::string& name) {
  const std::uint32_t own = tree.node(field).number;
  return std::ranges::any_of(tree.node(field.parent()).children, [&](const FieldNode& other) {
    return other.number != own && insight::samePath(other.name, name);
  });
}

}  // namespace bascule::ui
