// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/sidebar_model.h"

#include <algorithm>
#include <array>
#include <map>

#include "ui/text/display.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

using Node = SidebarModel::Node;
using Type = SidebarModel::Type;

constexpr std::array<const char*, kViewCount> kViews = {english("Traffic"), english("Statistics"),
                                                        english("Schemas"), english("Bridge")};

std::unique_ptr<Node> makeNode(Type type, QString text) {
  auto node = std::make_unique<Node>();
  node->type = type;
  node->text = std::move(text);
  return node;
}

std::string_view lastPart(std::string_view service) {
  const std::size_t dot = service.rfind('.');
  return dot == std::string_view::npos ? service : service.substr(dot + 1);
}

void join(insight::GroupStats& into, const insight::GroupStats& from) {
  into.protocols.connect += from.protocols.connect;
  into.protocols.grpc += from.protocols.grpc;
  into.protocols.grpcWeb += from.protocols.grpcWeb;
  into.protocols.other += from.protocols.other;
  into.errors += from.errors;
}

Node* childOf(Node& parent, std::uint32_t Node::* id, std::uint32_t value, Type type) {
  for (const auto& child : parent.children) {
    if (child->type == type && (*child).*id == value) return child.get();
  }
  return nullptr;
}

}  // namespace

SidebarModel::SidebarModel(const Traffic& traffic, QObject* parent)
    : QAbstractItemModel(parent), traffic_(traffic) {
  reset();
  connect(&traffic, &Traffic::cleared, this, &SidebarModel::reset);
  connect(&traffic, &Traffic::applied, this, &SidebarModel::refresh);
}

void SidebarModel::reset() {
  beginResetModel();
  root_.children.clear();
  const auto add = [this](Type type, const QString& text) {
    root_.children.push_back(makeNode(type, text));
    root_.children.back()->parent = &root_;
  };
  for (int i = 0; i < kViewCount; ++i) {
    add(Type::View, Words::of(kViews[static_cast<std::size_t>(i)]));
    root_.children.back()->view = static_cast<View>(i);
    root_.children.back()->count = counts_[static_cast<std::size_t>(i)];
  }
  add(Type::Caption, Words::tr("SERVICES"));
  add(Type::Caption, Words::tr("CLIENTS"));
  clientsCaption_ = kViewCount + 1;
  endResetModel();
}

QModelIndex SidebarModel::indexOf(const Node& node) const {
  if (node.parent == nullptr) return {};
  const auto& siblings = node.parent->children;
  const auto at = std::ranges::find(siblings, &node, &std::unique_ptr<Node>::get);
  return createIndex(static_cast<int>(at - siblings.begin()), 0, &node);
}

QModelIndex SidebarModel::index(int row, int column, const QModelIndex& parent) const {
  const Node& owner = parent.isValid() ? node(parent) : root_;
  if (row < 0 || column != 0 || static_cast<std::size_t>(row) >= owner.children.size()) return {};
  return createIndex(row, 0, owner.children[static_cast<std::size_t>(row)].get());
}

QModelIndex SidebarModel::parent(const QModelIndex& index) const {
  return index.isValid() ? indexOf(*node(index).parent) : QModelIndex();
}

int SidebarModel::rowCount(const QModelIndex& parent) const {
  return static_cast<int>((parent.isValid() ? node(parent) : root_).children.size());
}

int SidebarModel::columnCount(const QModelIndex&) const { return 1; }

const Node& SidebarModel::node(const QModelIndex& index) const {
  return *static_cast<const Node*>(index.constInternalPointer());
}

