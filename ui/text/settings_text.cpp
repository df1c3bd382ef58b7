// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/settings_text.h"

#include <QStringList>
#include <algorithm>
#include <array>

#include "ui/text/display.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

// In the order of Setting.
constexpr std::array<SettingText, kSettings> kFields = {{
    {Setting::Listen, english("Listen on"), "127.0.0.1:8080",
     english("Address and port that clients connect to; :8080 is all addresses, port 0 a free one")},
    {Setting::Prefix, english("Prefix"), english("all other calls"),
     english("How the paths of the calls begin that go to this server, as /acme.shop.v1.; the longest wins")},
    {Setting::Url, english("Server"), "http://localhost:8081",
     english("Where calls go: http:// in cleartext, https:// over TLS")},
    {Setting::Protocol, english("Protocol"), "",
     english("What the server is spoken to in; Auto asks it, Same leaves calls as they are")},
    {Setting::TlsCert, english("Certificate"), english("none: cleartext only"),
     english("PEM certificate of the listeners, with its chain; cleartext stays possible on the same port")},
    {Setting::TlsKey, english("Private key"), english("none"),
     english("PEM private key of that certificate")},
    {Setting::TlsClientCa, english("Client authority"), english("none: clients need no certificate"),
     english("PEM certificates; clients must show one that these signed, and cleartext is refused")},
    {Setting::UpstreamCa, english("Authority"), english("the system's"),
     english("PEM certificates that sign the server's")},
    {Setting::UpstreamCert, english("Certificate"), english("none"),
     english("PEM certificate for a server that asks for one, with its chain")},
    {Setting::UpstreamKey, english("Private key"), english("none"),
     english("PEM private key of that certificate")},
    {Setting::UpstreamName, english("Server name"), english("the host of its address"),
     english("Name in the server's certificate")},
    {Setting::UpstreamInsecure, "", "", english("Take every certificate of the server: for tests only")},
    {Setting::None, "", "", ""},
}};

struct WordAndTip {
  std::string_view words;
  std::string_view tip;
};
// In the order of SettingWord.
constexpr std::array<WordAndTip, kSettingWords> kWords = {{
    {english("Where clients connect"), ""},
    {english("Where calls go"), ""},
    {english("TLS towards clients"), ""},
    {english("TLS towards servers"), ""},
    {english("The same as a command line"), ""},
    {english("Start"), english("Start the bridge with these settings (Ctrl+E)")},
    {english("Stop"), english("Stop the bridge; open calls end (Ctrl+E)")},
    {english("Apply"), english("Put these settings in force without dropping a call (Ctrl+Return)")},
    {english("Revert"), english("Back to the settings that are in force")},
    {english("Save as file…"), english("Save these settings as a file for --config (Ctrl+Alt+W)")},
    {english("Copy"), english("Copy the command line")},
    {english("Add address"), english("Listen at one more address")},
    {english("Add server"), english("Send the calls of a prefix to one more server")},
    {english("Remove"), english("Remove this line")},
    {english("Choose…"), english("Choose the file")},
    {english("Take every certificate"), english("Take every certificate of the server: for tests only")},
    {english("Choose a PEM file"), ""},
    {english("PEM files (*.pem *.crt *.cer *.key);;All files (*)"), ""},
    {english("Save settings"), ""},
    {english("Configuration files (*.yaml *.yml);;All files (*)"), ""},
    {english("The demo brings its own server: stop it to send calls elsewhere."), ""},
    {english("Settings saved as %1: bascule --config reads them"), ""},
    {english("Settings saved as %1, but flags of the command line say something else and win over the file"),
     ""},
    {english("Command line copied"), ""},
    {english("This window shows recorded sessions; the bridge is in the first one."), ""},
}};

constexpr std::array<std::string_view, 5> kProtocols = {english("Auto"), "gRPC", "Connect", "gRPC-Web",
                                                        english("Same")};
constexpr std::array<std::string_view, 3> kHttp = {english("HTTP auto"), "HTTP/1.1", "HTTP/2"};

struct FaultWords {
  std::string_view cause;
  std::string_view words;
};
constexpr std::array<FaultWords, 14> kFaults = {{
    {"listen_missing", english("Clients need an address to connect to: add one.")},
    {"listen_invalid",
     english("Write an address and a port, as 127.0.0.1:8080, or :8080 for all addresses.")},
    {"listen_twice", english("This address stands here twice: remove one.")},
    {"prefix_invalid", english("A prefix begins with / and has no spaces or =, as /acme.shop.v1.")},
    {"route_duplicate", english("Another server has this prefix: the calls can only go to one.")},
    {"route_rest_twice",
     english("Another server takes all other calls already: say which prefix goes here.")},
    {"upstream_missing", english("Say where the server is, as http://localhost:8081.")},
    {"upstream_invalid", english("Write http://HOST:PORT, or https://HOST:PORT for TLS.")},
    {"upstream_is_self", english("The bridge itself listens there: calls would go round in circles.")},
    {"upstream_tls_unused",
     english("Certificates are named below, but this is cleartext: write https://, or leave them out.")},
    {"grpc_needs_http2", english("HTTP/1.1 cannot carry gRPC: choose HTTP/2, or another protocol.")},
    {"tls_incomplete", english("Certificate and key belong together: name both.")},
    {"tls_client_ca_alone",
     english("Clients can only be asked for certificates over TLS: name certificate and key.")},
    {"tls_insecure_ca", english("Every certificate or only those of the authority: leave one out.")},
}};
constexpr auto kCauses = [] {
  std::array<std::string_view, kFaults.size()> causes;
  std::ranges::transform(kFaults, causes.begin(), &FaultWords::cause);
  return causes;
}();

