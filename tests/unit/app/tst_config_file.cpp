// SPDX-License-Identifier: GPL-3.0-or-later
// Files as words of the command line: YAML with places, Envoy's configuration, and both ways back.
#include <fstream>
#include <sstream>

#include <QtTest/QtTest>

#include "app/config/envoy_config.h"
#include "app/options.h"

using namespace bascule;
using namespace bascule::app;
using namespace bascule::app::config;

namespace {

std::string guide() {
  std::ifstream file(BASCULE_SOURCE_DIR "/tests/e2e/envoy_guide.yaml");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string wordsOf(const FileWords& file) {
  std::string all;
  for (const Word& word : file.words) all += word.text() + "\n";
  return all;
}

std::string routesOf(const FileWords& file) {
  std::string all;
  for (const RouteSetting& setting : file.routes)
    all += setting.prefix + " " + setting.key + " " + setting.value + "\n";
  return all;
}

const std::vector<Flag> kFlags = {
    {"listen", true, true}, {"upstream", true, true}, {"workers"}, {"no-reflection", false}};

std::string refusal(const std::string& text) {
  const auto read = readConfigFile(text, "f", kFlags);
  return read ? "" : read.error().message;
}

}  // namespace

class TestConfigFile : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void keysBecomeWords() {
    const auto read = readConfigFile(
        "listen: [':1', ':2']\nworkers: 2\nno-reflection: true\nlimits: {drain: 7}\n"
        "upstream:\n- http://a:1\n- {prefix: /b., url: 'http://b:1', protocol: connect}\n",
        "f", kFlags);
    QVERIFY(read.has_value());
    QCOMPARE(wordsOf(*read),
             std::string("--listen=:1\n--listen=:2\n--workers=2\n--no-reflection\n--limit=drain=7\n"
                         "--upstream=http://a:1\n--upstream=/b.=http://b:1\n"));
    QCOMPARE(routesOf(*read), std::string("/b. protocol connect\n"));
    QCOMPARE(read->words[2].place.line, 2);
    QCOMPARE(read->words[2].place.column, 10);
    QVERIFY(readConfigFile("", "f", kFlags)->words.empty());
    QVERIFY(readConfigFile("no-reflection: false\n", "f", kFlags)->words.empty());
  }

  void whatIsWrongHasAPlace() {
    QCOMPARE(refusal("worker: 1\n"), std::string("f:1:1: unknown key 'worker'; did you mean 'workers'?"));
    QCOMPARE(refusal("zzzzzzzz: 1\n"), std::string("f:1:1: unknown key 'zzzzzzzz'"));
    QCOMPARE(refusal("workers: {}\n"), std::string("f:1:10: workers: expected one value, not a map"));
    QVERIFY(refusal("workers:\n").find("not nothing") != std::string::npos);
    QVERIFY(refusal("a: &a [*a]\n").starts_with("f"));
    QVERIFY(refusal("upstream: []\n").starts_with("f:1:11"));
    QVERIFY(refusal("upstream: [{prefix: /a.}]\n").find("url") != std::string::npos);
    QVERIFY(refusal("? [a]\n: b\n").find("a key has to be a name") != std::string::npos);
    std::string deep(200, '[');
    QVERIFY(refusal("listen: " + deep + std::string(200, ']')).find("nested") != std::string::npos);
  }

