// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/detail_pane.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/models/call_sheets.h"
#include "ui/style/pen.h"
#include "ui/text/display.h"
#include "ui/text/format.h"
#include "ui/text/status_text.h"
#include "ui/text/words.h"
#include "ui/views/remark.h"

namespace bascule::ui {
namespace {

constexpr int kBarHeight = 38;
constexpr int kTabPadding = 14;
constexpr int kMisses = 100;  // twenty seconds: a slow disk may hold up a batch for that long
constexpr int kAgainMostMs = 5000;
constexpr int kAgainMs = 200;  // rereading an open stream five times a second looks live and costs little

constexpr std::array<const char*, kTabCount> kTabs = {english("Overview"),    english("Messages"),
                                                      english("Translation"), english("Error"),
                                                      english("Timing"),      english("Raw")};
constexpr std::array<const char*, kTabCount> kTips = {
    english("All facts of the call (Alt+1)"),  english("Every message, decoded (Alt+2)"),
    english("Both legs side by side (Alt+3)"), english("The failure in three protocols (Alt+4)"),
    english("Where the time went (Alt+5)"),    english("Heads and bytes as they were on the wire (Alt+6)")};

EmptyState::Content noCall() {
  return {Words::tr("No call selected"),
          Words::tr("Choose a call in the table to see both sides of it. F8 and F7 step through the calls."),
          {},
          {}};
}
EmptyState::Content noError() {
  return {Words::tr("This call has no error"),
          Words::tr("When a call fails, this tab shows the failure as each protocol writes it."),
          {},
          {}};
}
EmptyState::Content stillOpen() {
  return {Words::tr("This call is still open"), Words::tr("How it ended will be shown here."), {}, {}};
}

}  // namespace

DetailTabs::DetailTabs(const Look& look, QWidget* parent) : QTabBar(parent), look_(look) {
  setAccessibleName(Words::tr("Parts of the call"));
  setDrawBase(false);
  setExpanding(false);
  setUsesScrollButtons(false);
  setElideMode(Qt::ElideNone);
  setAttribute(Qt::WA_Hover);
  setMouseTracking(true);
  setFocusPolicy(Qt::TabFocus);
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  for (std::size_t i = 0; i < kTabs.size(); ++i) {
    addTab(Words::of(kTabs[i]));
    setTabToolTip(static_cast<int>(i), Words::of(kTips[i]));
  }
  connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
}

QSize DetailTabs::tabSizeHint(int index) const {
  return {static_cast<int>(std::ceil(look_.face(Face::Strong).width(tabText(index)))) + 2 * kTabPadding,
          kBarHeight};
}

QSize DetailTabs::sizeHint() const {
  int width = 0;
  for (int i = 0; i < count(); ++i) width += tabSizeHint(i).width();
  return {width, kBarHeight};
}

void DetailTabs::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  Pen pen(painter, look_);
  const Theme& theme = look_.theme();
  painter.fillRect(rect(), theme.panel);
  pen.hairlineH(0, width(), height() - 1, theme.line);
  for (int i = 0; i < count(); ++i) {
    const QRectF tab = tabRect(i);
    const bool chosen = i == currentIndex();
    const bool lit = tab.contains(mapFromGlobal(QCursor::pos())) && underMouse();
    pen.textCentre(tab.adjusted(0, 0, 0, -2), chosen ? Face::Strong : Face::Body,
                   chosen || lit ? theme.text : theme.dim, tabText(i));
    if (chosen) painter.fillRect(QRectF(tab.left(), height() - 2, tab.width(), 2), theme.selectionBar);
    if (chosen && hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange))
      pen.box(tab.adjusted(2, 4, -2, -5), 4, QColor(), theme.selectionBar);
  }
}

CallTitle::CallTitle(const Look& look, const Traffic& traffic, QWidget* parent)
    : QWidget(parent), look_(look), traffic_(traffic) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
}

