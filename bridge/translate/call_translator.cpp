// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/translate/call_translator.h"

#include <algorithm>
#include <utility>

#include "bridge/rpc/compression.h"
#include "bridge/rpc/connect_get.h"
#include "bridge/rpc/envelope.h"
#include "bridge/rpc/machine_table.h"
#include "bridge/rpc/negotiation.h"
#include "bridge/rpc/timeout.h"
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

CallTranslator::CallTranslator(CallStart start) : start_(std::move(start)) {}
CallTranslator::~CallTranslator() = default;

// ---- request ----------------------------------------------------------------------------------------------

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

// ---- response ---------------------------------------------------------------------------------------------

void CallTranslator::onUpstream(const http::Event& event, MonotonicTime now, CallOutput& out) {
  if (state_ != State::Requesting || responseReader_ == nullptr) return;
  reportUpstreamEvent(event, now, out);
  if (const auto* reset = std::get_if<http::StreamReset>(&event)) {
    upstreamOpen_ = false;
    requestEndSent_ = true;  // nothing left to cancel
    end(serverGaveUpInTime(*reset, now)
            ? bridgeStatus(Code::DeadlineExceeded, "deadline_passed", "the server gave up at the deadline")
            : statusOfReset(*reset),
        now, out);
    return;
  }
  const auto* head = std::get_if<http::ResponseHead>(&event);
  if (head != nullptr && !start_.serverCodings)
    out.serverCodings = rpc::readServerCodings(*head->headers, upstreamProtocol_);
  if ((head != nullptr && head->endStream) || std::holds_alternative<http::EndOfStream>(event))
    upstreamOpen_ = false;
  rpc::RpcEvents events;
  events.swap(events_);
  events.clear();
  rpc::readAnswer(*responseReader_, event, events);
  onResponseEvents(events, now, out);
  events_.swap(events);
}

/// A server that stops at the deadline may say no more than CANCEL (grpc-go does). Its clock need not agree
/// with ours to the millisecond.
bool CallTranslator::serverGaveUpInTime(const http::StreamReset& reset, MonotonicTime now) const {
  return deadline_ != kNever && reset.byPeer && reset.code == http::H2Error::Cancel &&
         now + start_.settings->deadlineGrace >= deadline_;
}

void CallTranslator::onResponseEvents(rpc::RpcEvents& events, MonotonicTime now, CallOutput& out) {
  for (rpc::RpcEvent& event : events) {
    if (state_ == State::Done) return;
    const std::size_t from = out.downstream.size();
    if (auto* start = std::get_if<rpc::ResponseStart>(&event)) {
      onResponseStart(*start, out);
      releaseDownstream(from, now, out);
    } else if (auto* piece = std::get_if<rpc::MessagePiece>(&event)) {
      onResponseMessage(*piece, now, out);
    } else if (const auto* run = std::get_if<rpc::MessageRun>(&event)) {
      onResponseRun(*run, now, out);
    } else if (auto* end = std::get_if<rpc::ResponseEnd>(&event)) {
      onResponseEnd(*end, now, out);
    } else if (auto* failed = std::get_if<rpc::Failed>(&event)) {
      if (out.reports != nullptr && !failed->excerpt.empty()) {
        out.reports->push(
            capture::EndBodySeen{start_.id, now, capture::Leg::Upstream, Slice::copyOf(failed->excerpt)});
      }
      explainMissing(failed->status);
      fail(std::move(failed->status), now, out);
    }
  }
}

void CallTranslator::onResponseStart(rpc::ResponseStart& start, CallOutput& out) {
  unchanged_ = start.httpStatus == rpc::kNotModified;
  PipelineSpec spec;
  spec.from = upstreamCodec_;
  spec.to = request_.codec;
  spec.compressionIn = start.compression;
  // A gRPC server that was asked with its client's own head was told what that client accepts.
  const bool grpcAsItIs = request_.protocol == rpc::Protocol::Grpc &&
                          upstreamProtocol_ == rpc::Protocol::Grpc && spec.from == spec.to &&
                          upstreamCompression_ == request_.compression;
  if (grpcAsItIs || (spec.from == spec.to && request_.accepted.contains(start.compression))) {
    spec.compressionOut = start.compression;
  } else {
    spec.compressionOut = request_.preferred;
  }
  spec.maxMessage = start_.settings->maxConvertedResponse;
  spec.limitsAll = start_.settings->limitsAllResponses;
  spec.inflateRatio = start_.settings->inflateRatio;
  if (spec.from != spec.to && method_ != nullptr) {
    spec.schema = start_.schema;
    spec.type = method_->responseType;
  }
  start.compression = spec.compressionOut;
  responsePipeline_ = MessagePipeline(std::move(spec));
  responseWriter_->onStart(start, out.downstream);
}

