// SPDX-License-Identifier: GPL-3.0-or-later
// What is in a session file beside the calls: annotations, views for plain SQL, and files of every earlier
// version (tests/golden) read as they are and brought up to date.
#include <fstream>
#include <map>

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtTest/QtTest>

#include "bridge/capture/session_annotations.h"
#include "tests/support/recording.h"

using namespace bascule;
using namespace bascule::capture;
using bascule::test::CallScript;
using bascule::test::openOrFail;
using bascule::test::record;
using bascule::test::Recording;
using bascule::test::sqlite;
using bascule::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

const fs::path kGolden = fs::path(BASCULE_SOURCE_DIR) / "tests/golden";

RowStore rowsOf(SessionReader& reader) {
  RowStore rows;
  const auto batch = reader.nextRows();
  if (!batch) qFatal("%s", batch.error().message.c_str());
  rows.apply(*batch);
  return rows;
}

std::unique_ptr<SessionAnnotations> annotationsOf(const fs::path& file) {
  auto opened = SessionAnnotations::open(file);
  if (!opened) qFatal("%s", opened.error().message.c_str());
  return std::move(*opened);
}

}  // namespace

class TestSessionLayout : public QObject {
  Q_OBJECT

 private slots:
  void annotationsComeBack();
  void annotationsWhileRecording();
  void annotationsAreBounded();
  void annotatingOtherFiles();
  void plainSqlAnswers();
  void headersOfTheirOwnAreInline();
  void earlierVersions_data();
  void earlierVersions();
  void earlierVersionsAreBroughtUpToDate_data();
  void earlierVersionsAreBroughtUpToDate();
};

void TestSessionLayout::annotationsComeBack() {
  const TemporaryFolder folder;
  const fs::path file = folder.file("a.bascule");
  {
    Recording recording(file);
    record(recording, 5);
  }
  const Annotation noted{true, 3,
                         "look at the quantity: \xe2\x88\x92"
                         "1"};
  const AnnotatedCall both[] = {{2, noted}, {4, {false, 1, {}}}};
  QVERIFY(annotationsOf(file)->set(both).has_value());
  const auto reader = openOrFail(file);
  RowStore rows = rowsOf(*reader);
  QVERIFY(rows.annotation(1) == nullptr);
  QVERIFY(*rows.annotation(2) == noted);
  QCOMPARE(rows.annotation(4)->color, std::uint8_t{1});
  QVERIFY((rows.row(1).flags & kMarked) != 0);
  QVERIFY((rows.row(3).flags & kMarked) == 0);
  QVERIFY((reader->call(2)->row.flags & kMarked) != 0);
  QCOMPARE(reader->call(2)->comment, noted.comment);
  // Details know what was noted last, and the rows still learn it.
  const AnnotatedCall later[] = {{3, {true, 0, "later"}}};
  QVERIFY(annotationsOf(file)->set(later).has_value());
  QCOMPARE(reader->call(3)->comment, std::string("later"));
  rows.apply(*reader->nextRows());
  QVERIFY(rows.annotation(3) != nullptr);

  // A reader that is open sees a change and a removal.
  const AnnotatedCall removed[] = {{2, {}}};
  QVERIFY(annotationsOf(file)->set(removed).has_value());
  QCOMPARE(rows.apply(*reader->nextRows()), std::vector<std::uint32_t>{1});
  QVERIFY(rows.annotation(2) == nullptr);
  QVERIFY((rows.row(1).flags & kMarked) == 0);
  QVERIFY(rowsOf(*openOrFail(file)).annotation(2) == nullptr);
}

void TestSessionLayout::annotationsWhileRecording() {
  const TemporaryFolder folder;
  const fs::path file = folder.file("a.bascule");
  Recording recording(file);
  const auto annotations = annotationsOf(file);
  CallScript call;
  for (CallId id = 1; id <= 200; ++id) {
    call.id = id;
    recording.push(call.all());
    const AnnotatedCall marked[] = {{id, {true, 0, {}}}};
    QVERIFY(annotations->set(marked).has_value());
  }
  recording.recorder->stop();
  QCOMPARE(recording.recorder->stats().problem, std::string());
  RowStore rows = rowsOf(*openOrFail(file));
  QCOMPARE(rows.size(), 200U);
  for (std::uint32_t i = 0; i < rows.size(); ++i) QVERIFY((rows.row(i).flags & kMarked) != 0);
  // Rows of the recorder, which knows nothing of marks, do not take them away.
  RowBatch batch;
  batch.rows.push_back(rows.row(7));
  batch.rows[0].flags = 0;
  rows.apply(batch);
  QVERIFY((rows.row(7).flags & kMarked) != 0);
}