Qt::ItemFlags SidebarModel::flags(const QModelIndex& index) const {
  if (!index.isValid()) return Qt::NoItemFlags;
  return node(index).type == Type::Caption ? Qt::ItemIsEnabled : Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

QString SidebarModel::sentence(const Node& node) const {
  if (node.type == Type::Caption) return node.text;
  if (node.type == Type::View && node.view != View::Traffic)
    return node.count == 0 ? node.text : QStringLiteral("%1, %2").arg(node.text).arg(node.count);
  const insight::ProtocolCounts& p = node.stats.protocols;
  QString out = Words::tr("%1, %2 calls", nullptr, Words::form(p.total()))
                    .arg(node.text, asQString(formatCount(p.total())));
  const std::uint64_t total = std::max<std::uint64_t>(p.total(), 1);
  for (const auto& [name, count] :
       {std::pair("Connect", p.connect), std::pair("gRPC", p.grpc), std::pair("gRPC-Web", p.grpcWeb)}) {
    if (count > 0) out += QStringLiteral(", %1 % %2").arg(count * 100 / total).arg(QString::fromLatin1(name));
  }
  if (node.stats.errors > 0)
    out += Words::tr(", %1 errors", nullptr, Words::form(node.stats.errors)).arg(node.stats.errors);
  return out;
}

QVariant SidebarModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const Node& entry = node(index);
  switch (role) {
    case Qt::DisplayRole:
      return entry.text;
    case Qt::AccessibleTextRole:
      return sentence(entry);
    case Qt::ToolTipRole: {
      const bool named = entry.type == Type::Service || entry.type == Type::Method;
      const QString full =
          named ? display(traffic_.rows().string(entry.service)) + QLatin1Char('\n') : QString();
      return entry.type == Type::Caption ? QString() : tip(full + sentence(entry));
    }
    default:
      return {};
  }
}

Node* SidebarModel::insert(Node& parent, std::size_t from, std::size_t until, std::unique_ptr<Node> node) {
  std::size_t at = from;
  while (at < until && parent.children[at]->text < node->text) ++at;
  node->parent = &parent;
  Node* raw = node.get();
  const int row = static_cast<int>(at);
  beginInsertRows(indexOf(parent), row, row);
  parent.children.insert(parent.children.begin() + row, std::move(node));
  if (&parent == &root_ && at <= clientsCaption_) ++clientsCaption_;
  endInsertRows();
  return raw;
}

Node* SidebarModel::serviceNode(std::uint32_t service) {
  if (Node* known = childOf(root_, &Node::service, service, Type::Service)) return known;
  auto node = makeNode(Type::Service, display(lastPart(traffic_.rows().string(service))));
  node->service = service;
  return insert(root_, kViewCount + 1, clientsCaption_, std::move(node));
}

void SidebarModel::setCount(View view, std::uint64_t count) {
  const auto row = static_cast<std::size_t>(view);
  if (counts_[row] == count) return;
  counts_[row] = root_.children[row]->count = count;
  Q_EMIT dataChanged(indexOf(view), indexOf(view));
}

void SidebarModel::refresh() {
  std::map<std::uint32_t, insight::GroupStats> services;
  for (const auto& [key, stats] : traffic_.stats().byMethod()) {
    if (key.first == 0) continue;
    Node* service = serviceNode(key.first);
    Node* method = childOf(*service, &Node::method, key.second, Type::Method);
    if (method == nullptr) {
      auto node = makeNode(Type::Method, display(traffic_.rows().string(key.second)));
      node->service = key.first;
      node->method = key.second;
      method = insert(*service, 0, service->children.size(), std::move(node));
    }
    method->stats = stats;
    join(services[key.first], stats);
  }
  for (const auto& [id, stats] : services) serviceNode(id)->stats = stats;
  for (const auto& [id, stats] : traffic_.stats().byClient()) {
    Node* client = childOf(root_, &Node::client, id, Type::Client);
    if (client == nullptr) {
      auto node =
          makeNode(Type::Client, id == 0 ? Words::tr("unnamed") : display(traffic_.rows().string(id)));
      node->client = id;
      client = insert(root_, clientsCaption_ + 1, root_.children.size(), std::move(node));
    }
    client->stats = stats;
  }
  root_.children.front()->count = traffic_.stats().totals().protocols.total();
  root_.children.front()->stats.protocols = traffic_.stats().totals().protocols;
  root_.children.front()->stats.errors = traffic_.stats().totals().errors;
  if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, 0));
}

}  // namespace bascule::ui
