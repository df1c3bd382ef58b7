// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/sidebar_view.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QStyledItemDelegate>
#include <array>
#include <cmath>

#include "ui/style/icons.h"
#include "ui/style/pen.h"
#include "ui/text/display.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

using Node = SidebarModel::Node;
using Type = SidebarModel::Type;

constexpr int kWidth = 236;
constexpr int kChevronRoom = 34;
constexpr int kShortList = 22;  // rows that fit into the smallest window without much scrolling
constexpr qreal kBarWidth = 30;
constexpr qreal kBarHeight = 5;
constexpr qreal kShortName = 104;  // of a name that keeps its room: most names whole
constexpr std::array<Icon, kViewCount> kIcons = {Icon::Traffic, Icon::Statistics, Icon::Braces,
                                                 Icon::Sliders};
constexpr std::array<int, 5> kHeights = {33, 34, 24, 24, 24};  // view, caption, service, method, client

Tone dominant(const insight::ProtocolCounts& counts) {
  if (counts.grpc >= counts.connect && counts.grpc >= counts.grpcWeb && counts.grpc > 0) return Tone::Grpc;
  if (counts.grpcWeb > counts.connect) return Tone::GrpcWeb;
  return Tone::Accent;
}

// `3 %` of the calls failed, `<1 %`, or nothing.
QString failureShare(const insight::GroupStats& stats) {
  const std::uint64_t total = stats.protocols.total();
  if (stats.errors == 0 || total == 0) return {};
  const std::uint64_t percent = stats.errors * 100 / total;
  return percent == 0 ? QStringLiteral("<1 % ✕") : QStringLiteral("%1 % ✕").arg(percent);
}

class Delegate final : public QStyledItemDelegate {
 public:
  Delegate(const Look& look, const SidebarModel& model, SidebarView& view)
      : QStyledItemDelegate(&view), look_(look), model_(model), view_(view) {}

  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override {
    return {kWidth - 20, kHeights[static_cast<std::size_t>(model_.node(index).type)]};
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    Pen pen(*painter, look_);
    const Node& node = model_.node(index);
    const bool selected = (option.state & QStyle::State_Selected) != 0;
    QRectF rect = option.rect;
    if (node.type != Type::Caption) {
      const QRectF body = rect.adjusted(8, 0, -8, node.type == Type::View ? -1 : 0);
      if (selected)
        pen.box(body, 6, look_.theme().selection);
      else if (index == view_.hovered())
        pen.box(body, 6, look_.theme().hover);
      const bool keyboard = (option.state & QStyle::State_KeyboardFocusChange) != 0 && view_.hasFocus();
      if (index == view_.currentIndex() && keyboard) pen.box(body, 6, QColor(), look_.theme().selectionBar);
    }
    rect.adjust(18, 0, -18, 0);
    switch (node.type) {
      case Type::Caption:
        pen.text(rect.adjusted(0, 10, 0, 0), Face::TinyStrong, look_.theme().dim, node.text);
        return;
      case Type::View:
        paintView(pen, rect, node, selected);
        return;
      case Type::Service:
      case Type::Method:
        paintMethod(pen, rect, node, index);
        return;
      case Type::Client:
        paintClient(pen, rect, node);
        return;
    }
  }

 private:
  qreal paintCount(Pen& pen, const QRectF& rect, std::uint64_t count) const {
    const QString text = asQString(formatCount(count));
    return pen.textRight(rect, Face::Small, look_.theme().dim, text);
  }

  void paintView(Pen& pen, const QRectF& rect, const Node& node, bool selected) const {
    const Theme& theme = look_.theme();
    drawIcon(pen.painter(), kIcons[static_cast<std::size_t>(node.view)],
             {rect.left() + 2, std::round(rect.center().y() - 8)}, selected ? theme.connect : theme.text);
    pen.text(rect.adjusted(27, 0, 0, 0), selected ? Face::Strong : Face::Body,
             selected ? theme.connect : theme.text, node.text);
    if (node.view == View::Traffic || node.count > 0) paintCount(pen, rect, node.count);
  }

  void paintMethod(Pen& pen, QRectF rect, const Node& node, const QModelIndex& index) const {
    const Theme& theme = look_.theme();
    const QRectF bar(rect.right() - kBarWidth, std::round(rect.center().y() - kBarHeight / 2), kBarWidth,
                     kBarHeight);
    paintShares(pen, bar, node.stats.protocols);
    if (node.type == Type::Service) {
      const Icon chevron = view_.isExpanded(index) ? Icon::ChevronDown : Icon::ChevronRight;
      drawIcon(pen.painter(), chevron, {rect.left() - 4, std::round(rect.center().y() - 8)}, theme.dim);
    }
    rect.setLeft(rect.left() + (node.type == Type::Service ? 14 : 19));
    rect.setRight(bar.left() - 8);
    paintName(pen, rect, node);
  }

