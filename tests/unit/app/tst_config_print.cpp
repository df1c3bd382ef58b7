// SPDX-License-Identifier: GPL-3.0-or-later
// Settings written as a command line and as a file mean the same when they are read again.
#include <QTemporaryDir>
#include <fstream>

#include <QtTest/QtTest>

#include "app/config/config_print.h"
#include "app/options.h"

using namespace bascule;
using namespace bascule::app;
using proxy::BridgeConfig;
using proxy::UpstreamRoute;

namespace {

/// Everything that has a flag of its own, with another value than it is shipped with.
BridgeConfig everything() {
  BridgeConfig config;
  config.listen = {{"127.0.0.1", 9090}, {"::1", 9090}, {"", 9091}};
  config.upstream = "https://shop.example:8443";
  config.routes = {{"", "https://shop.example:8443", {}, {}}, {"/acme.v2.", "https://b:2", {}, {}}};
  config.serverProtocol = rpc::ServerProtocol::Connect;
  config.upstreamHttp = proxy::UpstreamHttp::Http2;
  config.serverCodec = rpc::ServerCodec::Same;
  config.serverCodings = rpc::CompressionSet();
  config.serverCodings->add(rpc::Compression::Gzip);
  config.serverCodings->add(rpc::Compression::Brotli);
  config.tlsCertificate = "/etc/it's here/cert.pem";
  config.tlsKey = "/etc/it's here/key: one.pem";
  config.tlsClientCa = "ca \"quoted\".pem";
  config.upstreamCa = "up#ca.pem";
  config.upstreamCert = "up-cert.pem";
  config.upstreamKey = "up-key.pem";
  config.upstreamServerName = "shop.internal";
  config.schemaPaths = {"protos", "more/set.binpb"};
  config.protoPaths = {"third_party"};
  config.reflection = false;
  config.allowHosts = {"shop.example"};
  config.corsOrigins = {"https://app.example", "null"};
  config.metrics = proxy::ListenAddress{"127.0.0.1", 9100};
  config.workers = 3;
  config.maxMessageBytes = 1 << 20;
  config.maxResponseBytes = 2 << 20;
  config.maxMessageGiven = config.maxResponseGiven = true;
  config.maxTimeout = std::chrono::milliseconds(2500);
  config.defaultTimeout = std::chrono::seconds(1);
  std::uint64_t step = 0;
  for (const proxy::LimitInfo& limit : proxy::limitTable()) {
    const std::uint64_t other = limit.name == "json-depth" ? 50 : limit.get(config) + ++step;
    (void)proxy::setLimit(config, limit.name, std::to_string(other));
  }
  return config;
}

}  // namespace

class TestConfigPrint : public QObject {
  Q_OBJECT
 private:
  QTemporaryDir folder_;

  std::filesystem::path file(const char* name) const { return (folder_.path().toStdString() + "/") + name; }

  static BridgeConfig parsed(const std::vector<std::string>& words) {
    std::vector<const char*> argv{"bascule"};
    for (const std::string& word : words) argv.push_back(word.c_str());
    const auto options = parseCommandLine(static_cast<int>(argv.size()), argv.data());
    if (!options) qWarning("%s", options.error().err.c_str());
    return options ? options->bridge : BridgeConfig();
  }
  BridgeConfig throughFile(const BridgeConfig& config) const {
    const auto at = file("round.yaml");
    std::filesystem::remove(at);
    if (!config::saveConfig(config, at, configFlags())) return {};
    return parsed({"--config", at.string()});
  }
  static BridgeConfig throughWords(const BridgeConfig& config) {
    std::vector<std::string> words;
    for (const config::Word& word : config::wordsOf(config).words) words.push_back(word.text());
    return parsed(words);
  }
  static std::string text(const std::filesystem::path& path) {
    std::stringstream out;
    out << std::ifstream(path).rdbuf();
    return out.str();
  }

 private Q_SLOTS:
  void bothWaysMeanTheSame() {
    const BridgeConfig all = everything();
    QVERIFY(proxy::validate(all).has_value());
    QVERIFY(throughWords(all) == all);
    QVERIFY(throughFile(all) == all);
    // Insecure excludes an authority.
    BridgeConfig open = all;
    open.upstreamCa.clear();
    open.upstreamInsecure = true;
    QVERIFY(throughWords(open) == open);
    QVERIFY(throughFile(open) == open);
  }

  void asShippedIsLeftOut() {
    BridgeConfig config;
    config.upstream = "http://localhost:8081";
    QCOMPARE(config::commandLine(config).value_or(""),
             std::string("bascule --upstream http://localhost:8081"));
    QVERIFY(throughFile(config) == config);
    QCOMPARE(config::wordsOf(config).words.size(), std::size_t{1});
    QVERIFY(config::wordsOf(BridgeConfig()).words.empty());
  }

  void everyLimitIsKept() {
    for (const proxy::LimitInfo& limit : proxy::limitTable()) {
      BridgeConfig config;
      config.upstream = "http://localhost:8081";
      QVERIFY(proxy::setLimit(config, limit.name, limit.name == "json-depth" ? "7" : "77").has_value());
      QVERIFY2(throughWords(config) == config, std::string(limit.name).c_str());
    }
  }

  void whatOneServerHasStandsInAFileOnly() {
    BridgeConfig config;
    config.upstream = "http://a:1";
    config.routes = {{"", "http://a:1", {}, {}, std::chrono::milliseconds(250), 100},
                     {"/acme.", "http://b:2", rpc::ServerProtocol::Connect, proxy::UpstreamHttp::Http11}};
    QVERIFY(throughFile(config) == config);
    const auto line = config::commandLine(config);
    QVERIFY(!line.has_value());
    QCOMPARE(line.error().cause, std::string("only_in_file"));
  }

  void commandLinesAreQuoted() {
    BridgeConfig config;
    config.upstream = "http://localhost:8081";
    config.schemaPaths = {"my protos/$(rm -rf x)"};
    QCOMPARE(config::commandLine(config).value_or(""),
             std::string("bascule --upstream http://localhost:8081 --schema 'my protos/$(rm -rf x)'"));
  }

  void otherSettingsOfAFileStay() {
    const auto at = file("kept.yaml");
    std::ofstream(at) << "listen: 127.0.0.1:1\nupstream: http://old:1\nrecord: calls.bascule\nsession-limit: "
                         "200MB\nno-capture: false\nlimits:\n  live-streams: 7\n";
    BridgeConfig config;
    config.upstream = "http://new:2";
    QVERIFY(config::saveConfig(config, at, configFlags()).has_value());
    const std::string written = text(at);
    QVERIFY2(written.find("record: \"calls.bascule\"") != std::string::npos, written.c_str());
    QVERIFY2(written.find("session-limit: \"200MB\"") != std::string::npos, written.c_str());
    QVERIFY2(written.find("old") == std::string::npos, written.c_str());
    QVERIFY2(written.find("live-streams") == std::string::npos, written.c_str());
    QVERIFY(parsed({"--config", at.string()}) == config);
    QVERIFY(!std::filesystem::exists(at.string() + ".new"));
  }

  void aFolderThatIsNotThere() {
    const auto saved = config::saveConfig(BridgeConfig(), file("none/x.yaml"), configFlags());
    QVERIFY(!saved.has_value());
    QCOMPARE(saved.error().cause, std::string("config_unwritable"));
    QVERIFY(saved.error().message.find("none/x.yaml") != std::string::npos);
  }
};

QTEST_APPLESS_MAIN(TestConfigPrint)
#include "tst_config_print.moc"
