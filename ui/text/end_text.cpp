// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/end_text.h"

#include <algorithm>

#include <fmt/format.h>

#include "ui/text/format.h"

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
std::string progress(const CallRecord& record) {
  const LegRecord& server = record.upstreamLeg;
  if (!server.present) return "before the call reached the server";
  if (server.requestEndNs < 0)
    return fmt::format("while the request was being sent ({} messages had gone on)",
                       count(server, Direction::Request));
  if (server.responseHeadNs < 0) return "while the server had not answered";
  if (server.responseEndNs < 0)
    return fmt::format("while the server was answering ({} messages had come)",
                       count(server, Direction::Response));
  return "after the server had answered";
}

std::string deadline(const CallRecord& record) {
  return record.timeoutNs > 0 ? " of " + formatDuration(record.timeoutNs).string() : std::string();
}

}  // namespace

std::string endStory(const CallRecord& record) {
  if (record.row.inFlight()) return {};
  const std::string when = formatDuration(record.row.durationNs).string();
  const bool byBridge = record.status.origin == rpc::Origin::Bridge;
  if ((record.row.flags & capture::kClientCancelled) != 0)
    return fmt::format("The client gave up first, after {}, {}.", when, progress(record));
  if (record.status.code == rpc::Code::DeadlineExceeded)
    return byBridge ? fmt::format("The client's deadline{} passed first, {}; the bridge told both sides.",
                                  deadline(record), progress(record))
                    : fmt::format("The server said first that the deadline{} had passed, after {}.",
                                  deadline(record), when);
  if (record.status.code == rpc::Code::Canceled)
    return byBridge ? fmt::format("The bridge gave up after {}, {}.", when, progress(record))
                    : fmt::format("The server cancelled first, after {}.", when);
  return {};
}

}  // namespace bascule::ui
