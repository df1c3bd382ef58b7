// SPDX-License-Identifier: GPL-3.0-or-later
// What only this machine knows about settings: certificate files that cannot be used, ports that are taken.
#include <fstream>

#include <QtTest/QtTest>
#include <unistd.h>

#include "app/settings_check.h"
#include "tests/support/capture_events.h"
#include "tests/support/certificates.h"
#include "tests/support/listening_socket.h"

using namespace bascule;
using namespace bascule::app;
using proxy::BridgeConfig;
using proxy::ListenAddress;

class TestSettingsCheck : public QObject {
  Q_OBJECT
 private:
  test::TemporaryFolder folder_;
  std::unique_ptr<test::Authority> authority_;
  test::Identity one_, two_;

  std::string garbage(const char* name) const {
    std::ofstream(folder_.file(name)) << "no PEM at all\n";
    return folder_.file(name).string();
  }
  static std::vector<proxy::SettingFault> faults(const BridgeConfig& config) {
    return checkSettings(config, listenOrDefault(config));
  }

 private Q_SLOTS:
  void initTestCase() {
    authority_ = std::make_unique<test::Authority>(folder_.path());
    one_ = authority_->issue("one", "DNS:localhost");
    two_ = authority_->issue("two", "DNS:localhost");
  }

  void filesInOrder() {
    BridgeConfig config;
    config.tlsCertificate = config.upstreamCert = one_.certificate;
    config.tlsKey = config.upstreamKey = one_.key;
    config.tlsClientCa = config.upstreamCa = authority_->certificate();
    QVERIFY(faults(config).empty());
    QVERIFY(faults(BridgeConfig()).empty());
  }

  void eachFileIsNamedByItsSetting_data() {
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("ca");
    QTest::addColumn<QString>("flag");
    QTest::addColumn<QString>("cause");
    const auto text = [](const std::filesystem::path& path) { return QString::fromStdString(path.string()); };
    const QString good = text(one_.certificate);
    const QString key = text(one_.key);
    const QString ca = text(authority_->certificate());
    const QString bad = QString::fromStdString(garbage("bad.pem"));
    QTest::newRow("certificate missing") << "/none.pem" << key << ca << "-cert" << "tls_file_unreadable";
    QTest::newRow("key missing") << good << "/none.pem" << ca << "-key" << "tls_file_unreadable";
    QTest::newRow("authority missing") << good << key << "/none.pem" << "-ca" << "tls_file_unreadable";
    QTest::newRow("no certificate") << bad << key << ca << "-cert" << "tls_certificate_invalid";
    QTest::newRow("no key") << good << bad << ca << "-key" << "tls_key_invalid";
    QTest::newRow("no authority") << good << key << bad << "-ca" << "tls_certificate_invalid";
    QTest::newRow("another key") << good << text(two_.key) << ca << "-key" << "tls_key_mismatch";
    QTest::newRow("one file, no key in it") << good << good << ca << "-key" << "tls_key_invalid";
  }

  void eachFileIsNamedByItsSetting() {
    QFETCH(QString, certificate);
    QFETCH(QString, key);
    QFETCH(QString, ca);
    QFETCH(QString, flag);
    QFETCH(QString, cause);
    BridgeConfig config;
    config.tlsCertificate = config.upstreamCert = certificate.toStdString();
    config.tlsKey = config.upstreamKey = key.toStdString();
    config.tlsClientCa = config.upstreamCa = ca.toStdString();
    const auto found = faults(config);
    QCOMPARE(found.size(), std::size_t{2});
    QVERIFY2(found[0].flag.starts_with("tls-") && found[0].flag.ends_with(flag.toStdString()),
             found[0].flag.c_str());
    QVERIFY2(found[1].flag.starts_with("upstream-") && found[1].flag.ends_with(flag.toStdString()),
             found[1].flag.c_str());
    for (const auto& fault : found) QCOMPARE(fault.error.cause, cause.toStdString());
  }

  void takenPortsAndTheNextFreeOne() {
    auto socket = std::make_unique<test::ListeningSocket>();
    BridgeConfig config;
    config.listen = {{"127.0.0.1", 0}, {"127.0.0.1", socket->port}};
    const auto found = checkSettings(config, {});
    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(found[0].flag, std::string("listen"));
    QCOMPARE(found[0].value, config.listen[1].text());
    QVERIFY2(found[0].error.message.find("(pid " + std::to_string(::getpid()) + ")") != std::string::npos,
             found[0].error.message.c_str());
    QVERIFY(found[0].other && found[0].other->port > config.listen[1].port);
    // Where this program listens by itself is no fault.
    QVERIFY(checkSettings(config, config.listen).empty());
    socket.reset();
    QVERIFY(checkSettings(config, {}).empty());
  }
};

QTEST_APPLESS_MAIN(TestSettingsCheck)
#include "tst_settings_check.moc"
