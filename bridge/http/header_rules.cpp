// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/http/header_rules.h"

#include <algorithm>
#include <array>
#include <utility>

#include "bridge/base/ascii.h"

namespace bascule::http {
namespace {

constexpr std::array<std::pair<int, std::string_view>, 28> kReasons = {{
    {200, "OK"},
    {202, "Accepted"},
    {204, "No Content"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {499, "Client Closed Request"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {511, "Network Authentication Required"},
}};

constexpr std::array<std::string_view, 6> kConnectionFields = {
    "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "trailer"};

constexpr bool isTokenChar(char c) {
  if (ascii::isDigit(c) || (ascii::toLower(c) >= 'a' && ascii::toLower(c) <= 'z')) return true;
  return std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

constexpr bool isAuthorityChar(char c) {
  if (ascii::isDigit(c) || (ascii::toLower(c) >= 'a' && ascii::toLower(c) <= 'z')) return true;
  return std::string_view("-._~%!$&'()*+,;=:[]").find(c) != std::string_view::npos;
}

constexpr bool isTargetChar(char c) { return c > 0x20 && c < 0x7f && c != '#'; }

std::optional<Refusal> checkTarget(std::string_view method, std::string_view target, const Limits& limits) {
  if (target.size() > limits.targetBytes || target.substr(0, target.find('?')).size() > kMaxPathBytes) {
    return Refusal{414, "The request target is longer than this server accepts."};
  }
  const bool asterisk = target == "*" && method == "OPTIONS";
  if (!asterisk && (target.empty() || target[0] != '/')) {
    return Refusal{400, "The request target must start with a slash."};
  }
  if (!std::ranges::all_of(target, isTargetChar)) {
    return Refusal{400, "The request target contains a character that is not allowed."};
  }
  return std::nullopt;
}

}  // namespace

bool HeaderMeter::admit(std::size_t nameSize, std::size_t valueSize) {
  const ByteCount cost = nameSize + valueSize + 32;  // RFC 9113 section 6.5.2
  if (exceeded_ || fieldsLeft_ == 0 || cost > bytesLeft_) {
    exceeded_ = true;
    return false;
  }
  --fieldsLeft_;
  bytesLeft_ -= cost;
  return true;
}

HeaderMeter meterFor(bool requests, const Limits& limits) {
  return {requests ? limits.requestHeaderFields : limits.responseHeaderFields, limits.headerListBytes};
}

std::optional<Refusal> checkRequest(std::string_view method, std::string_view authority,
                                    std::string_view target, const Limits& limits) {
  if (method == "CONNECT") return Refusal{405, "CONNECT is not allowed: this is no tunnel."};
  if (!isToken(method)) return Refusal{400, "The request method is not a token."};
  if (authority.empty()) return Refusal{400, "The request names no host."};
  if (!isAuthority(authority)) return Refusal{400, "The host of the request is malformed."};
  return checkTarget(method, target, limits);
}

Refusal headerListTooLarge() { return {431, "The header list is larger than this server accepts."}; }

Limit limitOf(const Refusal& refusal) {
  if (refusal.status == 431 || refusal.status == 414) return Limit::HeaderList;
  return refusal.status == 408 ? Limit::HeaderTimeout : Limit::BadRequest;
}

std::string_view reasonPhrase(int status) {
  const auto found = std::ranges::find(kReasons, status, &std::pair<int, std::string_view>::first);
  return found == kReasons.end() ? "Unknown" : found->second;
}

bool isToken(std::string_view text) { return !text.empty() && std::ranges::all_of(text, isTokenChar); }

bool isFieldValue(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return (c >= 0 && c < 0x20 && c != '\t') || c == 0x7f; });
}

bool isAuthority(std::string_view text) {
  return !text.empty() && text.size() <= 255 + 8 && std::ranges::all_of(text, isAuthorityChar);
}

bool isConnectionField(std::string_view lowerName) {
  return std::ranges::find(kConnectionFields, lowerName) != kConnectionFields.end();
}

}  // namespace bascule::http
