// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/detect.h"

#include <algorithm>
#include <array>

#include "bridge/base/ascii.h"
#include "bridge/rpc/connect_stream.h"
#include "bridge/rpc/connect_unary.h"
#include "bridge/rpc/grpc.h"

namespace bascule::rpc {
namespace {

struct MediaRow {
  std::string_view type;
  Protocol protocol;
  Codec codec;
};

constexpr std::array<MediaRow, 7> kMediaTypes = {{
    {"application/proto", Protocol::ConnectUnary, Codec::Proto},
    {"application/json", Protocol::ConnectUnary, Codec::Json},
    {"application/connect+proto", Protocol::ConnectStream, Codec::Proto},
    {"application/connect+json", Protocol::ConnectStream, Codec::Json},
    {"application/grpc", Protocol::Grpc, Codec::Proto},
    {"application/grpc+proto", Protocol::Grpc, Codec::Proto},
    {"application/grpc+json", Protocol::Grpc, Codec::Json},
}};

constexpr std::string_view kAcceptPost =
    "application/connect+json, application/connect+proto, application/grpc, application/grpc+json, "
    "application/grpc+proto, application/json, application/proto";

constexpr std::size_t kMaxPath = 4096;  // robustness: a method path is far shorter

bool isPathCharacter(char c) {
  const char lower = ascii::toLower(c);
  return (lower >= 'a' && lower <= 'z') || ascii::isDigit(c) || c == '_' || c == '.' || c == '-';
}

}  // namespace

std::string mediaType(std::string_view contentType) {
  std::string type;
  for (const char c : contentType.substr(0, contentType.find(';'))) {
    if (c != ' ' && c != '\t') type += ascii::toLower(c);
  }
  return type;
}

bool isRpcPath(std::string_view path) {
  if (path.size() < 4 || path.size() > kMaxPath || path.front() != '/') return false;
  const auto slash = path.find('/', 1);
  if (slash == std::string_view::npos || slash == 1 || slash + 1 == path.size()) return false;
  const auto good = [](std::string_view part) { return std::ranges::all_of(part, isPathCharacter); };
  return good(path.substr(1, slash - 1)) && good(path.substr(slash + 1));
}

std::expected<Recognised, Refusal> recognise(const http::RequestHead& head, http::Version version) {
  if (head.method != "POST") {
    return std::unexpected(Refusal{405, "allow", "POST", "RPCs are called with POST.", "method_not_allowed"});
  }
  const std::string_view contentType = head.headers->find("content-type").value_or("");
  auto found = std::ranges::find(kMediaTypes, contentType, &MediaRow::type);
  if (found == kMediaTypes.end())
    found = std::ranges::find(kMediaTypes, mediaType(contentType), &MediaRow::type);
  if (found == kMediaTypes.end()) {
    return std::unexpected(Refusal{415, "accept-post", std::string(kAcceptPost),
                                   "This content type is none of Connect or gRPC.", "content_type_unknown"});
  }
  if (found->protocol == Protocol::Grpc && version == http::Version::Http11) {
    return std::unexpected(Refusal{505, "", "", "gRPC needs HTTP/2.", "grpc_needs_http2"});
  }
  return Recognised{found->protocol, found->codec};
}

std::unique_ptr<RequestReader> makeRequestReader(const Recognised& recognised, const ReaderLimits& limits) {
  switch (recognised.protocol) {
    case Protocol::ConnectUnary:
      return std::make_unique<ConnectUnaryRequestReader>(recognised.codec, limits);
    case Protocol::ConnectStream:
      return std::make_unique<ConnectStreamRequestReader>(recognised.codec, limits);
    default:
      return std::make_unique<GrpcRequestReader>(recognised.codec, limits);
  }
}

std::unique_ptr<ResponseWriter> makeResponseWriter(const RequestStart& start) {
  switch (start.protocol) {
    case Protocol::ConnectUnary:
      return std::make_unique<ConnectUnaryResponseWriter>(start.codec);
    case Protocol::ConnectStream:
      return std::make_unique<ConnectStreamResponseWriter>(start.codec);
    default:
      return std::make_unique<GrpcResponseWriter>(start);
  }
}

}  // namespace bascule::rpc
