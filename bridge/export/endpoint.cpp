// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/export/endpoint.h"

#include <algorithm>
#include <ranges>
#include <vector>

#include <fmt/format.h>

#include "bridge/base/ascii.h"

namespace bascule::exporting {
namespace {

std::optional<std::string> parseV4(std::string_view text) {
  std::string bytes;
  for (const auto part : std::views::split(text, '.')) {
    const auto octet = ascii::parseDigits(std::string_view(part), 3);
    if (!octet || *octet > 255) return std::nullopt;
    bytes += static_cast<char>(*octet);
  }
  if (bytes.size() != 4) return std::nullopt;
  return bytes;
}

/// Groups of a part of an IPv6 address without `::`; the last one may be an IPv4 address.
std::optional<std::string> parseGroups(std::string_view text) {
  std::string bytes;
  if (text.empty()) return bytes;
  for (const auto range : std::views::split(text, ':')) {
    const std::string_view part(range);
    if (part.contains('.')) {
      const auto v4 = parseV4(part);
      if (!v4) return std::nullopt;
      bytes += *v4;
      continue;
    }
    unsigned value = 0;
    if (part.empty() || part.size() > 4) return std::nullopt;
    for (const char c : ascii::lower(part)) {
      const auto digit = std::string_view("0123456789abcdef").find(c);
      if (digit == std::string_view::npos) return std::nullopt;
      value = value << 4 | static_cast<unsigned>(digit);
    }
    bytes += static_cast<char>(value >> 8);
    bytes += static_cast<char>(value & 0xff);
  }
  return bytes;
}

std::optional<std::string> parseV6(std::string_view text) {
  text = text.substr(0, text.find('%'));  // a zone means nothing elsewhere
  const auto gap = text.find("::");
  const auto front = parseGroups(text.substr(0, gap));
  if (!front) return std::nullopt;
  if (gap == std::string_view::npos) return front->size() == 16 ? front : std::nullopt;
  const auto back = parseGroups(text.substr(gap + 2));
  if (!back || front->size() + back->size() > 14) return std::nullopt;
  return *front + std::string(16 - front->size() - back->size(), '\0') + *back;
}

std::optional<std::string> parseAddress(std::string_view text) {
  if (text == "localhost") return std::string("\x7f\0\0\1", 4);
  return text.contains(':') ? parseV6(text) : parseV4(text);
}

}  // namespace

std::optional<Endpoint> parseEndpoint(std::string_view text) {
  std::string_view host = text;
  if (text.starts_with('[')) {
    host = text.substr(1, text.find(']') - 1);
  } else if (std::ranges::count(text, ':') == 1) {
    host = text.substr(0, text.find(':'));
  }
  auto address = parseAddress(host);
  if (!address) return std::nullopt;
  const bool bareV6 = host.size() == text.size() && address->size() == 16;
  return Endpoint{std::move(*address), bareV6 ? std::uint16_t{0} : portOf(text, 0)};
}

std::string endpointText(const Endpoint& endpoint) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(endpoint.address[i]); };
  if (endpoint.address.size() == 4) {
    return fmt::format("{}.{}.{}.{}:{}", byte(0), byte(1), byte(2), byte(3), endpoint.port);
  }
  if (endpoint.address.size() != 16) return {};
  std::string text;
  for (std::size_t i = 0; i < 16; i += 2)
    text += fmt::format("{}{:x}", i > 0 ? ":" : "", byte(i) << 8 | byte(i + 1));
  // The first run of zero groups that is long enough is left out; more care nobody needs here.
  if (text.starts_with("0:0:0:0:0:0:0:")) text = "::" + text.substr(14);
  return "[" + text + "]:" + std::to_string(endpoint.port);
}

std::uint16_t portOf(std::string_view authority, std::uint16_t fallback) {
  const auto colon = authority.rfind(':');
  if (colon == std::string_view::npos || authority.find(']', colon) != std::string_view::npos)
    return fallback;
  const auto port = ascii::parseDigits(authority.substr(colon + 1), 5);
  return port && *port <= 65535 ? static_cast<std::uint16_t>(*port) : fallback;
}

}  // namespace bascule::exporting