  // Few bytes of aliases may stand for billions of values.
  void aliasesAreCounted() {
    std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i) {
      const std::string last = "*a" + std::to_string(i - 1);
      text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last;
      for (int k = 0; k < 9; ++k) text += ", " + last;
      text += "]\n";
    }
    QVERIFY(refusal(text).find("too many values") != std::string::npos);
  }

  void theGuideAsItStands() {
    const auto read = readEnvoyConfig(guide(), "envoy.yaml");
    QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
    QCOMPARE(wordsOf(*read), std::string("--listen=0.0.0.0:8080\n--upstream=http://127.0.0.1:8081\n"));
    QCOMPARE(routesOf(*read),
             std::string(" protocol grpc\n connect-timeout 0.25s\n http 2\n max-streams 100\n"));
    QCOMPARE(read->warnings.size(), std::size_t{1});
    QVERIFY(read->warnings.front().find("--metrics") != std::string::npos);
  }

  void envoyTlsAndCors() {
    std::string text = guide();
    const std::string chain = "      filter_chains:\n        - filters:\n";
    const std::size_t at = text.find(chain);
    QVERIFY(at != std::string::npos);
    text.insert(
        at + std::string("      filter_chains:\n        - ").size(),
        "transport_socket:\n"
        "            name: envoy.transport_sockets.tls\n"
        "            typed_config:\n"
        "              common_tls_context:\n"
        "                tls_certificates:\n"
        "                  - { certificate_chain: { filename: c.pem }, private_key: { filename: k.pem } }\n"
        "          ");
    const std::string domains = "domains: [\"*\"]\n";
    text.insert(text.find(domains) + domains.size(),
                "                      typed_per_filter_config:\n"
                "                        envoy.filters.http.cors:\n"
                "                          allow_origin_string_match: [{ exact: \"https://a.test\" }]\n"
                "                          max_age: \"7\"\n");
    text +=
        "      transport_socket:\n"
        "        name: envoy.transport_sockets.tls\n"
        "        typed_config:\n"
        "          sni: orders.test\n"
        "          common_tls_context: { validation_context: { trusted_ca: { filename: ca.pem } } }\n";
    const auto read = readEnvoyConfig(text, "e");
    QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
    QCOMPARE(wordsOf(*read), std::string("--listen=0.0.0.0:8080\n--tls-cert=c.pem\n--tls-key=k.pem\n"
                                         "--cors-origin=https://a.test\n--upstream=https://127.0.0.1:8081\n"
                                         "--upstream-ca=ca.pem\n--upstream-server-name=orders.test\n"));
    QCOMPARE(read->warnings.size(), std::size_t{3});  // admin, max_age, the name that is checked
  }

  void whatIsPrintedIsRead() {
    proxy::BridgeConfig config;
    config.listen = {{"127.0.0.1", 8080}, {"::1", 8080}};
    config.upstream = "http://a:1";
    config.routes = {{"", "http://a:1", {}, {}}, {"/b.", "http://b:2", {}, {}}};
    config.connectTimeout = std::chrono::milliseconds(1250);
    config.tlsCertificate = "c\"1.pem";
    config.tlsKey = "k.pem";
    config.tlsClientCa = "ca.pem";
    const auto printed = printEnvoyConfig(config);
    QVERIFY(printed.has_value());
    const auto read = readEnvoyConfig(*printed, "e");
    QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
    QVERIFY(read->warnings.empty());
    const std::string words = wordsOf(*read);
    for (const char* word :
         {"--listen=127.0.0.1:8080\n", "--listen=[::1]:8080\n", "--upstream=http://a:1\n",
          "--upstream=/b.=http://b:2\n", "--tls-cert=c\"1.pem\n", "--tls-client-ca=ca.pem\n"}) {
      QVERIFY2(words.find(word) != std::string::npos, word);
    }
    QVERIFY(routesOf(*read).find("/b. connect-timeout 1.250s\n") != std::string::npos);
    config.routes = {{"", "https://a:1", {}, {}}, {"/b.", "https://b:2", {}, {}}};
    config.upstreamCa = "ca2.pem";
    config.upstreamCert = "c2.pem";
    config.upstreamKey = "k2.pem";
    for (const std::string name : {"orders.test", "192.0.2.1"}) {
      config.upstreamServerName = name;
      const auto secure = readEnvoyConfig(*printEnvoyConfig(config), "e");
      QVERIFY2(secure.has_value(), secure ? "" : secure.error().message.c_str());
      QVERIFY(secure->warnings.empty());
      const std::string all = wordsOf(*secure);
      for (const char* word :
           {"--upstream=https://a:1\n", "--upstream=/b.=https://b:2\n", "--upstream-ca=ca2.pem\n",
            "--upstream-cert=c2.pem\n", "--upstream-key=k2.pem\n"}) {
        QVERIFY2(all.find(word) != std::string::npos, word);
      }
      QVERIFY(all.find("--upstream-server-name=" + name + "\n") != std::string::npos);
    }
    config.routes.back().protocol = rpc::ServerProtocol::Connect;
    QCOMPARE(printEnvoyConfig(config).error().cause, std::string("envoy_impossible"));
  }

  void flagsWinOverTheFile() {
    QTemporaryDir folder;
    const std::string path = folder.filePath("b.yaml").toStdString();
    std::ofstream(path)
        << "upstream: [{url: 'http://a:1', max-streams: 3}]\nmax-timeout: 2s\nlimits: {drain: 7}\n";
    const char* words[] = {"bascule", "--config", path.c_str(), "--max-timeout=3s", "--limit=drain=9"};
    const auto options = parseCommandLine(5, words);
    QVERIFY2(options.has_value(), options ? "" : options.error().err.c_str());
    QCOMPARE(options->bridge.maxTimeout, std::chrono::milliseconds(3000));
    QCOMPARE(options->bridge.drain, std::chrono::milliseconds(9));
    QCOMPARE(options->bridge.routes.front().maxStreams, 3U);
    const char* other[] = {"bascule", "--config", path.c_str(), "--upstream=http://b:1"};
    const auto replaced = parseCommandLine(4, other);
    QCOMPARE(replaced->bridge.upstream, std::string("http://b:1"));
    QVERIFY(replaced->bridge.routes.empty());
    std::ofstream(path) << "upstream: 'http://a:1'\nprint: calls\nworkers: 2\n";
    const auto again = parseAgain(*options);
    QVERIFY(again.has_value());
    QCOMPARE(fixedChanges(*options, *again), std::vector<std::string>{"print"});
  }
};

QTEST_APPLESS_MAIN(TestConfigFile)
#include "tst_config_file.moc"
