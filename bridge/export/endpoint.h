// SPDX-License-Identifier: GPL-3.0-or-later
// `Endpoint`: an address and port as bytes, read from what a record has as text. Thread: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bascule::exporting {

struct Endpoint {
  std::string address{};  ///< 4 or 16 bytes, network order
  std::uint16_t port = 0;

  bool isV6() const { return address.size() == 16; }
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// `192.0.2.1:8080`, `[2001:db8::1]:8080`, also without port; `localhost` is a loopback address. Nothing for
/// other names.
std::optional<Endpoint> parseEndpoint(std::string_view text);
/// `192.0.2.1:8080` or `[2001:db8::1]:8080`; empty for an address of another length.
std::string endpointText(const Endpoint& endpoint);
/// The port behind the last colon of an authority; `fallback` if there is none.
std::uint16_t portOf(std::string_view authority, std::uint16_t fallback);

}  // namespace bascule::exporting
