// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/settings_text.h"

#include <QStringList>
#include <algorithm>
#include <array>

#include "ui/text/display.h"
#include "ui/text/format.h"

namespace bascule::ui {
namespace {

// In the order of Setting.
constexpr std::array<SettingText, kSettings> kFields = {{
    {Setting::Listen, "Listen on", "127.0.0.1:8080",
     "Address and port that clients connect to; :8080 is all addresses, port 0 a free one"},
    {Setting::Prefix, "Prefix", "all other calls",
     "How the paths of the calls begin that go to this server, as /acme.shop.v1.; the longest wins"},
    {Setting::Url, "Server", "http://localhost:8081",
     "Where calls go: http:// in cleartext, https:// over TLS"},
    {Setting::Protocol, "Protocol", "",
     "What the server is spoken to in; Auto asks it, Same leaves calls as they are"},
    {Setting::TlsCert, "Certificate", "none: cleartext only",
     "PEM certificate of the listeners, with its chain; cleartext stays possible on the same port"},
    {Setting::TlsKey, "Private key", "none", "PEM private key of that certificate"},
    {Setting::TlsClientCa, "Client authority", "none: clients need no certificate",
     "PEM certificates; clients must show one that these signed, and cleartext is refused"},
    {Setting::UpstreamCa, "Authority", "the system's", "PEM certificates that sign the server's"},
    {Setting::UpstreamCert, "Certificate", "none",
     "PEM certificate for a server that asks for one, with its chain"},
    {Setting::UpstreamKey, "Private key", "none", "PEM private key of that certificate"},
    {Setting::UpstreamName, "Server name", "the host of its address", "Name in the server's certificate"},
    {Setting::UpstreamInsecure, "", "", "Take every certificate of the server: for tests only"},
    {Setting::None, "", "", ""},
}};

struct Words {
  std::string_view words;
  std::string_view tip;
};
// In the order of SettingWord.
constexpr std::array<Words, kSettingWords> kWords = {{
    {"Where clients connect", ""},
    {"Where calls go", ""},
    {"TLS towards clients", ""},
    {"TLS towards servers", ""},
    {"The same as a command line", ""},
    {"Start", "Start the bridge with these settings (Ctrl+E)"},
    {"Stop", "Stop the bridge; open calls end (Ctrl+E)"},
    {"Apply", "Put these settings in force without dropping a call (Ctrl+Return)"},
    {"Revert", "Back to the settings that are in force"},
    {"Save as file…", "Save these settings as a file for --config (Ctrl+Alt+W)"},
    {"Copy", "Copy the command line"},
    {"Add address", "Listen at one more address"},
    {"Add server", "Send the calls of a prefix to one more server"},
    {"Remove", "Remove this line"},
    {"Choose…", "Choose the file"},
    {"Take every certificate", "Take every certificate of the server: for tests only"},
    {"Choose a PEM file", ""},
    {"PEM files (*.pem *.crt *.cer *.key);;All files (*)", ""},
    {"Save settings", ""},
    {"Configuration files (*.yaml *.yml);;All files (*)", ""},
    {"The demo brings its own server: stop it to send calls elsewhere.", ""},
    {"Settings saved as %1: bascule --config reads them", ""},
    {"Command line copied", ""},
    {"This window shows recorded sessions; the bridge is in the first one.", ""},
}};

constexpr std::array<std::string_view, 5> kProtocols = {"Auto", "gRPC", "Connect", "gRPC-Web", "Same"};
constexpr std::array<std::string_view, 3> kHttp = {"HTTP auto", "HTTP/1.1", "HTTP/2"};

struct FaultWords {
  std::string_view cause;
  std::string_view words;
};
constexpr std::array<FaultWords, 14> kFaults = {{
    {"listen_missing", "Clients need an address to connect to: add one."},
    {"listen_invalid", "Write an address and a port, as 127.0.0.1:8080, or :8080 for all addresses."},
    {"listen_twice", "This address stands here twice: remove one."},
    {"prefix_invalid", "A prefix begins with / and has no spaces or =, as /acme.shop.v1."},
    {"route_duplicate", "Another server has this prefix: the calls can only go to one."},
    {"route_rest_twice", "Another server takes all other calls already: say which prefix goes here."},
    {"upstream_missing", "Say where the server is, as http://localhost:8081."},
    {"upstream_invalid", "Write http://HOST:PORT, or https://HOST:PORT for TLS."},
    {"upstream_is_self", "The bridge itself listens there: calls would go round in circles."},
    {"upstream_tls_unused",
     "Certificates are named below, but this is cleartext: write https://, or leave them out."},
    {"grpc_needs_http2", "HTTP/1.1 cannot carry gRPC: choose HTTP/2, or another protocol."},
    {"tls_incomplete", "Certificate and key belong together: name both."},
    {"tls_client_ca_alone", "Clients can only be asked for certificates over TLS: name certificate and key."},
    {"tls_insecure_ca", "Every certificate or only those of the authority: leave one out."},
}};
constexpr auto kCauses = [] {
  std::array<std::string_view, kFaults.size()> causes;
  std::ranges::transform(kFaults, causes.begin(), &FaultWords::cause);
  return causes;
}();

// In the order of SettingGroup.
constexpr std::array<std::string_view, kSettingGroups> kGroups = {
    "where clients connect", "where calls go", "TLS towards clients",
    "TLS towards servers",   "the schema",     "other settings"};

QString latin(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

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
  if (!opened.empty()) parts += QStringLiteral("listening on %1").arg(addressList(opened));
  if (!closed.empty()) parts += QStringLiteral("%1 closed for new clients").arg(addressList(closed));
  return parts;
}

QString serversPart(const proxy::BridgeConfig& after) {
  QStringList urls;
  for (const proxy::UpstreamRoute& route : proxy::routesOf(after)) urls += display(route.url);
  return QStringLiteral("calls go to %1").arg(urls.join(QStringLiteral(", ")));
}

}  // namespace

const SettingText& settingText(Setting setting) { return kFields[static_cast<std::size_t>(setting)]; }
QString settingWords(SettingWord word) { return latin(kWords[static_cast<std::size_t>(word)].words); }
QString settingTip(SettingWord word) { return latin(kWords[static_cast<std::size_t>(word)].tip); }
std::span<const std::string_view> protocolChoices() { return kProtocols; }
std::span<const std::string_view> httpChoices() { return kHttp; }
std::span<const std::string_view> faultCauses() { return kCauses; }

QString faultText(const DraftFault& fault) {
  const auto* const known = std::ranges::find(kFaults, fault.cause, &FaultWords::cause);
  if (fault.detail.empty() && known != kFaults.end()) return latin(known->words);
  const QString text = display(fault.detail);
  return text.endsWith(QLatin1Char('.')) ? text : text + QLatin1Char('.');
}

QString otherAddressText(const proxy::ListenAddress& other) {
  return QStringLiteral("Use %1").arg(display(other.text()));
}

QString bridgeStateText(const std::vector<std::string>& listen, bool running, bool demo) {
  if (!running) return QStringLiteral("The bridge is stopped");
  QStringList addresses;
  for (const std::string& address : listen) addresses += display(address);
  const QString text = demo ? QStringLiteral("The bridge and the demo run, listening on %1")
                            : QStringLiteral("The bridge runs, listening on %1");
  return text.arg(addresses.join(QStringLiteral(", ")));
}

QString pendingText(std::size_t faults, const std::vector<SettingGroup>& changed, bool running) {
  if (faults > 0) {
    return faults == 1 ? QStringLiteral("One field is wrong; what is in force stays.")
                       : QStringLiteral("%1 fields are wrong; what is in force stays.").arg(faults);
  }
  if (changed.empty())
    return running ? QStringLiteral("These settings are in force.") : QStringLiteral("Ready to start.");
  QStringList names;
  for (const SettingGroup group : changed) names += latin(kGroups[static_cast<std::size_t>(group)]);
  return QStringLiteral("Changed, not in force yet: %1.").arg(names.join(QStringLiteral(", ")));
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
      parts += latin(kGroups[static_cast<std::size_t>(group)]);
  }
  QString text = parts.isEmpty() ? QStringLiteral("Nothing has changed.")
                                 : QStringLiteral("In force now: %1.").arg(parts.join(QStringLiteral("; ")));
  if (inFlight > 0)
    text += inFlight == 1 ? QStringLiteral(" One open call goes on as it began.")
                          : QStringLiteral(" %1 open calls go on as they began.").arg(inFlight);
  for (const std::string& flag : restart) text += QStringLiteral(" --%1 needs a restart.").arg(display(flag));
  return text;
}

QString onlyInFileText() {
  return QStringLiteral(
      "A protocol or HTTP version of one of several servers has no flag: save the settings as a file.");
}

}  // namespace bascule::ui
