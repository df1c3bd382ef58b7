// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses, limits and host names: what users and clients write.
#include <QtTest/QtTest>

#include "bridge/proxy/bridge_config.h"
#include "bridge/proxy/host_rules.h"
#include "bridge/proxy/upstream_greeting.h"

using namespace bascule;
using namespace bascule::proxy;

class TestConfig : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void listenAddresses() {
    const std::pair<const char*, const char*> good[] = {{"127.0.0.1:8080", "127.0.0.1:8080"},
                                                        {"[::1]:0", "[::1]:0"},
                                                        {":8080", ":8080"},
                                                        {"localhost:9", "127.0.0.1:9"}};
    for (const auto& [text, shown] : good) {
      const auto address = ListenAddress::parse(text);
      QVERIFY2(address.has_value(), text);
      QCOMPARE(address->text(), std::string(shown));
    }
    for (const char* bad : {"", "8080", "a:", "a:b", "::1:80", "[::1]", "a:65536", "a:-1", "a:80:90"}) {
      const auto address = ListenAddress::parse(bad);
      QVERIFY2(!address, bad);
      QVERIFY(address.error().message.starts_with("--listen"));
    }
  }

  void upstreamUrls() {
    QCOMPARE(UpstreamUrl::parse("http://orders:50051/")->text(), std::string("http://orders:50051"));
    QCOMPARE(UpstreamUrl::parse("http://[::1]:81")->text(), std::string("http://[::1]:81"));
    QCOMPARE(UpstreamUrl::parse("http://orders")->port, std::uint16_t{80});
    QCOMPARE(UpstreamUrl::parse("https://orders")->text(), std::string("https://orders:443"));
    QVERIFY(UpstreamUrl::parse("https://[::1]:81")->tls && !UpstreamUrl::parse("http://orders")->tls);
    for (const char* bad : {"", "orders:81", "https://", "https:/a:1", "ftp://a:1", "http://", "http://:81",
                            "http://a:0", "http://a:b", "http://a/b:1", "http://[a", "http://[a:1]b]:1",
                            "http://me@a", "http://a b", "http://\xc3\xa4"}) {
      QVERIFY2(!UpstreamUrl::parse(bad), bad);
    }
  }

  void upstreamTls() {
    const auto cause = [](const auto& change) {
      BridgeConfig config;
      config.upstream = "https://orders:81";
      change(config);
      const auto valid = validate(config);
      return valid ? std::string() : valid.error().cause;
    };
    QCOMPARE(cause([](BridgeConfig&) {}), std::string());
    QCOMPARE(cause([](BridgeConfig& c) { c.upstreamCert = c.upstreamKey = c.upstreamCa = "f"; }),
             std::string());
    QCOMPARE(cause([](BridgeConfig& c) { c.upstreamCert = "f"; }), std::string("tls_incomplete"));
    QCOMPARE(cause([](BridgeConfig& c) { c.upstreamKey = "f"; }), std::string("tls_incomplete"));
    QCOMPARE(cause([](BridgeConfig& c) {
               c.upstreamCa = "f";
               c.upstreamInsecure = true;
             }),
             std::string("tls_insecure_ca"));
    for (const auto member : {&BridgeConfig::upstreamCa, &BridgeConfig::upstreamCert,
                              &BridgeConfig::upstreamKey, &BridgeConfig::upstreamServerName}) {
      QCOMPARE(cause([&](BridgeConfig& c) {
                 c.upstream = "http://orders:81";
                 c.*member = "f";
               }),
               std::string("upstream_tls_unused"));
    }
  }

  void greetingsOfServersThatSpeakOtherwise() {
    const std::tuple<std::string_view, bool, std::string_view> rows[] = {
        {std::string_view("\x15\x03\x01\0\x02\x02\x46", 7), true, "upstream_speaks_tls"},
        {std::string_view("\x15\x03\x01\0\x02\x02\x46", 7), false, "upstream_speaks_tls"},
        {"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n", true,
         "upstream_speaks_tls"},
        {"HTTP/1.1 400 Bad Request\r\n\r\n", true, "upstream_not_http2"},
        {"", true, "upstream_no_greeting"}};
    for (const auto& [first, http2, cause] : rows) {
      const auto error = errorOfGreeting(first, http2);
      QVERIFY(error.has_value());
      QCOMPARE(error->cause, std::string(cause));
      QCOMPARE(error->code, ErrorCode::Unavailable);
    }
    QVERIFY(!errorOfGreeting("", false) && !errorOfGreeting("HTTP/1.1 200 OK\r\n", false));
    QVERIFY(!errorOfGreeting("220 mail ready\r\n", true));
  }

  void everyLimitCanBeSet() {
    for (const LimitInfo& info : limitTable()) {
      BridgeConfig config;
      QVERIFY(info.get(config) > 0);
      QVERIFY2(setLimit(config, info.name, "7").has_value(), info.name.data());
      QCOMPARE(info.get(config), std::uint64_t{7});
      QVERIFY(!setLimit(config, info.name, "-7").has_value());
      QVERIFY(!setLimit(config, info.name, "999999999999").has_value() || info.unit == "bytes");
      QVERIFY(!setLimit(config, info.name, "0").has_value());
      QVERIFY(!setLimit(config, info.name, "x").has_value());
      QVERIFY(!info.meaning.empty() && !info.unit.empty());
    }
    BridgeConfig config;
    QCOMPARE(setLimit(config, "nothing", "1").error().cause, std::string("limit_unknown"));
    QVERIFY(setLimit(config, "nothing", "1").error().message.find("slow-body-rate") != std::string::npos);
    QCOMPARE(setLimit(config, "drain", "soon").error().cause, std::string("limit_value"));
    config.upstream = "http://localhost:1";
    config.json.jsonDepth = 101;
    QCOMPARE(validate(config).error().cause, std::string("limit_value"));
    QVERIFY(setLimit(config, "header-timeout", "250").has_value());
    QCOMPARE(config.http.headerTimeout, std::chrono::milliseconds(250));
  }

  void theBridgeIsNotItsOwnServer() {
    BridgeConfig config;
    config.upstream = "http://localhost:8080";
    config.listen = {{"127.0.0.1", 8080}};
    QCOMPARE(validate(config).error().cause, std::string("upstream_is_self"));
    config.listen = {{"127.0.0.1", 8081}};
    QVERIFY(validate(config).has_value());
    config.upstreamHttp = UpstreamHttp::Http11;
    for (const auto& [protocol, fine] : {std::pair{rpc::ServerProtocol::Auto, true},
                                         {rpc::ServerProtocol::Grpc, false},
                                         {rpc::ServerProtocol::Connect, true},
                                         {rpc::ServerProtocol::GrpcWeb, true},
                                         {rpc::ServerProtocol::Same, true}}) {
      config.serverProtocol = protocol;
      QCOMPARE(validate(config).has_value(), fine);
    }
    config.upstream.clear();
    QCOMPARE(validate(config).error().cause, std::string("upstream_missing"));
  }

  // The guard against DNS rebinding: 127.0.0.1 is reachable under any name an attacker owns.
  void loopbackTakesLoopbackNamesOnly() {
    const HostRules rules(true, {"shop.test", "[fd00::1]"});
    for (const char* good :
         {"localhost", "localhost:8080", "LOCALHOST", "localhost.", "a.localhost:1", "127.0.0.1",
          "127.0.0.1:80", "[::1]", "[::1]:8080", "shop.test", "Shop.Test:99"}) {
      QVERIFY2(rules.allows(good), good);
    }
    for (const char* bad :
         {"", "evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example",
          "0.0.0.0", "127.0.0.2", "[::1", "[::1]x", "[::1]:x", "[::1.localhost]", "[a.localhost]",
          "localhost:x", "localhost:", "[::ffff:127.0.0.1]", "xlocalhost", "user@localhost"}) {
      QVERIFY2(!rules.allows(bad), bad);
    }
  }

  void otherListenersTakeEveryName() {
    QVERIFY(HostRules(false, {}).allows("anything.example"));
    QVERIFY(!HostRules(false, {"shop.test"}).allows("anything.example"));
    QVERIFY(isLoopbackAddress("127.0.0.1") && isLoopbackAddress("127.9.9.9") && isLoopbackAddress("::1"));
    QVERIFY(!isLoopbackAddress("0.0.0.0") && !isLoopbackAddress(""));
  }
};

QTEST_APPLESS_MAIN(TestConfig)
#include "tst_config.moc"
