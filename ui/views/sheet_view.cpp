// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/sheet_view.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <algorithm>
#include <array>
#include <cmath>

#include "ui/style/pen.h"
#include "ui/text/display.h"
#include "ui/text/words.h"
#include "ui/views/value_menu.h"

namespace bascule::ui {
namespace {

constexpr std::array<int, 8> kHeights = {8, 38, 32, 24, 20, 25, 18, 7};  // in the order of RowKind
constexpr qreal kMargin = 14;
constexpr qreal kBlockPadding = 10;
constexpr qreal kRadius = 4;
constexpr qreal kNameWidth = 190;  // of a field's name, as long as the cell is wide enough
constexpr qreal kFactWidth = 120, kFactWidest = 220, kFactGap = 14;
constexpr int kFactsMeasured = 500;

struct StyleRow {
  Face face;
  qreal gap;  ///< in front of the span when something stands before it
};
constexpr std::array<StyleRow, 8> kStyles = {{{Face::Body, 10},
                                              {Face::Strong, 0},
                                              {Face::Small, 8},
                                              {Face::SmallStrong, 8},
                                              {Face::TinyStrong, 8},
                                              {Face::Title, 0},
                                              {Face::Mono, 0},
                                              {Face::TinyStrong, 8}}};

constexpr std::array<QColor (*)(const Theme&), 12> kInks = {{
    [](const Theme& t) { return t.text; },
    [](const Theme& t) { return t.dim; },
    [](const Theme& t) { return t.connect; },
    [](const Theme& t) { return t.word(Tone::Ok); },
    [](const Theme& t) { return t.word(Tone::Warning); },
    [](const Theme& t) { return t.word(Tone::Accent); },
    [](const Theme& t) { return t.word(Tone::Ok); },
    [](const Theme& t) { return t.word(Tone::Error); },
    [](const Theme& t) { return t.word(Tone::Warning); },
    [](const Theme& t) { return t.word(Tone::InFlight); },
    [](const Theme& t) { return t.word(Tone::Grpc); },
    [](const Theme& t) { return t.word(Tone::GrpcWeb); },
}};

constexpr std::array<Tone, 12> kPillTones = {Tone::Neutral, Tone::Neutral,  Tone::Accent, Tone::Ok,
                                             Tone::Warning, Tone::Accent,   Tone::Ok,     Tone::Error,
                                             Tone::Warning, Tone::InFlight, Tone::Grpc,   Tone::GrpcWeb};

QColor tintColour(const Theme& theme, Tint tint) {
  switch (tint) {
    case Tint::Added:
      return theme.added;
    case Tint::Dropped:
      return theme.removed;
    case Tint::Changed:
      return theme.changed;
    case Tint::Block:
      return theme.window;
    case Tint::None:
      break;
  }
  return {};
}

class Delegate final : public QStyledItemDelegate {
 public:
  Delegate(const Look& look, const SheetModel& model, SheetView& view)
      : QStyledItemDelegate(&view), look_(look), model_(model), view_(view) {}

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    Pen pen(*painter, look_);
    const SheetRow& row = model_.row(index.row());
    const auto column = static_cast<std::size_t>(index.column());
    QRectF rect = option.rect;
    if (view_.columns()[column].gutter && !row.across) return paintGutter(pen, rect, index);
    if (view_.columns()[column].line && !row.across)
      pen.hairlineV(rect.left(), rect.top(), rect.bottom() + 1, look_.theme().line);
    rect.adjust(kMargin, 0, -kMargin, 0);
    const SheetCell& cell = model_.cell(index.row(), index.column());
    const bool focused = (option.state & QStyle::State_Selected) != 0;
    paintTint(pen, rect, cell.tint, index, focused && !cell.blank());
    paintCell(pen, rect, row, cell);
  }

 private:
  bool sameTint(int row, int column, Tint tint) const {
    return row >= 0 && row < model_.rowCount() && tint != Tint::None && model_.cell(row, column).tint == tint;
  }

