// SPDX-License-Identifier: GPL-3.0-or-later
// `SidebarModel`: the tree at the left: the views, services with their methods, clients. Rows stay where
// they are (sorted by name) and only their counts move. Thread: GUI.
#pragma once

#include <QAbstractItemModel>
#include <array>
#include <memory>
#include <vector>

#include "ui/models/traffic.h"

namespace bascule::ui {

/// The pages of the window, in the order of the sidebar.
enum class View : std::uint8_t { Traffic, Statistics, Schemas, Bridge };
inline constexpr int kViewCount = 4;

class SidebarModel final : public QAbstractItemModel {
  Q_OBJECT
 public:
  enum class Type : std::uint8_t { View, Caption, Service, Method, Client };
  struct Node {
    Type type = Type::View;
    QString text;
    View view = View::Traffic;  ///< of a node of type View
    std::uint32_t service = 0;  ///< string ids
    std::uint32_t method = 0;
    std::uint32_t client = 0;
    std::uint64_t count = 0;  ///< of a node of type View: what its page lists; 0: nothing is said
    insight::GroupStats stats;
    Node* parent = nullptr;
    std::vector<std::unique_ptr<Node>> children;
  };

  explicit SidebarModel(const Traffic& traffic, QObject* parent = nullptr);

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& index) const override;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

  const Node& node(const QModelIndex& index) const;
  /// Index of the row that shows all traffic.
  QModelIndex all() const { return index(0, 0); }
  QModelIndex indexOf(View view) const { return index(static_cast<int>(view), 0); }
  /// How many things the page of `view` lists.
  void setCount(View view, std::uint64_t count);
  /// Takes the traffic's present statistics over.
  void refresh();

 private:
  void reset();
  Node* serviceNode(std::uint32_t service);
  Node* insert(Node& parent, std::size_t from, std::size_t until, std::unique_ptr<Node> node);
  QModelIndex indexOf(const Node& node) const;
  QString sentence(const Node& node) const;

  const Traffic& traffic_;
  std::array<std::uint64_t, kViewCount> counts_{};
  Node root_;
  std::size_t clientsCaption_ = kViewCount + 1;  ///< row of the second caption
};

}  // namespace bascule::ui
