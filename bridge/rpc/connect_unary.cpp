// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/connect_unary.h"

#include <algorithm>
#include <array>
#include <utility>

#include "bridge/base/ascii.h"
#include "bridge/rpc/compression.h"
#include "bridge/rpc/connect_error.h"
#include "bridge/rpc/connect_head.h"
#include "bridge/rpc/detect.h"
#include "bridge/rpc/envelope_events.h"
#include "bridge/rpc/metadata.h"

namespace bascule::rpc {
namespace {

constexpr std::string_view kTrailerPrefix = "trailer-";

// What a status is answered with where HTTP has a better word than the table of codes.
constexpr std::array<std::pair<std::string_view, int>, 5> kHttpByCause = {{
    {"method_unknown", 404},  // a path that is no method: the conformance suite asks for 404, not 501
    {"method_missing", 404},
    {"path_invalid", 404},
    {"route_missing", 404},
    {"get_with_body", 415},
}};

int httpStatusOf(const Status& status) {
  const auto* const row =
      std::ranges::find(kHttpByCause, status.cause, &std::pair<std::string_view, int>::first);
  return row == kHttpByCause.end() ? httpStatus(status.code) : row->second;
}

bool announcesMoreThan(ByteCount limit, const http::Headers& headers) {
  const auto length = headers.find("content-length");
  return limit != 0 && length && ascii::parseDigits(*length).value_or(0) > limit;
}

Status responseTooLarge(ByteCount limit) {
  return bridgeStatus(Code::ResourceExhausted, "message_too_large",
                      "response message is larger than the limit of " + std::to_string(limit) +
                          " bytes (--max-response-bytes)");
}

bool isTrailerField(std::string_view name) {
  return name.starts_with(kTrailerPrefix) && !isReservedField(name) &&
         !isReservedField(name.substr(kTrailerPrefix.size()));
}

/// `trailer-` fields without their prefix.
http::HeadersPtr trailersIn(const http::Headers& headers) {
  http::Headers trailers;
  for (const http::Field field : headers) {
    if (isTrailerField(field.name)) trailers.add(field.name.substr(kTrailerPrefix.size()), field.value);
  }
  return trailers.empty() ? http::noHeaders() : std::make_shared<const http::Headers>(std::move(trailers));
}

/// The others; the list itself if all are.
http::HeadersPtr withoutTrailers(const http::HeadersPtr& headers) {
  const auto isTrailer = [](http::Field field) { return field.name.starts_with(kTrailerPrefix); };
  if (std::ranges::none_of(*headers, isTrailer)) return headers;
  http::Headers rest;
  for (const http::Field field : *headers) {
    if (!isTrailer(field)) rest.add(field.name, field.value);
  }
  return std::make_shared<const http::Headers>(std::move(rest));
}

}  // namespace

Status requestTooLarge(ByteCount limit) {
  return bridgeStatus(Code::ResourceExhausted, "message_too_large",
                      "request message is larger than the limit of " + std::to_string(limit) +
                          " bytes (--max-message-bytes)");
}

// ---- client side ------------------------------------------------------------------------------------------

std::expected<RequestStart, Status> ConnectUnaryRequestReader::onHead(const http::RequestHead& head) {
  state_ = State::Failed;
  auto start = readConnectHead(head, Protocol::ConnectUnary, codec_);
  if (!start) return start;
  if (announcesMoreThan(limits_.wholeMessage, *head.headers)) {
    return std::unexpected(requestTooLarge(limits_.wholeMessage));
  }
  state_ = State::Body;
  compressed_ = start->compression != Compression::Identity;
  return start;
}

void ConnectUnaryRequestReader::onData(Slice bytes, RpcEvents& out) {
  if (state_ != State::Body) return;
  body_.push(std::move(bytes));
  if (limits_.wholeMessage != 0 && body_.size() > limits_.wholeMessage) {
    state_ = State::Failed;
    body_.clear();
    out.emplace_back(Failed{requestTooLarge(limits_.wholeMessage)});
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
  if (start.httpStatus == kNotModified) httpStatus_ = kNotModified;
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
  appendPrefixedMetadata(*end.trailers, kTrailerPrefix, headers);
}

void ConnectUnaryResponseWriter::writeSuccess(const ResponseEnd& end, HttpCommands& out) {
  http::Headers headers;
  headers.reserve(8, 256);
  if (httpStatus_ != kNotModified) {
    headers.add("content-type", codec_ == Codec::Json ? "application/json" : "application/proto");
    headers.add("content-length", std::to_string(body_.size()));
  }
  if (compressed_ && !body_.empty()) headers.add("content-encoding", name(compression_));
  if (cacheable_) headers.add("vary", "Accept-Encoding");
  appendResponseMetadata(end, headers);
  http::ResponseHead head;
  head.status = httpStatus_;
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
  head.status = httpStatusOf(end.status);
  head.headers = std::make_shared<const http::Headers>(std::move(headers));
  out.emplace_back(std::move(head));
  out.emplace_back(SendData{Slice::copyOf(body), true, true});
}

// ---- server side ------------------------------------------------------------------------------------------

void ConnectUnaryRequestWriter::onStart(const UpstreamRequest& request, HttpCommands&) {
  head_ = connectRequestHead(request, Protocol::ConnectUnary);
  compression_ = request.compression;
  emptyIsCoded_ = request.client.protocol == Protocol::ConnectUnary &&
                  request.client.compression == compression_ && compression_ != Compression::Identity;
}

void ConnectUnaryRequestWriter::onMessage(const MessagePiece& piece, HttpCommands& out) {
  if (!headSent_) sendHead(piece.total, piece.compressed, out);
  if (!piece.bytes.empty()) out.emplace_back(SendData{piece.bytes, false, false});
}

void ConnectUnaryRequestWriter::onEnd(HttpCommands& out) {
  if (!headSent_) sendHead(0, false, out);
  endRequest(out);
}

void ConnectUnaryRequestWriter::sendHead(ByteCount size, bool compressed, HttpCommands& out) {
  headSent_ = true;
  http::Headers headers = *head_.headers;
  if (compressed || (size == 0 && emptyIsCoded_)) headers.add("content-encoding", name(compression_));
  headers.add("content-length", std::to_string(size));
  head_.headers = std::make_shared<const http::Headers>(std::move(headers));
  out.emplace_back(std::move(head_));
}

void ConnectUnaryResponseReader::onHead(const http::ResponseHead& head, RpcEvents& out) {
  head_ = head;
  const std::string_view type = head.headers->find("content-type").value_or("");
  const AnswerType answer = answerType(type, Protocol::ConnectUnary, codec_);
  compression_ = connectAnswerCoding(*head.headers, Protocol::ConnectUnary);
  if (head.status == 200 && answer == AnswerType::Right) {
    beginMessage(out);
  } else if (head.status == kNotModified && limits_.conditional) {
    state_ = State::Unchanged;
    emitStart(Compression::Identity, out);
  } else if (head.status != 200 && mediaType(type) == "application/json") {
    state_ = State::Error;
  } else {
    state_ = State::Foreign;
  }
  if (state_ == State::Error || state_ == State::Foreign) {
    // An error that turns out to be no error object is a foreign answer, too.
    foreign_.begin(head, Protocol::ConnectUnary, head.status == 200 ? answer : AnswerType::Foreign);
  }
  if (head.endStream) onEnd(out);
}

void ConnectUnaryResponseReader::beginMessage(RpcEvents& out) {
  if (announcesMoreThan(limits_.wholeMessage, *head_.headers)) {
    state_ = State::Failed;
    out.emplace_back(Failed{responseTooLarge(limits_.wholeMessage)});
    return;
  }
  state_ = State::Message;
  emitStart(compression_, out);
}

void ConnectUnaryResponseReader::emitStart(Compression compression, RpcEvents& out) {
  ResponseStart start;
  start.httpStatus = head_.status;
  start.compression = compression;
  start.headers = withoutTrailers(head_.headers);
  start.protocol = Protocol::ConnectUnary;
  out.emplace_back(std::move(start));
}

void ConnectUnaryResponseReader::onData(Slice bytes, RpcEvents& out) {
  if (state_ == State::Foreign || state_ == State::Error) foreign_.add(bytes.view());
  if (state_ != State::Message && state_ != State::Error) return;
  body_.push(std::move(bytes));
  if (state_ == State::Error && body_.size() > kMaxEndFrame) {
    state_ = State::Foreign;
    body_.clear();
  } else if (state_ == State::Message && limits_.wholeMessage != 0 && body_.size() > limits_.wholeMessage) {
    state_ = State::Failed;
    body_.clear();
    out.emplace_back(Failed{responseTooLarge(limits_.wholeMessage)});
  }
}

void ConnectUnaryResponseReader::onEnd(RpcEvents& out) {
  switch (std::exchange(state_, State::Done)) {
    case State::Message:
      endMessage(out);
      return;
    case State::Unchanged:
      out.emplace_back(ResponseEnd{{}, trailersIn(*head_.headers), false, Protocol::ConnectUnary});
      return;
    case State::Error:
      endError(out);
      return;
    case State::Foreign:
      out.emplace_back(foreign_.take());
      return;
    default:
      return;
  }
}

void ConnectUnaryResponseReader::endMessage(RpcEvents& out) {
  MessagePiece piece;
  piece.total = body_.size();
  piece.compressed = compression_ != Compression::Identity && piece.total > 0;
  do {
    piece.bytes = body_.empty() ? Slice() : body_.takeSome(body_.front().size());
    piece.last = body_.empty();
    out.emplace_back(piece);
    piece.first = false;
  } while (!body_.empty());
  out.emplace_back(ResponseEnd{{}, trailersIn(*head_.headers), false, Protocol::ConnectUnary});
}

void ConnectUnaryResponseReader::endError(RpcEvents& out) {
  const Slice body = body_.takeJoined();
  const auto json = decompress(compression_, body.view(), kMaxEndFrame);
  auto status = json ? parseConnectError(*json, codeFromHttpStatus(head_.status)) : std::nullopt;
  if (!status) {
    out.emplace_back(foreign_.take());
    return;
  }
  emitStart(Compression::Identity, out);
  out.emplace_back(ResponseEnd{std::move(*status), trailersIn(*head_.headers), false, Protocol::ConnectUnary,
                               Slice::copyOf(*json)});
}

}  // namespace bascule::rpc
