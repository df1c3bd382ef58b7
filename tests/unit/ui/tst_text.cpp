// SPDX-License-Identifier: GPL-3.0-or-later
// The words of the window: every table whole, numbers as they are written, captured text made harmless.
#include <QRegularExpression>
#include <QUrl>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "ui/text/action_text.h"
#include "ui/text/display.h"
#include "ui/text/format.h"
#include "ui/text/pages.h"
#include "ui/text/reading_text.h"
#include "ui/text/rule_text.h"
#include "ui/text/status_text.h"
#include "ui/text/words.h"
#include "ui/windows/bridge_words.h"

using namespace bascule;
using namespace bascule::ui;

namespace {

bool isSentence(std::string_view text) { return text.size() > 3 && text.ends_with('.') && text.size() < 110; }

// Every text that `pattern` captures in the sources of bridge and program has to be `known`.
template <typename Known>
int walkSources(const QString& pattern, Known known) {
  const QRegularExpression made(pattern);
  int found = 0;
  for (const char* top : {"bridge", "app"}) {
    const auto path = std::filesystem::path(BASCULE_SOURCE_DIR) / top;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
      if (entry.path().extension() != ".cpp") continue;
      std::stringstream source;
      source << std::ifstream(entry.path()).rdbuf();
      auto matches = made.globalMatch(QString::fromStdString(source.str()));
      for (; matches.hasNext(); ++found) {
        const std::string id = matches.next().captured(1).toStdString();
        if (!known(id)) QTest::qFail(("no words for " + id).c_str(), __FILE__, __LINE__);
      }
    }
  }
  return found;
}

}  // namespace

