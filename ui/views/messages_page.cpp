// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/messages_page.h"

#include <QButtonGroup>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <array>
#include <utility>

#include "ui/style/pen.h"
#include "ui/text/display.h"
#include "ui/text/format.h"
#include "ui/text/pages.h"
#include "ui/text/reading_text.h"
#include "ui/text/status_text.h"
#include "ui/text/words.h"
#include "ui/views/flat_header.h"
#include "ui/views/json_highlighter.h"
#include "ui/views/remark.h"
#include "ui/views/value_menu.h"

namespace bascule::ui {
namespace {

constexpr int kRow = 27;
constexpr int kPadding = 8;
constexpr std::array<int, kMessageColumns> kWidths = {44, 32, 92, 78, 72, 0};

class GridDelegate final : public QStyledItemDelegate {
 public:
  GridDelegate(const Look& look, const MessagesModel& model, QObject* parent)
      : QStyledItemDelegate(parent), look_(look), model_(model) {}

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    Pen pen(*painter, look_);
    const Theme& theme = look_.theme();
    const bool selected = (option.state & QStyle::State_Selected) != 0;
    painter->fillRect(option.rect, selected ? theme.selection : theme.panel);
    pen.hairlineH(option.rect.left(), option.rect.right() + 1, option.rect.bottom(), theme.line);
    if (selected && index.column() == 0)
      painter->fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()),
                        theme.selectionBar);
    paintColumn(pen, QRectF(option.rect).adjusted(kPadding, 0, -kPadding, 0), index);
  }

 private:
  void paintColumn(Pen& pen, QRectF rect, const QModelIndex& index) const {
    const Theme& theme = look_.theme();
    const MessageLine* line = model_.line(index.row());
    const QString text = index.data().toString();
    switch (static_cast<MessageColumn>(index.column())) {
      case MessageColumn::Number:
        pen.textRight(rect, Face::Body, theme.dim, text, Fit::ElideEnd);
        return;
      case MessageColumn::Arrow: {
        const bool up = model_.message(index.row()).direction == capture::Direction::Request;
        pen.textCentre(rect, Face::Strong, theme.word(up ? Tone::Accent : Tone::Grpc),
                       up ? QStringLiteral("↑") : QStringLiteral("↓"));
        return;
      }
      case MessageColumn::SinceStart:
        pen.text(rect, Face::Mono, theme.text, text, Fit::ElideEnd);
        return;
      case MessageColumn::Delta:
      case MessageColumn::Size:
        pen.textRight(rect, Face::Body, theme.dim, text, Fit::ElideEnd);
        return;
      case MessageColumn::Message:
        if (line == nullptr) return;  // a moment later it is there
        if (line->drifts > 0) {
          const QString words = driftCount(line->drifts, line->more);
          const qreal width = pen.pillWidth(words);
          pen.pill({rect.right() - width, rect.top(), width, rect.height()}, Tone::Warning, words);
          rect.setRight(rect.right() - width - kPadding);
        }
        if (!line->type.empty())
          rect.setLeft(rect.left() +
                       pen.text(rect, Face::Strong, theme.text, display(line->type), Fit::ElideEnd) + 5);
        if (rect.width() > 0) pen.text(rect, Face::Mono, theme.text, display(line->preview), Fit::ElideEnd);
        return;
    }
  }

  const Look& look_;
  const MessagesModel& model_;
};

struct WayWords {
  const char* name;
  const char* tip;
};
constexpr std::array<WayWords, 3> kWays = {{{english("Tree"), english("Show the message as tree")},
                                            {"JSON", english("Show the message as JSON")},
                                            {"Hex", english("Show the message as hexadecimal digits")}}};

QString remarkOf(const DecodedMessage& message, bool methodKnown) {
  if (!message.problem.empty()) {
    const CauseText* cause = causeText(message.problem);
    return cause != nullptr ? Words::of(cause->meaning) : Words::tr("This message cannot be decoded.");
  }
  if (message.cut) return Words::tr("Only the beginning of this message was recorded.");
  if (message.tree.malformed)
    return Words::tr("These bytes are no valid message from byte %1 on.").arg(message.tree.malformedAt);
  if (message.tree.truncated) return Words::tr("The tree shows the beginning; JSON and Hex show all of it.");
  if (message.assumed) return readingWords(ReadingWords::AssumedFields);
  if (!methodKnown) return readingWords(ReadingWords::GuessedJson);
  return {};
}

}  // namespace

