// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/copy_dialog.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/text/copy_text.h"
#include "ui/text/display.h"
#include "ui/text/words.h"
#include "ui/windows/bridge_words.h"

namespace bascule::ui {
namespace {

// What is shown of a very long command; all of it is copied.
constexpr qsizetype kShown = 200'000;

std::vector<ChipRow::Chip> formChips() {
  std::vector<ChipRow::Chip> out;
  for (const exporting::CopyFormInfo& info : exporting::copyForms()) {
    const QString title = asQString(info.title);
    out.push_back({title, info.code ? Words::tr("A program that makes the call: %1").arg(title)
                                    : Words::tr("A command that makes the call: %1").arg(title)});
  }
  return out;
}

}  // namespace

CopyDialog::CopyDialog(const Look& look, capture::CallNumber number, QWidget* parent)
    : QDialog(parent),
      look_(look),
      forms_(new ChipRow(look, Words::tr("Form"), formChips(), this)),
      protocols_(new ChipRow(look, Words::tr("Protocol"), protocolChips(), this)),
      text_(new QPlainTextEdit(this)),
      remark_(new Remark(look, Face::Small, Tone::Warning, this)),
      copy_(new Button(look, Button::Type::Primary, Words::tr("Copy"), this)) {
  setWindowTitle(Words::tr("Copy call %1").arg(number));
  resize(820, 520);
  text_->setAccessibleName(Words::tr("The call as a command or program"));
  text_->setReadOnly(true);
  text_->setFrameShape(QFrame::NoFrame);
  text_->viewport()->setBackgroundRole(QPalette::AlternateBase);
  text_->setFont(fontOf(Face::Mono));
  text_->setLineWrapMode(QPlainTextEdit::NoWrap);
  text_->document()->setDocumentMargin(12);
  copy_->setToolTip(Words::tr("Copy this text (Return)"));
  copy_->setShortcut(Qt::Key_Return);
  auto* close = new Button(look, Button::Type::Bordered, Words::tr("Close"), this);
  close->setToolTip(Words::tr("Close without copying (Esc)"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 16, 16, 16);
  column->setSpacing(12);
  column->addWidget(forms_);
  column->addWidget(protocols_);
  column->addWidget(text_, 1);
  column->addWidget(remark_);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch(1);
  buttons->addWidget(close);
  buttons->addWidget(copy_);
  column->addLayout(buttons);
  connect(forms_, &ChipRow::chosenChanged, this, &CopyDialog::fill);
  connect(protocols_, &ChipRow::chosenChanged, this, &CopyDialog::fill);
  connect(copy_, &QAbstractButton::clicked, this, &CopyDialog::copy);
  connect(close, &QAbstractButton::clicked, this, &QDialog::reject);
  fill();
}

void CopyDialog::setRequest(const ReadRequestPtr& request) {
  request_ = request;
  protocols_->choose(indexOf(request->protocol));
  fill();
}

void CopyDialog::setForm(exporting::CopyForm form) {
  forms_->choose(static_cast<int>(form));
  fill();
}

void CopyDialog::fill() {
  const auto form = static_cast<exporting::CopyForm>(forms_->chosen());
  protocols_->setEnabled(exporting::infoOf(form).allProtocols);
  copy_->setEnabled(false);
  if (!request_) return;
  const auto text = request_->request
                        ? exporting::copyAs(form, kCallProtocols[protocols_->chosen()], *request_->request)
                        : std::unexpected(request_->request.error());
  copy_->setEnabled(text.has_value());
  remark_->setTone(text ? Tone::Neutral : Tone::Warning);
  remark_->setText(text ? copyRemark(form, *request_->request) : failureSentence(text.error()));
  const QString all = text ? QString::fromStdString(*text) : QString();
  text_->setPlainText(all.size() > kShown ? all.left(kShown) + QStringLiteral("…") : all);
}

void CopyDialog::copy() {
  const auto form = static_cast<exporting::CopyForm>(forms_->chosen());
  if (!request_ || !request_->request) return;
  const auto text = exporting::copyAs(form, kCallProtocols[protocols_->chosen()], *request_->request);
  if (!text) return;
  QGuiApplication::clipboard()->setText(QString::fromStdString(*text));
  accept();
}

void CopyDialog::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), look_.theme().panel);
}

}  // namespace bascule::ui
