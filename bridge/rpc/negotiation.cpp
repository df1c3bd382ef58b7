// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/negotiation.h"

#include <algorithm>

#include "bridge/base/ascii.h"
#include "bridge/rpc/compression.h"
#include "bridge/rpc/timeout.h"

namespace bascule::rpc {
namespace {

/// Calls `use` with each part of `list` between separators, trimmed.
template <typename Use>
void forEachPart(std::string_view list, char separator, Use&& use) {
  while (!list.empty()) {
    const auto end = list.find(separator);
    use(ascii::trim(list.substr(0, end)));
    if (end == std::string_view::npos) return;
    list.remove_prefix(end + 1);
  }
}

/// True if the parameters of a coding or media type say `q=0` (also `q=0.0`): it is refused.
bool refusedByWeight(std::string_view parameters) {
  bool refused = false;
  forEachPart(parameters, ';', [&](std::string_view parameter) {
    if (!parameter.starts_with("q=") && !parameter.starts_with("Q=")) return;
    refused = parameter.substr(2).find_first_not_of("0.") == std::string_view::npos;
  });
  return refused;
}

void accept(Compression coding, RequestStart& start) {
  start.accepted.add(coding);
  if (start.preferred == Compression::Identity) start.preferred = coding;
}

/// Calls `use` with each entry of an accept list that is not refused, without its parameters.
template <typename Use>
void forEachAcceptable(std::string_view list, Use&& use) {
  forEachPart(list, ',', [&](std::string_view entry) {
    const auto semicolon = entry.find(';');
    if (semicolon != std::string_view::npos && refusedByWeight(entry.substr(semicolon + 1))) return;
    use(ascii::trim(entry.substr(0, semicolon)));
  });
}

/// Content codings are case-insensitive (RFC 9110 section 8.4.1); nearly all come in lower case.
Compression codingFromName(std::string_view coding) {
  const Compression compression = compressionFromName(coding);
  return compression == Compression::Unknown ? compressionFromName(ascii::lower(coding)) : compression;
}

}  // namespace

CodingFields codingFields(Protocol protocol) {
  switch (protocol) {
    case Protocol::ConnectUnary:
    case Protocol::ConnectGet:
      return {"content-encoding", "accept-encoding"};
    case Protocol::ConnectStream:
      return {"connect-content-encoding", "connect-accept-encoding"};
    default:
      return {"grpc-encoding", "grpc-accept-encoding"};
  }
}

void readAccepted(std::optional<std::string_view> header, RequestStart& start) {
  if (!header) {
    if (supported(start.compression)) accept(start.compression, start);
    return;
  }
  forEachAcceptable(*header, [&](std::string_view coding) {
    const Compression compression = coding == "*" ? Compression::Gzip : codingFromName(coding);
    if (compression != Compression::Identity && supported(compression)) accept(compression, start);
  });
}

std::optional<CompressionSet> readServerCodings(const http::Headers& headers, Protocol protocol) {
  const auto list = headers.find(codingFields(protocol).accept);
  if (!list) return std::nullopt;
  CompressionSet codings;
  forEachAcceptable(*list, [&](std::string_view coding) {
    if (const Compression compression = codingFromName(coding); supported(compression))
      codings.add(compression);
  });
  return codings;
}

Compression codingTowards(Compression client, const std::optional<CompressionSet>& known) {
  if (client == Compression::Identity || (known && known->contains(client))) return client;
  return !known || known->contains(Compression::Gzip) ? Compression::Gzip : Compression::Identity;
}

std::expected<Compression, Status> readCoding(std::optional<std::string_view> header) {
  const Compression compression = header ? codingFromName(*header) : Compression::Identity;
  if (supported(compression)) return compression;
  return std::unexpected(unknownCoding());
}

Status unknownCoding() {
  return bridgeStatus(Code::Unimplemented, "compression_unknown",
                      "unknown compression; supported: " + std::string(supportedList()));
}

bool acceptsType(std::string_view header, std::string_view mediaType) {
  bool accepted = false;
  forEachAcceptable(header, [&](std::string_view type) {
    // A codec may stand behind the type: `application/grpc-web-text+proto`.
    const std::string_view family = type.substr(0, type.find('+'));
    if (ascii::equalsIgnoreCase(family, mediaType)) accepted = true;
  });
  return accepted;
}

std::expected<void, Status> checkConnectVersion(const http::Headers& headers) {
  const auto version = headers.find("connect-protocol-version");
  if (!version || *version == "1") return {};
  return std::unexpected(
      bridgeStatus(Code::InvalidArgument, "connect_version", "connect-protocol-version must be \"1\""));
}

std::expected<Duration, Status> readConnectTimeout(const http::Headers& headers) {
  const auto text = headers.find("connect-timeout-ms");
  if (!text) return Duration{0};
  const auto timeout = parseConnectTimeout(*text);
  if (!timeout) {
    return std::unexpected(bridgeStatus(Code::InvalidArgument, "timeout_malformed",
                                        "connect-timeout-ms must be 1 to 10 digits"));
  }
  // A timeout of zero has passed on arrival; zero itself means "none" in RequestStart.
  return std::max(*timeout, Duration{1});
}

std::string_view pathOf(std::string_view target) { return target.substr(0, target.find('?')); }

}  // namespace bascule::rpc
