// SPDX-License-Identifier: GPL-3.0-or-later
// The reporting half of CallTranslator: turns what it did into capture events.
#include "bridge/rpc/protocol.h"
#include "bridge/translate/call_translator.h"

namespace bascule::translate {
namespace {

constexpr std::string_view kCodingFields[] = {"content-encoding", "connect-content-encoding",
                                              "grpc-encoding"};

rpc::Compression codingOf(const http::Headers& headers) {
  for (const std::string_view field : kCodingFields) {
    if (const auto value = headers.find(field)) return rpc::compressionFromName(*value);
  }
  return rpc::Compression::Identity;
}

}  // namespace

void CallTranslator::refuse(const http::RequestHead& head, const rpc::Refusal& refusal, MonotonicTime now,
                            CallOutput& out) {
  request_.path = head.target;
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
  reportSent(from, now, out);
  finish(rpc::bridgeStatus(rpc::codeFromHttpStatus(refusal.status), refusal.cause, refusal.reason), false,
         now, out);
}

void CallTranslator::reportOpened(const http::RequestHead& head, MonotonicTime now, CallOutput& out) {
  if (!captures()) return;
  const schema::MethodInfo* method = start_.schema->method(request_.path);
  capture::CallOpened opened;
  opened.call = start_.id;
  opened.time = now;
  opened.connection = start_.client;
  opened.protocol = request_.protocol;
  opened.codec = request_.codec;
  if (method != nullptr) {
    opened.kind = method->kind;
  } else if (rpc::isUnaryWire(request_.protocol)) {
    opened.kind = rpc::Kind::Unary;
  }
  opened.compression = request_.compression;
  opened.method = head.method;
  opened.scheme = head.scheme;
  opened.authority = head.authority;
  opened.target = head.target;
  opened.headers = head.headers;
  opened.timeout = request_.timeout;
  out.reports.emplace_back(std::move(opened));
}

void CallTranslator::reportUpstreamOpened(const http::RequestHead& head, MonotonicTime now, CallOutput& out) {
  if (!captures()) return;
  capture::UpstreamOpened opened;
  opened.call = start_.id;
  opened.time = now;
  opened.connection = upstreamInfo_;
  opened.protocol = rpc::Protocol::Grpc;
  opened.codec = rpc::Codec::Proto;
  opened.compression = upstreamCompression_;
  opened.url = start_.settings->upstreamUrl;
  opened.authority = head.authority;
  opened.target = head.target;
  opened.headers = head.headers;
  out.reports.emplace_back(std::move(opened));
}

void CallTranslator::reportMessage(const rpc::MessagePiece& piece, capture::Legs legs,
                                   capture::Direction direction, MonotonicTime now, CallOutput& out) {
  if (!captures()) return;
  out.reports.emplace_back(capture::MessageSeen{start_.id, now, legs, direction, piece.first, piece.last,
                                                piece.compressed, piece.total, piece.bytes});
}

void CallTranslator::reportSent(std::size_t from, MonotonicTime now, CallOutput& out) {
  if (!captures()) return;
  for (std::size_t i = from; i < out.downstream.size(); ++i) {
    const rpc::HttpCommand& command = out.downstream[i];
    if (const auto* head = std::get_if<http::ResponseHead>(&command)) {
      out.reports.emplace_back(capture::ResponseHeadSeen{start_.id, now, capture::Leg::Client, head->status,
                                                         codingOf(*head->headers), head->headers});
    } else if (const auto* data = std::get_if<rpc::SendData>(&command); data != nullptr && data->endBody) {
      out.reports.emplace_back(capture::EndBodySeen{start_.id, now, capture::Leg::Client, data->bytes});
    } else if (const auto* trailers = std::get_if<rpc::SendTrailers>(&command)) {
      out.reports.emplace_back(
          capture::TrailersSeen{start_.id, now, capture::Leg::Client, trailers->trailers});
    }
  }
}

void CallTranslator::reportEnd(capture::Leg leg, capture::Direction direction, MonotonicTime now,
                               CallOutput& out) {
  if (captures()) out.reports.emplace_back(capture::DirectionEnded{start_.id, now, leg, direction});
}

void CallTranslator::reportUpstreamEvent(const http::Event& event, MonotonicTime now, CallOutput& out) {
  if (const auto* head = std::get_if<http::ResponseHead>(&event)) {
    out.reports.emplace_back(capture::ResponseHeadSeen{start_.id, now, capture::Leg::Upstream, head->status,
                                                       codingOf(*head->headers), head->headers});
  } else if (const auto* trailers = std::get_if<http::Trailers>(&event)) {
    out.reports.emplace_back(
        capture::TrailersSeen{start_.id, now, capture::Leg::Upstream, trailers->headers});
  }
}

}  // namespace bascule::translate
