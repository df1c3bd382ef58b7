// SPDX-License-Identifier: GPL-3.0-or-later
// Settings as text in fields: from a configuration and back, everything that can be wrong with its field and
// its words, what changes.
#include <set>

#include "ui/models/bridge_draft.h"
#include "ui/text/settings_text.h"
#include "ui/text/words.h"

using namespace bascule;
using namespace bascule::ui;
using proxy::BridgeConfig;
using proxy::UpstreamRoute;

namespace {

BridgeConfig plain() {
  BridgeConfig config;
  config.upstream = "http://localhost:8081";
  return config;
}

BridgeConfig several() {
  BridgeConfig config = plain();
  config.listen = {{"127.0.0.1", 9090}, {"", 9091}};
  config.routes = {{"", "http://localhost:8081", {}, {}, std::chrono::milliseconds(250), 100},
                   {"/acme.v2.", "http://b:2", rpc::ServerProtocol::Connect, proxy::UpstreamHttp::Http11}};
  config.serverProtocol = rpc::ServerProtocol::Grpc;
  config.maxTimeout = std::chrono::seconds(3);
  return config;
}

}  // namespace

class TestBridgeDraft : public QObject {
  Q_OBJECT
 private:
  // The only fault of a draft that was changed.
  template <typename Change>
  static DraftFault faultAfter(Change change, const BridgeConfig& base = plain()) {
    BridgeDraft draft = draftOf(base);
    change(draft);
    const CheckedDraft checked = checkDraft(draft, base);
    if (checked.config || checked.faults.size() != 1) {
      qWarning("%zu faults", checked.faults.size());
      return {};
    }
    return checked.faults[0];
  }
  template <typename Change>
  static void refuses(Change change, Setting setting, const char* cause, std::size_t index = 0,
                      const BridgeConfig& base = plain()) {
    const DraftFault fault = faultAfter(change, base);
    QCOMPARE(fault.cause, std::string(cause));
    QCOMPARE(fault.setting, setting);
    QCOMPARE(fault.index, index);
    QVERIFY(!faultText(fault).isEmpty());
  }

 private Q_SLOTS:
  void initTestCase() { setLanguage(*qApp, QLocale::c()); }

  void thereAndBack() {
    for (const BridgeConfig& config : {plain(), several()}) {
      const CheckedDraft checked = checkDraft(draftOf(config), config);
      QVERIFY(checked.faults.empty());
      QVERIFY(*checked.config == config);
      QVERIFY(changedGroups(config, *checked.config).empty());
    }
    QCOMPARE(draftOf(plain()).listen, (std::vector<std::string>{"127.0.0.1:8080", "[::1]:8080"}));
    QCOMPARE(draftOf(several()).servers[1].protocol, rpc::ServerProtocol::Connect);
    QCOMPARE(draftOf(several()).servers[0].protocol, rpc::ServerProtocol::Grpc);
  }

  void fieldsBecomeSettings() {
    BridgeDraft draft = draftOf(plain());
    draft.listen = {":9000"};
    draft.servers[0].protocol = rpc::ServerProtocol::Connect;
    draft.servers.push_back({"/acme.", "https://b", rpc::ServerProtocol::Connect, proxy::UpstreamHttp::Auto});
    draft.tlsCert = "c.pem", draft.tlsKey = "k.pem", draft.tlsClientCa = "ca.pem";
    const CheckedDraft checked = checkDraft(draft, plain());
    QVERIFY(checked.config.has_value());
    const BridgeConfig& config = *checked.config;
    QCOMPARE(config.listen, (std::vector<proxy::ListenAddress>{{"", 9000}}));
    QCOMPARE(config.serverProtocol, rpc::ServerProtocol::Connect);
    QCOMPARE(config.routes.size(), std::size_t{2});
    QVERIFY(!config.routes[1].protocol.has_value());  // all have it
    QCOMPARE(config.tlsClientCa, std::string("ca.pem"));
    QCOMPARE(changedGroups(plain(), config),
             (std::vector{SettingGroup::Listeners, SettingGroup::Servers, SettingGroup::ListenerTls}));
    // One server without a prefix needs no list.
    draft.servers.pop_back();
    QVERIFY(checkDraft(draft, plain()).config->routes.empty());
  }

  void whatFieldsDoNotShowStays() {
    BridgeDraft draft = draftOf(several());
    draft.servers[0].url = "http://other:1";
    const auto config = checkDraft(draft, several()).config;
    QVERIFY(config.has_value());
    QCOMPARE(config->routes[0].maxStreams, 100U);
    QCOMPARE(config->routes[0].connectTimeout.value_or(std::chrono::milliseconds(0)).count(), 250);
    QCOMPARE(config->maxTimeout, several().maxTimeout);
  }

