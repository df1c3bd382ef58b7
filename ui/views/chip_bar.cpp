// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/chip_bar.h"

#include <QMenu>
#include <QPainter>

#include "ui/style/pen.h"
#include "ui/text/display.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

constexpr int kHeight = 38;
constexpr int kMargin = 12;
constexpr int kGap = 6;
constexpr std::size_t kShownName = 40;  // bytes of a saved filter's name on its chip

struct ChipWords {
  const char* text;
  const char* tip;
};

constexpr std::array<ChipWords, kChipCount> kWords = {{
    {english("All"), english("Every call of the session")},
    {"Connect", english("Calls whose client speaks Connect")},
    {"gRPC", english("Calls whose client speaks gRPC")},
    {"gRPC-Web", english("Calls whose client speaks gRPC-Web")},
    {english("Errors"), english("Calls that ended with a status other than OK")},
    {english("Streaming"), english("Client, server and bidi streams")},
    {english("Slow > 100 ms"), english("Unary calls that took longer than 100 ms")},
}};

}  // namespace

QString chipText(Chip chip) { return Words::of(kWords[static_cast<std::size_t>(chip)].text); }

ChipBar::ChipBar(const Look& look, const Traffic& traffic, QWidget* parent)
    : QWidget(parent),
      look_(look),
      traffic_(traffic),
      rest_(new Button(look, Button::Type::Chip, QStringLiteral("+1"), this)),
      follow_(new Button(look, Button::Type::Flat, Words::tr("Follow newest"), this)) {
  for (int i = 0; i < kChipCount; ++i) {
    auto* chip = new Button(look, Button::Type::Chip, chipText(static_cast<Chip>(i)), this);
    chip->setCheckable(true);
    chip->setToolTip(Words::of(kWords[static_cast<std::size_t>(i)].tip));
    group_.addButton(chip, i);
    chips_[static_cast<std::size_t>(i)] = chip;
  }
  chips_[0]->setChecked(true);
  rest_->setAccessibleName(Words::tr("More choices"));
  rest_->setToolTip(Words::tr("The choices that do not fit here"));
  follow_->setCheckable(true);
  follow_->setToolTip(Words::tr("Keep the newest call in view (Ctrl+Shift+F)"));
  connect(follow_, &QAbstractButton::toggled, this,
          [this](bool on) { follow_->setTailIcon(on ? Icon::Check : Icon::None), place(); });
  connect(&group_, &QButtonGroup::idToggled, this, [this](int id, bool on) {
    if (on) place(), Q_EMIT chosenChanged(static_cast<Chip>(id));
  });
  connect(rest_, &QAbstractButton::clicked, this, &ChipBar::showRest);
  connect(&traffic, &Traffic::applied, this, &ChipBar::refresh);
  connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  refresh();
}

QSize ChipBar::sizeHint() const { return {900, kHeight}; }

QSize ChipBar::minimumSizeHint() const {
  return {2 * kMargin + chips_[0]->sizeHint().width() + rest_->sizeHint().width() +
              follow_->sizeHint().width() + 4 * kGap,
          kHeight};
}

Chip ChipBar::chosen() const { return static_cast<Chip>(group_.checkedId()); }
void ChipBar::choose(Chip chip) { chips_[static_cast<std::size_t>(chip)]->setChecked(true); }

QString ChipBar::countText(Chip chip) const {
  return asQString(formatCount(chipCount(chip, traffic_.stats())));
}

std::vector<Button*> ChipBar::buttons() const {
  std::vector<Button*> out(chips_.begin(), chips_.end());
  out.insert(out.end(), saved_.begin(), saved_.end());
  return out;
}

bool ChipBar::wanted(std::size_t index) const {
  if (index >= chips_.size()) return true;
  const auto chip = static_cast<Chip>(index);
  const bool protocol = chip == Chip::Connect || chip == Chip::Grpc || chip == Chip::GrpcWeb;
  return !protocol || chip == chosen() || chipCount(chip, traffic_.stats()) > 0;
}

