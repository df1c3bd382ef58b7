// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/field_tree_model.h"

#include <algorithm>

#include "ui/text/display.h"
#include "ui/text/reading_text.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

constexpr std::size_t kReadingBytes = 60;  // of one reading beside the value

}  // namespace

using schema::FieldNode;

void FieldTreeModel::build(Entry& entry) {
  for (const FieldNode& child : entry.node->children) {
    auto made = std::make_unique<Entry>();
    made->node = &child;
    made->parent = &entry;
    made->row = static_cast<int>(entry.children.size());
    build(*made);
    entry.children.push_back(std::move(made));
  }
}

void FieldTreeModel::setMessage(DecodedMessagePtr message) {
  beginResetModel();
  top_.children.clear();
  message_ = std::move(message);
  if (message_ && message_->hasTree) {
    auto root = std::make_unique<Entry>();
    root->node = &message_->tree.root;
    root->parent = &top_;
    build(*root);
    top_.children.push_back(std::move(root));
  }
  endResetModel();
}

const FieldTreeModel::Entry& FieldTreeModel::entry(const QModelIndex& index) const {
  return index.isValid() ? *static_cast<const Entry*>(index.constInternalPointer()) : top_;
}

const FieldNode& FieldTreeModel::node(const QModelIndex& index) const { return *entry(index).node; }

QModelIndex FieldTreeModel::index(int row, int column, const QModelIndex& parent) const {
  const Entry& owner = entry(parent);
  if (row < 0 || column != 0 || static_cast<std::size_t>(row) >= owner.children.size()) return {};
  return createIndex(row, 0, owner.children[static_cast<std::size_t>(row)].get());
}

QModelIndex FieldTreeModel::parent(const QModelIndex& index) const {
  if (!index.isValid()) return {};
  const Entry* owner = entry(index).parent;
  return owner == nullptr || owner == &top_ ? QModelIndex() : createIndex(owner->row, 0, owner);
}

int FieldTreeModel::rowCount(const QModelIndex& parent) const {
  return static_cast<int>(entry(parent).children.size());
}
int FieldTreeModel::columnCount(const QModelIndex&) const { return 1; }

std::vector<schema::ReadValue> FieldTreeModel::readings(const QModelIndex& index) const {
  if (!index.parent().isValid()) return {};
  const FieldNode& field = node(index);
  if (field.known && !field.chosen) return {};
  const std::string& bytes = message_->treeBytes();
  return schema::plausibleReadings(schema::fieldBytes(bytes, node(index.parent()), field));
}

QString FieldTreeModel::otherReadings(const QModelIndex& index) const {
  QString out;
  const FieldNode& field = node(index);
  if (field.chosen) return out;
  std::vector<std::string_view> said{field.value};
  const std::vector<schema::ReadValue> all = readings(index);
  for (const schema::ReadValue& other : all) {
    // What reads the same says nothing; the menu has it.
    if (other.value.empty() || &other == &all.front() || std::ranges::find(said, other.value) != said.end())
      continue;
    if (!out.isEmpty()) out += QStringLiteral(" · ");
    out += display(std::string(schema::name(other.reading)) + " " + other.value, kReadingBytes);
    said.push_back(other.value);
  }
  return out;
}

QString FieldTreeModel::driftReasons(const QModelIndex& index) const {
  QStringList out;
  for (const schema::DriftMark& mark : node(index).drifts) out += driftText(mark);
  return out.join(QStringLiteral(", "));
}

QString FieldTreeModel::fullText(const QModelIndex& index) const {
  const FieldNode& field = node(index);
  std::string text = field.name.empty() ? field.typeName : field.name;
  if (field.index >= 0) text += "[" + std::to_string(field.index) + "]";
  if (!field.known && field.number != 0)
    text = Words::tr("unknown %1").arg(field.number).toStdString() + " " + field.typeName;
  if (!field.value.empty()) text += " = " + field.value;
  QString out = display(text);
  for (const QString& part : {otherReadings(index), driftReasons(index)})
    if (!part.isEmpty()) out += QStringLiteral(" · ") + part;
  if (field.chosen) out += QStringLiteral(" · ") + readingWords(ReadingWords::Yours);
  return out;
}

QVariant FieldTreeModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
      return fullText(index);
    case Qt::ToolTipRole: {
      const FieldNode& field = node(index);
      QString text = fullText(index);
      if (!field.typeName.empty())
        text += QLatin1Char('\n') + display(field.typeName) + Words::tr(", field %1").arg(field.number);
      return tip(text);
    }
    default:
      return {};
  }
}

QModelIndex FieldTreeModel::fieldAt(std::uint32_t offset) const {
  QModelIndex best;
  QModelIndex at = index(0, 0);
  while (at.isValid()) {
    best = at;
    QModelIndex next;
    for (int row = 0; row < rowCount(at); ++row) {
      const QModelIndex child = index(row, 0, at);
      if (offset >= node(child).begin && offset < node(child).end) next = child;
    }
    at = next;
  }
  return best;
}

}  // namespace bascule::ui
