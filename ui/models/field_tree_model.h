// SPDX-License-Identifier: GPL-3.0-or-later
// `FieldTreeModel`: the fields of one decoded message as a tree. Thread: GUI.
#pragma once

#include <QAbstractItemModel>

#include "bridge/schema/reading.h"
#include "ui/models/decoded_message.h"

namespace bascule::ui {

class FieldTreeModel final : public QAbstractItemModel {
  Q_OBJECT
 public:
  using QAbstractItemModel::QAbstractItemModel;

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& index) const override;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;

  void setMessage(DecodedMessagePtr message);
  const DecodedMessagePtr& message() const { return message_; }
  const schema::FieldNode& node(const QModelIndex& index) const;
  /// The ways to read a field that no schema declares, the likeliest first; none for others.
  std::vector<schema::ReadValue> readings(const QModelIndex& index) const;
  /// The readings of a field beside the one it is shown in, on one line: `sint64 75 · bool true`.
  QString otherReadings(const QModelIndex& index) const;
  /// Why the field is marked, on one line; empty if it is as declared.
  QString driftReasons(const QModelIndex& index) const;
  /// The innermost field that covers byte `offset`.
  QModelIndex fieldAt(std::uint32_t offset) const;

 private:
  struct Entry {
    const schema::FieldNode* node = nullptr;
    const Entry* parent = nullptr;
    int row = 0;
    std::vector<std::unique_ptr<Entry>> children;
  };
  static void build(Entry& entry);
  const Entry& entry(const QModelIndex& index) const;
  QString fullText(const QModelIndex& index) const;

  DecodedMessagePtr message_;
  Entry top_;  ///< its one child is the message itself
};

}  // namespace bascule::ui
