// SPDX-License-Identifier: GPL-3.0-or-later
// Which server a path goes to, and what several servers may look like.
#include <QtTest/QtTest>

#include "bridge/proxy/bridge_config.h"
#include "bridge/proxy/router.h"

using namespace bascule;
using namespace bascule::proxy;

class TestRouter : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theLongestPrefixWins() {
    const Router router({"/acme.", "", "/acme.shop.v1.", "/acme.shop.v1.Order"});
    const std::pair<const char*, std::size_t> rows[] = {{"/acme.shop.v1.OrderService/Create", 3},
                                                        {"/acme.shop.v1.CartService/Get", 2},
                                                        {"/acme.shop.v2.CartService/Get", 0},
                                                        {"/grpc.health.v1.Health/Check", 1},
                                                        {"/acme.shop.v1.", 2},
                                                        {"/acme", 1},
                                                        {"", 1}};
    for (const auto& [path, server] : rows) QCOMPARE(router.route(path).value(), server);
  }

  void withoutADefault() {
    const Router router({"/a.", "/b."});
    QCOMPARE(router.route("/b.C/D").value(), std::size_t{1});
    QVERIFY(!router.route("/c.D/E"));
    QVERIFY(!router.route(""));
    QVERIFY(!Router().route("/a.B/C"));
  }

  void ofEqualPrefixesTheFirstWins() {
    QCOMPARE(Router({"/a.", "/a."}).route("/a.B/C").value(), std::size_t{0});
  }

  void routesAreWritten() {
    const auto route = UpstreamRoute::parse("/acme.shop.v1.=http://a:8081");
    QVERIFY(route.has_value());
    QCOMPARE(route->prefix, std::string("/acme.shop.v1."));
    QCOMPARE(route->url, std::string("http://a:8081"));
    QCOMPARE(route->text(), std::string("/acme.shop.v1.=http://a:8081"));
    QCOMPARE(UpstreamRoute::parse("http://a:8081")->prefix, std::string());
    for (const char* bad :
         {"", "=http://a:1", "a.=http://a:1", "/a.=", "/a.", "/a.=a:1", "/a.=/b.=http://a:1"}) {
      const auto parsed = UpstreamRoute::parse(bad);
      QVERIFY2(!parsed, bad);
      QVERIFY(parsed.error().message.starts_with("--upstream"));
    }
  }

  void everyServerIsChecked() {
    BridgeConfig config;
    config.upstream = "http://a:1";
    QCOMPARE(routesOf(config).size(), std::size_t{1});
    config.routes = {{"/a.", "http://a:1", {}, {}}, {"", "http://b:1", {}, {}}};
    QVERIFY(validate(config).has_value());
    config.routes.push_back({"/a.", "http://c:1", {}, {}});
    QCOMPARE(validate(config).error().cause, std::string("route_duplicate"));
    config.routes.back() = {"/c.", "c:1", {}, {}};
    QCOMPARE(validate(config).error().cause, std::string("upstream_invalid"));
    config.routes.back() = {"/c.", "http://c:1", rpc::ServerProtocol::Connect, UpstreamHttp::Http11};
    QVERIFY(validate(config).has_value());
    const BridgeConfig own = configOf(config, config.routes.back());
    QCOMPARE(own.upstream, std::string("http://c:1"));
    QCOMPARE(own.serverProtocol, rpc::ServerProtocol::Connect);
    QVERIFY(own.routes.empty());
    config.listen = {{"127.0.0.1", 8080}};
    config.routes.back() = {"/c.", "http://localhost:8080", {}, {}};
    QCOMPARE(validate(config).error().cause, std::string("upstream_is_self"));
  }
};

QTEST_APPLESS_MAIN(TestRouter)
#include "tst_router.moc"