// In the order of SettingGroup.
constexpr std::array<std::string_view, kSettingGroups> kGroups = {
    english("where clients connect"), english("where calls go"), english("TLS towards clients"),
    english("TLS towards servers"),   english("the schema"),     english("other settings")};

QString addressList(const std::vector<proxy::ListenAddress>& addresses) {
  QStringList list;
  for (const proxy::ListenAddress& address : addresses) list += display(address.text());
  return list.join(QStringLiteral(", "));
}

std::vector<proxy::ListenAddress> without(std::vector<proxy::ListenAddress> addresses,
                                          const std::vector<proxy::ListenAddress>& others) {
  std::erase_if(addresses,
                [&](const auto& address) { return std::ranges::find(others, address) != others.end(); });
  return addresses;
}

/// What changed about the listeners, as parts of a sentence.
QStringList listenerParts(const proxy::BridgeConfig& before, const proxy::BridgeConfig& after) {
  QStringList parts;
  const auto opened = without(listenOrDefault(after), listenOrDefault(before));
  const auto closed = without(listenOrDefault(before), listenOrDefault(after));
  if (!opened.empty()) parts += Words::tr("listening on %1").arg(addressList(opened));
  if (!closed.empty()) parts += Words::tr("%1 closed for new clients").arg(addressList(closed));
  return parts;
}

QString serversPart(const proxy::BridgeConfig& after) {
  QStringList urls;
  for (const proxy::UpstreamRoute& route : proxy::routesOf(after)) urls += display(route.url);
  return Words::tr("calls go to %1").arg(urls.join(QStringLiteral(", ")));
}

}  // namespace

const SettingText& settingText(Setting setting) { return kFields[static_cast<std::size_t>(setting)]; }
QString settingWords(SettingWord word) { return Words::of(kWords[static_cast<std::size_t>(word)].words); }
QString settingTip(SettingWord word) { return Words::of(kWords[static_cast<std::size_t>(word)].tip); }
std::span<const std::string_view> protocolChoices() { return kProtocols; }
std::span<const std::string_view> httpChoices() { return kHttp; }
std::span<const std::string_view> faultCauses() { return kCauses; }

QString faultText(const DraftFault& fault) {
  const auto* const known = std::ranges::find(kFaults, fault.cause, &FaultWords::cause);
  if (fault.detail.empty() && known != kFaults.end()) return Words::of(known->words);
  const QString text = display(fault.detail);
  return text.endsWith(QLatin1Char('.')) ? text : text + QLatin1Char('.');
}

QString otherAddressText(const proxy::ListenAddress& other) {
  return Words::tr("Use %1").arg(display(other.text()));
}

QString bridgeStateText(const std::vector<std::string>& listen, bool running, bool demo) {
  if (!running) return Words::tr("The bridge is stopped");
  QStringList addresses;
  for (const std::string& address : listen) addresses += display(address);
  const QString text = demo ? Words::tr("The bridge and the demo run, listening on %1")
                            : Words::tr("The bridge runs, listening on %1");
  return text.arg(addresses.join(QStringLiteral(", ")));
}

QString pendingText(std::size_t faults, const std::vector<SettingGroup>& changed, bool running) {
  if (faults > 0) {
    return Words::tr("%1 fields are wrong; what is in force stays.", nullptr, Words::form(faults))
        .arg(faults);
  }
  if (changed.empty())
    return running ? Words::tr("These settings are in force.") : Words::tr("Ready to start.");
  QStringList names;
  for (const SettingGroup group : changed) names += Words::of(kGroups[static_cast<std::size_t>(group)]);
  return Words::tr("Changed, not in force yet: %1.").arg(names.join(QStringLiteral(", ")));
}

QString appliedText(const proxy::BridgeConfig& before, const proxy::BridgeConfig& after,
                    std::uint32_t inFlight, const std::vector<std::string>& restart) {
  QStringList parts;
  for (const SettingGroup group : changedGroups(before, after)) {
    if (group == SettingGroup::Listeners)
      parts += listenerParts(before, after);
    else if (group == SettingGroup::Servers)
      parts += serversPart(after);
    else
      parts += Words::of(kGroups[static_cast<std::size_t>(group)]);
  }
  QString text = parts.isEmpty() ? Words::tr("Nothing has changed.")
                                 : Words::tr("In force now: %1.").arg(parts.join(QStringLiteral("; ")));
  if (inFlight > 0)
    text += Words::tr(" %1 open calls go on as they began.", nullptr, Words::form(inFlight)).arg(inFlight);
  for (const std::string& flag : restart) text += Words::tr(" --%1 needs a restart.").arg(display(flag));
  return text;
}

QString onlyInFileText() {
  return Words::tr(
      "A protocol or HTTP version of one of several servers has no flag: save the settings as a file.");
}

}  // namespace bascule::ui
