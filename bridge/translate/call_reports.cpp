// SPDX-License-Identifier: GPL-3.0-or-later
// The reporting half of CallTranslator: turns what it did into capture events.
#include "bridge/rpc/envelope.h"
#include "bridge/rpc/protocol.h"
#include "bridge/translate/call_translator.h"

namespace bascule::translate {
void CallTranslator::refuse(const http::RequestHead& head, const rpc::Refusal& refusal, MonotonicTime now,
                            CallOutput& out) {
  request_.path = head.target;
  request_.headers = head.headers;
  reportOpened(head, now, out);
  http::Headers headers{{"content-type", "text/plain; charset=utf-8"}, {"x-content-type-options", "nosniff"}};
  const std::string body = refusal.reason + "\n";
  headers.add("content-length", std::to_string(body.size()));
  if (!refusal.headerName.empty()) headers.add(refusal.headerName, refusal.headerValue);
  http::ResponseHead response;
  response.status = refusal.status;
  response.headers = std::make_shared<const http::Headers>(std::move(headers));
  const std::size_t from = out.downstream.size();
  out.downstream.emplace_back(std::move(response));
  out.downstream.emplace_back(rpc::SendData{Slice::copyOf(body), true, true});
  releaseDownstream(from, now, out);
  finish(rpc::bridgeStatus(rpc::codeFromHttpStatus(refusal.status), refusal.cause, refusal.reason), false,
         now, out);
}

void CallTranslator::reportOpened(const http::RequestHead& head, MonotonicTime now, CallOutput& out) {
  if (out.reports == nullptr) return;
  capture::CallOpened opened;
  opened.call = start_.id;
  opened.time = now;
  opened.peer = start_.client->peer;
  opened.version = start_.client->version;
  opened.tls = start_.client->tls;
  opened.protocol = request_.protocol;
  opened.codec = request_.codec;
  if (method_ != nullptr) {
    opened.kind = method_->kind;
  } else if (rpc::isUnaryWire(request_.protocol)) {
    opened.kind = rpc::Kind::Unary;
  }
  opened.compression = request_.compression;
  opened.method = head.method;
  opened.scheme = head.scheme;
  opened.authority = head.authority;
  opened.target = head.target;
  opened.headers = head.headers->view();
  opened.timeout = request_.timeout;
  out.reports->push(opened);
}

void CallTranslator::reportUpstreamOpened(const http::RequestHead& head, MonotonicTime now, CallOutput& out) {
  if (out.reports == nullptr) return;
  capture::UpstreamOpened opened;
  opened.call = start_.id;
  opened.time = now;
  opened.protocol = upstreamProtocol_;
  opened.codec = upstreamCodec_;
  opened.compression = upstreamCompression_;
  opened.url = start_.settings->upstreamUrl;
  opened.authority = head.authority;
  opened.target = head.target;
  opened.headers = head.headers->view();
  out.reports->push(opened);
}

void CallTranslator::reportMessage(const rpc::MessagePiece& piece, capture::Legs legs,
                                   capture::Direction direction, MonotonicTime now, CallOutput& out) {
  if (out.reports == nullptr) return;
  out.reports->push(capture::MessageSeen{start_.id, now, legs, direction, piece.first, piece.last,
                                         piece.compressed, piece.total, piece.bytes});
}

void CallTranslator::reportRun(const rpc::MessageRun& run, capture::Direction direction, MonotonicTime now,
                               CallOutput& out) {
  if (out.reports == nullptr) return;
  rpc::forEachMessage(run, [&](const rpc::MessagePiece& piece) {
    reportMessage(piece, capture::Legs::Both, direction, now, out);
  });
}

void CallTranslator::reportSent(std::size_t from, MonotonicTime now, CallOutput& out) {
  if (out.reports == nullptr) return;
  for (std::size_t i = from; i < out.downstream.size(); ++i) {
    const rpc::HttpCommand& command = out.downstream[i];
    if (const auto* head = std::get_if<http::ResponseHead>(&command)) {
      out.reports->push(capture::ResponseHeadSeen{start_.id, now, capture::Leg::Client, head->status,
                                                  head->headers->view()});
    } else if (const auto* data = std::get_if<rpc::SendData>(&command); data != nullptr && data->endBody) {
      out.reports->push(capture::EndBodySeen{start_.id, now, capture::Leg::Client, data->bytes});
    } else if (const auto* trailers = std::get_if<rpc::SendTrailers>(&command)) {
      out.reports->push(
          capture::TrailersSeen{start_.id, now, capture::Leg::Client, trailers->trailers->view()});
    }
  }
}

void CallTranslator::reportEnd(capture::Leg leg, capture::Direction direction, MonotonicTime now,
                               CallOutput& out) {
  if (out.reports != nullptr) out.reports->push(capture::DirectionEnded{start_.id, now, leg, direction});
}

void CallTranslator::reportUpstreamEvent(const http::Event& event, MonotonicTime now, CallOutput& out) {
  if (out.reports == nullptr) return;
  if (const auto* head = std::get_if<http::ResponseHead>(&event)) {
    out.reports->push(capture::ResponseHeadSeen{start_.id, now, capture::Leg::Upstream, head->status,
                                                head->headers->view()});
  } else if (const auto* trailers = std::get_if<http::Trailers>(&event)) {
    out.reports->push(
        capture::TrailersSeen{start_.id, now, capture::Leg::Upstream, trailers->headers->view()});
  }
}

}  // namespace bascule::translate