MessagesPage::MessagesPage(const Look& look, RecordReader& reader, QWidget* parent)
    : QWidget(parent), look_(look), reader_(reader) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  auto* splitter = new QSplitter(Qt::Horizontal, this);
  splitter->setChildrenCollapsible(false);
  splitter->addWidget(makeGrid());
  splitter->addWidget(makeViewer());
  splitter->setStretchFactor(0, 3);
  splitter->setStretchFactor(1, 2);
  row->addWidget(splitter);
  connect(&reader, &RecordReader::decoded, this, &MessagesPage::show);
  connect(&reader, &RecordReader::jsonWritten, this,
          [this](const DecodedMessagePtr& message, const std::shared_ptr<const std::string>& json) {
            if (message == shown_) showJson(json);
          });
  connect(&reader, &RecordReader::linesRead, &model_, &MessagesModel::takeLines);
  connect(&model_, &MessagesModel::linesWanted, this,
          [this](std::size_t first, std::size_t count) { reader_.readLines(model_.detail(), first, count); });
}

QWidget* MessagesPage::makeGrid() {
  grid_ = new QTableView(this);
  grid_->setObjectName(QStringLiteral("messages"));
  grid_->setAccessibleName(Words::tr("Messages"));
  auto* header = new FlatHeader(look_, {0, 3, 4}, grid_);
  grid_->setHorizontalHeader(header);
  grid_->setModel(&model_);
  grid_->setItemDelegate(new GridDelegate(look_, model_, grid_));
  grid_->verticalHeader()->hide();
  grid_->verticalHeader()->setMinimumSectionSize(kRow);
  grid_->verticalHeader()->setDefaultSectionSize(kRow);
  for (int i = 0; i + 1 < kMessageColumns; ++i)
    grid_->setColumnWidth(i, kWidths[static_cast<std::size_t>(i)]);
  header->setSectionResizeMode(kMessageColumns - 1, QHeaderView::Stretch);
  grid_->setShowGrid(false);
  grid_->setWordWrap(false);
  grid_->setFrameShape(QFrame::NoFrame);
  grid_->setSelectionBehavior(QAbstractItemView::SelectRows);
  grid_->setSelectionMode(QAbstractItemView::SingleSelection);
  grid_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  grid_->setTabKeyNavigation(false);
  grid_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  grid_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  grid_->setMinimumSize(360, 80);
  connect(&look_, &Look::changed, grid_->viewport(), qOverload<>(&QWidget::update));
  for (const auto signal : {&QScrollBar::valueChanged, &QScrollBar::sliderMoved})
    connect(grid_->verticalScrollBar(), signal, this, &MessagesPage::lookAtVisible);
  connect(grid_->verticalScrollBar(), &QScrollBar::rangeChanged, this, &MessagesPage::lookAtVisible);
  connect(grid_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& current) {
            if (current.isValid()) askFor(current.row());
          });
  return grid_;
}

QWidget* MessagesPage::makeViewer() {
  auto* viewer = new QWidget(this);
  auto* column = new QVBoxLayout(viewer);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(makeWays(viewer));

  remark_ = new Remark(look_, Face::Small, Tone::Warning, viewer);
  remark_->setContentsMargins(0, 0, 0, 0);
  remark_->hide();
  auto* remarkRow = new QHBoxLayout;
  remarkRow->setContentsMargins(14, 0, 14, 4);
  remarkRow->addWidget(remark_);
  column->addLayout(remarkRow);

  tree_ = new FieldTreeView(look_, viewer);
  treeHex_ = new HexView(look_, viewer);
  auto* both = new QSplitter(Qt::Vertical, viewer);
  both->setChildrenCollapsible(false);
  both->addWidget(tree_);
  both->addWidget(treeHex_);
  both->setStretchFactor(0, 3);
  both->setStretchFactor(1, 2);
  json_ = new QPlainTextEdit(viewer);
  json_->setAccessibleName(Words::tr("The message as JSON"));
  json_->setReadOnly(true);
  json_->setFont(fontOf(Face::Mono));
  json_->setFrameShape(QFrame::NoFrame);
  json_->setLineWrapMode(QPlainTextEdit::NoWrap);
  json_->document()->setDocumentMargin(12);
  new JsonHighlighter(look_, json_->document());
  hex_ = new HexView(look_, viewer);
  ways_ = new QStackedWidget(viewer);
  for (QWidget* way : std::initializer_list<QWidget*>{both, json_, hex_}) ways_->addWidget(way);
  column->addWidget(ways_, 1);
  viewer->setMinimumWidth(280);
  connect(tree_, &FieldTreeView::menuWanted, this, &MessagesPage::fieldMenu);
  connect(tree_, &FieldTreeView::fieldSelected, treeHex_, &HexView::setMarked);
  connect(treeHex_, &HexView::byteClicked, tree_, &FieldTreeView::selectByte);
  return viewer;
}

