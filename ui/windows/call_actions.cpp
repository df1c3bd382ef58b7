// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/call_actions.h"

#include "ui/text/copy_text.h"
#include "ui/text/display.h"
#include "ui/text/format.h"
#include "ui/text/words.h"
#include "ui/windows/bridge_words.h"
#include "ui/windows/compare_window.h"
#include "ui/windows/copy_dialog.h"
#include "ui/windows/resend_dialog.h"

namespace bascule::ui {
namespace {

constexpr int kAgainMs = 100;
constexpr int kTries = 50;  // five seconds: a slow disk may hold up a batch

QString numberWords(capture::CallNumber number) {
  return QStringLiteral("#%1").arg(asQString(formatCount(number)));
}

}  // namespace

CallActions::CallActions(const Look& look, const Traffic& traffic, RecordReader& reader, Sender sender,
                         QWidget* window)
    : QObject(window),
      look_(look),
      traffic_(traffic),
      reader_(reader),
      sender_(std::move(sender)),
      window_(window) {
  again_.setSingleShot(true);
  again_.setInterval(kAgainMs);
  connect(&again_, &QTimer::timeout, this, [this] { reader_.compare(compared_.first, compared_.second); });
  connect(&reader, &RecordReader::compared, this, &CallActions::showComparison);
}

bool CallActions::act(ActionId id, capture::CallNumber call) {
  const bool mine = id == ActionId::CopyAs || id == ActionId::Resend || id == ActionId::EditResend ||
                    id == ActionId::RememberCall || id == ActionId::CompareCall;
  if (!mine) return false;
  if (call == 0) {
    Q_EMIT said(Words::tr("Choose a call in the table first."), Tone::Warning);
  } else if (id == ActionId::CopyAs) {
    copyAs(call);
  } else if (id == ActionId::RememberCall) {
    remembered_ = call;
    Q_EMIT said(
        Words::tr("Call %1 will be compared with the call you choose next by Ctrl+D").arg(numberWords(call)),
        Tone::Accent);
  } else if (id == ActionId::CompareCall) {
    compare(remembered_, call);
  } else {
    resend(call, id == ActionId::EditResend);
  }
  return true;
}

// The recorder announces a call, and the messages of a stream, before it has written them.
bool CallActions::isBehind(capture::CallNumber call, const ReadRequest& read) const {
  if (!read.request && read.request.error().code == ErrorCode::NotFound) return true;
  const std::uint32_t index = traffic_.rows().indexOf(call);
  return index < traffic_.rows().size() && read.messages < traffic_.rows().row(index).requestMessages;
}

// What is not there yet is asked for again for a while.
void CallActions::withRequest(capture::CallNumber call, std::function<void(const ReadRequestPtr&)> use) {
  auto* once = new QTimer(this);
  once->setSingleShot(true);
  once->setInterval(kAgainMs);
  connect(once, &QTimer::timeout, this, [this, call] { reader_.readRequest(call); });
  connect(&reader_, &RecordReader::requestRead, once,
          [this, once, call, use = std::move(use), left = kTries](capture::CallNumber number,
                                                                  const ReadRequestPtr& request) mutable {
            if (number != call || once->isActive()) return;
            if (isBehind(number, *request) && --left > 0) {
              once->start();
              return;
            }
            once->deleteLater();
            use(request);
          });
  reader_.readRequest(call);
}

void CallActions::copyAs(capture::CallNumber call) {
  const QPointer<CopyDialog> dialog = new CopyDialog(look_, call, window_);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  withRequest(call, [dialog](const ReadRequestPtr& request) {
    if (dialog) dialog->setRequest(request);
  });
  connect(dialog, &QDialog::accepted, this, [this] { Q_EMIT said(Words::tr("Copied"), Tone::Ok); });
  dialog->show();
}

void CallActions::resend(capture::CallNumber call, bool edit) {
  if (!sender_) {
    Q_EMIT said(Words::tr("Start the bridge first: calls are sent again through it."), Tone::Warning);
    return;
  }
  withRequest(call, [this, call, edit](const ReadRequestPtr& request) {
    if (!request->request) {
      Q_EMIT said(failureSentence(request->request.error()), Tone::Warning);
      return;
    }
    const auto ready = callAsRecorded(*request->request, request->protocol);
    // What was masked has to be filled in by hand.
    if (edit || !ready)
      editAndSend(call, request);
    else
      send(call, *ready);
  });
}

void CallActions::editAndSend(capture::CallNumber call, const ReadRequestPtr& request) {
  auto* dialog = new ResendDialog(look_, call, window_);
  dialog->setRequest(request);
  connect(dialog, &ResendDialog::sendWanted, this,
          [this, call](const exporting::CallToSend& changed) { send(call, changed); });
  dialog->show();
}

void CallActions::send(capture::CallNumber original, const exporting::CallToSend& call) {
  const capture::RowStore& rows = traffic_.rows();
  sent_ = {original, rows.size() > 0 ? rows.row(rows.size() - 1).number : 0, call.path};
  if (const auto done = sender_(call); !done)
    sendFailed(done.error());
  else
    Q_EMIT said(Words::tr("Call %1 is sent again").arg(numberWords(original)), Tone::Accent);
}

void CallActions::sendFailed(const Error& error) {
  sent_ = {};
  Q_EMIT said(failureSentence(error), Tone::Error);
}

void CallActions::lookForAnswer() {
  if (sent_.original == 0) return;
  const capture::RowStore& rows = traffic_.rows();
  for (std::uint32_t i = rows.size(); i > 0; --i) {
    const capture::CallRow row = rows.row(i - 1);
    if (row.number <= sent_.after) return;
    if (row.inFlight() || rows.string(row.client) != exporting::kResendClient) continue;
    const std::string method =
        "/" + std::string(rows.string(row.service)) + "/" + std::string(rows.string(row.method));
    if (method == sent_.method) return offerComparison(row.number);
  }
}

void CallActions::offerComparison(capture::CallNumber again) {
  const capture::CallNumber original = std::exchange(sent_, {}).original;
  const auto leave = [this] { Q_EMIT offered({}, {}); };
  Q_EMIT offered(
      Words::tr("Call %1 was sent again and is call %2.").arg(numberWords(original), numberWords(again)),
      {{Words::tr("Compare"), Words::tr("Show both calls beside each other"),
        [this, original, again, leave] {
          compare(original, again);
          leave();
        }},
       {Words::tr("Show"), Words::tr("Select the new call in the table"), [this, again, leave] {
          Q_EMIT callWanted(again);
          leave();
        }}});
}

void CallActions::compare(capture::CallNumber left, capture::CallNumber right) {
  if (left == 0 || left == right) {
    Q_EMIT said(Words::tr("Choose the first call and press Ctrl+Alt+D, then the second one and Ctrl+D."),
                Tone::Warning);
    return;
  }
  compared_ = {left, right};
  triesLeft_ = kTries;
  reader_.compare(left, right);
}

void CallActions::showComparison(capture::CallNumber left, capture::CallNumber right, const Sheet& sheet) {
  if (std::pair(left, right) != compared_) return;
  if (!sheet.rows.empty()) {
    const QString title = Words::tr("%1 and %2").arg(numberWords(left), numberWords(right));
    (new CompareWindow(look_, title, sheet, window_))->show();
  } else if (--triesLeft_ > 0) {
    again_.start();  // announced, but not written yet
  } else {
    Q_EMIT said(Words::tr("One of the two calls cannot be read."), Tone::Warning);
  }
}

}  // namespace bascule::ui
