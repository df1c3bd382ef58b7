// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/start_page.h"

#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/style/pen.h"
#include "ui/text/display.h"
#include "ui/text/session_text.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

constexpr int kCardWidth = 288;
constexpr int kCardHeight = 290;
constexpr int kFieldHeight = 31;
constexpr std::size_t kLeftoversShown = 3;  // what fits below the cards at 1024 x 640
constexpr std::size_t kRecentShown = 3;
constexpr qsizetype kNameChars = 26;  // what fits into the card
constexpr int kLeftoverFacts = 224;

class Card final : public QWidget {
 public:
  Card(const Look& look, const QString& title, const QString& sentence, QWidget* parent)
      : QWidget(parent), look_(look) {
    column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 18);
    column->setSpacing(8);
    auto* head = new Remark(look, Face::Title, Tone::Neutral, this);
    head->setStrong(true);
    head->setText(title);
    auto* words = new Remark(look, Face::Body, Tone::Neutral, this);
    words->setText(sentence);
    column->addWidget(head);
    column->addWidget(words);
    column->addSpacing(4);
    setFixedSize(kCardWidth, kCardHeight);
  }
  QVBoxLayout* column;

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    Pen(painter, look_).box(rect(), 8, look_.theme().panel, look_.theme().line);
  }

 private:
  const Look& look_;
};

Remark* caption(const Look& look, const QString& text, QWidget* parent) {
  auto* remark = new Remark(look, Face::Small, Tone::Neutral, parent);
  remark->setText(text);
  return remark;
}

void removeAll(QVBoxLayout& column) {
  while (QLayoutItem* item = column.takeAt(0)) {
    item->widget()->hide();
    item->widget()->deleteLater();  // what was clicked may be in it
    delete item;
  }
}

QString shortened(const QString& name) {
  return name.size() <= kNameChars ? name : name.left(kNameChars - 1) + QChar(0x2026);
}

}  // namespace

StartPage::StartPage(const Look& look, QWidget* parent)
    : QWidget(parent),
      look_(look),
      listen_(field(Words::tr("Listen on"), QStringLiteral("127.0.0.1:8080"))),
      upstream_(field(Words::tr("Server"), QStringLiteral("http://localhost:8081"))),
      problem_(new Remark(look, Face::Body, Tone::Error, this)),
      demo_(new Button(look, Button::Type::Bordered, Words::tr("Play the demo"), this)) {
  auto* start = new Card(look, Words::tr("Start the bridge"),
                         Words::tr("Between your clients and their server."), this);
  start->column->addWidget(caption(look, Words::tr("Listen on"), start));
  start->column->addWidget(listen_);
  start->column->addWidget(caption(look, Words::tr("Server"), start));
  start->column->addWidget(upstream_);
  start->column->addStretch(1);
  auto* startButton = new Button(look, Button::Type::Primary, Words::tr("Start"), start);
  startButton->setAccessibleName(Words::tr("Start the bridge"));
  startButton->setToolTip(Words::tr("Start the bridge (Return)"));
  start->column->addWidget(startButton, 0, Qt::AlignLeft);

  auto* open = new Card(
      look, Words::tr("Open a session"),
      Words::tr("Look at calls that were recorded before, or that another Bascule is recording now."), this);
  open->column->addWidget(
      caption(look, Words::tr("A .bascule file can also be dropped onto this window."), open));
  recent_ = new QVBoxLayout;
  recent_->setSpacing(0);
  open->column->addLayout(recent_);
  open->column->addStretch(1);
  auto* openButton = new Button(look, Button::Type::Bordered, Words::tr("Open a session…"), open);
  openButton->setLeadIcon(Icon::Open);
  openButton->setToolTip(Words::tr("Open a recorded session (Ctrl+O)"));
  open->column->addWidget(openButton, 0, Qt::AlignLeft);

  auto* demo = new Card(
      look, Words::tr("Play the demo"),
      Words::tr(
          "A small shop on this machine: a gRPC server, and Connect and gRPC clients that call on and on."),
      this);
  demo->column->addWidget(caption(
      look, Words::tr("Some ten calls a second, or a recording of them: every view has something to show."),
      demo));
  demo->column->addStretch(1);
  demo_->setLeadIcon(Icon::Play);
  demo_->setToolTip(Words::tr("Start the demo's server and clients on this machine"));
  auto* sample = new Button(look, Button::Type::Bordered, Words::tr("Play the sample"), demo);
  sample->setLeadIcon(Icon::Open);
  sample->setToolTip(Words::tr("Open a recorded session of the shop: nothing is started (Ctrl+Alt+O)"));
  demo->column->addWidget(demo_, 0, Qt::AlignLeft);
  demo->column->addWidget(sample, 0, Qt::AlignLeft);

  auto* cards = new QHBoxLayout;
  cards->setSpacing(16);
  cards->addStretch(1);
  for (QWidget* card : std::initializer_list<QWidget*>{start, open, demo}) cards->addWidget(card);
  cards->addStretch(1);
  auto* title = new Remark(look, Face::Title, Tone::Neutral, this);
  title->setStrong(true);
  title->setAlignment(Qt::AlignHCenter);
  title->setText(Words::tr("See every call between Connect, gRPC and gRPC-Web clients and their server"));
  problem_->setAlignment(Qt::AlignHCenter);
  problem_->hide();
  // The other page of the window does not have to be as tall as this one.
  setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(8, 8, 8, 8);
  column->setSpacing(16);
  column->addStretch(2);
  column->addWidget(title);
  column->addLayout(cards);
  column->addWidget(problem_);
  leftovers_ = new QVBoxLayout;
  leftovers_->setSpacing(4);
  column->addLayout(leftovers_);
  column->addStretch(3);

  connect(startButton, &QAbstractButton::clicked, this, &StartPage::startClicked);
  for (QLineEdit* edit : {listen_, upstream_})
    connect(edit, &QLineEdit::returnPressed, this, &StartPage::startClicked);
  connect(openButton, &QAbstractButton::clicked, this, &StartPage::openClicked);
  connect(demo_, &QAbstractButton::clicked, this, &StartPage::demoClicked);
  connect(sample, &QAbstractButton::clicked, this, &StartPage::sampleClicked);
  connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
}