void CallTranslator::onResponseMessage(rpc::MessagePiece& piece, MonotonicTime now, CallOutput& out) {
  if (piece.first && ++responseMessages_ > 1 && exactlyOne(kind_, MessageSide::Response)) {
    fail(statusOfCount(MessageSide::Response, responseMessages_), now, out);
    return;
  }
  if (rpc::isUnaryWire(request_.protocol) && piece.total > start_.settings->maxConvertedResponse) {
    fail(statusOfConversion(
             {ErrorCode::LimitExceeded, ErrorSide::Upstream, "message_too_large",
              "response message of " + std::to_string(piece.total) + " bytes is too large to hold"},
             MessageSide::Response),
         now, out);
    return;
  }
  const bool passes = responsePipeline_.passes(piece);
  reportMessage(piece, passes ? capture::Legs::Both : capture::Legs::UpstreamOnly,
                capture::Direction::Response, now, out);
  if (passes) {
    if (const auto fits = responsePipeline_.measure(piece); !fits) {
      fail(statusOfConversion(fits.error(), MessageSide::Response), now, out);
      return;
    }
    responseWriter_->onMessage(piece, out.downstream);
    return;
  }
  auto converted = responsePipeline_.transform(std::move(piece));
  if (!converted) {
    fail(statusOfConversion(converted.error(), MessageSide::Response), now, out);
  } else if (*converted) {
    reportMessage(**converted, capture::Legs::ClientOnly, capture::Direction::Response, now, out);
    responseWriter_->onMessage(**converted, out.downstream);
  }
}

void CallTranslator::onResponseRun(const rpc::MessageRun& run, MonotonicTime now, CallOutput& out) {
  if (rpc::isUnaryWire(request_.protocol) || exactlyOne(kind_, MessageSide::Response) ||
      !responsePipeline_.passesPlain()) {
    rpc::forEachMessage(run, [&](rpc::MessagePiece& piece) {
      if (state_ != State::Done) onResponseMessage(piece, now, out);
    });
    return;
  }
  responseMessages_ += run.count;
  reportRun(run, capture::Direction::Response, now, out);
  responseWriter_->onRun(run, out.downstream);
}

void CallTranslator::onResponseEnd(rpc::ResponseEnd& end, MonotonicTime now, CallOutput& out) {
  if (out.reports != nullptr && !end.body.empty()) {
    out.reports->push(capture::EndBodySeen{start_.id, now, capture::Leg::Upstream, end.body});
  }
  reportEnd(capture::Leg::Upstream, capture::Direction::Response, now, out);
  if (end.status.ok() && responseMessages_ == 0 && !unchanged_ && exactlyOne(kind_, MessageSide::Response)) {
    fail(statusOfCount(MessageSide::Response, 0), now, out);
    return;
  }
  explainMissing(end.status);
  answer(end, now, out);
}

/// "Unimplemented", in whatever form, for a method that the schema does not have either: it is not there.
void CallTranslator::explainMissing(rpc::Status& status) const {
  const bool unexplained = status.cause.empty() || status.cause.starts_with("answer_not_");
  if (status.code == Code::Unimplemented && method_ == nullptr && !start_.schema->empty() && unexplained)
    status.cause = "method_missing";
}

// ---- ends -------------------------------------------------------------------------------------------------

void CallTranslator::onClientGone(const http::StreamReset& reset, MonotonicTime now, CallOutput& out) {
  if (reset.limit) {
    finish(statusOfLimit(*reset.limit, reset.reason), false, now, out);
    return;
  }
  // A client that resets at its own deadline says CANCEL; what happened is that the time was over.
  const bool late = deadline_ != kNever && now >= deadline_;
  finish(late ? bridgeStatus(Code::DeadlineExceeded, "deadline_passed", "the client gave up at its deadline")
              : bridgeStatus(Code::Canceled, "client_cancelled", "the client cancelled the call"),
         true, now, out);
}

