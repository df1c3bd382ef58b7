// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/grpc_web.h"

#include "bridge/base/ascii.h"
#include "bridge/http/header_rules.h"
#include "bridge/rpc/compression.h"
#include "bridge/rpc/grpc.h"
#include "bridge/rpc/metadata.h"
#include "bridge/rpc/negotiation.h"

namespace bascule::rpc {
namespace {

constexpr std::string_view kBinaryType = "application/grpc-web";
constexpr std::string_view kTextType = "application/grpc-web-text";

std::string contentType(bool text, Codec codec) {
  return std::string(text ? kTextType : kBinaryType).append("+").append(name(codec));
}

/// Whether the client gets its answer as text: what its `accept` asks for, else as it asked.
bool wantsText(const RequestStart& start) {
  const bool sentText = start.protocol == Protocol::GrpcWebText;
  const auto accept = start.headers->find("accept");
  if (!accept) return sentText;
  const bool text = acceptsType(*accept, kTextType);
  const bool binary = acceptsType(*accept, kBinaryType);
  return text == binary ? sentText : text;
}

}  // namespace

// ---- client side ------------------------------------------------------------------------------------------

std::expected<RequestStart, Status> GrpcWebRequestReader::onHead(const http::RequestHead& head) {
  state_ = State::Failed;
  auto start = readGrpcHead(head, protocol_, codec_);
  if (!start) return start;
  if (start->compression == Compression::Unknown) return std::unexpected(unknownCoding());
  coded_ = start->compression != Compression::Identity;
  state_ = State::Body;
  return start;
}

void GrpcWebRequestReader::onData(Slice bytes, RpcEvents& out) {
  if (state_ != State::Body) return;
  std::optional<Slice> body = std::move(bytes);
  if (protocol_ == Protocol::GrpcWebText) body = text_.decode(body->view());
  if (!body) {
    state_ = State::Failed;
    out.emplace_back(Failed{bridgeStatus(Code::InvalidArgument, "base64_malformed",
                                         "the request's body is not the base64 its content type promises")});
  } else if (!readEnvelopes(envelopes_, std::move(*body), {Leg::Request, coded_}, out)) {
    state_ = State::Failed;
  }
}

void GrpcWebRequestReader::onEnd(RpcEvents& out) {
  if (state_ != State::Body) return;
  state_ = State::Done;
  const bool whole = envelopes_.atBoundary() && text_.atBoundary();
  out.emplace_back(whole ? RpcEvent(RequestEnd{}) : RpcEvent(truncated(Leg::Request)));
}

void WebBody::message(const MessagePiece& piece, HttpCommands& out) {
  if (!text_) {
    writeEnvelope(piece, out);
    return;
  }
  std::string text;
  if (piece.first && !piece.prefixInFront) {
    text = encoder_.encode(envelopePrefix(piece.compressed ? kFlagCompressed : 0, piece.total).view());
  }
  text += encoder_.encode(piece.framed().view());
  if (piece.last) text += encoder_.finish();
  if (!text.empty()) out.emplace_back(SendData{Slice::copyOf(text), false, false});
}

void WebBody::run(const MessageRun& run, HttpCommands& out) {
  if (!text_) return writeRun(run, out);
  forEachMessage(run, [&](const MessagePiece& piece) { message(piece, out); });
}

void WebBody::trailers(std::string_view block, HttpCommands& out) {
  Slice frame = enveloped(kFlagTrailers, block);
  if (text_) {
    std::string text = encoder_.encode(frame.view());
    text += encoder_.finish();
    frame = Slice::copyOf(text);
  }
  out.emplace_back(SendData{std::move(frame), true, true});
}

GrpcWebResponseWriter::GrpcWebResponseWriter(const RequestStart& start)
    : codec_(start.codec), text_(wantsText(start)), body_(text_) {}

void GrpcWebResponseWriter::onStart(const ResponseStart& start, HttpCommands& out) {
  if (started_) return;
  started_ = true;
  http::Headers headers;
  headers.reserve(start.headers->size() + 4, start.headers->listSize() + 128);
  headers.add("content-type", contentType(text_, codec_));
  if (start.compression != Compression::Identity) headers.add("grpc-encoding", name(start.compression));
  headers.add("grpc-accept-encoding", supportedList());
  appendMetadata(*start.headers, headers);
  http::ResponseHead head;
  head.headers = std::make_shared<const http::Headers>(std::move(headers));
  out.emplace_back(std::move(head));
}

void GrpcWebResponseWriter::onMessage(const MessagePiece& piece, HttpCommands& out) {
  midMessage_ = !piece.last;
  body_.message(piece, out);
}

/// Status and metadata of the end, wherever they go.
http::Headers GrpcWebResponseWriter::ends(const ResponseEnd& end) const {
  http::Headers fields;
  if (!started_) fields.add("content-type", contentType(text_, codec_));
  appendStatusTrailers(end.status, fields);
  if (end.status.cause == "compression_unknown") fields.add("grpc-accept-encoding", supportedList());
  appendMetadata(*end.trailers, fields);
  return fields;
}

void GrpcWebResponseWriter::onRun(const MessageRun& run, HttpCommands& out) { body_.run(run, out); }

void GrpcWebResponseWriter::onEnd(const ResponseEnd& end, HttpCommands& out) {
  if (midMessage_) {
    // A trailer frame now would be read as the rest of the message: the client must see a broken stream.
    out.emplace_back(SendReset{http::H2Error::InternalError});
  } else if (started_) {
    body_.trailers(trailerBlock(ends(end)), out);
  } else {
    http::ResponseHead head;
    head.headers = std::make_shared<const http::Headers>(ends(end));
    head.endStream = true;
    started_ = true;
    out.emplace_back(std::move(head));
  }
}

// ---- server side ------------------------------------------------------------------------------------------

void GrpcWebRequestWriter::onStart(const UpstreamRequest& request, HttpCommands& out) {
  http::Headers headers;
  headers.add("content-type", contentType(text_, request.codec));
  headers.add("x-grpc-web", "1");
  appendGrpcRequestFields(request, headers);
  http::RequestHead head;
  head.method = "POST";
  head.scheme = request.scheme;
  head.authority = request.authority;
  head.target = request.client.path;
  head.headers = std::make_shared<const http::Headers>(std::move(headers));
  out.emplace_back(std::move(head));
}

void GrpcWebRequestWriter::onMessage(const MessagePiece& piece, HttpCommands& out) {
  body_.message(piece, out);
}

void GrpcWebRequestWriter::onRun(const MessageRun& run, HttpCommands& out) { body_.run(run, out); }

void GrpcWebRequestWriter::onEnd(HttpCommands& out) { endRequest(out); }

void GrpcWebResponseReader::onHead(const http::ResponseHead& head, RpcEvents& out) {
  const std::string_view type = head.headers->find("content-type").value_or("");
  const bool text = answerType(type, Protocol::GrpcWebText, codec_) != AnswerType::Foreign;
  protocol_ = text ? Protocol::GrpcWebText : Protocol::GrpcWeb;
  const AnswerType answer = answerType(type, protocol_, codec_);
  headers_ = head.headers;
  compression_ = compressionFromName(head.headers->find("grpc-encoding").value_or(""));
  if (answer == AnswerType::Right && head.headers->contains("grpc-status")) {
    state_ = State::TrailersOnly;
  } else if (answer == AnswerType::Right && head.status == 200) {
    begin(out);
  } else {
    state_ = State::Foreign;
    foreign_.begin(head, Protocol::GrpcWeb, answer);
  }
  if (head.endStream) onEnd(out);
}

void GrpcWebResponseReader::begin(RpcEvents& out) {
  state_ = State::Body;
  ResponseStart start;
  start.compression = compression_;
  start.headers = headers_;
  start.protocol = protocol_;
  out.emplace_back(std::move(start));
}

void GrpcWebResponseReader::onData(Slice bytes, RpcEvents& out) {
  if (state_ == State::Foreign) foreign_.add(bytes.view());
  if (bytes.empty()) return;
  if (state_ == State::TrailersOnly) begin(out);
  if (state_ != State::Body) return;
  std::optional<Slice> body = std::move(bytes);
  if (protocol_ == Protocol::GrpcWebText) body = text_.decode(body->view());
  if (!body) {
    fail(Code::Internal, "base64_malformed", "the answer's body is not the base64 its content type promises",
         out);
    return;
  }
  const EnvelopeContext context{Leg::Response, compression_ != Compression::Identity, &end_};
  if (!readEnvelopes(envelopes_, std::move(*body), context, out)) state_ = State::Failed;
}

void GrpcWebResponseReader::onEnd(RpcEvents& out) {
  switch (state_) {
    case State::Foreign:
      state_ = State::Failed;
      out.emplace_back(foreign_.take());
      return;
    case State::TrailersOnly:
      state_ = State::Done;
      out.emplace_back(ResponseEnd{statusFromTrailers(*headers_), headers_, true, protocol_});
      return;
    case State::Body:
      endBody(out);
      return;
    default:
      return;
  }
}

void GrpcWebResponseReader::endBody(RpcEvents& out) {
  if (!envelopes_.atBoundary() || !text_.atBoundary()) {
    state_ = State::Failed;
    out.emplace_back(truncated(Leg::Response));
    return;
  }
  if (!end_.complete()) {
    fail(Code::Unknown, "trailers_missing", "the server's answer ended without a trailer frame", out);
    return;
  }
  const auto block = end_.text(compression_);
  const auto fields = block ? parseTrailerBlock(*block) : std::nullopt;
  if (!fields) {
    fail(Code::Internal, "trailers_malformed",
         block ? "the server's trailer frame is no list of header fields" : block.error().message, out);
    return;
  }
  state_ = State::Done;
  const auto trailers = std::make_shared<const http::Headers>(*fields);
  out.emplace_back(ResponseEnd{statusFromTrailers(*trailers), trailers, false, protocol_,
                               enveloped(kFlagTrailers, *block)});
}

void GrpcWebResponseReader::fail(Code code, std::string_view cause, std::string message, RpcEvents& out) {
  state_ = State::Failed;
  out.emplace_back(Failed{bridgeStatus(code, cause, std::move(message))});
}

// ---- trailer frame ----------------------------------------------------------------------------------------

std::string trailerBlock(const http::Headers& trailers) {
  std::string block;
  for (const http::Field field : trailers)
    block.append(field.name).append(": ").append(field.value) += "\r\n";
  return block;
}

std::optional<http::Headers> parseTrailerBlock(std::string_view block) {
  http::Headers fields;
  while (!block.empty()) {
    const std::size_t end = block.find('\n');
    std::string_view line = block.substr(0, end);
    block.remove_prefix(end == std::string_view::npos ? block.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    const std::size_t colon = line.find(':');
    const std::string_view fieldName = line.substr(0, colon);
    if (colon == std::string_view::npos || !http::isToken(fieldName)) return std::nullopt;
    const std::string_view value = ascii::trim(line.substr(colon + 1));
    if (!http::isFieldValue(value)) return std::nullopt;
    fields.add(ascii::lower(fieldName), value);
  }
  return fields;
}

}  // namespace bascule::rpc
