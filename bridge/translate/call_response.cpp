// SPDX-License-Identifier: GPL-3.0-or-later
// The way of a response: server to client.
#include <utility>

#include "bridge/rpc/envelope.h"
#include "bridge/rpc/negotiation.h"
#include "bridge/translate/call_translator.h"
#include "bridge/translate/error_mapping.h"

namespace bascule::translate {

using rpc::bridgeStatus;
using rpc::Code;

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

}  // namespace bascule::translate
