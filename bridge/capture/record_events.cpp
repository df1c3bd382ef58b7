// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/record_events.h"

#include <algorithm>
#include <chrono>

#include "bridge/base/ascii.h"

namespace bascule::capture {

RecordEvents::RecordEvents(const CallRecord& record, CallId call) : record_(record), call_(call) {
  addOpened();
  if (record.upstreamLeg.present) addUpstream();
  addMessages();
  if (record.upstreamLeg.present) addResponse(Leg::Upstream, record.upstreamLeg);
  addResponse(Leg::Client, record.clientLeg);
  for (const NoteRecord& note : record.notes) {
    events_.emplace_back(Noted{call_, at(note.offsetNs), note.finding, note.subject});
  }
  addEnd();
}

MonotonicTime RecordEvents::at(std::int64_t offsetNs) const {
  return MonotonicTime(std::chrono::nanoseconds(record_.row.startNs + offsetNs));
}

http::HeadersView RecordEvents::keep(const HeaderFields& fields) {
  http::Headers& list = kept_.emplace_back();
  for (const HeaderField& field : fields) list.add(ascii::lower(field.name), field.value);
  return list.view();
}

void RecordEvents::addOpened() {
  const LegRecord& leg = record_.clientLeg;
  CallOpened event;
  event.call = call_;
  event.time = at(0);
  event.peer = leg.peer.empty() ? record_.peer : leg.peer;
  event.version = leg.version;
  event.tls = leg.tls;
  event.protocol = leg.protocol;
  event.codec = leg.codec;
  event.kind = record_.row.kind;
  event.compression = leg.requestCompression;
  event.method = leg.method;
  event.scheme = leg.scheme;
  event.authority = leg.authority;
  event.target = leg.target;
  event.headers = keep(leg.requestHeaders);
  event.timeout = std::chrono::nanoseconds(record_.timeoutNs);
  events_.emplace_back(event);
}

void RecordEvents::addUpstream() {
  const LegRecord& leg = record_.upstreamLeg;
  UpstreamOpened event;
  event.call = call_;
  event.time = at(std::max<std::int64_t>(leg.openedNs, 0));
  event.protocol = leg.protocol;
  event.codec = leg.codec;
  event.compression = leg.requestCompression;
  event.url = record_.upstreamUrl;
  event.authority = leg.authority;
  event.target = leg.target;
  event.headers = keep(leg.requestHeaders);
  events_.emplace_back(event);
  if (leg.connectedNs >= 0) {
    events_.emplace_back(UpstreamConnected{call_, at(leg.connectedNs), leg.peer, leg.version, leg.tls});
  }
}

void RecordEvents::addMessages() {
  const auto& client = record_.clientLeg.messages;
  const auto& upstream = record_.upstreamLeg.messages;
  const bool same = record_.upstreamLeg.present && client == upstream;
  for (const MessageRecord& message : client) addMessage(message, same ? Legs::Both : Legs::ClientOnly);
  if (same) return;
  for (const MessageRecord& message : upstream) addMessage(message, Legs::UpstreamOnly);
}

void RecordEvents::addMessage(const MessageRecord& message, Legs legs) {
  MessageSeen event;
  event.call = call_;
  event.time = at(message.offsetNs);
  event.legs = legs;
  event.direction = message.direction;
  event.compressed = message.compressed;
  event.masked = message.masked;
  event.total = std::max<ByteCount>(message.wireSize, message.payload.size());
  event.bytes = Slice::copyOf(message.payload);
  events_.emplace_back(std::move(event));
}

void RecordEvents::addResponse(Leg which, const LegRecord& leg) {
  if (leg.httpStatus != 0) {
    ResponseHeadSeen head;
    head.call = call_;
    head.time = at(std::max<std::int64_t>(leg.responseHeadNs, 0));
    head.leg = which;
    head.status = leg.httpStatus;
    head.headers = keep(leg.responseHeaders);
    events_.emplace_back(head);
  }
  const std::int64_t endNs = std::max<std::int64_t>(leg.responseEndNs, 0);
  if (!leg.endBody.empty())
    events_.emplace_back(EndBodySeen{call_, at(endNs), which, Slice::copyOf(leg.endBody)});
  if (!leg.trailers.empty()) events_.emplace_back(TrailersSeen{call_, at(endNs), which, keep(leg.trailers)});
  addDirectionEnds(which, leg);
}

void RecordEvents::addDirectionEnds(Leg which, const LegRecord& leg) {
  const auto ended = [&](Direction direction, std::int64_t ns) {
    if (ns >= 0) events_.emplace_back(DirectionEnded{call_, at(ns), which, direction});
  };
  ended(Direction::Request, leg.requestEndNs);
  ended(Direction::Response, leg.responseEndNs);
}

void RecordEvents::addEnd() {
  const CallRow& row = record_.row;
  if (row.inFlight() || (row.flags & kCutShort) != 0) return;
  CallEnded event;
  event.call = call_;
  event.time = at(row.durationNs);
  event.status = record_.status;
  event.inBridge = std::chrono::nanoseconds(row.addedNs);
  event.clientCancelled = (row.flags & kClientCancelled) != 0;
  events_.emplace_back(std::move(event));
}

}  // namespace bascule::capture
