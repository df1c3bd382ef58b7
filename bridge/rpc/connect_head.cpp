// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/connect_head.h"

#include "bridge/rpc/compression.h"
#include "bridge/rpc/metadata.h"
#include "bridge/rpc/negotiation.h"
#include "bridge/rpc/timeout.h"

namespace bascule::rpc {
namespace {

/// Content type of a request without its codec; a GET has none.
std::string_view contentTypePrefix(Protocol protocol) {
  if (protocol == Protocol::ConnectGet) return "";
  return protocol == Protocol::ConnectStream ? "application/connect+" : "application/";
}

}  // namespace

std::expected<RequestStart, Status> readConnectHead(const http::RequestHead& head, Protocol protocol,
                                                    Codec codec, std::optional<std::string_view> getCoding) {
  const CodingFields fields = codingFields(protocol);
  const http::Headers& headers = *head.headers;
  if (auto version = checkConnectVersion(headers); !version) return std::unexpected(version.error());
  const auto timeout = readConnectTimeout(headers);
  if (!timeout) return std::unexpected(timeout.error());
  const auto coding = readCoding(protocol == Protocol::ConnectGet ? getCoding : headers.find(fields.coding));
  if (!coding) return std::unexpected(coding.error());
  RequestStart start;
  start.protocol = protocol;
  start.compression = *coding;
  start.codec = codec;
  start.path = pathOf(head.target);
  start.headers = head.headers;
  start.timeout = *timeout;
  readAccepted(headers.find(fields.accept), start);
  return start;
}

http::RequestHead connectRequestHead(const UpstreamRequest& request, Protocol protocol) {
  const CodingFields fields = codingFields(protocol);
  http::Headers headers;
  headers.reserve(request.client.headers->size() + 6, request.client.headers->listSize() + 192);
  if (const std::string_view prefix = contentTypePrefix(protocol); !prefix.empty()) {
    headers.add("content-type", std::string(prefix).append(name(request.codec)));
    headers.add("connect-protocol-version", "1");
  }
  if (request.timeout.count() > 0) {
    const std::string timeout = formatConnectTimeout(request.timeout);
    if (!timeout.empty()) headers.add("connect-timeout-ms", timeout);
  }
  if (protocol == Protocol::ConnectStream && request.compression != Compression::Identity) {
    headers.add(fields.coding, name(request.compression));
  }
  headers.add(fields.accept, supportedList());
  appendMetadata(*request.client.headers, headers);
  http::RequestHead head;
  head.method = protocol == Protocol::ConnectGet ? "GET" : "POST";
  head.scheme = request.scheme;
  head.authority = request.authority;
  head.target = request.client.path;
  head.headers = std::make_shared<const http::Headers>(std::move(headers));
  return head;
}

Compression connectAnswerCoding(const http::Headers& headers, Protocol protocol) {
  return compressionFromName(headers.find(codingFields(protocol).coding).value_or(""));
}

}  // namespace bascule::rpc