void TestSessionLayout::annotationsAreBounded() {
  const TemporaryFolder folder;
  const fs::path file = folder.file("a.bascule");
  {
    Recording recording(file);
    record(recording, 1);
  }
  std::string comment;
  while (comment.size() < 2 * kMaxComment) comment += "\xc3\xa9";
  const AnnotatedCall odd[] = {{1, {false, 200, "x" + comment}}};
  QVERIFY(annotationsOf(file)->set(odd).has_value());
  const RowStore rows = rowsOf(*openOrFail(file));
  QCOMPARE(rows.annotation(1)->color, std::uint8_t{0});
  QVERIFY(rows.annotation(1)->comment.size() <= kMaxComment);
  QVERIFY(rows.annotation(1)->comment.ends_with("\xc3\xa9"));
}

void TestSessionLayout::annotatingOtherFiles() {
  const TemporaryFolder folder;
  QCOMPARE(SessionAnnotations::open(folder.file("nowhere")).error().cause, std::string("file_missing"));
  std::ofstream(folder.file("text")) << "this is a text, not a database, but long enough to be looked at";
  QCOMPARE(SessionAnnotations::open(folder.file("text")).error().cause, std::string("not_a_session"));
}

void TestSessionLayout::plainSqlAnswers() {
  const TemporaryFolder folder;
  const fs::path file = folder.file("a.bascule");
  {
    Recording recording(file);
    record(recording, 3);
    CallScript other;
    other.id = 9;
    other.target = "/acme.shop.v1.OrderService/GetOrder";
    other.headers.add("x-note", "one\\two: three");
    other.status.code = rpc::Code::NotFound;
    recording.push(other.all());
  }
  const AnnotatedCall noted[] = {{2, {true, 0, "why?"}}};
  QVERIFY(annotationsOf(file)->set(noted).has_value());
  QCOMPARE(sqlite(file, "PRAGMA quick_check"), QStringLiteral("ok"));
  QCOMPARE(sqlite(file, "SELECT number, method, status FROM calls WHERE status <> 'ok'"),
           QStringLiteral("4|GetOrder|not_found"));
  QCOMPARE(sqlite(file, "SELECT call FROM headers WHERE name = 'x-client-name' AND value = 'web-checkout'"),
           QStringLiteral("1\n2\n3\n4"));
  QCOMPARE(sqlite(file, "SELECT value FROM headers WHERE call = 4 AND name = ':path'"),
           QStringLiteral("/acme.shop.v1.OrderService/GetOrder"));
  QCOMPARE(sqlite(file, "SELECT value FROM headers WHERE name = 'x-note'"),
           QStringLiteral("one\\\\two: three"));
  QCOMPARE(sqlite(file, "SELECT direction, sum(messages), sum(bytes) FROM messages GROUP BY direction"),
           QStringLiteral("request|4|32\nresponse|4|32"));
  QCOMPARE(sqlite(file, "SELECT number, comment FROM calls JOIN annotations USING (number)"),
           QStringLiteral("2|why?"));
}

/// A list that only one call has is in no table, but for the first of a session: plain SQL does not see it,
/// readers do. So a session of a million calls with a trace id each has no million lists.
void TestSessionLayout::headersOfTheirOwnAreInline() {
  const TemporaryFolder folder;
  const fs::path file = folder.file("a.bascule");
  constexpr CallId kCalls = 1500;
  {
    Recording recording(file);
    CallScript call;
    const http::Headers usual = call.headers;
    for (call.id = 1; call.id <= kCalls; ++call.id) {
      call.headers = usual;
      call.headers.add("x-trace-id", "trace-" + std::to_string(call.id));
      recording.push(call.all());
      QVERIFY(recording.waitForRows(static_cast<std::uint32_t>(call.id)));
    }
    call.headers = usual;
    for (; call.id <= kCalls + 2; ++call.id) recording.push(call.all());
  }
  const auto countOf = [&](CallId call) {
    return sqlite(file, QStringLiteral("SELECT count(*) FROM headers WHERE call = %1").arg(call)).toInt();
  };
  QVERIFY(countOf(1) > 0);
  QCOMPARE(countOf(kCalls), 0);
  QVERIFY(countOf(kCalls + 2) > 0);  // seen for the second time
  QVERIFY(sqlite(file, QStringLiteral("SELECT count(*) FROM header_sets")).toInt() < 1100);
  const auto record = openOrFail(file)->call(kCalls);
  const HeaderField trace{"x-trace-id", "trace-" + std::to_string(kCalls)};
  QVERIFY(std::ranges::find(record->clientLeg.requestHeaders, trace) !=
          record->clientLeg.requestHeaders.end());
}

