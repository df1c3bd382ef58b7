// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/field_tree_view.h"

#include <QContextMenuEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStyledItemDelegate>
#include <cmath>

#include "ui/style/icons.h"
#include "ui/style/pen.h"
#include "ui/text/display.h"
#include "ui/text/format.h"

namespace bascule::ui {
namespace {

constexpr int kOpened = 50;  // fields of a message that are open from the start

using schema::FieldNode;
using schema::ValueClass;

constexpr int kRow = 20;
constexpr int kLevel = 14;
constexpr int kMargin = 8;

int depthOf(const QModelIndex& index) {
  int depth = 0;
  for (QModelIndex at = index.parent(); at.isValid(); at = at.parent()) ++depth;
  return depth;
}

QColor valueColour(const Theme& theme, const FieldNode& node) {
  switch (node.valueClass) {
    case ValueClass::String:
      return theme.word(Tone::Ok);
    case ValueClass::Number:
    case ValueClass::Bool:
    case ValueClass::Enum:
      return theme.word(Tone::Warning);
    default:
      return theme.text;
  }
}

class Delegate final : public QStyledItemDelegate {
 public:
  Delegate(const Look& look, const FieldTreeModel& model, FieldTreeView& view)
      : QStyledItemDelegate(&view), look_(look), model_(model), view_(view) {}

  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {100, kRow}; }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    Pen pen(*painter, look_);
    const Theme& theme = look_.theme();
    QRectF rect(0, option.rect.top(), view_.viewport()->width(), kRow);
    const bool selected = (option.state & QStyle::State_Selected) != 0;
    if (selected) painter->fillRect(rect, theme.selection);
    rect.adjust(kMargin + depthOf(index) * kLevel, 0, -kMargin, 0);
    if (model_.rowCount(index) > 0) {
      drawIcon(*painter, view_.isExpanded(index) ? Icon::ChevronDown : Icon::ChevronRight,
               {rect.left() - 3, rect.top() + 2}, theme.dim);
    }
    rect.setLeft(rect.left() + 14);
    paintNode(pen, rect, model_.node(index), !index.parent().isValid());
  }

 private:
  qreal put(Pen& pen, QRectF& rect, Face face, const QColor& colour, const QString& text, qreal gap) const {
    if (rect.width() <= 0 || text.isEmpty()) return 0;
    const qreal used = pen.text(rect, face, colour, text, Fit::ElideEnd);
    rect.setLeft(rect.left() + used + gap);
    return used;
  }

  void paintNode(Pen& pen, QRectF rect, const FieldNode& node, bool root) const {
    const Theme& theme = look_.theme();
    if (root) {
      const std::string_view type = node.typeName;
      const std::size_t dot = type.rfind('.');
      put(pen, rect, Face::Strong, theme.text,
          type.empty() ? QStringLiteral("Message without schema") : display(shortName(type)), 8);
      const auto size = formatSize(model_.message()->treeBytes().size());
      const std::string rest =
          (dot == std::string_view::npos ? std::string() : std::string(type.substr(0, dot)) + " · ") +
          size.string();
      put(pen, rect, Face::Small, theme.dim, display(rest), 0);
      return;
    }
    if (!node.known)
      put(pen, rect, Face::Mono, theme.word(Tone::Warning), QStringLiteral("unknown"), 7);
    else if (node.index >= 0)
      put(pen, rect, Face::Mono, theme.connect, display(node.name) + QStringLiteral("[%1]").arg(node.index),
          7);
    else
      put(pen, rect, Face::Mono, theme.connect, display(node.name), 7);
    if (node.number > 0) put(pen, rect, Face::Mono, theme.dim, QString::number(node.number), 7);
    if (!node.known || node.valueClass == ValueClass::Message)
      put(pen, rect, Face::Mono, theme.dim, display(shortName(node.typeName)), 7);
    if (node.value.empty()) return;
    put(pen, rect, Face::Mono, theme.text, QStringLiteral("="), 7);
    const bool quoted = node.valueClass == ValueClass::String;
    put(pen, rect, Face::Mono, valueColour(theme, node),
        quoted ? QLatin1Char('"') + display(node.value) + QLatin1Char('"') : display(node.value), 10);
    if (!node.known && !model_.message()->type.empty())
      put(pen, rect, Face::Small, theme.dim, QStringLiteral("not in the schema"), 0);
  }

  const Look& look_;
  const FieldTreeModel& model_;
  const FieldTreeView& view_;
};

}  // namespace

FieldTreeView::FieldTreeView(const Look& look, QWidget* parent) : QTreeView(parent), look_(look) {
  setAccessibleName(QStringLiteral("Fields of the message"));
  setModel(&model_);
  setItemDelegate(new Delegate(look, model_, *this));
  setHeaderHidden(true);
  setIndentation(0);
  setRootIsDecorated(false);
  setUniformRowHeights(true);
  setFrameShape(QFrame::NoFrame);
  setEditTriggers(NoEditTriggers);
  setVerticalScrollMode(ScrollPerPixel);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setMinimumSize(120, 60);
  connect(&look_, &Look::changed, viewport(), qOverload<>(&QWidget::update));
}

void FieldTreeView::setMessage(const DecodedMessagePtr& message) {
  model_.setMessage(message);
  const QModelIndex root = model_.index(0, 0);
  setExpanded(root, true);
  // Of many fields the first ones are opened: nobody sees more, and each costs the view time. A time or
  // wrapper already shows its short form in its own row.
  for (int row = 0; row < std::min(model_.rowCount(root), kOpened); ++row) {
    const QModelIndex field = model_.index(row, 0, root);
    if (model_.node(field).value.empty()) setExpanded(field, true);
  }
}

void FieldTreeView::selectByte(std::uint32_t offset) {
  const QModelIndex field = model_.fieldAt(offset);
  if (!field.isValid()) return;
  setCurrentIndex(field);
  scrollTo(field);
}

void FieldTreeView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
  QTreeView::currentChanged(current, previous);
  if (!current.isValid()) return;
  const FieldNode& node = model_.node(current);
  const bool root = !current.parent().isValid();
  Q_EMIT fieldSelected(root ? 0 : node.begin, root ? 0 : node.end);
}

void FieldTreeView::contextMenuEvent(QContextMenuEvent* event) {
  const bool keyboard = event->reason() == QContextMenuEvent::Keyboard;
  const QModelIndex field = keyboard ? currentIndex() : indexAt(event->pos());
  if (field.isValid()) Q_EMIT menuWanted(field, event->globalPos());
}

void FieldTreeView::mousePressEvent(QMouseEvent* event) {
  const QModelIndex index = indexAt(event->position().toPoint());
  const int chevron = kMargin + depthOf(index) * kLevel;
  if (index.isValid() && model_.rowCount(index) > 0 && std::abs(event->position().x() - chevron - 5) < 9) {
    setExpanded(index, !isExpanded(index));
    return;
  }
  QTreeView::mousePressEvent(event);
}

}  // namespace bascule::ui
