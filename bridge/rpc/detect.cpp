// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/detect.h"

#include <algorithm>
#include <array>

#include "bridge/base/ascii.h"
#include "bridge/rpc/connect_get.h"

namespace bascule::rpc {
namespace {

struct MediaRow {
  std::string_view type;
  Protocol protocol;
  Codec codec;
};

constexpr std::array<MediaRow, 12> kMediaTypes = {{
    {"application/proto", Protocol::ConnectUnary, Codec::Proto},
    {"application/json", Protocol::ConnectUnary, Codec::Json},
    {"application/connect+proto", Protocol::ConnectStream, Codec::Proto},
    {"application/connect+json", Protocol::ConnectStream, Codec::Json},
    {"application/grpc", Protocol::Grpc, Codec::Proto},
    {"application/grpc+proto", Protocol::Grpc, Codec::Proto},
    {"application/grpc+json", Protocol::Grpc, Codec::Json},
    {"application/grpc-web", Protocol::GrpcWeb, Codec::Proto},
    {"application/grpc-web+proto", Protocol::GrpcWeb, Codec::Proto},
    {"application/grpc-web+json", Protocol::GrpcWeb, Codec::Json},
    {"application/grpc-web-text", Protocol::GrpcWebText, Codec::Proto},
    {"application/grpc-web-text+proto", Protocol::GrpcWebText, Codec::Proto},
}};

constexpr std::size_t kMaxPath = 4096;  // robustness: a method path is far shorter

bool isPathCharacter(char c) {
  const char lower = ascii::toLower(c);
  return (lower >= 'a' && lower <= 'z') || ascii::isDigit(c) || c == '_' || c == '.' || c == '-';
}

/// All content types, for a client that came with another one.
const std::string& acceptPost() {
  static const std::string list = [] {
    std::string types;
    for (const MediaRow& row : kMediaTypes) types.append(types.empty() ? "" : ", ").append(row.type);
    return types;
  }();
  return list;
}

bool announcesBody(const http::Headers& headers) {
  return headers.find("content-length").value_or("0") != "0" || headers.contains("transfer-encoding");
}

/// The WebSocket transport of improbable-eng/grpc-web, which no other server ever spoke.
bool asksForWebSocket(const http::Headers& headers) {
  return headers.find("sec-websocket-protocol").value_or("").find("grpc-websockets") !=
         std::string_view::npos;
}

/// A GET is a call if its query is that of one; whether its method may be called so only the schema knows.
std::expected<Recognised, Refusal> recogniseGet(const http::RequestHead& head) {
  if (asksForWebSocket(*head.headers)) {
    return std::unexpected(
        Refusal{400, "", "", "gRPC-Web over WebSocket is not supported.", "grpc_web_socket"});
  }
  const GetQuery query = readGetQuery(head.target);
  if (!query.connect && !(query.encoding && query.message)) {
    return std::unexpected(Refusal{405, "allow", "POST", "RPCs are called with POST.", "method_not_allowed"});
  }
  if (announcesBody(*head.headers)) {
    return std::unexpected(Refusal{415, "", "", "A GET has its message in the query.", "get_with_body"});
  }
  Recognised found{Protocol::ConnectGet, Codec::Unknown};
  for (const Codec codec : {Codec::Proto, Codec::Json}) {
    if (query.encoding == name(codec)) found.codec = codec;
  }
  if (query.encoding && found.codec == Codec::Unknown) {
    return std::unexpected(
        Refusal{415, "", "", "The encoding of this GET is none of proto or json.", "content_type_unknown"});
  }
  return found;
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
  if (head.method == "GET") return recogniseGet(head);
  if (head.method != "POST") {
    return std::unexpected(Refusal{405, "allow", "POST", "RPCs are called with POST.", "method_not_allowed"});
  }
  const std::string_view contentType = head.headers->find("content-type").value_or("");
  auto found = std::ranges::find(kMediaTypes, contentType, &MediaRow::type);
  if (found == kMediaTypes.end())
    found = std::ranges::find(kMediaTypes, mediaType(contentType), &MediaRow::type);
  if (found == kMediaTypes.end()) {
    return std::unexpected(Refusal{415, "accept-post", acceptPost(),
                                   "This content type is none of Connect, gRPC or gRPC-Web.",
                                   "content_type_unknown"});
  }
  if (found->protocol == Protocol::Grpc && version == http::Version::Http11) {
    return std::unexpected(Refusal{505, "", "", "gRPC needs HTTP/2.", "grpc_needs_http2"});
  }
  return Recognised{found->protocol, found->codec};
}

}  // namespace bascule::rpc