void TestSessionLayout::earlierVersions_data() {
  QTest::addColumn<QString>("name");
  for (int version = 1; version < 2; ++version) {
    QTest::addRow("%d", version) << QStringLiteral("session_v%1").arg(version);
  }
}

/// Calls of the file beside the lines that the program of that version exported.
void TestSessionLayout::earlierVersions() {
  QFETCH(QString, name);
  const std::string stem = name.toStdString();
  const auto reader = openOrFail(kGolden / (stem + ".bascule"));
  const RowStore rows = rowsOf(*reader);
  QVERIFY(rows.size() > 10);
  std::ifstream lines(kGolden / (stem + ".jsonl"));
  std::string line;
  int compared = 0;
  while (std::getline(lines, line)) {
    const QJsonObject expected = QJsonDocument::fromJson(QByteArray::fromStdString(line)).object();
    const auto call = reader->call(static_cast<CallNumber>(expected["number"].toInt()));
    QVERIFY(call.has_value());
    QCOMPARE(QString::fromStdString(call->service), expected["service"].toString());
    QCOMPARE(QString::fromStdString(call->method), expected["method"].toString());
    QCOMPARE(QString::fromStdString(call->client), expected["client"].toString());
    QCOMPARE(QString::fromUtf8(rpc::connectName(call->row.code).data()), expected["status"].toString());
    const QJsonArray messages = expected["messages"].toArray();
    QCOMPARE(static_cast<qsizetype>(call->clientLeg.messages.size()), messages.size());
    QCOMPARE(static_cast<int>(call->row.requestMessages), expected["request_messages"].toInt());
    const QJsonObject headers = expected["metadata"].toObject();
    for (const HeaderField& field : call->clientLeg.requestHeaders) {
      QVERIFY(headers[QString::fromStdString(field.name)].toArray().contains(
          QString::fromStdString(field.value)));
    }
    ++compared;
  }
  QCOMPARE(compared, 8);
}

void TestSessionLayout::earlierVersionsAreBroughtUpToDate_data() { earlierVersions_data(); }

void TestSessionLayout::earlierVersionsAreBroughtUpToDate() {
  QFETCH(QString, name);
  const TemporaryFolder folder;
  const fs::path file = folder.file("old.bascule");
  fs::copy_file(kGolden / (name.toStdString() + ".bascule"), file);
  const auto before = openOrFail(file);
  RowStore rows = rowsOf(*before);
  const std::uint32_t calls = rows.size();
  QCOMPARE(sqlite(file, "PRAGMA user_version"), name.last(1));

  // Annotating does it, under a reader that is open; so does recording into it.
  const AnnotatedCall marked[] = {{1, {true, 2, {}}}};
  QVERIFY(annotationsOf(file)->set(marked).has_value());
  QCOMPARE(rows.apply(*before->nextRows()), std::vector<std::uint32_t>{0});
  QCOMPARE(rows.annotation(1)->color, std::uint8_t{2});
  {
    Recording recording(file);
    record(recording, 2);
  }
  QCOMPARE(sqlite(file, "PRAGMA user_version"), QStringLiteral("2"));
  QCOMPARE(sqlite(file, "PRAGMA quick_check"), QStringLiteral("ok"));
  const auto after = openOrFail(file);
  const RowStore now = rowsOf(*after);
  QCOMPARE(now.size(), calls + 2);
  QCOMPARE(now.string(now.row(0).method), rows.string(rows.row(0).method));
  QCOMPARE(after->call(1)->clientLeg.messages.size(), before->call(1)->clientLeg.messages.size());
  QVERIFY(sqlite(file, "SELECT count(*) FROM headers").toInt() > 0);
}

QTEST_APPLESS_MAIN(TestSessionLayout)
#include "tst_session_layout.moc"