  void everyFaultHasItsField() {
    refuses([](BridgeDraft& d) { d.listen[1] = "somewhere"; }, Setting::Listen, "listen_invalid", 1);
    refuses([](BridgeDraft& d) { d.listen[0].clear(); }, Setting::Listen, "listen_invalid");
    refuses([](BridgeDraft& d) { d.listen[1] = "localhost:8080"; }, Setting::Listen, "listen_twice", 1);
    refuses([](BridgeDraft& d) { d.listen.clear(); }, Setting::None, "listen_missing");
    refuses([](BridgeDraft& d) { d.servers[0].url = "localhost:8081"; }, Setting::Url, "upstream_invalid");
    refuses([](BridgeDraft& d) { d.servers[0].url.clear(); }, Setting::Url, "upstream_missing");
    refuses([](BridgeDraft& d) { d.servers.clear(); }, Setting::None, "upstream_missing");
    refuses([](BridgeDraft& d) { d.servers[0].prefix = "acme."; }, Setting::Prefix, "prefix_invalid");
    refuses([](BridgeDraft& d) { d.servers[0].prefix = "/a=b"; }, Setting::Prefix, "prefix_invalid");
    refuses([](BridgeDraft& d) { d.servers.push_back({"", "http://b:1"}); }, Setting::Prefix,
            "route_rest_twice", 1);
    refuses([](BridgeDraft& d) { d.servers[0].prefix = d.servers[1].prefix; }, Setting::Prefix,
            "route_duplicate", 1, several());
    refuses([](BridgeDraft& d) { d.servers[0].url = "http://127.0.0.1:8080"; }, Setting::Url,
            "upstream_is_self");
    refuses(
        [](BridgeDraft& d) {
          d.servers[0].protocol = rpc::ServerProtocol::Grpc;
          d.servers[0].http = proxy::UpstreamHttp::Http11;
        },
        Setting::Protocol, "grpc_needs_http2");
    refuses([](BridgeDraft& d) { d.tlsCert = "c.pem"; }, Setting::TlsKey, "tls_incomplete");
    refuses([](BridgeDraft& d) { d.tlsKey = "k.pem"; }, Setting::TlsCert, "tls_incomplete");
    refuses([](BridgeDraft& d) { d.upstreamKey = "k.pem"; }, Setting::UpstreamCert, "tls_incomplete");
    refuses([](BridgeDraft& d) { d.tlsClientCa = "ca.pem"; }, Setting::TlsCert, "tls_client_ca_alone");
    refuses([](BridgeDraft& d) { d.upstreamCa = "ca.pem"; }, Setting::Url, "upstream_tls_unused");
    refuses(
        [](BridgeDraft& d) {
          d.servers[0].url = "https://b:1";
          d.upstreamCa = "ca.pem";
          d.upstreamInsecure = true;
        },
        Setting::UpstreamInsecure, "tls_insecure_ca");
  }

  void severalFaultsAreSeenAtOnce() {
    BridgeDraft draft = draftOf(several());
    draft.listen[0] = "x";
    draft.servers[0].url = "ftp://a";
    draft.servers[1].url.clear();
    const CheckedDraft checked = checkDraft(draft, several());
    QCOMPARE(checked.faults.size(), std::size_t{3});
    QVERIFY(!checked.config.has_value());
  }

  void otherSettingsAreCheckedToo() {
    BridgeConfig config = plain();
    config.workers = 1000;
    const DraftFault fault = faultAfter([](BridgeDraft&) {}, config);
    QCOMPARE(fault.setting, Setting::None);
    QCOMPARE(faultText(fault), QStringLiteral("--workers must be between 1 and 256."));
  }

  void whatTheMachineFindsComesToItsField() {
    BridgeDraft draft = draftOf(several());
    const Error taken{ErrorCode::Io, ErrorSide::Local, "port_taken", "[::]:9091 is in use by nginx (pid 7)"};
    const Error gone{ErrorCode::InvalidInput, ErrorSide::Local, "tls_file_unreadable", "k.pem: no such file"};
    const auto faults =
        faultsOf({{"listen", proxy::ListenAddress{"", 9091}.text(), taken, proxy::ListenAddress{"", 9092}},
                  {"tls-key", "k.pem", gone, {}}},
                 draft);
    QCOMPARE(faults[0].setting, Setting::Listen);
    QCOMPARE(faults[0].index, std::size_t{1});
    QCOMPARE(faults[0].other->port, std::uint16_t{9092});
    QVERIFY(faultText(faults[0]).endsWith(QStringLiteral("is in use by nginx (pid 7).")));
    QCOMPARE(faults[1].setting, Setting::TlsKey);
    QCOMPARE(faultText(faults[1]), QStringLiteral("k.pem: no such file."));
  }

  void wordsForEverything() {
    std::set<std::string_view> causes;
    for (const std::string_view cause : faultCauses()) {
      QVERIFY(causes.insert(cause).second);
      const QString words = faultText({Setting::None, 0, std::string(cause), {}});
      QVERIFY(words.endsWith(QLatin1Char('.')) && words.size() < 100);
    }
    for (int i = 0; i < kSettingWords; ++i) QVERIFY(!settingWords(static_cast<SettingWord>(i)).isEmpty());
    for (int i = 0; i < kSettings; ++i)
      QCOMPARE(settingText(static_cast<Setting>(i)).setting, static_cast<Setting>(i));
    QCOMPARE(pendingText(1, {}, true), QStringLiteral("1 field is wrong; what is in force stays."));
    QCOMPARE(pendingText(0, {}, true), QStringLiteral("These settings are in force."));
    QVERIFY(pendingText(0, {SettingGroup::Servers}, true).contains(QStringLiteral("where calls go")));
  }

  void whatWasAppliedIsSaid() {
    BridgeConfig after = plain();
    after.listen = {{"127.0.0.1", 9090}, {"127.0.0.1", 8080}};
    after.upstream = "http://other:1";
    const QString text = appliedText(plain(), after, 3, {"workers"});
    QVERIFY2(text.contains(QStringLiteral("listening on 127.0.0.1:9090")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("[::1]:8080 closed")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("calls go to http://other:1")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("3 open calls go on")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("--workers needs a restart")), qPrintable(text));
    QCOMPARE(appliedText(after, after, 0, {}), QStringLiteral("Nothing has changed."));
  }
};

QTEST_GUILESS_MAIN(TestBridgeDraft)
#include "tst_bridge_draft.moc"
