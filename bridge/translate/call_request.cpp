// SPDX-License-Identifier: GPL-3.0-or-later
// The way of a request: client to server.
#include <utility>

#include "bridge/rpc/compression.h"
#include "bridge/rpc/connect_get.h"
#include "bridge/rpc/envelope.h"
#include "bridge/rpc/machine_table.h"
#include "bridge/rpc/negotiation.h"
#include "bridge/rpc/timeout.h"
#include "bridge/translate/call_translator.h"
#include "bridge/translate/error_mapping.h"

namespace bascule::translate {

using rpc::bridgeStatus;
using rpc::Code;

namespace {

/// True if a server that is spoken to in `server` gets the messages in the client's codec.
bool keepsCodec(rpc::Protocol server, rpc::ServerProtocol setting, rpc::ServerCodec codec) {
  if (setting == rpc::ServerProtocol::Same || codec == rpc::ServerCodec::Same) return true;
  return codec == rpc::ServerCodec::Auto && rpc::isConnect(server);
}

/// Coding of the request's messages towards the server. What we cannot read passes as it is.
rpc::Compression codingForServer(rpc::Compression client, const CallStart& start) {
  const bool untouched =
      start.settings->serverProtocol == rpc::ServerProtocol::Same || client == rpc::Compression::Unknown;
  return untouched ? client : rpc::codingTowards(client, start.serverCodings);
}

rpc::ReaderLimits withRuns(rpc::ReaderLimits limits) {
  limits.runs = true;
  return limits;
}

}  // namespace

void CallTranslator::onDownstream(const http::Event& event, MonotonicTime now, CallOutput& out) {
  if (const auto* head = std::get_if<http::RequestHead>(&event); head != nullptr && state_ == State::Fresh) {
    onRequestHead(*head, now, out);
    return;
  }
  if (state_ == State::Done || requestReader_ == nullptr) return;
  events_.clear();
  if (const auto* data = std::get_if<http::Data>(&event)) {
    bodyRate_.received(data->bytes.size());
    requestReader_->onData(data->bytes, events_);
  } else if (std::holds_alternative<http::EndOfStream>(event)) {
    requestReader_->onEnd(events_);
  } else if (const auto* reset = std::get_if<http::StreamReset>(&event)) {
    onClientGone(*reset, now, out);
    return;
  }
  rpc::RpcEvents events;
  events.swap(events_);
  onRequestEvents(events, now, out);
  events_.swap(events);
}

void CallTranslator::onRequestHead(const http::RequestHead& head, MonotonicTime now, CallOutput& out) {
  const auto recognised = rpc::recognise(head, start_.client->version);
  if (!recognised) {
    refuse(head, recognised.error(), now, out);
    out.refused = true;
    return;
  }
  requestReader_ = rpc::makeRequestReader(*recognised, withRuns(start_.settings->request));
  request_.protocol = recognised->protocol;
  request_.codec = recognised->codec;
  request_.path = rpc::pathOf(head.target);
  request_.headers = head.headers;
  auto started = requestReader_->onHead(head);
  if (started) request_ = std::move(*started);
  responseWriter_ = rpc::makeResponseWriter(request_);
  method_ = start_.schema->method(request_.path);
  reportOpened(head, now, out);
  if (!started) {
    fail(started.error(), now, out);
  } else if (!rpc::isRpcPath(request_.path)) {
    fail(bridgeStatus(Code::Unimplemented, "path_invalid", "the path is not /package.Service/Method"), now,
         out);
  } else if (!start_.routed) {
    fail(statusOfMissingRoute(request_.path), now, out);
  } else {
    begin(now, out);
  }
  if (head.endStream && state_ != State::Done) onDownstream(http::EndOfStream{head.stream}, now, out);
}

void CallTranslator::begin(MonotonicTime now, CallOutput& out) {
  const CallSettings& settings = *start_.settings;
  Duration timeout = request_.timeout;
  if (timeout.count() == 0 && rpc::isUnaryWire(request_.protocol)) timeout = settings.defaultTimeout;
  if (settings.maxTimeout.count() > 0 && (timeout.count() == 0 || timeout > settings.maxTimeout)) {
    timeout = settings.maxTimeout;
  }
  if (timeout.count() > 0 && timeout < rpc::kLongestTimeout) deadline_ = now + timeout;
  startRequest(now, out);
}

/// From here on the request flows; again when the schema it waited for arrived.
void CallTranslator::startRequest(MonotonicTime now, CallOutput& out) {
  if (start_.serverPending) {
    waitForKnowledge(now);
    return;
  }
  state_ = State::Requesting;
  if (!resolveMethod(now, out) || !chooseUpstream(now, out)) return;
  setUpRequestPipeline();
  // A stream may wait as long as it likes; a single message is either coming or not.
  if (kind_ == rpc::Kind::Unary)
    bodyRate_.begin(start_.settings->slowBodyRate, start_.settings->slowBodyGrace, now);
  if (!rpc::isUnaryWire(request_.protocol)) openUpstream(now, out);
}

void CallTranslator::waitForKnowledge(MonotonicTime now) {
  state_ = State::Waiting;
  waitDeadline_ = now + start_.settings->schemaWait;
}

/// How this client's calls go to the server.
rpc::ServerProtocol CallTranslator::serverProtocol() const {
  return rpc::serverProtocolFor(start_.settings->serverProtocol, start_.found, request_.protocol);
}

/// Checks what depends on the method, if the schema has it. False: the call ended or waits.
bool CallTranslator::resolveMethod(MonotonicTime now, CallOutput& out) {
  if (method_ == nullptr) {
    kind_ = rpc::isUnaryWire(request_.protocol) ? rpc::Kind::Unary : rpc::Kind::Unknown;
    if (start_.schemaPending && (needsSchema() || kindDecides())) {
      waitForKnowledge(now);
      return false;
    }
    if (!needsSchema()) return true;
    if (request_.protocol == rpc::Protocol::ConnectGet) {
      refuseMethod(
          {405, "allow", "POST", "without a schema no method is known to be safe to GET", "get_unsafe"}, now,
          out);
    } else {
      fail(statusOfMissingSchema(*start_.schema, request_.path), now, out);
    }
    return false;
  }
  kind_ = method_->kind;
  const auto refusal = refusalOfMethod(request_.protocol, *method_);
  if (refusal) refuseMethod(*refusal, now, out);
  return !refusal;
}

/// True if the call cannot go on without its method: JSON becomes proto, or GET becomes POST (a server that
/// is asked with GET decides itself which methods allow that).
bool CallTranslator::needsSchema() const {
  const rpc::ServerProtocol setting = serverProtocol();
  const rpc::Protocol server = rpc::protocolTowards(setting, request_.protocol, kind_);
  if (request_.protocol == rpc::Protocol::ConnectGet && server != rpc::Protocol::ConnectGet) return true;
  return request_.codec == rpc::Codec::Json && !keepsCodec(server, setting, start_.settings->serverCodec);
}

/// True if the server is asked in another form depending on whether the call is unary.
bool CallTranslator::kindDecides() const {
  return serverProtocol() == rpc::ServerProtocol::Connect && !rpc::isConnect(request_.protocol);
}

/// How the server is spoken to. False: the call ended, because its messages are in a coding we cannot change.
bool CallTranslator::chooseUpstream(MonotonicTime now, CallOutput& out) {
  const rpc::ServerProtocol setting = serverProtocol();
  upstreamProtocol_ = rpc::protocolTowards(setting, request_.protocol, kind_);
  if (rpc::isUnaryWire(upstreamProtocol_)) kind_ = rpc::Kind::Unary;
  const bool keeps = keepsCodec(upstreamProtocol_, setting, start_.settings->serverCodec);
  upstreamCodec_ = keeps ? request_.codec : rpc::Codec::Proto;
  if (request_.compression != rpc::Compression::Unknown || upstreamProtocol_ == request_.protocol)
    return true;
  fail(rpc::unknownCoding(), now, out);
  return false;
}

/// Answers a recognised call whose method may not be called like this: plain HTTP, as the protocols ask for.
void CallTranslator::refuseMethod(const rpc::Refusal& refusal, MonotonicTime now, CallOutput& out) {
  http::ResponseHead head;
  head.status = refusal.status;
  head.endStream = true;
  head.headers = std::make_shared<const http::Headers>(
      http::Headers{{refusal.headerName, refusal.headerValue}, {"content-length", "0"}});
  const std::size_t from = out.downstream.size();
  out.downstream.emplace_back(std::move(head));
  releaseDownstream(from, now, out);
  finish(bridgeStatus(Code::Unknown, refusal.cause, refusal.reason), false, now, out);
}

void CallTranslator::setUpRequestPipeline() {
  PipelineSpec spec;
  spec.from = request_.codec;
  spec.to = upstreamCodec_;
  spec.compressionIn = request_.compression;
  spec.compressionOut = upstreamCompression_ = codingForServer(request_.compression, start_);
  spec.maxMessage = start_.settings->maxConvertedRequest;
  spec.limitsAll = start_.settings->limitsAllRequests;
  spec.inflateRatio = start_.settings->inflateRatio;
  spec.json = start_.settings->json;
  if (spec.from != spec.to && method_ != nullptr) {
    spec.schema = start_.schema;
    spec.type = method_->requestType;
  }
  requestPipeline_ = MessagePipeline(std::move(spec));
}

void CallTranslator::openUpstream(MonotonicTime now, CallOutput& out) {
  const CallSettings& settings = *start_.settings;
  const Duration left = deadline_ == kNever ? Duration{0} : Duration(deadline_ - now);
  if (deadline_ != kNever && left.count() <= 0) {
    fail(bridgeStatus(Code::DeadlineExceeded, "deadline_passed",
                      "the deadline passed before the call was sent"),
         now, out);
    return;
  }
  requestWriter_ = rpc::makeRequestWriter(upstreamProtocol_);
  rpc::ReaderLimits limits = withRuns(settings.response);
  limits.conditional = upstreamProtocol_ == rpc::Protocol::ConnectGet && rpc::asksConditionally(request_);
  responseReader_ = rpc::makeResponseReader(upstreamProtocol_, upstreamCodec_, limits);
  const std::size_t from = out.upstream.size();
  requestWriter_->onStart({request_, settings.upstreamScheme, settings.upstreamAuthority, upstreamCodec_,
                           upstreamCompression_, left},
                          out.upstream);
  noteUpstreamHead(from, now, out);
}

/// The head leaves when its writer knows what to say: at once, with the first message, or at the end.
void CallTranslator::noteUpstreamHead(std::size_t from, MonotonicTime now, CallOutput& out) {
  if (upstreamHeadSent_ || out.upstream.size() == from) return;
  const auto* head = std::get_if<http::RequestHead>(&out.upstream[from]);
  if (head == nullptr) return;
  upstreamHeadSent_ = upstreamOpen_ = true;
  reportUpstreamOpened(*head, now, out);
}

void CallTranslator::onRequestEvents(rpc::RpcEvents& events, MonotonicTime now, CallOutput& out) {
  for (rpc::RpcEvent& event : events) {
    if (state_ == State::Done) return;
    if (auto* failed = std::get_if<rpc::Failed>(&event)) {
      fail(std::move(failed->status), now, out);
    } else if (state_ == State::Waiting) {
      held_.push_back(std::move(event));
    } else if (auto* piece = std::get_if<rpc::MessagePiece>(&event)) {
      onRequestMessage(*piece, now, out);
    } else if (const auto* run = std::get_if<rpc::MessageRun>(&event)) {
      onRequestRun(*run, now, out);
    } else if (std::holds_alternative<rpc::RequestEnd>(event)) {
      onRequestEnd(now, out);
    }
  }
}

void CallTranslator::onRequestMessage(rpc::MessagePiece& piece, MonotonicTime now, CallOutput& out) {
  if (piece.first && ++requestMessages_ > 1 && exactlyOne(kind_, MessageSide::Request)) {
    fail(statusOfCount(MessageSide::Request, requestMessages_), now, out);
    return;
  }
  if (piece.last) bodyRate_.end();
  // A server may answer the first of two messages; it must not see that one before we know of the other.
  if (piece.last && !rpc::isUnaryWire(request_.protocol) && exactlyOne(kind_, MessageSide::Request)) {
    lastPiece_ = std::move(piece);
    return;
  }
  deliver(piece, now, out);
}

void CallTranslator::onRequestRun(const rpc::MessageRun& run, MonotonicTime now, CallOutput& out) {
  if (requestWriter_ == nullptr || exactlyOne(kind_, MessageSide::Request) ||
      !requestPipeline_.passesPlain()) {
    rpc::forEachMessage(run, [&](rpc::MessagePiece& piece) {
      if (state_ != State::Done) onRequestMessage(piece, now, out);
    });
    return;
  }
  requestMessages_ += run.count;
  bodyRate_.end();
  const std::size_t from = out.upstream.size();
  requestWriter_->onRun(run, out.upstream);
  noteUpstreamHead(from, now, out);
  reportRun(run, capture::Direction::Request, now, out);
}

void CallTranslator::deliver(rpc::MessagePiece& piece, MonotonicTime now, CallOutput& out) {
  if (requestPipeline_.passes(piece)) {
    if (const auto fits = requestPipeline_.measure(piece); !fits) {
      fail(statusOfConversion(fits.error(), MessageSide::Request), now, out);
      return;
    }
    sendMessage(piece, capture::Legs::Both, now, out);
    return;
  }
  reportMessage(piece, capture::Legs::ClientOnly, capture::Direction::Request, now, out);
  auto converted = requestPipeline_.transform(std::move(piece));
  if (!converted) {
    fail(statusOfConversion(converted.error(), MessageSide::Request), now, out);
  } else if (*converted) {
    sendMessage(**converted, capture::Legs::UpstreamOnly, now, out);
  }
}

void CallTranslator::sendMessage(const rpc::MessagePiece& piece, capture::Legs legs, MonotonicTime now,
                                 CallOutput& out) {
  if (requestWriter_ == nullptr) openUpstream(now, out);
  if (state_ == State::Done) return;
  const std::size_t from = out.upstream.size();
  requestWriter_->onMessage(piece, out.upstream);
  noteUpstreamHead(from, now, out);
  reportMessage(piece, legs, capture::Direction::Request, now, out);
}

void CallTranslator::onRequestEnd(MonotonicTime now, CallOutput& out) {
  requestEndSeen_ = true;
  bodyRate_.end();
  if (lastPiece_) {
    deliver(*lastPiece_, now, out);
    lastPiece_.reset();
    if (state_ == State::Done) return;
  }
  reportEnd(capture::Leg::Client, capture::Direction::Request, now, out);
  if (requestMessages_ == 0 && exactlyOne(kind_, MessageSide::Request)) {
    fail(statusOfCount(MessageSide::Request, 0), now, out);
    return;
  }
  const std::size_t from = out.upstream.size();
  requestWriter_->onEnd(out.upstream);
  noteUpstreamHead(from, now, out);
  requestEndSent_ = true;
  reportEnd(capture::Leg::Upstream, capture::Direction::Request, now, out);
}

}  // namespace bascule::translate
