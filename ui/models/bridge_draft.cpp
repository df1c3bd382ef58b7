// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/bridge_draft.h"

#include <algorithm>
#include <array>

namespace bascule::ui {
namespace {

using proxy::BridgeConfig;
using proxy::ListenAddress;
using proxy::UpstreamRoute;

struct TextField {
  Setting setting;
  std::string_view flag;
  std::string BridgeDraft::* draft;
  std::string BridgeConfig::* config;
};
constexpr std::array<TextField, 7> kTexts = {
    {{Setting::TlsCert, "tls-cert", &BridgeDraft::tlsCert, &BridgeConfig::tlsCertificate},
     {Setting::TlsKey, "tls-key", &BridgeDraft::tlsKey, &BridgeConfig::tlsKey},
     {Setting::TlsClientCa, "tls-client-ca", &BridgeDraft::tlsClientCa, &BridgeConfig::tlsClientCa},
     {Setting::UpstreamCa, "upstream-ca", &BridgeDraft::upstreamCa, &BridgeConfig::upstreamCa},
     {Setting::UpstreamCert, "upstream-cert", &BridgeDraft::upstreamCert, &BridgeConfig::upstreamCert},
     {Setting::UpstreamKey, "upstream-key", &BridgeDraft::upstreamKey, &BridgeConfig::upstreamKey},
     {Setting::UpstreamName, "upstream-server-name", &BridgeDraft::upstreamName,
      &BridgeConfig::upstreamServerName}}};

std::vector<std::string> textsOf(const std::vector<ListenAddress>& addresses) {
  std::vector<std::string> out;
  out.reserve(addresses.size());
  for (const ListenAddress& address : addresses) out.push_back(address.text());
  return out;
}

class Checker {
 public:
  Checker(const BridgeDraft& draft, const BridgeConfig& base) : draft_(draft), base_(base), config_(base) {}

  CheckedDraft check() {
    checkListeners();
    checkServers();
    for (const TextField& field : kTexts) config_.*field.config = draft_.*field.draft;
    config_.upstreamInsecure = draft_.upstreamInsecure;
    checkTls();
    if (out_.faults.empty()) checkEachServer();
    if (out_.faults.empty()) {
      if (const auto valid = proxy::validate(config_); valid)
        out_.config = std::move(config_);
      else
        out_.faults.push_back({Setting::None, 0, valid.error().cause, valid.error().message});
    }
    return std::move(out_);
  }

 private:
  void add(Setting setting, std::size_t index, const char* cause) {
    out_.faults.push_back({setting, index, cause, {}});
  }

  void checkListeners() {
    if (draft_.listen.empty()) add(Setting::None, 0, "listen_missing");
    std::vector<ListenAddress> addresses;
    for (std::size_t i = 0; i < draft_.listen.size(); ++i) {
      const auto address = ListenAddress::parse(draft_.listen[i]);
      if (!address)
        add(Setting::Listen, i, "listen_invalid");
      else if (address->port != 0 && std::ranges::find(addresses, *address) != addresses.end())
        add(Setting::Listen, i, "listen_twice");
      if (address) addresses.push_back(*address);
    }
    // The default is no list of its own: without IPv6 it is one address.
    const bool standard = addresses == listenOrDefault(BridgeConfig());
    config_.listen = standard ? std::vector<ListenAddress>() : std::move(addresses);
  }

  void checkServers() {
    std::vector<UpstreamRoute> routes;
    for (std::size_t i = 0; i < draft_.servers.size(); ++i) {
      const ServerDraft& server = draft_.servers[i];
      const bool badPrefix =
          !server.prefix.empty() &&
          (!server.prefix.starts_with('/') || server.prefix.find_first_of("= \t") != std::string::npos);
      if (badPrefix) add(Setting::Prefix, i, "prefix_invalid");
      const auto twin = std::find_if(routes.begin(), routes.end(), [&](const UpstreamRoute& route) {
        return route.prefix == server.prefix;
      });
      if (twin != routes.end())
        add(Setting::Prefix, i, server.prefix.empty() ? "route_rest_twice" : "route_duplicate");
      if (server.url.empty())
        add(Setting::Url, i, "upstream_missing");
      else if (!proxy::UpstreamUrl::parse(server.url))
        add(Setting::Url, i, "upstream_invalid");
      routes.push_back(routeOf(server));
    }
    if (routes.empty()) return add(Setting::None, 0, "upstream_missing");
    settle(std::move(routes));
  }

  /// What a field does not show of a server stays as it was.
  UpstreamRoute routeOf(const ServerDraft& server) const {
    UpstreamRoute route{server.prefix, server.url, server.protocol, server.http};
    for (const UpstreamRoute& before : base_.routes) {
      if (before.prefix != route.prefix) continue;
      route.connectTimeout = before.connectTimeout;
      route.maxStreams = before.maxStreams;
    }
    return route;
  }