void CallTranslator::onUpstreamFailed(const Error& error, MonotonicTime now, CallOutput& out) {
  if (state_ == State::Done) return;
  upstreamOpen_ = false;
  requestEndSent_ = true;
  end(statusOfUpstreamFailure(error), now, out);
}

void CallTranslator::onAborted(const rpc::Status& status, MonotonicTime now, CallOutput& out) {
  if (state_ != State::Done && responseWriter_ != nullptr) end(status, now, out);
}

void CallTranslator::onSchema(const schema::SchemaPtr& schema, MonotonicTime now, CallOutput& out) {
  if (state_ != State::Waiting) return;
  start_.schema = schema;
  start_.schemaPending = false;
  method_ = schema->method(request_.path);
  goOn(now, out);
}

void CallTranslator::onServer(rpc::ServerProtocols found, MonotonicTime now, CallOutput& out) {
  if (state_ != State::Waiting || !start_.serverPending) return;
  start_.found = found;
  start_.serverPending = false;
  goOn(now, out);
}

/// More is known now: begins again, and may find that it has to wait for something else.
void CallTranslator::goOn(MonotonicTime now, CallOutput& out) {
  waitDeadline_ = kNever;
  startRequest(now, out);
  rpc::RpcEvents held;
  held.swap(held_);
  onRequestEvents(held, now, out);
}

MonotonicTime CallTranslator::nextTimeout() const {
  return state_ == State::Done ? kNever : std::min(callTimeout(), bodyRate_.due());
}

MonotonicTime CallTranslator::callTimeout() const {
  if (state_ == State::Waiting) return std::min(waitDeadline_, deadline_);
  if (deadline_ == kNever) return kNever;
  // The upstream knows the deadline too: its own answer, with details, gets a short chance to arrive.
  return upstreamOpen_ ? deadline_ + start_.settings->deadlineGrace : deadline_;
}

void CallTranslator::onTimeout(MonotonicTime now, CallOutput& out) {
  if (state_ == State::Done) return;
  if (bodyRate_.due() <= now && bodyRate_.tooSlow(now)) {
    fail(statusOfLimit(http::Limit::SlowBody, "the request body comes too slowly (--limit slow-body-rate)"),
         now, out);
    return;
  }
  if (now < callTimeout()) return;
  if (state_ == State::Waiting && now < deadline_) {
    start_.serverPending = false;
    onSchema(start_.schema, now, out);
    return;
  }
  fail(bridgeStatus(Code::DeadlineExceeded, "deadline_passed",
                    "the deadline passed before the server answered"),
       now, out);
}

void CallTranslator::fail(rpc::Status status, MonotonicTime now, CallOutput& out) {
  out.limit = http::limitFromId(status.cause);
  end(std::move(status), now, out);
}

void CallTranslator::end(rpc::Status status, MonotonicTime now, CallOutput& out) {
  answer({std::move(status), http::noHeaders(), !responseWriter_->started()}, now, out);
}

void CallTranslator::answer(const rpc::ResponseEnd& end, MonotonicTime now, CallOutput& out) {
  const std::size_t from = out.downstream.size();
  responseWriter_->onEnd(end, out.downstream);
  releaseDownstream(from, now, out);
  reportEnd(capture::Leg::Client, capture::Direction::Response, now, out);
  finish(end.status, false, now, out);
}

void CallTranslator::releaseDownstream(std::size_t from, MonotonicTime now, CallOutput& out) {
  const CorsRules& cors = start_.settings->cors;
  for (std::size_t i = from; cors.enabled() && i < out.downstream.size(); ++i) {
    auto* head = std::get_if<http::ResponseHead>(&out.downstream[i]);
    if (head != nullptr) head->headers = cors.withCors(head->headers, *request_.headers);
  }
  reportSent(from, now, out);
}

void CallTranslator::finish(const rpc::Status& status, bool clientCancelled, MonotonicTime now,
                            CallOutput& out) {
  state_ = State::Done;
  if (request_.protocol != rpc::Protocol::Unknown) outcome_ = status.code;
  held_.clear();
  if (upstreamHeadSent_ && (upstreamOpen_ || !requestEndSent_)) {
    out.upstream.emplace_back(rpc::SendReset{http::H2Error::Cancel});
  }
  if (out.reports != nullptr) {
    ended_ = capture::CallEnded{start_.id, now, status, Duration{0}, clientCancelled};
  }
}

}  // namespace bascule::translate
