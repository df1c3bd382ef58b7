// SPDX-License-Identifier: GPL-3.0-or-later
// `CorsRules`: which web pages may call through the bridge, and the header fields that tell their browsers.
//
// Answers preflights, and lists for each answer the fields that really stand in it, so that a page sees every
// `trailer-` field without anybody naming it. Translation rules, "CORS preset"; robustness B2 to B4.
// Thread: immutable values and pure functions.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/error.h"
#include "bridge/http/http_events.h"
#include "bridge/rpc/detect.h"

namespace bascule::translate {

class CorsRules {
 public:
  /// No page may call, and no answer says anything about it.
  CorsRules() = default;
  /// `origins`: `https://app.example[:port]`; `localhost` for every page of this machine; `*` for every page
  /// that has an origin; `null` for those that have none (files, sandboxed frames), which `*` leaves out
  /// because anybody can make one. Error InvalidInput `cors_origin_invalid`.
  static Result<CorsRules> create(const std::vector<std::string>& origins);

  /// False without any origin: answers then leave as they are.
  bool enabled() const { return any_ || loopback_ || !named_.empty(); }
  bool allows(std::string_view origin) const;

  /// The answer to a preflight, or why the page may not call (cause `origin_not_allowed`).
  std::expected<http::ResponseHead, rpc::Refusal> answerPreflight(const http::RequestHead& head) const;
  /// Fields of an answer to a request with the fields `request`; a server's own CORS fields are replaced.
  http::HeadersPtr withCors(const http::HeadersPtr& answer, const http::Headers& request) const;
  /// A GET needs no preflight: one that another site's page makes is refused here unless its origin is
  /// allowed (cause `cross_site_get`).
  std::optional<rpc::Refusal> refusalOfGet(const http::RequestHead& head) const;

 private:
  void addAllowed(std::string_view origin, http::Headers& headers) const;

  bool any_ = false;
  bool loopback_ = false;
  std::vector<std::string> named_;
};

/// OPTIONS with `origin` and `access-control-request-method` (Fetch standard, "CORS-preflight request").
bool isPreflight(const http::RequestHead& head);

}  // namespace bascule::translate
