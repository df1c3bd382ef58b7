// SPDX-License-Identifier: GPL-3.0-or-later
// Client names by user agent, and addresses without their port.
#include <QtTest/QtTest>

#include "bridge/capture/client_name.h"

using namespace bascule;
using namespace bascule::capture;

class TestClientName : public QObject {
  Q_OBJECT
 private slots:
  void userAgents_data();
  void userAgents();
  void headerOrder();
  void addresses();
};

void TestClientName::userAgents_data() {
  QTest::addColumn<QByteArray>("agent");
  QTest::addColumn<QByteArray>("name");
  const std::pair<const char*, const char*> rows[] = {
      {"grpc-python/1.85.1 grpc-c/44.0.0 (linux; chttp2)", "grpc-python/1.85.1"},
      {"grpc-go/1.64.0", "grpc-go/1.64.0"},
      {"connect-es/1.4.0", "connect-es"},
      {"connect-python/0.4.2 (Python/3.11)", "connect-python"},
      {"curl/7.88.1", "curl"},
      {"billing-worker/2 grpc-java-netty/1.60", "billing-worker"},
      {"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox"},
      {"Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0",
       "Edge"},
      {"Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36", "Chrome"},
      {"Mozilla/5.0 (Macintosh) AppleWebKit/605 Version/17 Safari/605", "Safari"},
      {"", ""},
      {"   ", ""},
  };
  for (const auto& [agent, name] : rows) QTest::newRow(agent) << QByteArray(agent) << QByteArray(name);
}

void TestClientName::userAgents() {
  QFETCH(QByteArray, agent);
  QFETCH(QByteArray, name);
  QCOMPARE(nameOfUserAgent(agent.toStdString()), name.toStdString());
}

static std::string nameBy(const http::Headers& headers) { return clientName(headers.view()); }

void TestClientName::headerOrder() {
  QCOMPARE(nameBy({{"user-agent", "curl/8"}, {"x-client-name", " web-checkout "}}),
           std::string("web-checkout"));
  QCOMPARE(nameBy({{"user-agent", "Mozilla/5.0 Chrome/1"}, {"x-user-agent", "connect-es/1"}}),
           std::string("connect-es"));
  QCOMPARE(nameBy({{"x-client-name", ""}, {"user-agent", "curl/8"}}), std::string("curl"));
  QCOMPARE(nameBy({}), std::string());
  QCOMPARE(nameBy({{"x-client-name", std::string(500, 'n')}}).size(), std::size_t{64});
}

void TestClientName::addresses() {
  QCOMPARE(addressWithoutPort("127.0.0.1:51432"), std::string_view("127.0.0.1"));
  QCOMPARE(addressWithoutPort("[::1]:51432"), std::string_view("::1"));
  QCOMPARE(addressWithoutPort("::1"), std::string_view("::1"));
  QCOMPARE(addressWithoutPort("host"), std::string_view("host"));
  QCOMPARE(addressWithoutPort("[::1"), std::string_view("[::1"));
  QCOMPARE(addressWithoutPort(""), std::string_view(""));
}

QTEST_APPLESS_MAIN(TestClientName)
#include "tst_client_name.moc"
