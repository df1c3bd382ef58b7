// SPDX-License-Identifier: GPL-3.0-or-later
// Rules for heads that hold for both HTTP versions: sizes, characters, and what a refused request is
// answered with. RFC 9110 section 5 and 7, RFC 9113 section 8. Thread: pure functions and plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "bridge/base/bytes.h"
#include "bridge/http/http_events.h"
#include "bridge/http/limits.h"

namespace bascule::http {

/// Longest path before the `?`: a service and a method name, with room. The query has `Limits::targetBytes`.
inline constexpr std::size_t kMaxPathBytes = 4096;
/// Informational heads (1xx) swallowed before the response; a peer that sends more is refused.
inline constexpr int kMaxInformational = 10;

/// Below this a status is none (RFC 9110 section 15): the answer is malformed.
inline constexpr int kLeastStatus = 100;

/// Counts the fields of one header block as HTTP/2 does, every cookie crumb by itself.
class HeaderMeter {
 public:
  HeaderMeter() = default;
  HeaderMeter(std::uint32_t maxFields, ByteCount maxBytes) : fieldsLeft_(maxFields), bytesLeft_(maxBytes) {}
  /// False from the first field on that does not fit any more.
  bool admit(std::size_t nameSize, std::size_t valueSize);
  bool exceeded() const { return exceeded_; }

 private:
  std::uint32_t fieldsLeft_ = 0;
  ByteCount bytesLeft_ = 0;
  bool exceeded_ = false;
};

/// Meter for what `receiver` gets: requests if it is the server, responses otherwise.
HeaderMeter meterFor(bool requests, const Limits& limits);

/// What a session answers by itself when it refuses a request; the driver never hears of that request.
struct Refusal {
  int status = 400;
  std::string_view reason;  ///< one sentence for people, sent as plain text
};

/// Checks what no library does: method, path, authority. Nothing if the request is fine.
std::optional<Refusal> checkRequest(std::string_view method, std::string_view authority,
                                    std::string_view target, const Limits& limits);
/// Refusal of a header list over its limits.
Refusal headerListTooLarge();
/// What a refusal counts as.
Limit limitOf(const Refusal& refusal);
/// `Bad Request`; `Unknown` for a status without a name in the table.
std::string_view reasonPhrase(int status);

bool isToken(std::string_view text);       ///< RFC 9110 section 5.6.2
bool isFieldValue(std::string_view text);  ///< no control character but the tab
bool isAuthority(std::string_view text);   ///< host and port, without user information
/// Fields that belong to one HTTP/1.1 connection (RFC 9110 section 7.6.1) and to framing: never forwarded.
bool isConnectionField(std::string_view lowerName);

}  // namespace bascule::http