  // Neighbours of one tint are one area: only its outer corners are round.
  void paintTint(Pen& pen, const QRectF& rect, Tint tint, const QModelIndex& index, bool focused) const {
    const QColor colour = tintColour(look_.theme(), tint);
    if (colour.isValid()) {
      const bool above = sameTint(index.row() - 1, index.column(), tint);
      const bool below = sameTint(index.row() + 1, index.column(), tint);
      // A block that ends beside a longer one ends with a pad, not with an empty line.
      const bool pad =
          tint == Tint::Block && !below && model_.cell(index.row(), index.column()).spans.empty();
      QRectF grown = rect.adjusted(0, above ? -kRadius : 0, 0, below ? kRadius : 0);
      if (pad) grown.setBottom(rect.top() + kHeights[static_cast<std::size_t>(RowKind::Pad)]);
      QPainter& painter = pen.painter();
      painter.save();
      painter.setClipRect(rect);
      pen.box(grown, kRadius, colour);
      painter.restore();
    }
    if (focused) pen.box(rect.adjusted(0, 0.5, 0, -0.5), kRadius, QColor(), look_.theme().selectionBar);
  }

  void paintGutter(Pen& pen, const QRectF& rect, const QModelIndex& index) const {
    const Theme& theme = look_.theme();
    pen.painter().fillRect(rect, theme.header);
    pen.hairlineV(rect.left(), rect.top(), rect.bottom() + 1, theme.line);
    pen.hairlineV(rect.right() - 1, rect.top(), rect.bottom() + 1, theme.line);
    for (const Span& span : model_.cell(index.row(), index.column()).spans) {
      pen.textCentre(rect, kStyles[static_cast<std::size_t>(span.style)].face, theme.dim,
                     QString::fromStdString(span.text));
    }
  }

  void paintCell(Pen& pen, QRectF rect, const SheetRow& row, const SheetCell& cell) const {
    switch (row.kind) {
      case RowKind::Field:
        if (!row.across) rect.adjust(5, 0, -5, 0);
        break;
      case RowKind::Code:
        rect.adjust(kBlockPadding, 0, -kBlockPadding, 0);
        break;
      case RowKind::Caption:
        rect.adjust(0, 6, 0, 0);
        break;
      default:
        break;
    }
    if (!cell.name.empty()) {
      const qreal wanted = row.kind == RowKind::Fact ? view_.factWidth() : kNameWidth;
      const qreal width = std::min(wanted, rect.width() * 0.42);
      paintSpans(pen, {rect.left(), rect.top(), width - 8, rect.height()}, cell.name);
      rect.setLeft(rect.left() + width);
    }
    paintSpans(pen, rect, cell.spans);
  }

  void paintSpans(Pen& pen, QRectF rect, const std::vector<Span>& spans) const {
    bool first = true;
    for (const Span& span : spans) {
      const StyleRow& style = kStyles[static_cast<std::size_t>(span.style)];
      const auto ink = static_cast<std::size_t>(span.ink);
      if (!first) rect.setLeft(rect.left() + style.gap);
      first = false;
      if (rect.width() <= 0) return;
      const QString text = display(span.text);
      if (span.optional && pen.width(style.face, text) > rect.width()) continue;
      if (span.style == Style::Pill)
        rect.setLeft(rect.left() + pen.pill(rect, kPillTones[ink], text));
      else
        rect.setLeft(rect.left() + pen.text(rect, style.face, kInks[ink](look_.theme()), text,
                                            span.word ? Fit::Word : Fit::ElideEnd));
    }
  }

  const Look& look_;
  const SheetModel& model_;
  const SheetView& view_;
};

}  // namespace

SheetView::SheetView(const Look& look, const QString& name, std::vector<SheetColumn> columns, QWidget* parent)
    : QTableView(parent),
      look_(look),
      columns_(std::move(columns)),
      model_(static_cast<int>(columns_.size())) {
  setAccessibleName(name);
  setModel(&model_);
  setItemDelegate(new Delegate(look, model_, *this));
  horizontalHeader()->hide();
  horizontalHeader()->setMinimumSectionSize(1);
  verticalHeader()->hide();
  verticalHeader()->setMinimumSectionSize(1);
  setShowGrid(false);
  setWordWrap(false);
  setFrameShape(QFrame::NoFrame);
  setEditTriggers(NoEditTriggers);
  setSelectionMode(ContiguousSelection);
  setSelectionBehavior(SelectItems);
  setTabKeyNavigation(false);
  setVerticalScrollMode(ScrollPerPixel);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setMinimumSize(200, 60);
  connect(&look, &Look::changed, viewport(), qOverload<>(&QWidget::update));
}

// As wide as the names need in the language of the window.
qreal SheetView::widestFact() const {
  qreal widest = kFactWidth;
  for (int row = 0; row < std::min(model_.rowCount(), kFactsMeasured); ++row) {
    if (model_.row(row).kind != RowKind::Fact) continue;
    for (const Span& span : model_.row(row).cells.front().name) {
      const Typeface& face = look_.face(kStyles[static_cast<std::size_t>(span.style)].face);
      widest = std::max(widest, std::ceil(face.width(display(span.text))) + kFactGap);
    }
  }
  return std::min(widest, kFactWidest);
}