void StartPage::setRecent(const std::vector<std::filesystem::path>& files) {
  removeAll(*recent_);
  for (std::size_t i = 0; i < std::min(files.size(), kRecentShown); ++i) {
    const std::filesystem::path& file = files[i];
    auto* button = new Button(look_, Button::Type::Flat, shortened(display(file.filename().string())),
                              recent_->parentWidget());
    button->setLeadIcon(Icon::Open);
    button->setToolTip(tip(file.string()));
    button->setAccessibleName(Words::tr("Open %1").arg(display(file.string())));
    connect(button, &QAbstractButton::clicked, this, [this, file] { Q_EMIT recentOpened(file); });
    recent_->addWidget(button, 0, Qt::AlignLeft);
  }
}

void StartPage::setLeftovers(const std::vector<LeftoverSession>& leftovers) {
  removeAll(*leftovers_);
  if (leftovers.empty()) return;
  auto* head = new Remark(look_, Face::SmallStrong, Tone::Neutral, this);
  head->setAlignment(Qt::AlignHCenter);
  head->setText(Words::tr("Earlier runs ended without saving"));
  leftovers_->addWidget(head);
  for (std::size_t i = 0; i < std::min(leftovers.size(), kLeftoversShown); ++i) addLeftover(leftovers[i]);
  if (leftovers.size() <= kLeftoversShown) return;
  auto* more =
      caption(look_, Words::tr("and %1 more: Ctrl+Shift+U").arg(leftovers.size() - kLeftoversShown), this);
  more->setAlignment(Qt::AlignHCenter);
  leftovers_->addWidget(more);
  layout()->activate();
}

void StartPage::addLeftover(const LeftoverSession& session) {
  auto* holder = new QWidget(this);
  auto* row = new QHBoxLayout(holder);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(8);
  row->addStretch(1);
  auto* facts = new Remark(look_, Face::Body, Tone::Neutral, holder);
  facts->setStrong(true);
  facts->setText(leftoverFacts(session));
  facts->setMinimumWidth(kLeftoverFacts);
  row->addWidget(facts, 0, Qt::AlignVCenter);
  const auto add = [&](const QString& words, const QString& tip, auto signal) {
    auto* button = new Button(look_, Button::Type::Bordered, words, holder);
    button->setToolTip(tip);
    button->setAccessibleName(button->text() + QLatin1Char(' ') + facts->text());
    connect(button, &QAbstractButton::clicked, this,
            [this, signal, file = session.file] { Q_EMIT(this->*signal)(file); });
    row->addWidget(button);
  };
  add(Words::tr("Open"), Words::tr("Look at the calls of this session"), &StartPage::leftoverOpened);
  add(Words::tr("Save as…"), Words::tr("Keep this session in a file of your own"), &StartPage::leftoverSaved);
  add(Words::tr("Discard"), Words::tr("Remove this session for good"), &StartPage::leftoverDiscarded);
  row->addStretch(1);
  leftovers_->addWidget(holder);
  holder->show();
}

QLineEdit* StartPage::field(const QString& name, const QString& hint) {
  auto* edit = new QLineEdit(this);
  edit->setAccessibleName(name);
  edit->setToolTip(name);
  edit->setPlaceholderText(hint);
  edit->setFont(fontOf(Face::Mono));
  edit->setTextMargins(4, 0, 4, 0);
  edit->setFixedHeight(kFieldHeight);
  return edit;
}

void StartPage::setAddresses(const QString& listen, const QString& upstream) {
  listen_->setText(listen);
  upstream_->setText(upstream);
}

void StartPage::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), look_.theme().window);
}

}  // namespace bascule::ui
