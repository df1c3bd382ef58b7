// SPDX-License-Identifier: GPL-3.0-or-later
// Which pages may call, what their browsers are told, and which fields of an answer a page can read.
#include <QtTest/QtTest>

#include "bridge/translate/cors.h"

using namespace bascule;
using namespace bascule::translate;

namespace {

CorsRules rulesOf(const QByteArray& spaced) {
  std::vector<std::string> origins;
  for (const QByteArray& origin : spaced.split(' ')) {
    if (!origin.isEmpty()) origins.push_back(origin.toStdString());
  }
  return CorsRules::create(origins).value();
}

http::RequestHead request(std::string_view method, http::Headers headers) {
  http::RequestHead head;
  head.stream = 3;
  head.method = method;
  head.headers = std::make_shared<const http::Headers>(std::move(headers));
  return head;
}

http::RequestHead preflight(std::string_view origin, http::Headers more = {}) {
  more.add("origin", origin);
  more.add("access-control-request-method", "POST");
  return request("OPTIONS", std::move(more));
}

std::string field(const http::HeadersPtr& headers, std::string_view name) {
  return std::string(headers->find(name).value_or("-"));
}

}  // namespace

class TestCors : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void origins_data() {
    QTest::addColumn<QByteArray>("flags");
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<bool>("allowed");
    const auto row = [](const char* flags, const char* origin, bool allowed) {
      QTest::addRow("%s: %s", flags, origin) << QByteArray(flags) << QByteArray(origin) << allowed;
    };
    row("", "http://localhost:5173", false);
    row("https://app.example", "https://app.example", true);
    row("https://app.example", "http://app.example", false);
    row("https://app.example", "https://app.example:8443", false);
    row("https://app.example", "https://app.example.evil.example", false);
    row("https://app.example", "https://evil-app.example", false);
    row("https://app.example", "null", false);
    row("https://app.example", "", false);
    row("https://App.Example:443/", "https://app.example", true);
    row("http://app.example:80", "http://app.example", true);
    row("http://app.example:443", "http://app.example:443", true);
    row("https://a.example https://b.example", "https://b.example", true);
    row("http://[2001:db8::1]:3000", "http://[2001:db8::1]:3000", true);
    row("capacitor://localhost", "capacitor://localhost", true);
    row("localhost", "http://localhost", true);
    row("localhost", "http://localhost:5173", true);
    row("localhost", "https://127.0.0.1:3000", true);
    row("localhost", "http://[::1]:3000", true);
    row("localhost", "http://shop.localhost:3000", true);
    row("localhost", "http://localhost.evil.example", false);
    row("localhost", "http://127.0.0.1.evil.example", false);
    row("localhost", "http://evil.example", false);
    row("localhost", "http://localhost@evil.example", false);
    row("localhost", "http://localhost/evil.example", false);
    row("localhost", "ftp://localhost", false);
    row("localhost", "null", false);
    row("*", "https://app.example", true);
    row("*", "null", false);
    row("*", "nonsense", false);
    row("null", "null", true);
    row("null", "https://app.example", false);
  }
  void origins() {
    QFETCH(QByteArray, flags);
    QFETCH(QByteArray, origin);
    QFETCH(bool, allowed);
    const CorsRules rules = rulesOf(flags);
    QCOMPARE(rules.allows(origin.toStdString()), allowed);
    QCOMPARE(rules.enabled(), !flags.isEmpty());
    QCOMPARE(rules.answerPreflight(preflight(origin.toStdString())).has_value(), allowed);
  }

  void malformedOrigins() {
    for (const char* text :
         {"", "app.example", "https://", "https://app.example/path", "https://app.example?x",
          "https://*.example", "https://user@app.example", "://x", "https://a:b", "http s://x"}) {
      const auto rules = CorsRules::create({text});
      QVERIFY2(!rules, text);
      QCOMPARE(rules.error().cause, std::string("cors_origin_invalid"));
      QVERIFY(rules.error().message.starts_with("--cors-origin " + std::string(text)));
    }
  }

  void whatIsAPreflight() {
    QVERIFY(isPreflight(preflight("https://a.example")));
    QVERIFY(!isPreflight(request("OPTIONS", {{"origin", "https://a.example"}})));
    QVERIFY(!isPreflight(request("OPTIONS", {{"access-control-request-method", "POST"}})));
    QVERIFY(!isPreflight(
        request("POST", {{"origin", "https://a.example"}, {"access-control-request-method", "POST"}})));
  }

  void answerToAPreflight() {
    const auto answer =
        rulesOf("https://app.example")
            .answerPreflight(preflight("https://app.example", {{"access-control-request-headers",
                                                                "content-type, X-Tenant,x-grpc-web, b@d"}}));
    QVERIFY(answer.has_value());
    QCOMPARE(answer->status, 204);
    QCOMPARE(answer->stream, 3U);
    QVERIFY(answer->endStream);
    QCOMPARE(field(answer->headers, "access-control-allow-origin"), std::string("https://app.example"));
    QCOMPARE(field(answer->headers, "access-control-allow-credentials"), std::string("true"));
    QCOMPARE(field(answer->headers, "access-control-allow-methods"), std::string("GET, POST"));
    QCOMPARE(
        field(answer->headers, "access-control-allow-headers"),
        std::string("Content-Type, Connect-Protocol-Version, Connect-Timeout-Ms, Grpc-Timeout, X-Grpc-Web, "
                    "X-User-Agent, x-tenant"));
    QCOMPARE(field(answer->headers, "access-control-max-age"), std::string("7200"));
    QCOMPARE(field(answer->headers, "vary"),
             std::string("Origin, Access-Control-Request-Method, Access-Control-Request-Headers"));
    QCOMPARE(field(answer->headers, "access-control-allow-private-network"), std::string("-"));
  }

  // Robustness B4: only for pages that may call anyway.
  void privateNetwork() {
    const http::RequestHead asks =
        preflight("http://app.example", {{"access-control-request-private-network", "true"}});
    const auto answer = rulesOf("http://app.example").answerPreflight(asks);
    QCOMPARE(field(answer->headers, "access-control-allow-private-network"), std::string("true"));
    const auto refused = rulesOf("http://other.example").answerPreflight(asks);
    QVERIFY(!refused);
    QCOMPARE(refused.error().status, 403);
    QCOMPARE(refused.error().cause, std::string("origin_not_allowed"));
  }

  // Robustness B2: a page nobody named gets no cookies.
  void credentialsOnlyForNamedOrigins() {
    const http::HeadersPtr none = http::noHeaders();
    for (const char* flags : {"*", "localhost", "null"}) {
      const std::string origin = *flags == 'n' ? "null" : "http://localhost:1";
      const auto headers = rulesOf(flags).withCors(none, {{"origin", origin}});
      QCOMPARE(field(headers, "access-control-allow-origin"), origin);
      QCOMPARE(field(headers, "access-control-allow-credentials"), std::string("-"));
    }
  }

  void fieldsOfAnAnswer() {
    const auto answer =
        std::make_shared<const http::Headers>(http::Headers{{"content-type", "application/json"},
                                                            {"x-id", "1"},
                                                            {"vary", "Accept-Encoding"},
                                                            {"access-control-allow-origin", "*"},
                                                            {"trailer-x-cost", "3"},
                                                            {"x-id", "2"},
                                                            {"set-cookie", "a=b"},
                                                            {"grpc-status", "0"},
                                                            {"connect-content-encoding", "gzip"}});
    const CorsRules rules = rulesOf("https://app.example");
    const auto told = rules.withCors(answer, {{"origin", "https://app.example"}});
    QCOMPARE(field(told, "access-control-allow-origin"), std::string("https://app.example"));
    QCOMPARE(field(told, "access-control-expose-headers"),
             std::string("Grpc-Status, Grpc-Message, Grpc-Status-Details-Bin, x-id, trailer-x-cost, "
                         "connect-content-encoding"));
    std::vector<std::string> vary;
    for (const http::Field entry : *told) {
      if (entry.name == "vary") vary.emplace_back(entry.value);
    }
    QCOMPARE(vary, (std::vector<std::string>{"Accept-Encoding", "Origin"}));
    // A foreign page is told nothing, not even what the server would have said.
    const auto foreign = rules.withCors(answer, {{"origin", "https://evil.example"}});
    QCOMPARE(field(foreign, "access-control-allow-origin"), std::string("-"));
    QCOMPARE(field(foreign, "access-control-expose-headers"), std::string("-"));
    QCOMPARE(rules.withCors(answer, {})->find("vary"), std::optional<std::string_view>("Accept-Encoding"));
    // Without rules the answer leaves as it is.
    QCOMPARE(CorsRules().withCors(answer, {{"origin", "https://app.example"}}), http::HeadersPtr(answer));
  }

  // Robustness B3: <img> and links of foreign pages call without a preflight.
  void getsOfOtherSites() {
    const auto get = [](http::Headers headers) { return request("GET", std::move(headers)); };
    const CorsRules rules = rulesOf("https://app.example");
    QCOMPARE(rules.refusalOfGet(get({{"sec-fetch-site", "cross-site"}}))->cause,
             std::string("cross_site_get"));
    QVERIFY(rules.refusalOfGet(get({{"sec-fetch-site", "cross-site"}, {"origin", "https://evil.example"}})));
    QVERIFY(!rules.refusalOfGet(get({{"sec-fetch-site", "cross-site"}, {"origin", "https://app.example"}})));
    for (const char* site : {"same-origin", "same-site", "none"}) {
      QVERIFY(!rules.refusalOfGet(get({{"sec-fetch-site", site}})));
    }
    QVERIFY(!rules.refusalOfGet(get({})));
    QVERIFY(!rules.refusalOfGet(request("POST", {{"sec-fetch-site", "cross-site"}})));
    QVERIFY(CorsRules().refusalOfGet(get({{"sec-fetch-site", "cross-site"}})));
  }
};

QTEST_APPLESS_MAIN(TestCors)
#include "tst_cors.moc"
