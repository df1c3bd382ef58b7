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
#include "ui/text/reading_text.h"
#include "ui/text/words.h"

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
    paintNode(pen, rect, index);
  }

 private:
  qreal put(Pen& pen, QRectF& rect, Face face, const QColor& colour, const QString& text, qreal gap) const {
    if (rect.width() <= 0 || text.isEmpty()) return 0;
    const qreal used = pen.text(rect, face, colour, text, Fit::ElideEnd);
    rect.setLeft(rect.left() + used + gap);
    return used;
  }

  void paintRoot(Pen& pen, QRectF& rect, const FieldNode& node) const {
    const Theme& theme = look_.theme();
    const std::string_view type = node.typeName;
    const std::size_t dot = type.rfind('.');
    const bool named = !type.empty() && !model_.message()->assumed;
    put(pen, rect, Face::Strong, theme.text,
        named ? display(shortName(type)) : Words::tr("Message without schema"), 8);
    const auto size = formatSize(model_.message()->treeBytes().size());
    const std::string package =
        !named || dot == std::string_view::npos ? std::string() : std::string(type.substr(0, dot)) + " · ";
    put(pen, rect, Face::Small, theme.dim, display(package + size.string()), 8);
  }

  void paintName(Pen& pen, QRectF& rect, const FieldNode& node) const {
    const Theme& theme = look_.theme();
    QString name = display(node.name);
    if (node.index >= 0) name += QStringLiteral("[%1]").arg(node.index);
    if (!node.known && node.number > 0)
      put(pen, rect, Face::Mono, theme.word(Tone::Warning), Words::tr("unknown"), 7);
    else
      put(pen, rect, Face::Mono, node.known ? theme.connect : theme.word(Tone::Warning), name, 7);
    if (node.number > 0) put(pen, rect, Face::Mono, theme.dim, QString::number(node.number), 7);
    if (!node.known || node.chosen || node.valueClass == ValueClass::Message)
      put(pen, rect, Face::Mono, theme.dim, display(shortName(node.typeName)), 7);
  }

  void paintNode(Pen& pen, QRectF rect, const QModelIndex& index) const {
    const Theme& theme = look_.theme();
    const FieldNode& node = model_.node(index);
    const bool root = !index.parent().isValid();
    if (root)
      paintRoot(pen, rect, node);
    else
      paintName(pen, rect, node);
    const QString reasons = model_.driftReasons(index);
    if (!root && !node.value.empty()) {
      put(pen, rect, Face::Mono, theme.text, QStringLiteral("="), 7);
      const bool quoted = node.valueClass == ValueClass::String;
      QString value = display(node.value);
      if (quoted) value = QLatin1Char('"') + value + QLatin1Char('"');
      // A long value leaves room for what is wrong with it.
      QRectF room = rect;
      if (!reasons.isEmpty())
        room.setWidth(std::max(rect.width() / 3, rect.width() - pen.width(Face::Small, reasons) - 10));
      put(pen, room, Face::Mono, valueColour(theme, node), value, 10);
      rect.setLeft(room.left());
    }
    // The reason stands where the eye is: between the value and its other readings.
    put(pen, rect, Face::Small, theme.word(Tone::Warning), reasons, 10);
    if (node.chosen) put(pen, rect, Face::Small, theme.dim, readingWords(ReadingWords::Yours), 10);
    if (!root) put(pen, rect, Face::Small, theme.dim, model_.otherReadings(index), 0);
  }

  const Look& look_;
  const FieldTreeModel& model_;
  const FieldTreeView& view_;
};

}  // namespace

FieldTreeView::FieldTreeView(const Look& look, QWidget* parent) : QTreeView(parent), look_(look) {
  setAccessibleName(Words::tr("Fields of the message"));
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

void FieldTreeView::selectField(std::uint32_t begin, std::uint32_t end) {
  // The tag is a field's own; where many numbers came out of one field, no number has it.
  const bool own = model_.fieldAt(begin).parent().isValid();
  selectByte(own || end == 0 ? begin : end - 1);
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