  /// What all servers have in common is the bridge's.
  void settle(std::vector<UpstreamRoute> routes) {
    const UpstreamRoute first = routes.front();
    const bool oneProtocol = std::ranges::all_of(
        routes, [&](const UpstreamRoute& route) { return route.protocol == first.protocol; });
    const bool oneHttp =
        std::ranges::all_of(routes, [&](const UpstreamRoute& route) { return route.http == first.http; });
    config_.serverProtocol = oneProtocol ? *first.protocol : base_.serverProtocol;
    config_.upstreamHttp = oneHttp ? *first.http : base_.upstreamHttp;
    for (UpstreamRoute& route : routes) {
      if (oneProtocol || *route.protocol == config_.serverProtocol) route.protocol.reset();
      if (oneHttp || *route.http == config_.upstreamHttp) route.http.reset();
    }
    config_.upstream = first.url;
    const UpstreamRoute plain{"", first.url, std::nullopt, std::nullopt};
    config_.routes =
        routes.size() == 1 && routes.front() == plain ? std::vector<UpstreamRoute>() : std::move(routes);
  }

  void checkTls() {
    const auto pair = [&](Setting certificate, const std::string& file, Setting key,
                          const std::string& keyFile) {
      if (file.empty() != keyFile.empty()) add(file.empty() ? certificate : key, 0, "tls_incomplete");
    };
    pair(Setting::TlsCert, draft_.tlsCert, Setting::TlsKey, draft_.tlsKey);
    pair(Setting::UpstreamCert, draft_.upstreamCert, Setting::UpstreamKey, draft_.upstreamKey);
    if (!draft_.tlsClientCa.empty() && draft_.tlsCert.empty() && draft_.tlsKey.empty())
      add(Setting::TlsCert, 0, "tls_client_ca_alone");
    if (draft_.upstreamInsecure && !draft_.upstreamCa.empty())
      add(Setting::UpstreamInsecure, 0, "tls_insecure_ca");
  }

  /// As if each were the only one, so that all that is wrong is seen at once.
  void checkEachServer() {
    const std::vector<UpstreamRoute> routes = proxy::routesOf(config_);
    for (std::size_t i = 0; i < routes.size(); ++i) {
      const auto valid = proxy::validate(configOf(config_, routes[i]));
      if (valid) continue;
      const Error& error = valid.error();
      if (error.cause == "upstream_is_self")
        add(Setting::Url, i, "upstream_is_self");
      else if (error.cause == "grpc_needs_http2")
        add(Setting::Protocol, i, "grpc_needs_http2");
      else if (error.cause == "upstream_tls_unused")
        add(Setting::Url, i, "upstream_tls_unused");
    }
  }

  const BridgeDraft& draft_;
  const BridgeConfig& base_;
  BridgeConfig config_;
  CheckedDraft out_;
};

}  // namespace

std::string& BridgeDraft::text(Setting setting) {
  const auto* const field = std::ranges::find(kTexts, setting, &TextField::setting);
  return this->*field->draft;
}

BridgeDraft draftOf(const BridgeConfig& config) {
  BridgeDraft draft;
  draft.listen = textsOf(listenOrDefault(config));
  for (const UpstreamRoute& route : proxy::routesOf(config)) {
    draft.servers.push_back({route.prefix, route.url, route.protocol.value_or(config.serverProtocol),
                             route.http.value_or(config.upstreamHttp)});
  }
  for (const TextField& field : kTexts) draft.*field.draft = config.*field.config;
  draft.upstreamInsecure = config.upstreamInsecure;
  return draft;
}

CheckedDraft checkDraft(const BridgeDraft& draft, const BridgeConfig& base) {
  return Checker(draft, base).check();
}

std::vector<DraftFault> faultsOf(const std::vector<proxy::SettingFault>& found, const BridgeDraft& draft) {
  std::vector<DraftFault> out;
  for (const proxy::SettingFault& fault : found) {
    const auto* const field = std::ranges::find(kTexts, fault.flag, &TextField::flag);
    DraftFault at{field == kTexts.end() ? Setting::None : field->setting, 0, fault.error.cause,
                  fault.error.message, fault.other};
    for (std::size_t i = 0; fault.flag == "listen" && i < draft.listen.size(); ++i) {
      const auto address = ListenAddress::parse(draft.listen[i]);
      if (address && address->text() == fault.value) at.setting = Setting::Listen, at.index = i;
    }
    out.push_back(std::move(at));
  }
  return out;
}

std::vector<SettingGroup> changedGroups(const BridgeConfig& before, const BridgeConfig& after) {
  BridgeConfig left =
      before;  // group by group made the same; what is still different then is another setting
  std::vector<SettingGroup> out;
  const auto take = [&](SettingGroup group, auto... members) {
    const bool same = ((left.*members == after.*members) && ...);
    if (!same) out.push_back(group);
    ((left.*members = after.*members), ...);
  };
  using C = BridgeConfig;
  take(SettingGroup::Listeners, &C::listen);
  take(SettingGroup::Servers, &C::upstream, &C::routes, &C::serverProtocol, &C::upstreamHttp);
  take(SettingGroup::ListenerTls, &C::tlsCertificate, &C::tlsKey, &C::tlsClientCa);
  take(SettingGroup::ServerTls, &C::upstreamCa, &C::upstreamCert, &C::upstreamKey, &C::upstreamServerName,
       &C::upstreamInsecure);
  take(SettingGroup::Schemas, &C::schemaPaths, &C::protoPaths, &C::reflection);
  if (!(left == after)) out.push_back(SettingGroup::Others);
  return out;
}

}  // namespace bascule::ui
