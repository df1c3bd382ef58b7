// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/end_text.h"

#include <algorithm>

#include "ui/text/display.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

using capture::CallRecord;
using capture::Direction;
using capture::LegRecord;

std::size_t count(const LegRecord& leg, Direction direction) {
  return static_cast<std::size_t>(
      std::ranges::count(leg.messages, direction, &capture::MessageRecord::direction));
}

// How far the call was on the server's side.
QString progress(const CallRecord& record) {
  const LegRecord& server = record.upstreamLeg;
  if (!server.present) return Words::tr("before the call reached the server");
  if (server.requestEndNs < 0) {
    const std::size_t sent = count(server, Direction::Request);
    return Words::tr("while the request was being sent (%1 messages had gone on)", nullptr, Words::form(sent))
        .arg(sent);
  }
  if (server.responseHeadNs < 0) return Words::tr("while the server had not answered");
  if (server.responseEndNs < 0) {
    const std::size_t come = count(server, Direction::Response);
    return Words::tr("while the server was answering (%1 messages had come)", nullptr, Words::form(come))
        .arg(come);
  }
  return Words::tr("after the server had answered");
}

QString deadlineStory(const CallRecord& record, bool byBridge) {
  const QString took = asQString(formatDuration(record.row.durationNs));
  const QString deadline = asQString(formatDuration(record.timeoutNs));
  if (byBridge) {
    return record.timeoutNs > 0
               ? Words::tr("The client's deadline of %1 passed first, %2; the bridge told both sides.")
                     .arg(deadline, progress(record))
               : Words::tr("The client's deadline passed first, %1; the bridge told both sides.")
                     .arg(progress(record));
  }
  return record.timeoutNs > 0
             ? Words::tr("The server said first that the deadline of %1 had passed, after %2.")
                   .arg(deadline, took)
             : Words::tr("The server said first that the deadline had passed, after %1.").arg(took);
}

QString story(const CallRecord& record) {
  const QString took = asQString(formatDuration(record.row.durationNs));
  const bool byBridge = record.status.origin == rpc::Origin::Bridge;
  if ((record.row.flags & capture::kClientCancelled) != 0)
    return Words::tr("The client gave up first, after %1, %2.").arg(took, progress(record));
  if (record.status.code == rpc::Code::DeadlineExceeded) return deadlineStory(record, byBridge);
  if (record.status.code != rpc::Code::Canceled) return {};
  return byBridge ? Words::tr("The bridge gave up after %1, %2.").arg(took, progress(record))
                  : Words::tr("The server cancelled first, after %1.").arg(took);
}

}  // namespace

std::string endStory(const CallRecord& record) {
  return record.row.inFlight() ? std::string() : story(record).toStdString();
}

}  // namespace bascule::ui
