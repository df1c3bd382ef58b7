// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/resend_dialog.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/text/copy_text.h"
#include "ui/text/display.h"
#include "ui/text/words.h"
#include "ui/views/json_highlighter.h"
#include "ui/windows/bridge_words.h"

namespace bascule::ui {

template <typename Editor>
Editor* ResendDialog::setUp(Editor* edit, const QString& name) {
  edit->setAccessibleName(name);
  edit->setFont(fontOf(Face::Mono));
  edit->setLineWrapMode(QPlainTextEdit::NoWrap);
  edit->setTabChangesFocus(true);
  edit->setFrameShape(QFrame::NoFrame);
  edit->viewport()->setBackgroundRole(QPalette::AlternateBase);
  edit->document()->setDocumentMargin(8);
  return edit;
}

ResendDialog::ResendDialog(const Look& look, capture::CallNumber number, QWidget* parent)
    : QDialog(parent),
      look_(look),
      protocols_(new ChipRow(look, Words::tr("Protocol"), protocolChips(), this)),
      metadata_(setUp(new QPlainTextEdit(this), Words::tr("Metadata"))),
      messages_(setUp(new JsonEdit(look, this), Words::tr("Messages as JSON"))),
      problem_(new Remark(look, Face::Small, Tone::Error, this)),
      send_(new Button(look, Button::Type::Primary, Words::tr("Send"), this)) {
  setWindowTitle(Words::tr("Edit call %1 and send it again").arg(number));
  setAttribute(Qt::WA_DeleteOnClose);
  resize(760, 640);
  new JsonHighlighter(look, messages_->document());
  send_->setToolTip(Words::tr("Send the call through the bridge (Ctrl+Return)"));
  send_->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return));
  auto* close = new Button(look, Button::Type::Bordered, Words::tr("Cancel"), this);
  close->setToolTip(Words::tr("Close without sending (Esc)"));
  const auto caption = [&](const QString& words) {
    auto* remark = new Remark(look, Face::SmallStrong, Tone::Neutral, this);
    remark->setText(words);
    return remark;
  };
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 16, 16, 16);
  column->setSpacing(8);
  column->addWidget(protocols_);
  column->addWidget(caption(Words::tr("Metadata")));
  column->addWidget(metadata_, 1);
  column->addWidget(caption(Words::tr("Messages, one JSON value after the other")));
  column->addWidget(messages_, 3);
  column->addWidget(problem_);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch(1);
  buttons->addWidget(close);
  buttons->addWidget(send_);
  column->addLayout(buttons);
  messages_->setOffers([this](const QString& text, qsizetype cursor) {
    if (!request_ || !request_->request) return Completions();
    return completeJson(text, cursor, *request_->request, *request_->schema);
  });
  for (QPlainTextEdit* part : std::initializer_list<QPlainTextEdit*>{metadata_, messages_})
    connect(part, &QPlainTextEdit::textChanged, this, &ResendDialog::check);
  connect(protocols_, &ChipRow::chosenChanged, this, &ResendDialog::check);
  connect(send_, &QAbstractButton::clicked, this, &ResendDialog::send);
  connect(close, &QAbstractButton::clicked, this, &QDialog::reject);
  check();
}

void ResendDialog::chooseProtocol(rpc::ServerProtocol protocol) {
  protocols_->choose(indexOf(protocol));
  check();
}

void ResendDialog::setRequest(const ReadRequestPtr& request) {
  request_ = request;
  if (request->request) {
    const ResendDraft draft = draftOf(*request->request);
    metadata_->setPlainText(QString::fromStdString(draft.metadata));
    messages_->setPlainText(QString::fromStdString(draft.messages));
    protocols_->choose(indexOf(request->protocol));
  }
  check();
}

void ResendDialog::check() {
  call_.reset();
  QString problem;
  if (request_ && !request_->request) problem = failureSentence(request_->request.error());
  if (request_ && request_->request) {
    const ResendDraft draft{metadata_->toPlainText().toStdString(), messages_->toPlainText().toStdString()};
    auto call = callOf(draft, *request_->request, kCallProtocols[protocols_->chosen()], *request_->schema);
    if (call)
      call_ = std::move(*call);
    else
      problem = display(call.error().message);
  }
  problem_->setText(problem);
  send_->setEnabled(call_.has_value());
}

void ResendDialog::send() {
  if (!call_) return;
  Q_EMIT sendWanted(*call_);
  accept();
}

void ResendDialog::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), look_.theme().panel);
}

}  // namespace bascule::ui
