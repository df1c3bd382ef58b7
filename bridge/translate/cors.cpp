// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/translate/cors.h"

#include <algorithm>
#include <array>
#include <memory>

#include "bridge/base/ascii.h"
#include "bridge/base/host_name.h"
#include "bridge/http/header_rules.h"

namespace bascule::translate {
namespace {

constexpr std::string_view kMethods = "GET, POST";
constexpr std::string_view kMaxAge = "7200";  // seconds; the longest that Chromium keeps
constexpr std::string_view kVary = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";
constexpr std::string_view kCorsPrefix = "access-control-";

// What the three protocols' clients send; a page may ask for more.
constexpr std::string_view kRequestFields =
    "Content-Type, Connect-Protocol-Version, Connect-Timeout-Ms, Grpc-Timeout, X-Grpc-Web, X-User-Agent";
constexpr std::array<std::string_view, 6> kRequestFieldNames = {
    "content-type", "connect-protocol-version", "connect-timeout-ms", "grpc-timeout", "x-grpc-web",
    "x-user-agent"};

// Named in every answer: a gRPC-Web client looks for them whether or not they are there.
constexpr std::string_view kExposed = "Grpc-Status, Grpc-Message, Grpc-Status-Details-Bin";

// Not listed: in kExposed already, readable without it (Fetch, "CORS-safelisted response-header name"), or
// not meant for the page.
constexpr std::array<std::string_view, 18> kNotListed = {
    "grpc-status",   "grpc-message",     "grpc-status-details-bin",
    "cache-control", "content-language", "content-length",
    "content-type",  "expires",          "last-modified",
    "pragma",        "content-encoding", "date",
    "server",        "set-cookie",       "trailer",
    "vary",          "alt-svc",          "x-content-type-options"};

const rpc::Refusal kOriginNotAllowed{
    403, "", "", "Pages of this origin may not call here; start bascule with --cors-origin ORIGIN.",
    "origin_not_allowed"};
const rpc::Refusal kCrossSiteGet{
    403, "", "", "A page of another site may not call with GET; start bascule with --cors-origin ORIGIN.",
    "cross_site_get"};

bool oneOf(std::string_view name, const auto& names) { return std::ranges::find(names, name) != names.end(); }

struct OriginParts {
  std::string_view scheme;
  std::string_view authority;
};

/// `scheme://authority` with nothing behind it.
std::optional<OriginParts> split(std::string_view origin) {
  const auto mark = origin.find("://");
  if (mark == std::string_view::npos || mark == 0) return std::nullopt;
  const OriginParts parts{origin.substr(0, mark), origin.substr(mark + 3)};
  const auto schemeCharacter = [](char c) {
    return (c >= 'a' && c <= 'z') || ascii::isDigit(c) || c == '+' || c == '-' || c == '.';
  };
  if (!std::ranges::all_of(parts.scheme, schemeCharacter)) return std::nullopt;
  if (parts.authority.find_first_of("/?#*") != std::string_view::npos) return std::nullopt;
  if (!http::isAuthority(parts.authority) || host::nameOf(parts.authority).empty()) return std::nullopt;
  return parts;
}

/// As a browser sends it: lower-case, without the port that the scheme implies.
std::optional<std::string> normalised(std::string_view text) {
  std::string origin = ascii::lower(text);
  if (origin.ends_with('/')) origin.pop_back();
  const auto parts = split(origin);
  if (!parts) return std::nullopt;
  const std::string_view implied = parts->scheme == "http"    ? ":80"
                                   : parts->scheme == "https" ? ":443"
                                                              : std::string_view();
  if (!implied.empty() && origin.ends_with(implied)) origin.resize(origin.size() - implied.size());
  return origin;
}

bool isLoopbackOrigin(std::string_view origin) {
  const auto parts = split(origin);
  return parts && (parts->scheme == "http" || parts->scheme == "https") &&
         host::isLoopbackName(host::nameOf(parts->authority));
}

/// The fields every client needs, then those the page asks for.
std::string allowedFields(std::string_view asked) {
  std::string list(kRequestFields);
  while (!asked.empty()) {
    const auto comma = asked.find(',');
    const std::string name = ascii::lower(ascii::trim(asked.substr(0, comma)));
    asked = comma == std::string_view::npos ? std::string_view() : asked.substr(comma + 1);
    if (http::isToken(name) && !oneOf(name, kRequestFieldNames)) list.append(", ").append(name);
  }
  return list;
}

/// Names of the fields in `headers` that a page cannot read unless they are listed.
std::string exposedFields(const http::Headers& headers) {
  std::string list(kExposed);
  std::vector<std::string_view> seen;
  for (const http::Field field : headers) {
    if (oneOf(field.name, kNotListed) || oneOf(field.name, seen) || !http::isToken(field.name)) continue;
    seen.push_back(field.name);
    list.append(", ").append(field.name);
  }
  return list;
}

}  // namespace

bool isPreflight(const http::RequestHead& head) {
  return head.method == "OPTIONS" && head.headers->contains("origin") &&
         head.headers->contains("access-control-request-method");
}

Result<CorsRules> CorsRules::create(const std::vector<std::string>& origins) {
  CorsRules rules;
  for (const std::string& text : origins) {
    if (text == "*") {
      rules.any_ = true;
    } else if (text == "localhost") {
      rules.loopback_ = true;
    } else if (text == "null") {
      rules.named_.push_back(text);
    } else if (auto origin = normalised(text)) {
      rules.named_.push_back(std::move(*origin));
    } else {
      return fail(ErrorCode::InvalidInput, "cors_origin_invalid",
                  "--cors-origin " + text +
                      ": expected an origin as https://app.example or http://localhost:5173, or one of "
                      "localhost, null, *");
    }
  }
  return rules;
}

bool CorsRules::allows(std::string_view origin) const {
  if (origin.empty()) return false;
  if (oneOf(origin, named_)) return true;
  return (any_ && split(origin)) || (loopback_ && isLoopbackOrigin(origin));
}

/// Credentials only for an origin that the user named: `*` and `localhost` stand for pages nobody knows.
void CorsRules::addAllowed(std::string_view origin, http::Headers& headers) const {
  headers.add("access-control-allow-origin", origin);
  if (origin != "null" && oneOf(origin, named_)) headers.add("access-control-allow-credentials", "true");
}

std::expected<http::ResponseHead, rpc::Refusal> CorsRules::answerPreflight(
    const http::RequestHead& head) const {
  const std::string_view origin = head.headers->find("origin").value_or("");
  if (!allows(origin)) return std::unexpected(kOriginNotAllowed);
  http::Headers headers;
  addAllowed(origin, headers);
  headers.add("access-control-allow-methods", kMethods);
  headers.add("access-control-allow-headers",
              allowedFields(head.headers->find("access-control-request-headers").value_or("")));
  headers.add("access-control-max-age", kMaxAge);
  if (head.headers->find("access-control-request-private-network") == "true") {
    headers.add("access-control-allow-private-network", "true");
  }
  headers.add("vary", kVary);
  http::ResponseHead answer;
  answer.stream = head.stream;
  answer.status = 204;
  answer.headers = std::make_shared<const http::Headers>(std::move(headers));
  answer.endStream = true;
  return answer;
}

http::HeadersPtr CorsRules::withCors(const http::HeadersPtr& answer, const http::Headers& request) const {
  if (!enabled()) return answer;
  http::Headers headers;
  for (const http::Field field : *answer) {
    if (!field.name.starts_with(kCorsPrefix)) headers.add(field.name, field.value);
  }
  const std::string_view origin = request.find("origin").value_or("");
  if (allows(origin)) {
    const std::string exposed = exposedFields(headers);
    addAllowed(origin, headers);
    headers.add("access-control-expose-headers", exposed);
  }
  // Also without an origin: a cache must not give a page the answer that somebody else got.
  headers.add("vary", "Origin");
  return std::make_shared<const http::Headers>(std::move(headers));
}

std::optional<rpc::Refusal> CorsRules::refusalOfGet(const http::RequestHead& head) const {
  if (head.method != "GET" || head.headers->find("sec-fetch-site") != "cross-site") return std::nullopt;
  if (allows(head.headers->find("origin").value_or(""))) return std::nullopt;
  return kCrossSiteGet;
}

}  // namespace bascule::translate
