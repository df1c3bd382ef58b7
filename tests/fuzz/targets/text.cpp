// SPDX-License-Identifier: GPL-3.0-or-later
// The small readers: percent escapes, base64, UTF-8, timeouts, status numbers, accept lists, metadata.
#include "bridge/base/text.h"

#include "bridge/base/base64.h"
#include "bridge/base/host_name.h"
#include "bridge/base/percent.h"
#include "bridge/rpc/connect_get.h"
#include "bridge/rpc/detect.h"
#include "bridge/rpc/metadata.h"
#include "bridge/rpc/negotiation.h"
#include "bridge/rpc/status.h"
#include "bridge/rpc/timeout.h"
#include "tests/fuzz/harness.h"

namespace bascule::fuzz {
namespace {

void escapes(std::string_view text) {
  require(percent::decode(percent::encodeGrpcMessage(text)) == text, "a message reads back");
  require(percent::decodeQuery(percent::encodeQuery(text)) == text, "a query value reads back");
  require(percent::decode(text).size() <= text.size(), "unescaping makes nothing longer");
  require(percent::decodeQuery(text).size() <= text.size(), "unescaping makes nothing longer");
  require(base64::decode(base64::encode(text)) == text, "base64 reads back");
  require(base64::decode(base64::encodePadded(text)) == text, "padded base64 reads back");
  if (const auto bytes = base64::decode(text)) {
    require(bytes->size() <= text.size(), "base64 is longer than its bytes");
  }
}

void utf8(std::string_view bytes) {
  const std::string clean = text::toUtf8(bytes);
  require(text::isUtf8(clean), "toUtf8() gives UTF-8");
  require(text::isUtf8(bytes) == (clean == bytes), "UTF-8 stays as it is");
  std::string json;
  text::appendJsonString(json, bytes);
  require(text::isUtf8(json), "a JSON string is UTF-8");
  for (const char c : json) require(static_cast<unsigned char>(c) >= ' ', "a JSON string is one line");
}

void timeouts(std::string_view text) {
  if (const auto timeout = rpc::parseGrpcTimeout(text)) {
    require(timeout->count() >= 0 && *timeout <= rpc::kLongestTimeout, "a timeout is in bounds");
    const auto again = rpc::parseGrpcTimeout(rpc::formatGrpcTimeout(*timeout));
    require(again && *again <= *timeout, "a timeout is never lengthened");
  }
  if (const auto timeout = rpc::parseConnectTimeout(text)) {
    require(timeout->count() >= 0 && *timeout <= rpc::kLongestTimeout, "a timeout is in bounds");
  }
  static_cast<void>(rpc::codeFromGrpcStatus(text));
}

void heads(std::string_view text) {
  rpc::RequestStart start;
  rpc::readAccepted(text, start);
  require(start.accepted.contains(start.preferred), "what is preferred is accepted");
  static_cast<void>(rpc::readCoding(text));
  static_cast<void>(rpc::acceptsType(text, "application/grpc-web"));
  require(rpc::mediaType(text).size() <= text.size(), "a media type is part of its field");
  const rpc::GetQuery query = rpc::readGetQuery(text);
  require(query.message.value_or("").size() <= text.size(), "a parameter is part of its query");
  require(host::nameOf(text).size() <= text.size(), "a host is part of its authority");
  http::Headers in{{"x-a-bin", text}, {"connection", text}, {"x-b", text}};
  http::Headers out;
  rpc::appendMetadata(in, out);
  rpc::appendPrefixedMetadata(in, "trailer-", out);
  // Each of three fields twice, one of them in up to eight pieces.
  require(out.listSize() <= 4 * in.listSize() + 2000, "metadata stays of its size");
}

}  // namespace

void target(Input& input) {
  const auto text = input.rest();
  escapes(text);
  utf8(text);
  timeouts(text);
  heads(text);
}

}  // namespace bascule::fuzz