void CallTitle::setCall(capture::CallNumber number) {
  number_ = number;
  const std::uint32_t index = traffic_.rows().indexOf(number);
  if (number != 0 && index < traffic_.rows().size()) {
    const capture::CallRow row = traffic_.rows().row(index);
    const std::string full =
        "#" + formatCount(number).string() + " · " + std::string(traffic_.rows().string(row.service)) + "/" +
        std::string(traffic_.rows().string(row.method)) + " · " + pillWords(pillText(row)).toStdString();
    setToolTip(tip(full));
    setAccessibleName(display(full));
  }
  update();
}

void CallTitle::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  Pen pen(painter, look_);
  const Theme& theme = look_.theme();
  painter.fillRect(rect(), theme.panel);
  pen.hairlineH(0, width(), height() - 1, theme.line);
  const std::uint32_t index = traffic_.rows().indexOf(number_);
  if (number_ == 0 || index >= traffic_.rows().size()) return;
  const capture::CallRow row = traffic_.rows().row(index);
  const PillText status = pillText(row);
  QString words = pillWords(status);
  if (row.inFlight()) words += QLatin1Char(' ') + asQString(formatClock(traffic_.durationNs(row)));
  const qreal pill = pen.pillWidth(words, status.dot);
  QRectF rect(0, 0, width() - 12, height() - 1);
  pen.pill({rect.right() - pill, 0, pill, rect.height()}, status.tone, words, status.dot);
  rect.setRight(rect.right() - pill - 8);
  const std::string_view service = traffic_.rows().string(row.service);
  const std::size_t dot = service.rfind('.');
  const QString title =
      QLatin1Char('#') + asQString(formatCount(number_)) + QStringLiteral(" · ") +
      display(std::string(dot == std::string_view::npos ? service : service.substr(dot + 1)) + "/" +
                  std::string(traffic_.rows().string(row.method)),
              256);
  pen.textRight(rect, Face::Body, theme.dim, title, Fit::ElideEnd);
}

DetailPane::DetailPane(const Look& look, const Traffic& traffic, RecordReader& reader, QWidget* parent)
    : QWidget(parent),
      look_(look),
      traffic_(traffic),
      reader_(reader),
      tabs_(new DetailTabs(look, this)),
      title_(new CallTitle(look, traffic, this)),
      stack_(new QStackedWidget(this)),
      finder_(new FindBar(look, *stack_, this)),
      empty_(new EmptyState(look, this)),
      overview_(new SheetView(look, Words::tr("Facts of the call"), {{}}, this)),
      messages_(new MessagesPage(look, reader, this)),
      translation_(new SheetView(look, Words::tr("Both legs of the call"),
                                 {{0, 1, false, false}, {32, 0, true, false}, {0, 1, false, false}}, this)),
      error_(new SheetView(look, Words::tr("The failure in three protocols"),
                           {{0, 1, false, false}, {0, 1, false, true}, {0, 1, false, true}}, this)),
      timing_(new TimingPage(look, this)) {
  rawPage_ = makeRaw();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  auto* bar = new QHBoxLayout;
  bar->setContentsMargins(8, 0, 0, 0);
  bar->setSpacing(0);
  bar->addWidget(tabs_);
  bar->addWidget(title_, 1);
  column->addLayout(bar);
  column->addWidget(finder_);
  for (SheetView* sheet : {overview_, translation_, error_, raw_})
    connect(sheet, &SheetView::valueWished, this, &DetailPane::valueWished);
  connect(messages_, &MessagesPage::valueWished, this, &DetailPane::valueWished);
  column->addWidget(stack_, 1);
  for (QWidget* page :
       std::initializer_list<QWidget*>{overview_, messages_, translation_, error_, timing_, rawPage_, empty_})
    stack_->addWidget(page);
  again_.setSingleShot(true);
  again_.setInterval(kAgainMs);
  connect(&again_, &QTimer::timeout, this, [this] {
    if (number_ != 0) reader_.readCall(number_);
  });
  connect(tabs_, &QTabBar::currentChanged, this, &DetailPane::fill);
  connect(&reader, &RecordReader::callRead, this, &DetailPane::take);
  connect(&reader, &RecordReader::callMissing, this, &DetailPane::missing);
  connect(&traffic, &Traffic::rowsChanged, this, &DetailPane::refreshOpenCall);
  connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
  tabs_->setCurrentIndex(static_cast<int>(Tab::Translation));
  setMinimumSize(320, 130);
  fill();
}

