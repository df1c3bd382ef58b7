// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/connect_head.h"

#include <algorithm>
#include <array>

#include "bridge/rpc/compression.h"
#include "bridge/rpc/metadata.h"
#include "bridge/rpc/negotiation.h"
#include "bridge/rpc/timeout.h"

namespace bascule::rpc {
namespace {

struct FormRow {
  Protocol protocol;
  std::string_view contentTypePrefix;  ///< followed by the codec; empty: no content type
  std::string_view codingField;
  std::string_view acceptField;
};

constexpr std::array<FormRow, 3> kForms = {{
    {Protocol::ConnectUnary, "application/", "content-encoding", "accept-encoding"},
    {Protocol::ConnectGet, "", "content-encoding", "accept-encoding"},
    {Protocol::ConnectStream, "application/connect+", "connect-content-encoding", "connect-accept-encoding"},
}};

const FormRow& formOf(Protocol protocol) {
  const auto* const row = std::ranges::find(kForms, protocol, &FormRow::protocol);
  return row == kForms.end() ? kForms.front() : *row;
}

}  // namespace

std::expected<RequestStart, Status> readConnectHead(const http::RequestHead& head, Protocol protocol,
                                                    Codec codec, std::optional<std::string_view> getCoding) {
  const FormRow& form = formOf(protocol);
  const http::Headers& headers = *head.headers;
  if (auto version = checkConnectVersion(headers); !version) return std::unexpected(version.error());
  const auto timeout = readConnectTimeout(headers);
  if (!timeout) return std::unexpected(timeout.error());
  const auto coding =
      readCoding(protocol == Protocol::ConnectGet ? getCoding : headers.find(form.codingField));
  if (!coding) return std::unexpected(coding.error());
  RequestStart start;
  start.protocol = protocol;
  start.compression = *coding;
  start.codec = codec;
  start.path = pathOf(head.target);
  start.headers = head.headers;
  start.timeout = *timeout;
  readAccepted(headers.find(form.acceptField), start);
  return start;
}

http::RequestHead connectRequestHead(const UpstreamRequest& request, Protocol protocol) {
  const FormRow& form = formOf(protocol);
  http::Headers headers;
  headers.reserve(request.client.headers->size() + 6, request.client.headers->listSize() + 192);
  if (!form.contentTypePrefix.empty()) {
    headers.add("content-type", std::string(form.contentTypePrefix).append(name(request.codec)));
    headers.add("connect-protocol-version", "1");
  }
  if (request.timeout.count() > 0) {
    const std::string timeout = formatConnectTimeout(request.timeout);
    if (!timeout.empty()) headers.add("connect-timeout-ms", timeout);
  }
  if (protocol == Protocol::ConnectStream && request.compression != Compression::Identity) {
    headers.add(form.codingField, name(request.compression));
  }
  headers.add(form.acceptField, supportedList());
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
  return compressionFromName(headers.find(formOf(protocol).codingField).value_or(""));
}

}  // namespace bascule::rpc
