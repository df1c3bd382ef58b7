// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/export_dialog.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>
#include <array>

#include "ui/text/display.h"
#include "ui/text/format.h"

namespace bascule::ui {
namespace {

struct FormatWords {
  const char* chip;
  const char* what;
};
// In the order of exporting::Format.
constexpr std::array<FormatWords, 5> kFormats = {{
    {"JSON lines",
     "One JSON object per call, with everything that was recorded; Bascule's own and grpc-dump's readers "
     "take it."},
    {"HAR",
     "HTTP archive, for browsers and other inspectors. The client's side; trailers and messages are extra "
     "members."},
    {"CSV", "The list of calls for a spreadsheet, without messages."},
    {"pcapng",
     "Packets of both sides for Wireshark, which shows HTTP/2 and gRPC decoded; resources/ has a companion "
     "for Connect."},
    {"Binary log", "gRPC's binary log, for the tools of grpc-go and grpc-java."},
}};

std::vector<ChipRow::Chip> formatChips() {
  std::vector<ChipRow::Chip> out;
  out.reserve(kFormats.size());
  for (const FormatWords& words : kFormats)
    out.push_back({QString::fromLatin1(words.chip), QString::fromLatin1(words.what)});
  return out;
}

QString counted(const char* words, std::size_t count) {
  return QStringLiteral("%1 %2").arg(QString::fromLatin1(words),
                                     QString::fromStdString(formatCount(count).string()));
}

std::vector<ChipRow::Chip> scopeChips(const ExportScopes& scopes) {
  return {{counted("All", scopes.all), QStringLiteral("Every call of the session")},
          {counted("Shown", scopes.shown.size()), QStringLiteral("The calls that the table shows")},
          {counted("Marked", scopes.marked.size()), QStringLiteral("The calls that are marked (Ctrl+M)")},
          {counted("Selected", scopes.selected.size()),
           QStringLiteral("The calls that are selected in the table")}};
}

}  // namespace

ExportDialog::ExportDialog(const Look& look, ExportOrder base, ExportScopes scopes, QWidget* parent)
    : QDialog(parent),
      look_(look),
      base_(std::move(base)),
      scopes_(std::move(scopes)),
      formats_(new ChipRow(look, QStringLiteral("Format"), formatChips(), this)),
      scope_(new ChipRow(look, QStringLiteral("Calls"), scopeChips(scopes_), this)),
      masking_(
          new ChipRow(look, QStringLiteral("Secrets"),
                      {{QStringLiteral("Masked"),
                        QStringLiteral("Values of authorization, cookies and tokens are replaced by a mark")},
                       {QStringLiteral("As recorded"),
                        QStringLiteral("Nothing is masked that was not masked while recording")}},
                      this)),
      words_(new Remark(look, Face::Body, Tone::Neutral, this)),
      preview_(new Remark(look, Face::Body, Tone::Neutral, this)) {
  setWindowTitle(QStringLiteral("Export calls"));
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
  part(QStringLiteral("Format"), formats_, words_);
  part(QStringLiteral("Calls"), scope_, nullptr);
  part(QStringLiteral("Secrets"), masking_, preview_);
  column->addStretch(1);
  auto* cancel = new Button(look, Button::Type::Bordered, QStringLiteral("Cancel"), this);
  cancel->setToolTip(QStringLiteral("Close without exporting (Esc)"));
  auto* save = new Button(look, Button::Type::Primary, QStringLiteral("Export…"), this);
  save->setToolTip(QStringLiteral("Choose the file and write it (Return)"));
  save->setShortcut(Qt::Key_Return);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch(1);
  buttons->addWidget(cancel);
  buttons->addWidget(save);
  column->addLayout(buttons);
  const std::array<std::size_t, 4> counts = {scopes_.all, scopes_.shown.size(), scopes_.marked.size(),
                                             scopes_.selected.size()};
  for (std::size_t i = 0; i < counts.size(); ++i) scope_->setPossible(static_cast<int>(i), counts[i] > 0);
  if (!scopes_.shown.empty()) scope_->choose(1);
  connect(formats_, &ChipRow::chosenChanged, this, &ExportDialog::fill);
  connect(scope_, &ChipRow::chosenChanged, this, &ExportDialog::lookAgain);
  connect(masking_, &ChipRow::chosenChanged, this, &ExportDialog::lookAgain);
  connect(&task_, &ExportTask::previewed, this, &ExportDialog::showPreview);
  connect(save, &QAbstractButton::clicked, this, &QDialog::accept);
  connect(cancel, &QAbstractButton::clicked, this, &QDialog::reject);
  fill();
  lookAgain();
}

void ExportDialog::setFormat(exporting::Format format) {
  formats_->choose(static_cast<int>(format));
  fill();
}

void ExportDialog::fill() {
  words_->setText(QString::fromLatin1(kFormats[static_cast<std::size_t>(formats_->chosen())].what));
}

ExportOrder ExportDialog::order() const {
  ExportOrder out = base_;
  out.format = static_cast<exporting::Format>(formats_->chosen());
  out.masked = masking_->chosen() == 0;
  out.all = scope_->chosen() == 0;
  const std::array<const std::vector<capture::CallNumber>*, 4> lists = {nullptr, &scopes_.shown,
                                                                        &scopes_.marked, &scopes_.selected};
  if (!out.all) out.calls = *lists[static_cast<std::size_t>(scope_->chosen())];
  return out;
}

void ExportDialog::lookAgain() {
  preview_->setText(QStringLiteral("Looking for secrets…"));
  task_.preview(order());
}

void ExportDialog::showPreview(const MaskedFields& fields, quint64 looked) {
  QStringList names;
  for (const auto& [name, count] : fields)
    names +=
        QStringLiteral("%1 (%2)").arg(display(name), QString::fromStdString(formatCount(count).string()));
  const QString found = names.isEmpty() ? QStringLiteral("no field whose name stands for a secret")
                                        : names.join(QStringLiteral(", "));
  const bool masked = masking_->chosen() == 0;
  preview_->setTone(masked || names.isEmpty() ? Tone::Neutral : Tone::Warning);
  preview_->setText(QStringLiteral("%1 in the first %2 calls: %3.")
                        .arg(masked ? QStringLiteral("Masked") : QStringLiteral("Written as recorded"),
                             QString::fromStdString(formatCount(looked).string()), found));
}

void ExportDialog::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), look_.theme().panel);
}

}  // namespace bascule::ui