std::vector<Button*> DetailPane::addChoices(QHBoxLayout& bar, const std::array<RawChoice, 2>& choices,
                                            QWidget* page) {
  std::vector<Button*> out;
  auto* group = new QButtonGroup(page);
  for (const RawChoice& choice : choices) {
    auto* button = new Button(look_, Button::Type::Chip, Words::of(choice.name), page);
    button->setCheckable(true);
    button->setToolTip(Words::of(choice.tip));
    group->addButton(button, static_cast<int>(out.size()));
    out.push_back(button);
    bar.addWidget(button);
  }
  out[0]->setChecked(true);
  connect(group, &QButtonGroup::idClicked, this, &DetailPane::fillRaw);
  return out;
}

QWidget* DetailPane::makeRaw() {
  auto* page = new QWidget(this);
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  auto* bar = new QHBoxLayout;
  bar->setContentsMargins(14, 7, 14, 3);
  bar->setSpacing(6);
  rawLegs_ = addChoices(*bar, kRawLegs, page);
  bar->addSpacing(18);
  rawWays_ = addChoices(*bar, kRawWays, page);
  bar->addStretch(1);
  column->addLayout(bar);
  rawRemark_ = new Remark(look_, Face::Small, Tone::Neutral, page);
  rawRemark_->hide();
  auto* remarkRow = new QHBoxLayout;
  remarkRow->setContentsMargins(14, 3, 14, 3);
  remarkRow->addWidget(rawRemark_);
  column->addLayout(remarkRow);
  raw_ = new SheetView(look_, Words::tr("Heads and bytes"), {{}}, page);
  column->addWidget(raw_, 1);
  connect(&reader_, &RecordReader::framesRead, this,
          [this](const CallDetailPtr& detail, capture::Leg leg, const Sheet& sheet) {
            const bool server = rawLegs_[1]->isChecked();
            if (detail == detail_ && wantsFrames() && (leg == capture::Leg::Upstream) == server)
              raw_->setSheet(sheet);
          });
  return page;
}

void DetailPane::setRaw(capture::Leg leg, bool frames) {
  rawLegs_[leg == capture::Leg::Upstream ? 1 : 0]->setChecked(true);
  rawWays_[frames ? 1 : 0]->setChecked(true);
  fillRaw();
}

void DetailPane::showCall(capture::CallNumber number) {
  if (number == number_ && detail_) return;
  number_ = number;
  misses_ = 0;
  detail_.reset();
  title_->setCall(number);
  if (number != 0)
    reader_.readCall(number);
  else
    fill();
  updateTabWords();
}

void DetailPane::setTab(Tab tab) { tabs_->setCurrentIndex(static_cast<int>(tab)); }

void DetailPane::take(capture::CallNumber number, const CallDetailPtr& detail) {
  if (number != number_) return;
  detail_ = detail;
  // A call with very many messages is read again less often: the reader is not kept busy by it.
  const auto readMs = std::chrono::duration_cast<std::chrono::milliseconds>(detail->readTime).count();
  again_.setInterval(std::clamp(static_cast<int>(5 * readMs), kAgainMs, kAgainMostMs));
  title_->setCall(number);
  updateTabWords();
  fill();
  if (isBehind() && ++misses_ <= kMisses && !again_.isActive()) again_.start();
  Q_EMIT shown(number);
}