QWidget* MessagesPage::makeWays(QWidget* parent) {
  auto* holder = new QWidget(parent);
  auto* bar = new QHBoxLayout(holder);
  bar->setContentsMargins(12, 7, 12, 7);
  bar->setSpacing(6);
  auto* group = new QButtonGroup(this);
  for (const WayWords& way : kWays) {
    auto* button = new Button(look_, Button::Type::Chip, Words::of(way.name), holder);
    button->setCheckable(true);
    button->setToolTip(Words::of(way.tip));
    group->addButton(button, static_cast<int>(wayButtons_.size()));
    wayButtons_.push_back(button);
    bar->addWidget(button);
  }
  wayButtons_[0]->setChecked(true);
  bar->addStretch(1);
  bar->addWidget(makePager(holder));
  auto* copyButton = new Button(look_, Button::Type::Flat, Words::tr("Copy"), holder);
  copyButton->setLeadIcon(Icon::Copy);
  copyButton->setToolTip(Words::tr("Copy the message as JSON, or its bytes as hexadecimal digits"));
  connect(copyButton, &QAbstractButton::clicked, this, &MessagesPage::copy);
  bar->addWidget(copyButton);
  connect(group, &QButtonGroup::idClicked, this, &MessagesPage::setWay);
  return holder;
}

QWidget* MessagesPage::makePager(QWidget* parent) {
  pager_ = new QWidget(parent);
  auto* row = new QHBoxLayout(pager_);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(2);
  const auto add = [&](const char* words, const QString& name, int step, const QKeySequence& key) {
    auto* button = new Button(look_, Button::Type::Flat, QString::fromUtf8(words), pager_);
    button->setAccessibleName(name);
    button->setToolTip(
        QStringLiteral("%1 (%2)").arg(button->accessibleName(), key.toString(QKeySequence::NativeText)));
    button->setShortcut(key);
    connect(button, &QAbstractButton::clicked, this, [this, step] { turnPage(step); });
    row->addWidget(button);
  };
  add("←", Words::tr("Page of the JSON before this one"), -1, QKeySequence(Qt::ALT | Qt::Key_PageUp));
  pageWords_ = new Remark(look_, Face::Small, Tone::Neutral, pager_);
  row->addWidget(pageWords_, 0, Qt::AlignVCenter);
  add("→", Words::tr("Next page of the JSON"), 1, QKeySequence(Qt::ALT | Qt::Key_PageDown));
  pager_->hide();
  return pager_;
}

bool MessagesPage::showsRequest() const {
  return wanted_ < model_.rowCount() && model_.message(wanted_).direction == capture::Direction::Request;
}

void MessagesPage::fieldMenu(const QModelIndex& field, const QPoint& global) {
  if (wanted_ >= model_.rowCount()) return;
  QMenu menu;
  if (addEntries_) addEntries_(menu, field);
  addValueEntries(menu, valueAt(tree_->fields(), field, showsRequest() ? "req." : "res."),
                  [this](const FoundValue& value, ValueWish wish) { Q_EMIT valueWished(value, wish); });
  menu.addAction(Words::tr("Copy"), this,
                 [text = field.data().toString()] { QGuiApplication::clipboard()->setText(text); });
  menu.exec(global);
}

void MessagesPage::setWay(int way) {
  wayButtons_[static_cast<std::size_t>(way)]->setChecked(true);
  ways_->setCurrentIndex(way);
  if (way == 1) wantJson();
  updatePager();
}

void MessagesPage::turnPage(int step) {
  if (!jsonText_) return;
  const auto last = static_cast<std::ptrdiff_t>(pages_.size()) - 1;
  showJsonPage(static_cast<std::size_t>(
      std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(page_) + step, 0, last)));
}

void MessagesPage::updatePager() {
  pager_->setVisible(ways_->currentIndex() == 1 && pages_.size() > 1);
  pageWords_->setText(Words::tr("%1 of %2").arg(page_ + 1).arg(pages_.size()));
}

