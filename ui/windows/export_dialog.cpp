// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/export_dialog.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>
#include <array>

#include "ui/text/display.h"
#include "ui/text/export_text.h"
#include "ui/text/format.h"
#include "ui/text/words.h"
#include "ui/windows/bridge_words.h"

namespace bascule::ui {
namespace {

struct FormatWords {
  const char* chip;
  const char* what;
};
// In the order of exporting::Format.
constexpr std::array<FormatWords, 5> kFormats = {{
    {english("JSON lines"),
     english("One JSON object per call, with everything that was recorded; Bascule's own and grpc-dump's "
             "readers take it.")},
    {"HAR", english("HTTP archive, for browsers and other inspectors; trailers and messages are extra "
                    "members.")},
    {"CSV", english("The list of calls for a spreadsheet, without messages.")},
    {"pcapng",
     english("Packets of both sides for Wireshark, which shows HTTP/2 and gRPC decoded; resources/ has a "
             "companion for Connect.")},
    {english("Binary log"), english("gRPC's binary log, for the tools of grpc-go and grpc-java.")},
}};

std::vector<ChipRow::Chip> formatChips() {
  std::vector<ChipRow::Chip> out;
  out.reserve(kFormats.size());
  for (const FormatWords& words : kFormats) out.push_back({Words::of(words.chip), Words::of(words.what)});
  return out;
}

std::vector<ChipRow::Chip> scopeChips(const ExportScopes& scopes) {
  return {
      {Words::tr("All %1").arg(asQString(formatCount(scopes.all))), Words::tr("Every call of the session")},
      {Words::tr("Shown %1").arg(asQString(formatCount(scopes.shown.size()))),
       Words::tr("The calls that the table shows")},
      {Words::tr("Marked %1").arg(asQString(formatCount(scopes.marked.size()))),
       Words::tr("The calls that are marked (Ctrl+M)")},
      {Words::tr("Selected %1").arg(asQString(formatCount(scopes.selected.size()))),
       Words::tr("The calls that are selected in the table")}};
}

std::vector<ChipRow::Chip> legChips() {
  return {{Words::tr("Client side"), Words::tr("One entry for each call, as its client saw it")},
          {Words::tr("Both sides"),
           Words::tr("A second entry for each call that reached the server, as the server saw it")}};
}

std::vector<ChipRow::Chip> maskingChips() {
  std::vector<ChipRow::Chip> out;
  out.reserve(kMaskings.size());
  for (const MaskingWords& words : kMaskings) out.push_back({Words::of(words.name), Words::of(words.tip)});
  return out;
}

}  // namespace

ExportDialog::ExportDialog(const Look& look, ExportOrder base, ExportScopes scopes, QWidget* parent)
    : QDialog(parent),
      look_(look),
      base_(std::move(base)),
      scopes_(std::move(scopes)),
      formats_(new ChipRow(look, Words::tr("Format"), formatChips(), this)),
      legs_(new ChipRow(look, Words::tr("Entries of a call"), legChips(), this)),
      scope_(new ChipRow(look, Words::tr("Calls"), scopeChips(scopes_), this)),
      masking_(new ChipRow(look, Words::tr("Secrets"), maskingChips(), this)),
      words_(new Remark(look, Face::Body, Tone::Neutral, this)),
      preview_(new Remark(look, Face::Body, Tone::Neutral, this)),
      save_(new Button(look, Button::Type::Primary, Words::tr("Export…"), this)) {
  setWindowTitle(Words::tr("Export calls"));
  resize(560, 360);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 16, 16, 16);
  column->setSpacing(8);
  const auto part = [&](const QString& caption, QWidget* first, QWidget* second) {
    auto* head = new Remark(look, Face::SmallStrong, Tone::Neutral, this);
    head->setText(caption);
    for (QWidget* widget : {static_cast<QWidget*>(head), first, second})
      if (widget != nullptr) column->addWidget(widget);
    column->addSpacing(8);
  };
  part(Words::tr("Format"), formats_, words_);
  column->insertWidget(2, legs_);
  part(Words::tr("Calls"), scope_, nullptr);
  part(Words::tr("Secrets"), masking_, preview_);
  column->addStretch(1);
  auto* cancel = new Button(look, Button::Type::Bordered, Words::tr("Cancel"), this);
  cancel->setToolTip(Words::tr("Close without exporting (Esc)"));
  save_->setToolTip(Words::tr("Choose the file and write it (Return)"));
  save_->setShortcut(Qt::Key_Return);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch(1);
  buttons->addWidget(cancel);
  buttons->addWidget(save_);
  column->addLayout(buttons);
  const std::array<std::size_t, 4> counts = {scopes_.all, scopes_.shown.size(), scopes_.marked.size(),
                                             scopes_.selected.size()};
  for (std::size_t i = 0; i < counts.size(); ++i) scope_->setPossible(static_cast<int>(i), counts[i] > 0);
  if (!scopes_.shown.empty()) scope_->choose(1);
  connect(formats_, &ChipRow::chosenChanged, this, &ExportDialog::fill);
  connect(scope_, &ChipRow::chosenChanged, this, &ExportDialog::lookAgain);
  connect(masking_, &ChipRow::chosenChanged, this, &ExportDialog::chooseMasking);
  connect(&task_, &ExportTask::previewed, this, &ExportDialog::showPreview);
  connect(save_, &QAbstractButton::clicked, this, &QDialog::accept);
  connect(cancel, &QAbstractButton::clicked, this, &QDialog::reject);
  fill();
  lookAgain();
}

