// SPDX-License-Identifier: GPL-3.0-or-later
// `BridgeDraft`: settings of the bridge as they stand in the fields of a page: text that may be wrong. From a
// BridgeConfig and back, with everything that is wrong and the field it is in. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bridge/proxy/bridge_config.h"

namespace bascule::ui {

/// A field of the page. Those of a server and of listeners are there several times.
enum class Setting : std::uint8_t {
  Listen,
  Prefix,
  Url,
  Protocol,
  TlsCert,
  TlsKey,
  TlsClientCa,
  UpstreamCa,
  UpstreamCert,
  UpstreamKey,
  UpstreamName,
  UpstreamInsecure,
  None,  ///< about none of them
};
inline constexpr int kSettings = 13;

struct ServerDraft {
  std::string prefix;  ///< empty: all other calls
  std::string url;
  rpc::ServerProtocol protocol = rpc::ServerProtocol::Auto;
  proxy::UpstreamHttp http = proxy::UpstreamHttp::Auto;
  friend bool operator==(const ServerDraft&, const ServerDraft&) = default;
};

struct BridgeDraft {
  std::vector<std::string> listen;
  std::vector<ServerDraft> servers;
  std::string tlsCert, tlsKey, tlsClientCa;
  std::string upstreamCa, upstreamCert, upstreamKey, upstreamName;
  bool upstreamInsecure = false;
  friend bool operator==(const BridgeDraft&, const BridgeDraft&) = default;

  /// The text of a field that is there once.
  std::string& text(Setting setting);
};

/// Something wrong with a field.
struct DraftFault {
  Setting setting = Setting::None;
  std::size_t index = 0;  ///< of the listener or server
  std::string cause;
  std::string detail;  ///< what the machine says about it; empty for what can be seen in the text
  std::optional<proxy::ListenAddress> other =
      std::nullopt;  ///< for an address that is taken: one that is free
  friend bool operator==(const DraftFault&, const DraftFault&) = default;
};

struct CheckedDraft {
  std::optional<proxy::BridgeConfig> config;  ///< if nothing is wrong
  std::vector<DraftFault> faults;
};

BridgeDraft draftOf(const proxy::BridgeConfig& config);
/// What the draft says about the bridge, with everything else as in `base`.
CheckedDraft checkDraft(const BridgeDraft& draft, const proxy::BridgeConfig& base);
/// What was found by looking at the machine, with the field of `draft` it is about.
std::vector<DraftFault> faultsOf(const std::vector<proxy::SettingFault>& found, const BridgeDraft& draft);

/// The groups of settings in which two configurations differ.
enum class SettingGroup : std::uint8_t { Listeners, Servers, ListenerTls, ServerTls, Schemas, Others };
inline constexpr int kSettingGroups = 6;
std::vector<SettingGroup> changedGroups(const proxy::BridgeConfig& before, const proxy::BridgeConfig& after);

}  // namespace bascule::ui
