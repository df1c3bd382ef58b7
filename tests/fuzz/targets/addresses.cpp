// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses, servers, limits, hosts and origins as users and clients write them. Which hosts may be asked for
// is decided a second time, slowly, by other means.
#include "bridge/base/host_name.h"
#include "bridge/proxy/bridge_config.h"
#include "bridge/proxy/host_rules.h"
#include "bridge/proxy/router.h"
#include "bridge/translate/cors.h"
#include "tests/fuzz/harness.h"

namespace bascule::fuzz {
namespace {

/// A name that leads nowhere else, told from its end rather than by parsing.
bool looksLoopback(std::string_view authority) {
  std::string name;
  for (const char c : authority) name += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  if (name.starts_with("[::1]")) return true;
  if (const auto colon = name.find(':'); colon != std::string::npos) name.resize(colon);
  if (name.ends_with('.')) name.pop_back();
  return name == "localhost" || name == "127.0.0.1" || name.ends_with(".localhost");
}

void hosts(std::string_view authority) {
  const proxy::HostRules strict(true, {});
  require(!strict.allows(authority) || looksLoopback(authority), "only loopback names are let in");
}

void addresses(std::string_view text) {
  using namespace proxy;
  if (const auto address = ListenAddress::parse(text)) {
    const auto again = ListenAddress::parse(address->text());
    require(again && *again == *address, "an address reads back");
  }
  if (const auto url = UpstreamUrl::parse(text)) {
    const auto again = UpstreamUrl::parse(url->text());
    require(again && again->text() == url->text(), "a URL reads back");
    require(!url->host.empty() && url->port != 0, "a URL has host and port");
  }
  if (const auto route = UpstreamRoute::parse(text)) {
    const auto again = UpstreamRoute::parse(route->text());
    require(again && *again == *route, "a server reads back");
  }
}

void limits(std::string_view text) {
  const auto equals = std::min(text.find('='), text.size());
  proxy::BridgeConfig config;
  const auto value = text.substr(std::min(equals + 1, text.size()));
  if (proxy::setLimit(config, text.substr(0, equals), value)) static_cast<void>(proxy::validate(config));
}

void origins(std::string_view text) {
  http::RequestHead head;
  head.headers = std::make_shared<const http::Headers>(
      http::Headers{{"origin", text}, {"access-control-request-method", "POST"}, {"sec-fetch-site", text}});
  head.method = "OPTIONS";
  const auto localhost = translate::CorsRules::create({"localhost"});
  require(localhost.has_value(), "localhost is an origin");
  static_cast<void>(localhost->answerPreflight(head));
  static_cast<void>(localhost->refusalOfGet(head));
  static_cast<void>(translate::CorsRules::create({std::string(text)}));
}

}  // namespace

void target(Input& input) {
  const auto text = input.rest();
  hosts(text);
  addresses(text);
  limits(text);
  origins(text);
  const proxy::Router router({std::string(text), "/a."});
  require(router.route("/a.B/C").has_value(), "a prefix is found");
}

}  // namespace bascule::fuzz
