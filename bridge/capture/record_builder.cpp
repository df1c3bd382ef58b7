// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/record_builder.h"

#include <algorithm>
#include <utility>

namespace bascule::capture {
namespace {

void setConnection(LegRecord& side, const StoredEvent& event) {
  side.version = event.version;
  side.tls = event.tls;
  side.peer = event.text;
}

}  // namespace

void RecordBuilder::add(const StoredEvent& event, std::string_view headText) {
  switch (event.kind) {
    case EventKind::Opened:
    case EventKind::UpstreamOpened:
      return addRequestHead(event, headText);
    case EventKind::UpstreamConnected:
      return addUpstreamConnection(event);
    case EventKind::ResponseHead:
      return addResponseHead(event, headText);
    case EventKind::Message:
      return addMessage(event);
    case EventKind::EndBody:
      leg(event.leg).endBody += event.bytes;
      return;
    case EventKind::Trailers:
      leg(event.leg).trailers = parseHeaderText(headText).fields;
      return;
    case EventKind::DirectionEnded:
      return addDirectionEnd(event);
    case EventKind::Noted:
      record_.notes.push_back({event.offsetNs, std::string(event.text), std::string(event.bytes)});
      return;
    case EventKind::Ended:
      record_.status = event.status;
      return;
  }
}

void RecordBuilder::addRequestHead(const StoredEvent& event, std::string_view headText) {
  const bool upstream = event.kind == EventKind::UpstreamOpened;
  LegRecord& side = leg(upstream ? Leg::Upstream : Leg::Client);
  ParsedHead head = parseHeaderText(headText);
  side.present = true;
  side.protocol = event.protocol;
  side.codec = event.codec;
  side.requestCompression = event.compression;
  if (!upstream) setConnection(side, event);
  side.method = std::move(head.method);
  side.scheme = std::move(head.scheme);
  side.authority = std::move(head.authority);
  side.target = std::move(head.target);
  side.requestHeaders = std::move(head.fields);
  side.openedNs = event.offsetNs;
  if (upstream) {
    record_.upstreamUrl = std::move(head.url);
  } else {
    record_.timeoutNs = static_cast<std::int64_t>(std::min<std::uint64_t>(event.number, INT64_MAX));
  }
}

void RecordBuilder::addUpstreamConnection(const StoredEvent& event) {
  LegRecord& side = leg(Leg::Upstream);
  setConnection(side, event);
  side.connectedNs = event.offsetNs;
}

void RecordBuilder::addResponseHead(const StoredEvent& event, std::string_view headText) {
  LegRecord& side = leg(event.leg);
  side.httpStatus = static_cast<int>(std::min<std::uint64_t>(event.number, 999));
  side.responseCompression = event.compression;
  side.responseHeaders = parseHeaderText(headText).fields;
  side.responseHeadNs = event.offsetNs;
}

void RecordBuilder::addMessage(const StoredEvent& event) {
  if (event.legs != Legs::UpstreamOnly) addMessageTo(Leg::Client, event);
  if (event.legs != Legs::ClientOnly) addMessageTo(Leg::Upstream, event);
}

void RecordBuilder::addMessageTo(Leg which, const StoredEvent& event) {
  std::vector<MessageRecord>& messages = leg(which).messages;
  std::size_t& open = open_[static_cast<std::size_t>(which)][static_cast<std::size_t>(event.direction)];
  if (event.first || open == kNone) {
    open = messages.size();
    messages.push_back(
        {event.direction, event.offsetNs, event.compressed, false, event.number, {}, event.masked});
  }
  messages[open].wireSize = std::max(messages[open].wireSize, event.number);
  std::string& payload = messages[open].payload;
  const ByteCount room = maxPayload_ - std::min<ByteCount>(maxPayload_, payload.size());
  payload += event.bytes.substr(0, std::min<ByteCount>(room, event.bytes.size()));
  if (event.last) open = kNone;
}

void RecordBuilder::addDirectionEnd(const StoredEvent& event) {
  LegRecord& side = leg(event.leg);
  (event.direction == Direction::Request ? side.requestEndNs : side.responseEndNs) = event.offsetNs;
}

CallRecord RecordBuilder::take() {
  for (LegRecord* side : {&record_.clientLeg, &record_.upstreamLeg}) {
    for (MessageRecord& message : side->messages)
      message.cut = !message.masked && message.payload.size() < message.wireSize;
  }
  return std::move(record_);
}

}  // namespace bascule::capture