/// True if the table knows more of the call than what was read: the recorder announces before it writes.
bool DetailPane::isBehind() const {
  const std::uint32_t index = traffic_.rows().indexOf(number_);
  if (index >= traffic_.rows().size()) return false;
  const capture::CallRow known = traffic_.rows().row(index);
  const capture::CallRow& read = detail_->record.row;
  return known.inFlight() != read.inFlight() || known.requestMessages != read.requestMessages ||
         known.responseMessages != read.responseMessages;
}

void DetailPane::missing(capture::CallNumber number, const Error& error) {
  if (number != number_) return;
  // The recorder announces a call before it has written it: ask again for a while.
  if (error.code == ErrorCode::NotFound && ++misses_ <= kMisses) {
    again_.start();
    return;
  }
  detail_.reset();
  empty_->setContent({Words::tr("The details of this call are not there"), display(error.message), {}, {}});
  stack_->setCurrentWidget(empty_);
}

void DetailPane::refreshOpenCall(const std::vector<std::uint32_t>& rows) {
  const std::uint32_t index = traffic_.rows().indexOf(number_);
  if (number_ == 0 || std::ranges::find(rows, index) == rows.end()) return;
  title_->update();
  if (!again_.isActive()) again_.start();
}

void DetailPane::updateTabWords() {
  QString messages = Words::of(kTabs[static_cast<std::size_t>(Tab::Messages)]);
  const std::uint32_t index = traffic_.rows().indexOf(number_);
  if (number_ != 0 && index < traffic_.rows().size()) {
    const capture::CallRow row = traffic_.rows().row(index);
    messages += QLatin1Char(' ') +
                QString::fromStdString(
                    formatCount(std::uint64_t{row.requestMessages} + row.responseMessages).string());
  }
  const int tab = static_cast<int>(Tab::Messages);
  if (tabs_->tabText(tab) == messages) return;
  tabs_->setTabText(tab, messages);
  tabs_->updateGeometry();
}

void DetailPane::fill() {
  if (number_ == 0) {
    empty_->setContent(noCall());
    stack_->setCurrentWidget(empty_);
    return;
  }
  if (!detail_) return;  // what was shown stays until the answer comes, a moment later
  const auto tab = static_cast<Tab>(tabs_->currentIndex());
  switch (tab) {
    case Tab::Overview:
      overview_->setSheet(withNote(detail_->overview, traffic_.rows().annotation(number_)));
      break;
    case Tab::Messages:
      messages_->setDetail(detail_);
      break;
    case Tab::Translation:
      translation_->setSheet(detail_->translation);
      break;
    case Tab::Error:
      if (detail_->error.rows.empty()) {
        empty_->setContent(detail_->record.row.inFlight() ? stillOpen() : noError());
        stack_->setCurrentWidget(empty_);
        return;
      }
      error_->setSheet(detail_->error);
      break;
    case Tab::Timing:
      timing_->setDetail(detail_, traffic_.nowNs() - detail_->record.row.startNs);
      break;
    case Tab::Raw:
      fillRaw();
      break;
  }
  stack_->setCurrentIndex(tabs_->currentIndex());
}

void DetailPane::fillRaw() {
  if (!detail_) return;
  const bool reached = detail_->record.upstreamLeg.present;
  rawLegs_[1]->setEnabled(reached);
  if (!reached) rawLegs_[0]->setChecked(true);
  const bool server = rawLegs_[1]->isChecked();
  rawRemark_->setText(wantsFrames() ? Words::of(kFramesRemark) : QString());
  if (wantsFrames())
    reader_.readFrames(detail_, server ? capture::Leg::Upstream : capture::Leg::Client);
  else
    raw_->setSheet(server ? detail_->rawServer : detail_->rawClient);
}

void DetailPane::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), look_.theme().panel);
  Pen(painter, look_).hairlineH(0, width(), kBarHeight - 1, look_.theme().line);
}

}  // namespace bascule::ui
