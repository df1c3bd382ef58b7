// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/connect_unary.h"

#include "bridge/base/ascii.h"
#include "bridge/rpc/compression.h"
#include "bridge/rpc/connect_error.h"
#include "bridge/rpc/metadata.h"
#include "bridge/rpc/negotiation.h"

namespace bascule::rpc {
namespace {

Status tooLarge(ByteCount limit) {
  return bridgeStatus(Code::ResourceExhausted, "message_too_large",
                      "request message is larger than the limit of " + std::to_string(limit) +
                          " bytes (--max-message-bytes)");
}

}  // namespace

std::expected<RequestStart, Status> ConnectUnaryRequestReader::onHead(const http::RequestHead& head) {
  state_ = State::Failed;
  const http::Headers& headers = *head.headers;
  if (auto version = checkConnectVersion(headers); !version) return std::unexpected(version.error());
  const auto timeout = readConnectTimeout(headers);
  if (!timeout) return std::unexpected(timeout.error());
  const auto coding = readCoding(headers.find("content-encoding"));
  if (!coding) return std::unexpected(coding.error());
  if (const auto length = headers.find("content-length"); length && limits_.wholeMessage != 0) {
    if (ascii::parseDigits(*length).value_or(0) > limits_.wholeMessage) {
      return std::unexpected(tooLarge(limits_.wholeMessage));
    }
  }
  state_ = State::Body;
  compressed_ = *coding != Compression::Identity;
  RequestStart start;
  start.protocol = Protocol::ConnectUnary;
  start.codec = codec_;
  start.compression = *coding;
  start.path = pathOf(head.target);
  start.headers = head.headers;
  start.timeout = *timeout;
  readAccepted(headers.find("accept-encoding"), start);
  return start;
}

void ConnectUnaryRequestReader::onData(Slice bytes, RpcEvents& out) {
  if (state_ != State::Body) return;
  body_.push(std::move(bytes));
  if (limits_.wholeMessage != 0 && body_.size() > limits_.wholeMessage) {
    state_ = State::Failed;
    body_.clear();
    out.emplace_back(Failed{tooLarge(limits_.wholeMessage), {}});
  }
}

void ConnectUnaryRequestReader::onEnd(RpcEvents& out) {
  if (state_ != State::Body) return;
  state_ = State::Done;
  MessagePiece message;
  message.bytes = body_.takeJoined();
  message.total = message.bytes.size();
  message.compressed = compressed_ && message.total > 0;
  out.emplace_back(std::move(message));
  out.emplace_back(RequestEnd{});
}

void ConnectUnaryResponseWriter::onStart(const ResponseStart& start, HttpCommands&) {
  headers_ = start.headers;
  compression_ = start.compression;
}

void ConnectUnaryResponseWriter::onMessage(const MessagePiece& piece, HttpCommands&) {
  if (piece.first) {
    body_.clear();
    compressed_ = piece.compressed;
  }
  body_.push(piece.bytes);
}

void ConnectUnaryResponseWriter::onEnd(const ResponseEnd& end, HttpCommands& out) {
  if (done_) return;
  done_ = true;
  if (end.status.ok()) {
    writeSuccess(end, out);
  } else {
    writeError(end, out);
  }
}

void ConnectUnaryResponseWriter::appendResponseMetadata(const ResponseEnd& end,
                                                        http::Headers& headers) const {
  // A trailers-only answer has no headers of its own: its one block is trailing metadata.
  if (!end.trailersOnly) appendMetadata(*headers_, headers);
  appendPrefixedMetadata(*end.trailers, "trailer-", headers);
}

void ConnectUnaryResponseWriter::writeSuccess(const ResponseEnd& end, HttpCommands& out) {
  http::Headers headers;
  headers.reserve(8, 256);
  headers.add("content-type", codec_ == Codec::Json ? "application/json" : "application/proto");
  headers.add("content-length", std::to_string(body_.size()));
  if (compressed_ && !body_.empty()) headers.add("content-encoding", name(compression_));
  appendResponseMetadata(end, headers);
  http::ResponseHead head;
  head.headers = std::make_shared<const http::Headers>(std::move(headers));
  head.endStream = body_.empty();
  out.emplace_back(std::move(head));
  while (!body_.empty()) {
    Slice piece = body_.takeSome(body_.front().size());
    out.emplace_back(SendData{std::move(piece), body_.empty(), false});
  }
}

void ConnectUnaryResponseWriter::writeError(const ResponseEnd& end, HttpCommands& out) {
  const std::string body = connectErrorJson(end.status);
  http::Headers headers;
  headers.add("content-type", "application/json");
  headers.add("content-length", std::to_string(body.size()));
  headers.add("x-content-type-options", "nosniff");
  if (end.status.cause == "compression_unknown") headers.add("accept-encoding", supportedList());
  appendResponseMetadata(end, headers);
  http::ResponseHead head;
  head.status = end.status.cause == "method_unknown" || end.status.cause == "path_invalid"
                    ? 404  // a path that is no method: the suite asks for 404, not 501
                    : httpStatus(end.status.code);
  head.headers = std::make_shared<const http::Headers>(std::move(headers));
  out.emplace_back(std::move(head));
  out.emplace_back(SendData{Slice::copyOf(body), true, true});
}

}  // namespace bascule::rpc