void MessagesPage::showJsonPage(std::size_t page) {
  page_ = page;
  const std::string_view json = *jsonText_;
  const std::size_t end = page + 1 < pages_.size() ? pages_[page + 1] : json.size();
  const std::string text = withoutLongLines(json.substr(pages_[page], end - pages_[page]));
  json_->setPlainText(displayLines(text, text.size()));
  updatePager();
}

void MessagesPage::lookAtVisible() {
  const int first = grid_->rowAt(0);
  if (first < 0) return;
  const int last = grid_->rowAt(grid_->viewport()->height() - 1);
  model_.lookAt(first, last < 0 ? model_.rowCount() - 1 : last);
}

void MessagesPage::setDetail(const CallDetailPtr& detail) {
  const bool same =
      model_.detail() && detail && model_.detail()->record.row.number == detail->record.row.number;
  const bool atEnd = grid_->verticalScrollBar()->value() == grid_->verticalScrollBar()->maximum();
  const bool otherSchema = same && model_.detail()->schema != detail->schema;
  model_.setDetail(detail);
  if (same) {
    if (atEnd) grid_->scrollToBottom();
    if (!grid_->currentIndex().isValid())
      selectMessage(wanted_);
    else if (otherSchema)
      askFor(wanted_);
    lookAtVisible();
    return;
  }
  // Before the grid has laid its rows out: what will be seen first.
  model_.lookAt(0, kMessagePage - 1);
  shown_.reset();
  pages_ = {0};
  updatePager();
  tree_->setMessage(nullptr);
  treeHex_->clear();
  hex_->clear();
  json_->clear();
  remark_->setText({});
  wanted_ = 0;
  selectMessage(0);
}

void MessagesPage::selectMessage(int row) {
  wanted_ = row;
  if (row < model_.rowCount()) grid_->setCurrentIndex(model_.index(row, 0));
}

void MessagesPage::askFor(int row) {
  wanted_ = row;
  if (model_.detail()) reader_.decode(model_.detail(), static_cast<std::size_t>(row));
}

void MessagesPage::show(const CallDetailPtr& detail, std::size_t message, const DecodedMessagePtr& text) {
  const bool stale = !model_.detail() || detail->record.row.number != model_.detail()->record.row.number ||
                     static_cast<int>(message) != wanted_;
  if (stale) return;
  // Read in another way it is still the same message: the field that was chosen stays so.
  const bool again = shown_ && shown_->bytes == text->bytes && tree_->currentIndex().isValid();
  const schema::FieldNode field = again ? tree_->fields().node(tree_->currentIndex()) : schema::FieldNode();
  shown_ = text;
  jsonText_.reset();
  tree_->setMessage(text);
  treeHex_->setBytes(text->hasTree ? text->treeBytes() : text->bytes, text);
  hex_->setBytes(text->bytes, text);
  if (again && field.number != 0) tree_->selectField(field.begin, field.end);
  if (text->jsonLater)
    wantJson();
  else
    showJson(std::shared_ptr<const std::string>(text, &text->json));
  remark_->setText(remarkOf(*text, detail->methodKnown));
}

// Only who looks at it waits for the JSON of a large message.
void MessagesPage::wantJson() {
  if (!shown_ || !shown_->jsonLater || jsonText_) return;
  pages_ = {0};
  updatePager();
  json_->setPlainText(Words::tr("Writing %1 as JSON…").arg(asQString(formatSize(shown_->bytes.size()))));
  if (ways_->currentIndex() == 1 || copyLater_) reader_.writeJson(model_.detail(), shown_);
}

void MessagesPage::showJson(const std::shared_ptr<const std::string>& json) {
  jsonText_ = json;
  pages_ = pageStarts(*json);
  showJsonPage(0);
  if (json->empty())
    json_->setPlainText(Words::tr("This message cannot be written as JSON without its schema."));
  if (std::exchange(copyLater_, false)) copy();
}

void MessagesPage::copy() {
  if (!shown_) return;
  const bool asJson = ways_->currentIndex() != 2;
  if (asJson && !jsonText_) {
    copyLater_ = true;
    return wantJson();
  }
  if (asJson && !jsonText_->empty())
    return QGuiApplication::clipboard()->setText(QString::fromStdString(*jsonText_));
  const QByteArray bytes(shown_->bytes.data(), static_cast<qsizetype>(shown_->bytes.size()));
  QGuiApplication::clipboard()->setText(QString::fromLatin1(bytes.toHex(' ')));
}

}  // namespace bascule::ui
