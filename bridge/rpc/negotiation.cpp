// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/negotiation.h"

#include <algorithm>

#include "bridge/base/ascii.h"
#include "bridge/rpc/compression.h"
#include "bridge/rpc/timeout.h"

namespace bascule::rpc {
namespace {

/// True if the parameters of a coding say `q=0` (also `q=0.0`): the coding is refused.
bool refusedByWeight(std::string_view parameters) {
  for (const std::string_view parameter : ascii::splitTrimmed(parameters, ';')) {
    if (!parameter.starts_with("q=") && !parameter.starts_with("Q=")) continue;
    return parameter.substr(2).find_first_not_of("0.") == std::string_view::npos;
  }
  return false;
}

void accept(Compression coding, RequestStart& start) {
  if (coding == Compression::Gzip) start.acceptsGzip = true;
  if (coding == Compression::Deflate) start.acceptsDeflate = true;
  if (start.preferred == Compression::Identity) start.preferred = coding;
}

}  // namespace

void readAccepted(std::optional<std::string_view> header, RequestStart& start) {
  if (!header) {
    if (supported(start.compression)) accept(start.compression, start);
    return;
  }
  for (const std::string_view entry : ascii::splitTrimmed(*header, ',')) {
    const auto semicolon = entry.find(';');
    const std::string coding = ascii::lower(ascii::trim(entry.substr(0, semicolon)));
    if (semicolon != std::string_view::npos && refusedByWeight(entry.substr(semicolon + 1))) continue;
    const Compression compression = coding == "*" ? Compression::Gzip : compressionFromName(coding);
    if (compression != Compression::Identity && supported(compression)) accept(compression, start);
  }
}

std::expected<Compression, Status> readCoding(std::optional<std::string_view> header) {
  const Compression compression = header ? compressionFromName(*header) : Compression::Identity;
  if (supported(compression)) return compression;
  return std::unexpected(bridgeStatus(Code::Unimplemented, "compression_unknown",
                                      "unknown compression; supported: " + std::string(supportedList())));
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
