// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/export/http_exchange.h"

#include <algorithm>
#include <utility>

#include "bridge/base/ascii.h"
#include "bridge/capture/client_name.h"
#include "bridge/capture/head_interner.h"
#include "bridge/export/call_text.h"
#include "bridge/rpc/connect_error.h"
#include "bridge/rpc/machine_table.h"

namespace bascule::exporting {
namespace {

using namespace capture;

// A file has been read whole before it comes here; a Connect unary body is held once more.
constexpr rpc::ReaderLimits kLimits{1ULL << 30, 0, false, false};
constexpr std::string_view kCodingFields[] = {"content-encoding", "connect-content-encoding",
                                              "grpc-encoding"};

/// `decoded`: without the coding that the body does not have any more.
http::HeadersPtr headersOf(const HeaderFields& fields, bool decoded = false) {
  auto list = std::make_shared<http::Headers>();
  for (const HeaderField& field : fields) {
    if (!decoded || field.name != "content-encoding") list->add(field.name, field.value);
  }
  return list;
}

rpc::Compression codingOf(const HeaderFields& fields) {
  for (const std::string_view name : kCodingFields) {
    if (const std::string_view value = fieldValue(fields, name); !value.empty())
      return rpc::compressionFromName(value);
  }
  return rpc::Compression::Identity;
}

/// Puts what the machines say into a record.
class Reading {
 public:
  Reading(const HttpExchange& exchange, rpc::Recognised recognised)
      : exchange_(exchange), recognised_(recognised), leg_(record_.clientLeg) {}

  CallRecord run() {
    head();
    request();
    if (exchange_.status != 0) response();
    end();
    completeRow(record_);
    for (const std::string& subject : exchange_.missing) noteMissing(record_, subject);
    return std::move(record_);
  }

 private:
  void head() {
    const HttpExchange& from = exchange_;
    setMethod(record_, from.target);
    record_.row.startNs = from.startNs;
    record_.row.protocol = recognised_.protocol;
    record_.row.codec = recognised_.codec;
    leg_.present = true;
    leg_.protocol = recognised_.protocol;
    leg_.codec = recognised_.codec;
    leg_.version = from.version;
    leg_.tls = from.tls;
    leg_.peer = from.peer;
    leg_.method = from.method;
    leg_.scheme = from.scheme;
    leg_.authority = from.authority;
    leg_.target = from.target;
    leg_.requestHeaders = from.requestHeaders;
    leg_.httpStatus = from.status;
    leg_.responseHeaders = from.responseHeaders;
    leg_.trailers = from.trailers;
    leg_.requestCompression = codingOf(from.requestHeaders);
    leg_.responseCompression = codingOf(from.responseHeaders);
    leg_.openedNs = 0;
    leg_.requestEndNs = from.requestEndNs;
    leg_.responseHeadNs = from.responseHeadNs;
    leg_.responseEndNs = from.responseEndNs;
  }

  http::RequestHead requestHead() const {
    http::RequestHead head;
    head.method = exchange_.method;
    head.scheme = exchange_.scheme;
    head.authority = exchange_.authority;
    head.target = exchange_.target;
    head.headers = headersOf(exchange_.requestHeaders, exchange_.decoded);
    return head;
  }

  void request() {
    const auto reader = rpc::makeRequestReader(recognised_, kLimits);
    rpc::RpcEvents events;
    const auto start = reader->onHead(requestHead());
    if (!start) return;
    record_.timeoutNs = start->timeout.count();
    if (!exchange_.decoded || recognised_.protocol == rpc::Protocol::ConnectGet)
      leg_.requestCompression = start->compression;  // of a GET it stands in the query
    if (!exchange_.requestBody.empty()) reader->onData(Slice::copyOf(exchange_.requestBody), events);
    if (!exchange_.requestCut) reader->onEnd(events);
    take(events, Direction::Request, exchange_.requestEndNs);
    markCut(exchange_.requestCut);
  }

  void response() {
    const auto reader = rpc::makeResponseReader(recognised_.protocol, recognised_.codec, kLimits);
    rpc::RpcEvents events;
    http::ResponseHead head;
    head.status = exchange_.status;
    head.headers = headersOf(exchange_.responseHeaders, exchange_.decoded);
    reader->onHead(head, events);
    if (!exchange_.responseBody.empty()) reader->onData(Slice::copyOf(exchange_.responseBody), events);
    if (!exchange_.responseCut) {
      if (!exchange_.trailers.empty()) reader->onTrailers(headersOf(exchange_.trailers), events);
      reader->onEnd(events);
    }
    take(events, Direction::Response, std::max(exchange_.responseHeadNs, exchange_.responseEndNs));
    markCut(exchange_.responseCut);
  }