class TestText : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { setLanguage(*qApp, QLocale::c()); }

  void codes() {
    for (int i = 0; i < rpc::kCodeCount; ++i) {
      const CodeText& text = codeText(static_cast<rpc::Code>(i));
      QVERIFY(isSentence(text.meaning));
      QCOMPARE(text.remedy.empty(), i == 0);
      QCOMPARE(text.tone == Tone::Ok, i == 0);
    }
    QCOMPARE(&codeText(static_cast<rpc::Code>(200)), &codeText(rpc::Code::Unknown));
  }

  void causes() {
    std::set<std::string_view> seen;
    for (const CauseText& cause : causeTexts()) {
      QVERIFY2(seen.insert(cause.cause).second, std::string(cause.cause).c_str());
      QVERIFY2(isSentence(cause.meaning) && isSentence(cause.remedy), std::string(cause.cause).c_str());
      QCOMPARE(causeText(cause.cause), &cause);
    }
    QCOMPARE(causeText("no_such_cause"), nullptr);
  }

  // Whatever went wrong in the bridge may be shown in the window: each cause needs words.
  void everyCauseInTheSourcesHasWords() {
    const int found = walkSources(
        QStringLiteral("(?:\\bCode::\\w+,|\\bErrorCode::\\w+,|\\bErrorSide::\\w+,|\\bbad\\(|\\blocalError\\()"
                       "\\s*\"([a-z][a-z0-9_]+)\""),
        [](const std::string& cause) { return causeText(cause) != nullptr; });
    QVERIFY(found > 80);
  }

  void everyRefusalHasWords() {
    const int found = walkSources(QStringLiteral("Refusal\\{[^}]*\"([a-z0-9_]+)\"\\}"),
                                  [](const std::string& cause) { return causeText(cause) != nullptr; });
    QVERIFY(found > 1);
  }

  // What the bridge or the reader of a session noticed stands on the Overview tab.
  void everyFindingInTheSourcesHasWords() {
    const int found = walkSources(
        QStringLiteral("(?:notes(?:->|\\.)push_back\\(|NoteSeen|NoteRecord)\\s*\\{[^\"}]*\"([a-z0-9_]+)\""),
        [](const std::string& id) { return findingText(id) != id; });
    QVERIFY(found >= 2);
  }

  void rulesAndFindings() {
    for (const RuleText& rule : ruleTexts()) {
      QVERIFY(!rule.id.empty() && !rule.text.empty() && rule.text.size() < 60);
      QVERIFY2(QUrl(QString::fromUtf8(rule.link.data(), static_cast<qsizetype>(rule.link.size())),
                    QUrl::StrictMode)
                       .isValid() &&
                   rule.link.starts_with("https://"),
               std::string(rule.id).c_str());
      QCOMPARE(ruleText(rule.id), rule.text);
      QCOMPARE(ruleLink(rule.id), rule.link);
    }
    QVERIFY(ruleLink("no_such_rule").empty());
    for (const IdText& finding : findingTexts()) QVERIFY(isSentence(finding.text));
    QCOMPARE(findingText("something_new"), std::string_view("something_new"));
  }

  // Every way in which a message can depart from its schema has its own words.
  void driftsAndReadings() {
    std::set<QString> seen;
    for (int i = 0; i < schema::kDrifts; ++i) {
      const QString text = driftText({static_cast<schema::Drift>(i), "left"});
      QVERIFY(!text.isEmpty() && !text.contains(QLatin1Char('%')) && seen.insert(text).second);
    }
    for (int i = 0; i < kReadingWords; ++i)
      QVERIFY(seen.insert(readingWords(static_cast<ReadingWords>(i))).second);
    QCOMPARE(driftText({schema::Drift::OneofTwice, "left\n"}),
             QStringLiteral("a second field of one oneof, after left\\n"));
    QCOMPARE(driftCount(3, false), QStringLiteral("drift 3"));
    QCOMPARE(driftCount(3, true), QStringLiteral("drift 3+"));
    QCOMPARE(driftSentence(1, false), QStringLiteral("1 place departs from the schema"));
  }

  // Every limit that the bridge counts has words, and the table has no others.
  void limits() {
    QCOMPARE(limitTexts().size(), http::kLimitCount);
    for (std::size_t i = 0; i < http::kLimitCount; ++i) {
      const auto id = http::limitId(static_cast<http::Limit>(i));
      QCOMPARE(limitTexts()[i].id, id);
      QVERIFY(limitText(id) == limitTexts()[i].text && limitText(id).size() < 40);
      QVERIFY(http::limitFromId(id) == static_cast<http::Limit>(i));
    }
    QVERIFY(!http::limitFromId("no_such_limit"));
  }

  void limitsInTheStatusLine() {
    const SystemClock clock;
    const Traffic traffic(clock);
    proxy::BridgeStats stats;
    const std::size_t quiet = trafficFacts(traffic, stats).size();
    QCOMPARE(quiet, trafficFacts(traffic).size());
    stats.limits.add(http::Limit::SlowBody, 3);
    stats.limits.add(http::Limit::FrameFlood);
    stats.refused = 2;
    const auto facts = trafficFacts(traffic, stats);
    QCOMPARE(facts.size(), quiet + 2);
    QCOMPARE(facts[quiet].value, QStringLiteral("4"));
    QCOMPARE(facts[quiet].more, QStringLiteral("· slow request bodies"));
    QVERIFY(facts[quiet].tone == Tone::Warning);
    stats.state = proxy::BridgeState::Running;
    const QString whole = bridgeSentence("http://localhost:1", stats, {}).whole;
    QVERIFY(whole.contains(QStringLiteral("3 times: slow request bodies")));
    QVERIFY(whole.contains(QStringLiteral("no call: 2")));
  }

  /// The badge beside the server's name: what it was found, or is told, to speak.
  void whatTheServerSpeaks() {
    using rpc::ServerProtocol;
    const auto badge = [](ServerProtocol setting, std::vector<ServerProtocol> found, const char* url) {
      proxy::BridgeStats stats;
      stats.state = proxy::BridgeState::Running;
      stats.upstream = proxy::UpstreamState::Connected;
      proxy::UpstreamStats& server = stats.upstreams.emplace_back();
      server.url = url;
      server.setting = setting;
      for (const ServerProtocol one : found) server.protocols.add(one);
      return bridgeSentence(url, stats, {}).speaks;
    };
    const char* clear = "http://localhost:1";
    const char* tls = "https://localhost:1";
    QCOMPARE(badge(ServerProtocol::Auto, {}, clear), QString());
    QCOMPARE(badge(ServerProtocol::Auto, {ServerProtocol::Grpc}, clear), QStringLiteral("gRPC · h2c"));
    QCOMPARE(badge(ServerProtocol::Auto, {ServerProtocol::Connect, ServerProtocol::Grpc}, clear),
             QStringLiteral("gRPC, Connect"));
    QCOMPARE(badge(ServerProtocol::Connect, {}, tls), QStringLiteral("Connect · TLS"));
    QCOMPARE(badge(ServerProtocol::GrpcWeb, {}, clear), QStringLiteral("gRPC-Web"));
    QCOMPARE(badge(ServerProtocol::Same, {}, clear), QStringLiteral("as asked"));
  }

  void actions() {
    std::set<std::string> sequences;
    std::set<int> ids;
    for (const ActionText& action : actionTexts()) {
      QVERIFY(!action.text.empty() && !action.tip.empty());
      QVERIFY(!action.shortcut.empty());
      for (const QKeySequence& keys : QKeySequence::listFromString(
               QString::fromStdString(std::string(action.shortcut)), QKeySequence::PortableText)) {
        QVERIFY(!keys.isEmpty());
        QVERIFY2(sequences.insert(keys.toString().toStdString()).second,
                 std::string(action.shortcut).c_str());
      }
      QVERIFY(ids.insert(static_cast<int>(action.id)).second);
      QVERIFY(action.menu == MenuId::None || !menuText(action.menu).empty());
    }
    QCOMPARE(ids.size(), static_cast<std::size_t>(ActionId::Shortcuts) + 1);
  }

  void pills() {
    capture::CallRow row;
    row.flags = capture::kInFlight;
    QCOMPARE(pillText(row).text, std::string_view("in flight"));
    QVERIFY(pillText(row).dot);
    row.flags = capture::kCutShort;
    QCOMPARE(pillText(row).text, std::string_view("cut short"));
    row.flags = 0;
    row.code = rpc::Code::DeadlineExceeded;
    QCOMPARE(pillText(row).text, std::string_view("DEADLINE_EXCEEDED"));
    QVERIFY(pillText(row).tone == Tone::Warning);
    for (int kind = 0; kind < 5; ++kind) QVERIFY(!kindText(static_cast<rpc::Kind>(kind)).empty());
  }

  void numbers_data() {
    QTest::addColumn<QString>("written");
    QTest::addColumn<QString>("expected");
    const auto row = [](const Short& written, const char* expected) {
      QTest::newRow(expected) << QString::fromStdString(written.string()) << QString(QLatin1String(expected));
    };
    row(formatCount(0), "0");
    row(formatCount(999), "999");
    row(formatCount(1215), "1 215");
    row(formatCount(18'446'744'073'709'551'615ULL), "18 446 744 073 709 551 615");
    row(formatSize(612), "612 B");
    row(formatSize(18'430), "18.4 kB");
    row(formatSize(999'960), "1.0 MB");
    row(formatSize(212'400'000), "212 MB");
    row(formatDuration(80'000), "0.08 ms");
    row(formatDuration(3'100'000), "3.1 ms");
    row(formatDuration(212'000'000), "212 ms");
    row(formatDuration(1'204'000'000), "1.20 s");
    row(formatDuration(12'000'000'000), "12.0 s");
    row(formatDuration(133'000'000'000), "02:13");
    row(formatDuration(-5), "0.00 ms");
    row(formatClock(31'000'000'000), "00:31");
    row(formatClock(3'723'000'000'000), "1:02:03");
    row(formatOffset(1'204'000'000), "1.204 s");
    row(formatOffset(200'000), "0.2 ms");
  }

  void numbers() {
    QFETCH(QString, written);
    QFETCH(QString, expected);
    QCOMPARE(written, expected);
  }

  void longTextsHavePages() {
    QCOMPARE(pageStarts("", 10).size(), std::size_t{1});
    std::string lines;
    for (int i = 0; i < 1000; ++i) lines += "line of text \xc3\xbc\n";
    for (const std::size_t bytes : {std::size_t{40}, std::size_t{1000}, std::size_t{100'000}}) {
      const std::vector<std::size_t> starts = pageStarts(lines, bytes);
      for (std::size_t i = 1; i < starts.size(); ++i) {
        QVERIFY(starts[i] > starts[i - 1] && starts[i] - starts[i - 1] <= bytes);
        QCOMPARE(lines[starts[i] - 1], '\n');
      }
    }
    std::string one;
    for (int i = 0; i < 100; ++i) one += "\xe2\x82\xac";  // three bytes each, no line feed
    for (const std::size_t start : pageStarts(one, 10)) QCOMPARE(start % 3, std::size_t{0});
    QCOMPARE(withoutLongLines("abcdef\nxy", 3), std::string("abc\ndef\nxy"));
    QCOMPARE(withoutLongLines(one.substr(0, 9), 4), std::string("\xe2\x82\xac\n\xe2\x82\xac\n\xe2\x82\xac"));
  }

  void capturedText() {
    QCOMPARE(display("plain"), QStringLiteral("plain"));
    QCOMPARE(display("a\nb\tc\r"), QStringLiteral("a\\nb\\tc\\r"));
    QCOMPARE(display("a\x01z"), QStringLiteral("a\\u0001z"));
    QCOMPARE(display("\xe2\x80\xae"
                     "gpj.exe"),
             QStringLiteral("\\u202egpj.exe"));
    QCOMPARE(display("\xef\xbb\xbfx\xe2\x80\x8b"), QStringLiteral("\\ufeffx\\u200b"));
    QCOMPARE(display("gr\xc3\xbc\xc3\x9f"), QStringLiteral("grüß"));
    QCOMPARE(display("a\xff"), QStringLiteral("a\uFFFD"));
    QCOMPARE(display("abcdef", 3), QStringLiteral("abc…"));
    QCOMPARE(display("a\xc3\xbc\xc3\xbc", 4), QStringLiteral("aü…"));
    QCOMPARE(displayLines("a\nb\r", 100), QStringLiteral("a\nb\\r"));
    QCOMPARE(tip(std::string_view("<b>x</b>")), QStringLiteral("<qt>&lt;b&gt;x&lt;/b&gt;</qt>"));
    QVERIFY(tip(QString()).isEmpty());
  }
};

QTEST_GUILESS_MAIN(TestText)
#include "tst_text.moc"
