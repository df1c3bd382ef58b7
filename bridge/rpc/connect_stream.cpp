// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/connect_stream.h"

#include "bridge/rpc/compression.h"
#include "bridge/rpc/connect_error.h"
#include "bridge/rpc/envelope_events.h"
#include "bridge/rpc/metadata.h"
#include "bridge/rpc/negotiation.h"

namespace bascule::rpc {

std::expected<RequestStart, Status> ConnectStreamRequestReader::onHead(const http::RequestHead& head) {
  state_ = State::Failed;
  const http::Headers& headers = *head.headers;
  if (auto version = checkConnectVersion(headers); !version) return std::unexpected(version.error());
  const auto timeout = readConnectTimeout(headers);
  if (!timeout) return std::unexpected(timeout.error());
  const auto coding = readCoding(headers.find("connect-content-encoding"));
  if (!coding) return std::unexpected(coding.error());
  state_ = State::Body;
  coded_ = *coding != Compression::Identity;
  RequestStart start;
  start.protocol = Protocol::ConnectStream;
  start.codec = codec_;
  start.compression = *coding;
  start.path = pathOf(head.target);
  start.headers = head.headers;
  start.timeout = *timeout;
  readAccepted(headers.find("connect-accept-encoding"), start);
  return start;
}

void ConnectStreamRequestReader::onData(Slice bytes, RpcEvents& out) {
  if (state_ != State::Body) return;
  if (!readEnvelopes(envelopes_, std::move(bytes), {Leg::Request, coded_}, out)) state_ = State::Failed;
}

void ConnectStreamRequestReader::onEnd(RpcEvents& out) {
  if (state_ != State::Body) return;
  state_ = State::Done;
  out.emplace_back(envelopes_.atBoundary() ? RpcEvent(RequestEnd{}) : RpcEvent(truncated(Leg::Request)));
}

void ConnectStreamResponseWriter::writeHead(const ResponseStart& start, HttpCommands& out) {
  started_ = true;
  http::Headers headers;
  headers.reserve(8, 256);
  headers.add("content-type",
              codec_ == Codec::Json ? "application/connect+json" : "application/connect+proto");
  if (start.compression != Compression::Identity) {
    headers.add("connect-content-encoding", name(start.compression));
  }
  headers.add("connect-accept-encoding", supportedList());
  appendMetadata(*start.headers, headers);
  http::ResponseHead head;
  head.headers = std::make_shared<const http::Headers>(std::move(headers));
  out.emplace_back(std::move(head));
}

void ConnectStreamResponseWriter::onStart(const ResponseStart& start, HttpCommands& out) {
  if (!started_) writeHead(start, out);
}

void ConnectStreamResponseWriter::onMessage(const MessagePiece& piece, HttpCommands& out) {
  midMessage_ = !piece.last;
  writeEnvelope(piece, out);
}

void ConnectStreamResponseWriter::onEnd(const ResponseEnd& end, HttpCommands& out) {
  if (midMessage_) {
    // An EndStream now would be read as the rest of the message: the client must see a broken stream.
    out.emplace_back(SendReset{http::H2Error::InternalError});
    return;
  }
  if (!started_) writeHead(ResponseStart{}, out);
  http::Headers metadata;
  appendMetadata(*end.trailers, metadata);
  out.emplace_back(SendData{enveloped(kFlagEndStream, endStreamJson(end.status, metadata)), true, true});
}

}  // namespace bascule::rpc