void ChipBar::setSaved(const std::vector<SavedFilter>& filters) {
  if (filters == filters_) return;
  filters_ = filters;
  for (Button* button : saved_) button->hide(), button->deleteLater();
  saved_.clear();
  for (std::size_t i = 0; i < filters_.size(); ++i) {
    const SavedFilter& filter = filters_[i];
    auto* button =
        new Button(look_, Button::Type::Chip, display(filter.name.toStdString(), kShownName), this);
    button->setCheckable(true);
    button->setToolTip(tip(filter.expression));
    button->setAccessibleName(Words::tr("Saved filter %1").arg(button->text()));
    if (filter.tone != Tone::Neutral) button->setLeadIcon(Icon::Record, filter.tone);
    button->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(button, &QAbstractButton::clicked, this,
            [this, i](bool on) { Q_EMIT expressionChosen(on ? filters_[i].expression : QString()); });
    connect(button, &QWidget::customContextMenuRequested, this,
            [this, i, button](const QPoint& at) { Q_EMIT savedMenuWanted(i, button->mapToGlobal(at)); });
    saved_.push_back(button);
  }
  checkSaved();
  place();
}

void ChipBar::setExpression(const QString& expression) {
  expression_ = expression.trimmed();
  checkSaved();
}

void ChipBar::checkSaved() {
  for (std::size_t i = 0; i < saved_.size(); ++i)
    saved_[i]->setChecked(filters_[i].expression.trimmed() == expression_);
}

void ChipBar::refresh() {
  for (int i = 0; i < kChipCount; ++i) {
    const auto id = static_cast<Chip>(i);
    Button& chip = *chips_[static_cast<std::size_t>(i)];
    const QString count = countText(id);
    chip.setCount(count);
    chip.setAccessibleName(Words::tr("%1, %2 calls", nullptr, Words::form(chipCount(id, traffic_.stats())))
                               .arg(chipText(id), count));
  }
  place();
}

// The chosen chip is always in view; the others from the left as far as they fit.
void ChipBar::place() {
  const int top = (kHeight - 1 - chips_[0]->sizeHint().height()) / 2;
  const QSize follow = follow_->sizeHint();
  follow_->setGeometry(QRect(QPoint(width() - kMargin - follow.width(), top), follow));
  const std::vector<Button*> all = buttons();
  int total = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (wanted(i)) total += all[i]->sizeHint().width() + kGap;
  }
  int room = follow_->x() - 2 * kGap - kMargin;
  const bool fits = total <= room;
  if (!fits)
    room -= rest_->sizeHint().width() + kGap +
            chips_[static_cast<std::size_t>(group_.checkedId())]->sizeHint().width() + kGap;
  int x = kMargin;
  int hidden = 0;
  bool full = false;
  for (std::size_t i = 0; i < all.size(); ++i) {
    Button* chip = all[i];
    const bool wished = wanted(i);
    const QSize size = chip->sizeHint();
    const bool chosen = static_cast<int>(i) == group_.checkedId();
    full = full || (!fits && wished && !chosen && size.width() + kGap > room);
    const bool shown = wished && (fits || chosen || !full);
    chip->setVisible(shown);
    if (!shown) {
      hidden += wished ? 1 : 0;
      continue;
    }
    if (!chosen) room -= size.width() + kGap;
    chip->setGeometry(QRect(QPoint(x, top), size));
    x += size.width() + kGap;
  }
  rest_->setVisible(hidden > 0);
  rest_->setText(QLatin1Char('+') + QString::number(hidden));
  rest_->setGeometry(QRect(QPoint(x, top), rest_->sizeHint()));
}

void ChipBar::showRest() {
  QMenu menu;
  const std::vector<Button*> all = buttons();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!wanted(i) || all[i]->isVisible()) continue;
    const QString count =
        i < chips_.size() ? QLatin1String("  ") + countText(static_cast<Chip>(i)) : QString();
    menu.addAction(all[i]->text() + count, all[i], &QAbstractButton::click);
  }
  menu.exec(rest_->mapToGlobal(QPoint(0, rest_->height() + 2)));
}

void ChipBar::resizeEvent(QResizeEvent*) { place(); }

void ChipBar::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  Pen pen(painter, look_);
  painter.fillRect(rect(), look_.theme().panel);
  pen.hairlineH(0, width(), height() - 1, look_.theme().line);
}

}  // namespace bascule::ui