void ExportDialog::setFormat(exporting::Format format) {
  formats_->choose(static_cast<int>(format));
  fill();
}

bool ExportDialog::isHar() const {
  return static_cast<exporting::Format>(formats_->chosen()) == exporting::Format::Har;
}

void ExportDialog::setBothLegs(bool both) { legs_->choose(both ? 1 : 0); }

void ExportDialog::fill() {
  words_->setText(Words::of(kFormats[static_cast<std::size_t>(formats_->chosen())].what));
  legs_->setVisible(isHar());
  resize(width(), std::max(height(), layout()->totalHeightForWidth(width())));
}

ExportOrder ExportDialog::order() const {
  ExportOrder out = base_;
  out.format = static_cast<exporting::Format>(formats_->chosen());
  out.bothLegs = isHar() && legs_->chosen() == 1;
  out.masking = masking();
  out.rules = rules_;
  out.all = scope_->chosen() == 0;
  const std::array<const std::vector<capture::CallNumber>*, 4> lists = {nullptr, &scopes_.shown,
                                                                        &scopes_.marked, &scopes_.selected};
  if (!out.all) out.calls = *lists[static_cast<std::size_t>(scope_->chosen())];
  return out;
}

void ExportDialog::chooseMasking(int masking) {
  if (static_cast<Masking>(masking) != Masking::ByFile) {
    before_ = masking;
    return lookAgain();
  }
  const QString file = QFileDialog::getOpenFileName(this, rulesTitle(), {}, rulesFilter());
  if (!file.isEmpty()) return setRules(std::filesystem::path(file.toStdU16String()));
  masking_->choose(before_);
}

void ExportDialog::setRules(const std::filesystem::path& file) {
  rules_ = file;
  before_ = static_cast<int>(Masking::ByFile);
  masking_->choose(before_);
  lookAgain();
}

void ExportDialog::lookAgain() {
  preview_->setTone(Tone::Neutral);
  preview_->setText(lookingForSecrets());
  save_->setEnabled(true);
  task_.preview(order());
}

void ExportDialog::showPreview(const capture::MaskedValues& values, quint64 looked, const Error& error) {
  // By rules that are wrong nothing may be written.
  save_->setEnabled(error.cause.empty());
  if (!error.cause.empty()) {
    preview_->setTone(Tone::Error);
    preview_->setText(failureSentence(error));
    return;
  }
  const bool masked = masking() != Masking::AsRecorded;
  preview_->setTone(masked || !hasSecrets(values) ? Tone::Neutral : Tone::Warning);
  QString text = maskedSentence(values, looked, masked);
  if (masking() == Masking::ByFile) text = display(rules_.filename().string()) + QLatin1String(": ") + text;
  preview_->setText(text);
  // However much there is to say, all of it can be read.
  resize(width(), std::max(height(), layout()->totalHeightForWidth(width())));
}

void ExportDialog::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), look_.theme().panel);
}

}  // namespace bascule::ui
