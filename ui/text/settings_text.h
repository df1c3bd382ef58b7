// SPDX-License-Identifier: GPL-3.0-or-later
// The page of the bridge in words: fields, what can be wrong with them, what applying does. Pure functions.
#pragma once

#include <QString>
#include <span>
#include <string_view>

#include "ui/models/bridge_draft.h"

namespace bascule::ui {

/// A field: its caption, its name for a screen reader, what stands in it while it is empty, its tool tip.
struct SettingText {
  Setting setting;
  std::string_view caption;
  std::string_view hint;
  std::string_view tip;
};
const SettingText& settingText(Setting setting);

enum class SettingWord : std::uint8_t {
  Clients,
  Servers,
  ListenerTls,
  ServerTls,
  CommandLine,
  Start,
  Stop,
  Apply,
  Revert,
  Save,
  Copy,
  AddListener,
  AddServer,
  Remove,
  Choose,
  Insecure,
  ChooseFile,
  FileFilter,
  SaveFile,
  SaveFilter,
  Demo,
  Saved,
  SavedOutdone,  ///< flags of the command line win over what was saved
  Copied,
  NoBridge,
};
inline constexpr int kSettingWords = 25;
QString settingWords(SettingWord word);
QString settingTip(SettingWord word);

/// What the choice of a protocol towards a server says, in the order of rpc::ServerProtocol.
std::span<const std::string_view> protocolChoices();
/// The same for proxy::UpstreamHttp.
std::span<const std::string_view> httpChoices();

/// The causes that a draft can be refused for.
std::span<const std::string_view> faultCauses();
/// What is wrong, and what to write instead; a fault that the machine found has its own words in `detail`.
QString faultText(const DraftFault& fault);
/// `Use 127.0.0.1:8081`
QString otherAddressText(const proxy::ListenAddress& other);
/// The bridge as one sentence above the fields.
QString bridgeStateText(const std::vector<std::string>& listen, bool running, bool demo);
/// What the footer says: how many fields are wrong, what would change, or that nothing would.
QString pendingText(std::size_t faults, const std::vector<SettingGroup>& changed, bool running);
/// What was put in force. `inFlight` calls go on; `restart`: flags that need one.
QString appliedText(const proxy::BridgeConfig& before, const proxy::BridgeConfig& after,
                    std::uint32_t inFlight, const std::vector<std::string>& restart);
/// Why there is no command line for these settings.
QString onlyInFileText();

}  // namespace bascule::ui