  void take(const rpc::RpcEvents& events, Direction direction, std::int64_t offsetNs) {
    for (const rpc::RpcEvent& event : events) {
      if (const auto* piece = std::get_if<rpc::MessagePiece>(&event)) {
        message(*piece, direction, std::max<std::int64_t>(offsetNs, 0));
      } else if (const auto* ended = std::get_if<rpc::ResponseEnd>(&event)) {
        record_.status = ended->status;
        if (leg_.endBody.empty()) leg_.endBody = ended->body.view();
        isEnded_ = true;
      } else if (const auto* failed = std::get_if<rpc::Failed>(&event);
                 failed && direction == Direction::Response) {
        record_.status = failed->status;
        leg_.endBody = failed->excerpt;
        isEnded_ = true;
      }
    }
  }

  void message(const rpc::MessagePiece& piece, Direction direction, std::int64_t offsetNs) {
    if (piece.first) {
      leg_.messages.push_back({direction, offsetNs, piece.compressed, false, piece.total, {}});
    }
    if (leg_.messages.empty()) return;
    MessageRecord& last = leg_.messages.back();
    last.payload += piece.bytes.view();
    last.wireSize = std::max<ByteCount>(piece.total, last.payload.size());
    last.cut = last.payload.size() < last.wireSize;
  }

  /// A message whose rest was not recorded.
  void markCut(bool cut) {
    if (cut) record_.row.flags |= kPayloadCut;
  }

  void end() {
    const std::int64_t ends[] = {exchange_.durationNs, exchange_.responseEndNs, exchange_.responseHeadNs,
                                 exchange_.requestEndNs, 0};
    record_.row.durationNs =
        exchange_.durationNs >= 0 ? exchange_.durationNs : *std::ranges::max_element(ends);
    record_.row.code = record_.status.code;
    if (!isEnded_) record_.row.flags |= kCutShort;
    // Statuses of our readers are judgements about what was read; nobody sent them.
    if (record_.status.origin == rpc::Origin::Bridge) record_.row.flags |= kBridgeStatus;
  }

  const HttpExchange& exchange_;
  rpc::Recognised recognised_;
  CallRecord record_;
  LegRecord& leg_;
  bool isEnded_ = false;
};

}  // namespace

std::optional<CallRecord> toRecord(const HttpExchange& exchange) {
  http::RequestHead head;
  head.method = exchange.method;
  head.target = exchange.target;
  head.headers = headersOf(exchange.requestHeaders);
  const auto recognised = rpc::recognise(head, exchange.version);
  if (!recognised) return std::nullopt;
  return Reading(exchange, *recognised).run();
}

void noteMissing(CallRecord& record, std::string_view subject) {
  record.notes.push_back({0, std::string(kNotInSource), std::string(subject)});
}

void setMethod(CallRecord& record, std::string_view target) {
  const auto [service, method] = splitTarget(target);
  record.service = service;
  record.method = method;
}

void completeRow(CallRecord& record) {
  CallRow& row = record.row;
  const LegRecord& leg = record.clientLeg;
  record.host = leg.authority;
  record.peer = addressWithoutPort(leg.peer);
  record.client = clientName(headersOf(leg.requestHeaders)->view());
  if (record.client.empty()) record.client = record.peer;
  row.compression = leg.requestCompression;
  if (leg.tls) row.flags |= kTls;
  if (leg.version == http::Version::Http2) row.flags |= kHttp2;
  if (record.upstreamLeg.present) {
    row.upstreamProtocol = record.upstreamLeg.protocol;
    if (record.upstreamLeg.version == http::Version::Http2) row.flags |= kUpstreamHttp2;
  }
  for (const MessageRecord& message : leg.messages) {
    const bool request = message.direction == Direction::Request;
    ++(request ? row.requestMessages : row.responseMessages);
    (request ? row.requestBytes : row.responseBytes) +=
        std::max<ByteCount>(message.wireSize, message.payload.size());
    if (message.cut) row.flags |= kPayloadCut;
  }
}

}  // namespace bascule::exporting