void SheetView::setSheet(const Sheet& sheet) {
  const int before = model_.rowCount();
  const int scrolled = verticalScrollBar()->value();
  clearSpans();
  model_.setSheet(sheet);
  for (int row = 0; row < model_.rowCount(); ++row) {
    verticalHeader()->resizeSection(row, kHeights[static_cast<std::size_t>(model_.row(row).kind)]);
    if (model_.row(row).across && columns_.size() > 1) setSpan(row, 0, 1, static_cast<int>(columns_.size()));
  }
  factWidth_ = widestFact();
  if (model_.rowCount() >= before) verticalScrollBar()->setValue(scrolled);
}

void SheetView::layoutColumns() {
  int fixed = 0;
  int shares = 0;
  for (const SheetColumn& column : columns_) {
    fixed += column.width;
    shares += column.width == 0 ? column.stretch : 0;
  }
  int rest = std::max(0, viewport()->width() - fixed);
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    int width = columns_[i].width;
    if (width == 0) {
      width = rest * columns_[i].stretch / std::max(1, shares);
      shares -= columns_[i].stretch;
      rest -= width;
    }
    setColumnWidth(static_cast<int>(i), width);
  }
}

void SheetView::resizeEvent(QResizeEvent* event) {
  QTableView::resizeEvent(event);
  layoutColumns();
}

// The strip and the lines between columns go on below the last row.
void SheetView::paintEvent(QPaintEvent* event) {
  {
    QPainter painter(viewport());
    Pen pen(painter, look_);
    painter.fillRect(viewport()->rect(), look_.theme().panel);
    const int last = model_.rowCount() - 1;
    const int top = last < 0 ? 0 : rowViewportPosition(last) + rowHeight(last);
    for (std::size_t i = 0; last >= 0 && i < columns_.size(); ++i) {
      const int x = columnViewportPosition(static_cast<int>(i));
      const int width = columnWidth(static_cast<int>(i));
      if (columns_[i].gutter)
        painter.fillRect(x, top, width, viewport()->height() - top, look_.theme().header);
      if (columns_[i].gutter) pen.hairlineV(x + width - 1, top, viewport()->height(), look_.theme().line);
      if (columns_[i].gutter || (columns_[i].line && !model_.row(last).across))
        pen.hairlineV(x, top, viewport()->height(), look_.theme().line);
    }
  }
  QTableView::paintEvent(event);
}

void SheetView::copySelection() {
  QModelIndexList cells = selectionModel()->selectedIndexes();
  std::ranges::sort(cells, [](const QModelIndex& a, const QModelIndex& b) {
    return std::pair(a.row(), a.column()) < std::pair(b.row(), b.column());
  });
  QString text;
  int row = -1;
  for (const QModelIndex& cell : cells) {
    if (row >= 0) text += row == cell.row() ? QLatin1Char('\t') : QLatin1Char('\n');
    row = cell.row();
    text += QString::fromStdString(plainText(model_.cell(cell.row(), cell.column())));
  }
  if (!text.isEmpty()) QGuiApplication::clipboard()->setText(text);
}

void SheetView::keyPressEvent(QKeyEvent* event) {
  if (event->matches(QKeySequence::Copy))
    copySelection();
  else
    QTableView::keyPressEvent(event);
}

void SheetView::contextMenuEvent(QContextMenuEvent* event) {
  QMenu menu;
  const bool keyboard = event->reason() == QContextMenuEvent::Keyboard;
  const QModelIndex cell = keyboard ? currentIndex() : indexAt(event->pos());
  if (cell.isValid())
    addValueEntries(menu, valueAt(model_, cell.row(), cell.column()),
                    [this](const FoundValue& value, ValueWish wish) { Q_EMIT valueWished(value, wish); });
  if (const std::string link = cell.isValid() ? model_.row(cell.row()).link : std::string(); !link.empty())
    menu.addAction(Words::tr("Copy the specification's address"), this,
                   [link] { QGuiApplication::clipboard()->setText(QString::fromStdString(link)); });
  menu.addAction(Words::tr("Copy"), QKeySequence::Copy, this, &SheetView::copySelection);
  menu.addAction(Words::tr("Select all"), QKeySequence::SelectAll, this, &QTableView::selectAll);
  menu.exec(event->globalPos());
}

}  // namespace bascule::ui
