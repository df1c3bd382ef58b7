// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/grpc.h"

#include <algorithm>

#include "bridge/base/base64.h"
#include "bridge/base/percent.h"
#include "bridge/base/text.h"
#include "bridge/rpc/compression.h"
#include "bridge/rpc/envelope_events.h"
#include "bridge/rpc/metadata.h"
#include "bridge/rpc/negotiation.h"
#include "bridge/rpc/status_details.h"
#include "bridge/rpc/timeout.h"

namespace bascule::rpc {
namespace {

/// Fields the bridge makes anew even where everything else passes.
bool madeAnew(std::string_view name) {
  return name == "grpc-timeout" || name == "te" || name == "connection" || name == "transfer-encoding";
}

Compression codingOf(const http::Headers& headers) {
  return compressionFromName(headers.find("grpc-encoding").value_or(""));
}

/// Headers for an upstream that speaks the client's own protocol: the list itself if nothing in it has to
/// change, so that a passed-through call copies no header.
http::HeadersPtr passedThrough(const http::HeadersPtr& in, Duration timeout) {
  bool same = timeout.count() == 0;
  bool hasTe = false;
  for (const http::Field field : *in) {
    if (field.name == "te") {
      hasTe = true;
    } else if (madeAnew(field.name)) {
      same = false;
    }
  }
  if (same && hasTe) return in;
  auto out = std::make_shared<http::Headers>();
  out->reserve(in->size() + 2, in->listSize());
  for (const http::Field field : *in) {
    if (!madeAnew(field.name)) out->add(field.name, field.value);
  }
  out->add("te", "trailers");
  if (timeout.count() > 0) out->add("grpc-timeout", formatGrpcTimeout(timeout));
  return out;
}

http::HeadersPtr translated(const UpstreamRequest& request) {
  auto out = std::make_shared<http::Headers>();
  out->add("content-type", request.codec == Codec::Json ? "application/grpc+json" : "application/grpc");
  out->add("te", "trailers");
  appendGrpcRequestFields(request, *out);
  return out;
}

}  // namespace

std::expected<RequestStart, Status> readGrpcHead(const http::RequestHead& head, Protocol protocol,
                                                 Codec codec) {
  const http::Headers& headers = *head.headers;
  RequestStart start;
  start.protocol = protocol;
  start.codec = codec;
  if (const auto text = headers.find("grpc-timeout")) {
    const auto timeout = parseGrpcTimeout(*text);
    if (!timeout) {
      return std::unexpected(bridgeStatus(Code::InvalidArgument, "timeout_malformed",
                                          "grpc-timeout must be 1 to 8 digits and a unit of H M S m u n"));
    }
    // A timeout of zero has passed on arrival; zero itself means "none" in RequestStart.
    start.timeout = std::max(*timeout, Duration{1});
  }
  if (const auto coding = headers.find("grpc-encoding")) start.compression = compressionFromName(*coding);
  start.path = pathOf(head.target);
  start.headers = head.headers;
  readAccepted(headers.find("grpc-accept-encoding"), start);
  return start;
}

void appendGrpcRequestFields(const UpstreamRequest& request, http::Headers& out) {
  out.reserve(out.size() + request.client.headers->size() + 3, request.client.headers->listSize() + 192);
  if (request.timeout.count() > 0) out.add("grpc-timeout", formatGrpcTimeout(request.timeout));
  if (request.compression != Compression::Identity) out.add("grpc-encoding", name(request.compression));
  out.add("grpc-accept-encoding", supportedList());
  appendMetadata(*request.client.headers, out);
}

std::expected<RequestStart, Status> GrpcRequestReader::onHead(const http::RequestHead& head) {
  auto start = readGrpcHead(head, Protocol::Grpc, codec_);
  state_ = start ? State::Body : State::Failed;
  coded_ = start && start->compression != Compression::Identity;
  return start;
}

void GrpcRequestReader::onData(Slice bytes, RpcEvents& out) {
  if (state_ != State::Body) return;
  if (!readEnvelopes(envelopes_, std::move(bytes), {Leg::Request, coded_}, out)) state_ = State::Failed;
}

void GrpcRequestReader::onEnd(RpcEvents& out) {
  if (state_ != State::Body) return;
  state_ = State::Done;
  out.emplace_back(envelopes_.atBoundary() ? RpcEvent(RequestEnd{}) : RpcEvent(truncated(Leg::Request)));
}

std::string_view GrpcResponseWriter::contentType() const {
  return codec_ == Codec::Json ? "application/grpc+json" : "application/grpc";
}

void GrpcResponseWriter::onStart(const ResponseStart& start, HttpCommands& out) {
  if (started_) return;
  started_ = true;
  http::ResponseHead head;
  if (start.protocol == Protocol::Grpc && codec_ == Codec::Proto &&
      codingOf(*start.headers) == start.compression) {
    head.headers = start.headers;
  } else {
    http::Headers headers;
    headers.add("content-type", contentType());
    if (start.compression != Compression::Identity) headers.add("grpc-encoding", name(start.compression));
    headers.add("grpc-accept-encoding", supportedList());
    appendMetadata(*start.headers, headers);
    head.headers = std::make_shared<const http::Headers>(std::move(headers));
  }
  out.emplace_back(std::move(head));
}

void GrpcResponseWriter::onMessage(const MessagePiece& piece, HttpCommands& out) {
  writeEnvelope(piece, out);
}

void GrpcResponseWriter::onRun(const MessageRun& run, HttpCommands& out) { writeRun(run, out); }

void GrpcResponseWriter::onEnd(const ResponseEnd& end, HttpCommands& out) {
  http::HeadersPtr trailers = end.trailers;
  const bool asItIs = end.protocol == Protocol::Grpc && trailers->contains("grpc-status") &&
                      (started_ || codec_ == Codec::Proto);
  if (!asItIs) {
    http::Headers made;
    if (!started_) made.add("content-type", contentType());
    appendStatusTrailers(end.status, made);
    if (end.status.cause == "compression_unknown") made.add("grpc-accept-encoding", supportedList());
    appendMetadata(*end.trailers, made);
    trailers = std::make_shared<const http::Headers>(std::move(made));
  }
  if (started_) {
    out.emplace_back(SendTrailers{std::move(trailers)});
    return;
  }
  started_ = true;
  http::ResponseHead head;
  head.headers = std::move(trailers);
  head.endStream = true;
  out.emplace_back(std::move(head));
}

void GrpcRequestWriter::onStart(const UpstreamRequest& request, HttpCommands& out) {
  http::RequestHead head;
  head.method = "POST";
  head.scheme = request.scheme;
  head.authority = request.authority;
  head.target = request.client.path;
  const bool same = request.client.protocol == Protocol::Grpc && request.client.codec == request.codec &&
                    request.client.compression == request.compression;
  head.headers = same ? passedThrough(request.client.headers, request.timeout) : translated(request);
  out.emplace_back(std::move(head));
}

void GrpcRequestWriter::onMessage(const MessagePiece& piece, HttpCommands& out) { writeEnvelope(piece, out); }

void GrpcRequestWriter::onRun(const MessageRun& run, HttpCommands& out) { writeRun(run, out); }

void GrpcRequestWriter::onEnd(HttpCommands& out) { endRequest(out); }

void GrpcResponseReader::onHead(const http::ResponseHead& head, RpcEvents& out) {
  const AnswerType type = answerType(head.headers->find("content-type").value_or(""), Protocol::Grpc, codec_);
  if (head.endStream && type == AnswerType::Right && head.headers->contains("grpc-status")) {
    state_ = State::Done;
    out.emplace_back(ResponseEnd{statusFromTrailers(*head.headers), head.headers, true, Protocol::Grpc});
    return;
  }
  if (head.status != 200 || type != AnswerType::Right) {
    state_ = State::Foreign;
    foreign_.begin(head, Protocol::Grpc, type);
    if (head.endStream) onEnd(out);
    return;
  }
  state_ = State::Body;
  ResponseStart start;
  start.httpStatus = head.status;
  start.headers = head.headers;
  start.protocol = Protocol::Grpc;
  start.compression = codingOf(*head.headers);
  coded_ = start.compression != Compression::Identity;
  out.emplace_back(std::move(start));
  if (head.endStream) onEnd(out);
}

void GrpcResponseReader::onData(Slice bytes, RpcEvents& out) {
  if (state_ == State::Foreign) foreign_.add(bytes.view());
  if (state_ != State::Body) return;
  if (!readEnvelopes(envelopes_, std::move(bytes), {Leg::Response, coded_}, out)) state_ = State::Failed;
}

void GrpcResponseReader::onTrailers(const http::HeadersPtr& trailers, RpcEvents&) {
  if (state_ != State::Body) return;
  trailers_ = trailers;
  state_ = State::Trailers;
}

void GrpcResponseReader::onEnd(RpcEvents& out) {
  switch (state_) {
    case State::Foreign:
      state_ = State::Failed;
      out.emplace_back(foreign_.take());
      return;
    case State::Body:
    case State::Trailers:
      break;
    default:
      return;
  }
  const bool hasTrailers = state_ == State::Trailers;
  state_ = State::Done;
  if (!envelopes_.atBoundary()) {
    out.emplace_back(truncated(Leg::Response));
  } else if (!hasTrailers) {
    out.emplace_back(Failed{
        bridgeStatus(Code::Internal, "trailers_missing", "the server's answer ended without trailers")});
  } else {
    out.emplace_back(ResponseEnd{statusFromTrailers(*trailers_), trailers_, false, Protocol::Grpc});
  }
}

Status statusFromTrailers(const http::Headers& trailers) {
  const auto code = trailers.find("grpc-status");
  if (!code) {
    return bridgeStatus(Code::Unknown, "grpc_status_missing", "the server's trailers carry no grpc-status");
  }
  Status status;
  status.code = codeFromGrpcStatus(*code);
  if (status.ok()) return status;
  status.message = text::toUtf8(percent::decode(trailers.find("grpc-message").value_or("")));
  if (const auto details = trailers.find("grpc-status-details-bin")) {
    const auto bytes = base64::decode(*details);
    auto decoded = bytes ? decodeStatusProto(*bytes) : std::nullopt;
    if (decoded && !decoded->ok()) return *decoded;
    if (decoded) status.details = std::move(decoded->details);
  }
  return status;
}

void appendStatusTrailers(const Status& status, http::Headers& out) {
  out.add("grpc-status", std::to_string(static_cast<int>(status.code)));
  if (!status.message.empty()) out.add("grpc-message", percent::encodeGrpcMessage(status.message));
  if (!status.details.empty()) {
    out.add("grpc-status-details-bin", base64::encode(encodeStatusProto(status)));
  }
}

}  // namespace bascule::rpc
