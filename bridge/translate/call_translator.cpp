// SPDX-License-Identifier: GPL-3.0-or-later
// What may happen to a call beside request and response, and its end.
#include "bridge/translate/call_translator.h"

#include <algorithm>
#include <utility>

#include "bridge/translate/error_mapping.h"

namespace bascule::translate {

using rpc::bridgeStatus;
using rpc::Code;

CallTranslator::CallTranslator(CallStart start) : start_(std::move(start)) {}
CallTranslator::~CallTranslator() = default;

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