  // The name with count and, if there are any, the share of failures at its right; a long name takes the
  // place of the share first, then of the count.
  void paintName(Pen& pen, QRectF rect, const Node& node) const {
    const qreal name = std::min(pen.width(Face::Body, node.text), kShortName);
    const auto right = [&](const QString& text, const QColor& colour) {
      const qreal wide = pen.width(Face::Small, text);
      if (text.isEmpty() || rect.width() - wide - 8 < name) return;
      rect.setRight(rect.right() - pen.textRight(rect, Face::Small, colour, text) - 8);
    };
    right(asQString(formatCount(node.stats.protocols.total())), look_.theme().dim);
    right(failureShare(node.stats), look_.theme().errorText);
    pen.text(rect, Face::Body, look_.theme().text, node.text, Fit::ElideEnd);
  }

  // Parts share their inner borders on device pixels, or a seam shows between them.
  void paintShares(Pen& pen, const QRectF& bar, const insight::ProtocolCounts& counts) const {
    const double total = static_cast<double>(counts.total());
    if (total <= 0) return;
    QPainter& painter = pen.painter();
    qreal x = bar.left();
    double sum = 0;
    QPainterPath round;
    round.addRoundedRect(bar, bar.height() / 2, bar.height() / 2);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipPath(round);
    for (const auto& [tone, count] :
         {std::pair(Tone::Accent, counts.connect), std::pair(Tone::GrpcWeb, counts.grpcWeb),
          std::pair(Tone::Grpc, counts.grpc), std::pair(Tone::Neutral, counts.other)}) {
      sum += static_cast<double>(count);
      const qreal right = std::round(bar.left() + bar.width() * sum / total);
      painter.fillRect(QRectF(x, bar.top(), right - x, bar.height()), look_.theme().mark(tone));
      x = right;
    }
    painter.restore();
  }

  void paintClient(Pen& pen, QRectF rect, const Node& node) const {
    pen.dot({rect.left() + 5.5, std::round(rect.center().y()) + 0.5}, 3.5,
            look_.theme().mark(dominant(node.stats.protocols)));
    rect.setLeft(rect.left() + 15);
    paintName(pen, rect, node);
  }

  const Look& look_;
  const SidebarModel& model_;
  const SidebarView& view_;
};

}  // namespace

SidebarView::SidebarView(const Look& look, SidebarModel& model, QWidget* parent)
    : QTreeView(parent), look_(look), model_(model) {
  setAccessibleName(Words::tr("Services and clients"));
  setModel(&model);
  setItemDelegate(new Delegate(look, model, *this));
  setHeaderHidden(true);
  setIndentation(0);
  setRootIsDecorated(false);
  setFrameShape(QFrame::NoFrame);
  setEditTriggers(NoEditTriggers);
  setExpandsOnDoubleClick(false);
  setVerticalScrollMode(ScrollPerPixel);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setMouseTracking(true);
  setMinimumWidth(kWidth - 1);
  viewport()->setBackgroundRole(QPalette::AlternateBase);
  connect(&look, &Look::changed, viewport(), qOverload<>(&QWidget::update));
  connect(&model, &QAbstractItemModel::rowsInserted, this, &SidebarView::expandWhileShort);
  connect(&model, &QAbstractItemModel::modelReset, this, &SidebarView::clearChoice);
  clearChoice();
}

QSize SidebarView::sizeHint() const { return {kWidth - 1, 400}; }

// A short list shows its methods at once; a long one leaves it to the user.
void SidebarView::expandWhileShort(const QModelIndex& parent) {
  if (!parent.isValid() || isExpanded(parent)) return;
  int rows = model_.rowCount();
  for (int i = 0; i < model_.rowCount(); ++i) {
    if (isExpanded(model_.index(i, 0))) rows += model_.rowCount(model_.index(i, 0));
  }
  if (rows <= kShortList) expand(parent);
}

// What the pages show is narrowed by services and clients; a page itself narrows nothing.
void SidebarView::clearChoice() {
  const QModelIndex now = currentIndex();
  if (!now.isValid() || model_.node(now).type != Type::View) setCurrentIndex(model_.all());
}

void SidebarView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
  QTreeView::currentChanged(current, previous);
  if (!current.isValid()) return;
  const Node& node = model_.node(current);
  if (node.type == Type::Caption) return;
  Q_EMIT chosen(node.service, node.method, node.client);
  Q_EMIT viewChosen(node.type == Type::View ? node.view : View::Traffic);
}

void SidebarView::mouseMoveEvent(QMouseEvent* event) {
  const QModelIndex index = indexAt(event->position().toPoint());
  if (index != hovered_) {
    hovered_ = index;
    viewport()->update();
  }
  QTreeView::mouseMoveEvent(event);
}

void SidebarView::leaveEvent(QEvent* event) {
  hovered_ = QModelIndex();
  viewport()->update();
  QTreeView::leaveEvent(event);
}

void SidebarView::mousePressEvent(QMouseEvent* event) {
  const QModelIndex index = indexAt(event->position().toPoint());
  const bool service = index.isValid() && model_.node(index).type == Type::Service;
  if (service && event->position().x() < kChevronRoom) {
    setExpanded(index, !isExpanded(index));
    return;
  }
  if (service && !isExpanded(index)) expand(index);
  QTreeView::mousePressEvent(event);
}

}  // namespace bascule::ui
