// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/client_name.h"

#include <array>
#include <utility>

#include "bridge/base/ascii.h"

namespace bascule::capture {
namespace {

constexpr std::size_t kMaxName = 64;

// Every browser claims to be Mozilla, and each later one claims to be an earlier one too: first hit wins.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kBrowsers = {{
    {"Edg/", "Edge"},
    {"OPR/", "Opera"},
    {"Firefox/", "Firefox"},
    {"HeadlessChrome/", "Chrome"},
    {"Chrome/", "Chrome"},
    {"Safari/", "Safari"},
}};

bool keepsVersion(std::string_view product) { return product.starts_with("grpc"); }

}  // namespace

std::string nameOfUserAgent(std::string_view userAgent) {
  userAgent = ascii::trim(userAgent);
  const std::string_view product = userAgent.substr(0, userAgent.find_first_of(" \t("));
  if (product.starts_with("Mozilla/")) {
    for (const auto& [mark, name] : kBrowsers) {
      if (userAgent.contains(mark)) return std::string(name);
    }
  }
  const std::string_view name = keepsVersion(product) ? product : product.substr(0, product.find('/'));
  return std::string(name.substr(0, kMaxName));
}

std::string clientName(const http::HeadersView& headers) {
  if (const auto given = headers.find("x-client-name")) {
    if (const auto name = ascii::trim(*given); !name.empty()) return std::string(name.substr(0, kMaxName));
  }
  for (const std::string_view header : {"x-user-agent", "user-agent"}) {
    if (const auto value = headers.find(header)) {
      if (std::string name = nameOfUserAgent(*value); !name.empty()) return name;
    }
  }
  return {};
}

std::string_view addressWithoutPort(std::string_view peer) {
  const auto colon = peer.rfind(':');
  if (colon == std::string_view::npos) return peer;
  if (peer.starts_with('[')) {
    const auto close = peer.find(']');
    return close == std::string_view::npos ? peer : peer.substr(1, close - 1);
  }
  return peer.find(':') == colon ? peer.substr(0, colon) : peer;
}

}  // namespace bascule::capture
