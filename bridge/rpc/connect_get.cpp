// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/connect_get.h"

#include <algorithm>
#include <array>
#include <utility>

#include "bridge/base/base64.h"
#include "bridge/base/percent.h"
#include "bridge/rpc/connect_head.h"

namespace bascule::rpc {
namespace {

struct ParameterRow {
  std::string_view name;
  std::optional<std::string> GetQuery::* field;
};

constexpr std::array<ParameterRow, 5> kParameters = {{
    {"connect", &GetQuery::connect},
    {"base64", &GetQuery::base64},
    {"compression", &GetQuery::compression},
    {"encoding", &GetQuery::encoding},
    {"message", &GetQuery::message},
}};

Status invalid(std::string_view cause, std::string message) {
  return bridgeStatus(Code::InvalidArgument, cause, std::move(message));
}

/// URL-safe alphabet (RFC 4648 section 5) without padding.
std::string urlBase64(std::string_view bytes) {
  std::string text = base64::encode(bytes);
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text;
}

}  // namespace

GetQuery readGetQuery(std::string_view target) {
  GetQuery query;
  const auto mark = target.find('?');
  std::string_view rest = mark == std::string_view::npos ? "" : target.substr(mark + 1);
  while (!rest.empty()) {
    const auto end = rest.find('&');
    const std::string_view parameter = rest.substr(0, end);
    rest = end == std::string_view::npos ? "" : rest.substr(end + 1);
    const auto equals = parameter.find('=');
    const auto* const row = std::ranges::find(kParameters, parameter.substr(0, equals), &ParameterRow::name);
    if (row == kParameters.end() || (query.*row->field).has_value()) continue;
    query.*row->field =
        equals == std::string_view::npos ? "" : percent::decodeQuery(parameter.substr(equals + 1));
  }
  return query;
}

// ---- client side ------------------------------------------------------------------------------------------

bool asksConditionally(const RequestStart& request) {
  return request.protocol == Protocol::ConnectGet &&
         (request.headers->contains("if-none-match") || request.headers->contains("if-modified-since"));
}

std::expected<RequestStart, Status> ConnectGetRequestReader::onHead(const http::RequestHead& head) {
  state_ = State::Failed;
  const GetQuery query = readGetQuery(head.target);
  if (query.connect && *query.connect != "v1") {
    return std::unexpected(invalid("connect_version", "the parameter connect must be \"v1\""));
  }
  auto start = readConnectHead(head, Protocol::ConnectGet, codec_, query.compression);
  if (!start) return start;
  if (auto taken = takeMessage(query, start->compression); !taken) return std::unexpected(taken.error());
  state_ = State::Body;
  return start;
}

std::expected<void, Status> ConnectGetRequestReader::takeMessage(const GetQuery& query, Compression coding) {
  if (!query.encoding || !query.message) {
    return std::unexpected(invalid("get_query", "a GET needs the parameters encoding and message"));
  }
  std::string message = *query.message;
  if (query.base64 == "1") {
    auto bytes = base64::decode(message);
    if (!bytes) return std::unexpected(invalid("base64_malformed", "the message of the GET is no base64"));
    message = std::move(*bytes);
  }
  if (limits_.wholeMessage != 0 && message.size() > limits_.wholeMessage) {
    return std::unexpected(requestTooLarge(limits_.wholeMessage));
  }
  message_.total = message.size();
  message_.compressed = coding != Compression::Identity && !message.empty();
  message_.bytes = Slice::copyOf(message);
  return {};
}

void ConnectGetRequestReader::onData(Slice bytes, RpcEvents& out) {
  if (state_ != State::Body || bytes.empty()) return;
  state_ = State::Failed;
  out.emplace_back(Failed{invalid("get_with_body", "a GET has its message in the query, not in a body")});
}

void ConnectGetRequestReader::onEnd(RpcEvents& out) {
  if (state_ != State::Body) return;
  state_ = State::Done;
  out.emplace_back(std::move(message_));
  out.emplace_back(RequestEnd{});
}

// ---- server side ------------------------------------------------------------------------------------------

void ConnectGetRequestWriter::onStart(const UpstreamRequest& request, HttpCommands& out) {
  head_ = connectRequestHead(request, Protocol::ConnectGet);
  codec_ = request.codec;
  compression_ = request.compression;
  post_.onStart(request, out);
}

void ConnectGetRequestWriter::onMessage(const MessagePiece& piece, HttpCommands& out) {
  if (piece.first) {
    // In base64 four characters stand for three bytes; what needs escapes instead is checked at the end.
    posts_ = head_.target.size() + piece.total / 3 * 4 > kMaxGetTarget;
    compressed_ = piece.compressed;
  }
  if (posts_) {
    post_.onMessage(piece, out);
  } else {
    message_ += piece.bytes.view();
  }
}

void ConnectGetRequestWriter::onEnd(HttpCommands& out) {
  if (posts_) {
    post_.onEnd(out);
    return;
  }
  // Text stays readable in logs and caches; everything else is base64.
  const bool plain = codec_ == Codec::Json && !compressed_;
  std::string query = plain ? "?connect=v1" : "?connect=v1&base64=1";
  if (compressed_) query.append("&compression=").append(name(compression_));
  query.append("&encoding=").append(name(codec_)).append("&message=");
  query += plain ? percent::encodeQuery(message_) : urlBase64(message_);
  if (head_.target.size() + query.size() > kMaxGetTarget) {
    MessagePiece whole;
    whole.bytes = Slice::copyOf(message_);
    whole.total = message_.size();
    whole.compressed = compressed_;
    post_.onMessage(whole, out);
    post_.onEnd(out);
    return;
  }
  head_.target += query;
  head_.endStream = true;
  out.emplace_back(std::move(head_));
}

}  // namespace bascule::rpc
