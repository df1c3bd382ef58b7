// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/connect_stream.h"

#include <utility>

#include "bridge/rpc/compression.h"
#include "bridge/rpc/connect_error.h"
#include "bridge/rpc/connect_head.h"
#include "bridge/rpc/envelope_events.h"
#include "bridge/rpc/metadata.h"

namespace bascule::rpc {

std::expected<RequestStart, Status> ConnectStreamRequestReader::onHead(const http::RequestHead& head) {
  auto start = readConnectHead(head, Protocol::ConnectStream, codec_);
  state_ = start ? State::Body : State::Failed;
  coded_ = start && start->compression != Compression::Identity;
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

void ConnectStreamResponseWriter::onRun(const MessageRun& run, HttpCommands& out) { writeRun(run, out); }

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

void ConnectStreamRequestWriter::onStart(const UpstreamRequest& request, HttpCommands& out) {
  out.emplace_back(connectRequestHead(request, Protocol::ConnectStream));
}

void ConnectStreamRequestWriter::onMessage(const MessagePiece& piece, HttpCommands& out) {
  writeEnvelope(piece, out);
}

void ConnectStreamRequestWriter::onRun(const MessageRun& run, HttpCommands& out) { writeRun(run, out); }

void ConnectStreamRequestWriter::onEnd(HttpCommands& out) { endRequest(out); }

void ConnectStreamResponseReader::onHead(const http::ResponseHead& head, RpcEvents& out) {
  const AnswerType answer =
      answerType(head.headers->find("content-type").value_or(""), Protocol::ConnectStream, codec_);
  if (head.status != 200 || answer != AnswerType::Right) {
    state_ = State::Foreign;
    foreign_.begin(head, Protocol::ConnectStream, head.status == 200 ? answer : AnswerType::Foreign);
  } else {
    state_ = State::Body;
    compression_ = connectAnswerCoding(*head.headers, Protocol::ConnectStream);
    ResponseStart start;
    start.httpStatus = head.status;
    start.compression = compression_;
    start.headers = head.headers;
    start.protocol = Protocol::ConnectStream;
    out.emplace_back(std::move(start));
  }
  if (head.endStream) onEnd(out);
}

void ConnectStreamResponseReader::onData(Slice bytes, RpcEvents& out) {
  if (state_ == State::Foreign) foreign_.add(bytes.view());
  if (state_ != State::Body) return;
  const EnvelopeContext context{Leg::Response, compression_ != Compression::Identity, &end_};
  if (!readEnvelopes(envelopes_, std::move(bytes), context, out)) state_ = State::Failed;
}

void ConnectStreamResponseReader::onEnd(RpcEvents& out) {
  const State before = std::exchange(state_, State::Done);
  if (before == State::Foreign) out.emplace_back(foreign_.take());
  if (before != State::Body) return;
  if (!envelopes_.atBoundary()) {
    out.emplace_back(truncated(Leg::Response));
    return;
  }
  if (!end_.complete()) {
    out.emplace_back(Failed{bridgeStatus(Code::Internal, "end_stream_missing",
                                         "the server's stream ended without its EndStream message")});
    return;
  }
  const auto json = end_.text(compression_);
  auto end = json ? parseEndStream(*json) : std::nullopt;
  if (!end) {
    out.emplace_back(Failed{
        bridgeStatus(Code::Internal, "end_stream_malformed",
                     json ? "the server's EndStream message is no JSON object" : json.error().message)});
    return;
  }
  out.emplace_back(ResponseEnd{std::move(end->status),
                               std::make_shared<const http::Headers>(std::move(end->metadata)), false,
                               Protocol::ConnectStream, enveloped(kFlagEndStream, *json)});
}

}  // namespace bascule::rpc
