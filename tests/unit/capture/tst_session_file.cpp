// SPDX-License-Identifier: GPL-3.0-or-later
// Recorder and SessionReader against each other and against the world: round trip, live reading, appending,
// refusal of foreign files, the size ring, secrets, a killed process, a full disk, damaged files.
#include <csignal>
#include <fstream>
#include <iterator>
#include <map>
#include <random>

#include <QtTest/QtTest>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "bridge/capture/recorder.h"
#include "bridge/capture/session_annotations.h"
#include "bridge/capture/session_file.h"
#include "tests/support/recording.h"

using namespace bascule;
using namespace bascule::capture;
using bascule::test::CallScript;
using bascule::test::contentOf;
using bascule::test::kClock;
using bascule::test::openOrFail;
using bascule::test::record;
using bascule::test::Recording;
using bascule::test::sqlite;
using bascule::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

/// Reads until the session has `rows` rows that satisfy `done`; false after 20 s.
template <typename Predicate>
bool readUntil(SessionReader& reader, RowStore& store, Predicate done) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (std::chrono::steady_clock::now() < end) {
    const auto batch = reader.nextRows();
    if (!batch) return false;
    store.apply(*batch);
    if (done()) return true;
    std::this_thread::yield();
  }
  return false;
}

void compareLegs(const LegRecord& a, const LegRecord& b) {
  QCOMPARE(a.present, b.present);
  QCOMPARE(a.protocol, b.protocol);
  QCOMPARE(a.version, b.version);
  QCOMPARE(a.peer, b.peer);
  QCOMPARE(a.method, b.method);
  QCOMPARE(a.authority, b.authority);
  QCOMPARE(a.target, b.target);
  QVERIFY(a.requestHeaders == b.requestHeaders);
  QVERIFY(a.responseHeaders == b.responseHeaders);
  QVERIFY(a.trailers == b.trailers);
  QCOMPARE(a.httpStatus, b.httpStatus);
  QCOMPARE(a.endBody, b.endBody);
  QCOMPARE(a.openedNs, b.openedNs);
  QCOMPARE(a.requestEndNs, b.requestEndNs);
  QCOMPARE(a.responseHeadNs, b.responseHeadNs);
  QCOMPARE(a.responseEndNs, b.responseEndNs);
  QCOMPARE(a.messages.size(), b.messages.size());
  for (std::size_t i = 0; i < a.messages.size(); ++i) {
    QCOMPARE(a.messages[i].direction, b.messages[i].direction);
    QCOMPARE(a.messages[i].offsetNs, b.messages[i].offsetNs);
    QCOMPARE(a.messages[i].payload, b.messages[i].payload);
    QCOMPARE(a.messages[i].cut, b.messages[i].cut);
    QCOMPARE(a.messages[i].wireSize, b.messages[i].wireSize);
  }
}

std::int64_t steadyNow() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

/// What the process to be killed says: this many calls were handed over at this time.
struct Acknowledged {
  std::int64_t calls;
  std::int64_t steadyNs;
};

/// Hands over some thousand calls a second, at a pace that a build without optimisation can fold.
void recordUntilKilled(const fs::path& file, int pipe) {
  auto recorder =
      Recorder::create(Recording::configFor(file, 1ULL << 31, Redaction::defaults()), kClock, {}, {});
  if (!recorder) return;
  CaptureQueue& queue = (*recorder)->addQueue({});
  (*recorder)->start();
  CallScript call;
  for (CallId id = 1;; ++id) {
    call.id = id;
    for (const CaptureEvent& event : call.all()) queue.push(event);
    queue.publish();
    if (id % 4 != 0) continue;
    const Acknowledged done{static_cast<std::int64_t>(id), steadyNow()};
    if (::write(pipe, &done, sizeof done) != sizeof done) return;
    const timespec pause{0, 1'000'000};
    ::nanosleep(&pause, nullptr);
  }
}

}  // namespace

class TestSessionFile : public QObject {
  Q_OBJECT
 private slots:
  void roundTrip();
  void rowsEqualOnBothRoads();
  void plainFileAfterClose();
  void largeMessages();
  void manyMessagesInOneBatch();
  void twoReadersWhileWriting();
  void namesSeenInDetailsReachTheRows();
  void rowsComeInPieces();
  void callsInFlightAreThere();
  void appendToSession();
  void refusesOtherFiles();
  void oneWriterAtATime();
  void ringKeepsTheNewest();
  void secretsNeverReachTheDisk();
  void killedProcessLosesNothingOld();
  void fileThatGoesAway();
  void readOnlyFolder();
  void nothingInAFileIsExecuted();
  void unwritableFilePausesAndResumes();
  void damagedFilesNeverCrash();
  void damagedBlockLosesItsOwnOnly();
  void saveAs();
  void schemaIsKept();
  void withoutFile();
};

void TestSessionFile::roundTrip() {
  const TemporaryFolder folder;
  const fs::path file = folder.file("a.bascule");
  Recording recording(file);
  CallScript failed;
  failed.id = 2;
  failed.status = {
      rpc::Code::NotFound, "no such order", {{"google.rpc.Help", "\x01\x02"}}, rpc::Origin::Peer, {}};
  CallScript stream;
  stream.id = 3;
  stream.kind = rpc::Kind::Bidi;
  recording.push(CallScript().all());
  recording.push(failed.all());
  std::vector<CaptureEvent> events{stream.opened(), stream.upstreamOpened()};
  for (int i = 0; i < 500; ++i) {
    events.push_back(stream.message(i % 2 == 0 ? Direction::Request : Direction::Response,
                                    "m" + std::to_string(i), i + 50));
  }
  events.push_back(Noted{3, stream.at(700), "trailer_renamed", "x-a"});
  events.push_back(stream.ended());
  recording.push(events);
  recording.recorder->stop();
  QCOMPARE(recording.records.size(), std::size_t{3});

  const auto reader = openOrFail(file);
  RowStore rows;
  rows.apply(*reader->nextRows());
  QCOMPARE(rows.size(), 3U);
  for (const CallRecord& expected : recording.records) {
    const auto read = reader->call(expected.row.number);
    QVERIFY(read.has_value());
    compareLegs(read->clientLeg, expected.clientLeg);
    compareLegs(read->upstreamLeg, expected.upstreamLeg);
    QVERIFY(read->status == expected.status);
    QCOMPARE(read->service, expected.service);
    QCOMPARE(read->method, expected.method);
    QCOMPARE(read->client, expected.client);
    QCOMPARE(read->upstreamUrl, expected.upstreamUrl);
    QCOMPARE(read->timeoutNs, expected.timeoutNs);
    QCOMPARE(read->notes.size(), expected.notes.size());
    QCOMPARE(read->row.durationNs, expected.row.durationNs);
  }
  QCOMPARE(reader->call(4).error().cause, std::string("no_such_call"));
  const auto runs = reader->runs();
  QCOMPARE(runs->size(), std::size_t{1});
  QCOMPARE(runs->at(0).version, std::string("0.1.0"));
  QVERIFY(runs->at(0).endNs >= runs->at(0).startNs);
  QCOMPARE(reader->call(3, 2)->clientLeg.messages.at(11).payload, std::string("m1"));
  QVERIFY(reader->call(3, 2)->clientLeg.messages.at(11).cut);
}

void TestSessionFile::rowsEqualOnBothRoads() {
  const TemporaryFolder folder;
  Recording recording(folder.file("a.bascule"));
  record(recording, 5000);
  recording.recorder->stop();
  const auto reader = openOrFail(folder.file("a.bascule"));
  RowStore rows;
  rows.apply(*reader->nextRows());
  QCOMPARE(rows.size(), 5000U);
  QCOMPARE(recording.store.size(), 5000U);
  QCOMPARE(rows.stringCount(), recording.store.stringCount());
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    const CallRow a = rows.row(i);
    const CallRow b = recording.store.row(i);
    QCOMPARE(a.number, b.number);
    QCOMPARE(a.startNs, b.startNs);
    QCOMPARE(a.durationNs, b.durationNs);
    QCOMPARE(a.flags, b.flags);
    QCOMPARE(rows.string(a.method), recording.store.string(b.method));
    QCOMPARE(rows.indexOf(a.number), i);
  }
  QCOMPARE(rows.indexOf(6000), 5000U);
  QVERIFY(rows.memoryBytes() / rows.size() < 200);
}

void TestSessionFile::plainFileAfterClose() {
  const TemporaryFolder folder;
  const fs::path file = folder.file("new/folder/a.bascule");
  {
    Recording recording(file);
    record(recording, 10);
    QVERIFY(recording.waitForRows(10));
  }
  struct stat info{};
  QCOMPARE(::stat(file.c_str(), &info), 0);
  QCOMPARE(info.st_mode & 0777U, 0600U);
  QCOMPARE(::stat(file.parent_path().c_str(), &info), 0);
  QCOMPARE(info.st_mode & 0777U, 0700U);
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(file.parent_path())) ++files;
  QCOMPARE(files, std::size_t{1});
  QCOMPARE(contentOf(file).substr(18, 2), std::string("\x01\x01"));  // rollback journal, not WAL
}

void TestSessionFile::largeMessages() {
  const TemporaryFolder folder;
  std::mt19937_64 random(3);
  std::string noise(5'000'000, '\0');
  for (char& c : noise) c = static_cast<char>(random());
  {
    Recording recording(folder.file("a.bascule"));
    CallScript call;
    call.request = noise;
    call.response = std::string(20'000'000, 'z');  // over the limit of 16 MiB
    recording.push(call.all());
    recording.recorder->stop();
  }
  const auto reader = openOrFail(folder.file("a.bascule"));
  const auto record = reader->call(1);
  QVERIFY(record.has_value());
  const auto& messages = record->clientLeg.messages;
  QVERIFY(messages.at(0).payload == noise);
  QCOMPARE(messages.at(1).payload.size(), std::size_t{16} * 1024 * 1024);
  QVERIFY(messages.at(1).cut && !messages.at(0).cut);
  QVERIFY((record->row.flags & kPayloadCut) != 0);
  QCOMPARE(record->row.responseBytes, ByteCount{20'000'000});
}

void TestSessionFile::manyMessagesInOneBatch() {
  TemporaryFolder folder;
  const fs::path file = folder.file("many.bascule");
  constexpr std::size_t kMessages = 90'000;  // several segments of 256 KiB
  Recording recording(file);
  const CallScript stream;
  recording.push({stream.opened()});
  for (std::size_t i = 0; i < kMessages; ++i) {
    recording.queue->push(stream.message(Direction::Response, std::to_string(i), static_cast<int>(i)));
  }
  recording.push({stream.ended()});
  recording.recorder->stop();
  auto reader = SessionReader::open(file);
  QVERIFY(reader.has_value());
  const auto record = (*reader)->call(1);
  QVERIFY(record.has_value());
  QVERIFY(record->notes.empty());
  const auto& messages = record->clientLeg.messages;
  QCOMPARE(messages.size(), kMessages);
  for (std::size_t i = 0; i < kMessages; ++i) QCOMPARE(messages[i].payload, std::to_string(i));
}

void TestSessionFile::twoReadersWhileWriting() {
  const TemporaryFolder folder;
  Recording recording(folder.file("a.bascule"));
  const auto first = openOrFail(folder.file("a.bascule"));
  const auto second = openOrFail(folder.file("a.bascule"));
  RowStore firstRows;
  RowStore secondRows;
  record(recording, 3000);
  QVERIFY(readUntil(*first, firstRows, [&] { return firstRows.size() == 3000; }));
  QVERIFY(readUntil(*second, secondRows, [&] { return secondRows.size() == 3000; }));
  QVERIFY(first->call(1500).has_value());
  CallScript more;
  more.id = 9000;
  recording.push(more.all());
  QVERIFY(readUntil(*first, firstRows, [&] { return firstRows.size() == 3001; }));
  QVERIFY(second->call(3000).has_value());
}

void TestSessionFile::namesSeenInDetailsReachTheRows() {
  const TemporaryFolder folder;
  Recording recording(folder.file("a.bascule"));
  record(recording, 1);
  const auto reader = openOrFail(folder.file("a.bascule"));
  RowStore rows;
  QVERIFY(readUntil(*reader, rows, [&] { return rows.size() == 1; }));
  CallScript other;
  other.id = 2;
  other.target = "/acme.shop.v1.StockService/WatchStock";
  recording.push(other.all());
  // Its details are read before its row.
  Result<CallRecord> details = fail(ErrorCode::NotFound, "", "");
  QTRY_VERIFY_WITH_TIMEOUT((details = reader->call(2)).has_value(), 20'000);
  QCOMPARE(details->method, std::string("WatchStock"));
  QVERIFY(readUntil(*reader, rows, [&] { return rows.size() == 2; }));
  QCOMPARE(rows.string(rows.row(1).method), std::string_view("WatchStock"));
  QCOMPARE(rows.string(rows.row(1).service), std::string_view("acme.shop.v1.StockService"));
}

void TestSessionFile::rowsComeInPieces() {
  const TemporaryFolder folder;
  {
    Recording recording(folder.file("a.bascule"));
    record(recording, 250);
  }
  const auto reader = openOrFail(folder.file("a.bascule"));
  RowStore rows;
  for (const std::uint32_t expected : {100U, 200U, 250U, 250U}) {
    const auto batch = reader->nextRows(100);
    QVERIFY(batch.has_value());
    QVERIFY(batch->rows.size() <= 100);
    rows.apply(*batch);
    QCOMPARE(rows.size(), expected);
  }
  QCOMPARE(rows.string(rows.row(249).method), std::string_view("CreateOrder"));
}

void TestSessionFile::callsInFlightAreThere() {
  const TemporaryFolder folder;
  Recording recording(folder.file("a.bascule"));
  const auto reader = openOrFail(folder.file("a.bascule"));
  RowStore rows;
  const CallScript call;
  recording.push({call.opened(), call.message(Direction::Request, "one", 10)});
  QVERIFY(readUntil(*reader, rows, [&] { return rows.size() == 1; }));
  QVERIFY(rows.row(0).inFlight());
  QCOMPARE(reader->call(1)->clientLeg.messages.size(), std::size_t{1});
  recording.push({call.message(Direction::Request, "two", 20)});
  QVERIFY(readUntil(*reader, rows, [&] { return rows.row(0).requestMessages == 2; }));
  QCOMPARE(reader->call(1)->clientLeg.messages.at(1).payload, std::string("two"));
  recording.push({call.ended()});
  QVERIFY(readUntil(*reader, rows, [&] { return !rows.row(0).inFlight(); }));
  QCOMPARE(rows.row(0).flags & kCutShort, 0);
  CallScript open;
  open.id = 2;
  recording.push({open.opened()});
  recording.recorder->stop();
  QVERIFY(readUntil(*reader, rows, [&] { return rows.size() == 2 && (rows.row(1).flags & kCutShort) != 0; }));
}

void TestSessionFile::appendToSession() {
  const TemporaryFolder folder;
  const fs::path file = folder.file("a.bascule");
  for (int run = 0; run < 3; ++run) {
    Recording recording(file);
    record(recording, 10);
    recording.recorder->stop();
    QCOMPARE(recording.records.at(0).row.number, static_cast<CallNumber>(run * 10 + 1));
  }
  const auto reader = openOrFail(file);
  RowStore rows;
  rows.apply(*reader->nextRows());
  QCOMPARE(rows.size(), 30U);
  QCOMPARE(reader->runs()->size(), std::size_t{3});
  QCOMPARE(reader->call(30)->method, std::string("CreateOrder"));
  QCOMPARE(rows.row(0).method, rows.row(29).method);
}

void TestSessionFile::refusesOtherFiles() {
  const TemporaryFolder folder;
  const auto causeOf = [&](const std::string& content) {
    std::ofstream(folder.file("x"), std::ios::binary) << content;
    auto made =
        Recorder::create(Recording::configFor(folder.file("x"), 0, Redaction::none()), kClock, {}, {});
    const std::string cause = made ? "" : made.error().cause;
    const auto read = SessionReader::open(folder.file("x"));
    if (contentOf(folder.file("x")) != content) return std::string("the file was changed");
    return cause + "/" + (read ? "" : read.error().cause);
  };
  QCOMPARE(causeOf("hello"), std::string("not_a_session/not_a_session"));
  QCOMPARE(causeOf(""), std::string("not_a_session/not_a_session"));
  QCOMPARE(causeOf(std::string(10'000, 'x')), std::string("not_a_session/not_a_session"));
  {
    Recording recording(folder.file("good"));
  }
  std::string newer = contentOf(folder.file("good"));
  newer[63] = 99;  // user_version, big-endian at offset 60 of a database file
  QCOMPARE(causeOf(newer), std::string("session_newer/session_newer"));
  std::string foreign = contentOf(folder.file("good"));
  foreign[71] ^= 1;  // application_id at offset 68
  QCOMPARE(causeOf(foreign), std::string("not_a_session/not_a_session"));
  QCOMPARE(SessionReader::open(folder.file("nowhere")).error().code, ErrorCode::NotFound);
  QCOMPARE(SessionReader::open(folder.path()).error().cause, std::string("not_a_session"));
}

void TestSessionFile::oneWriterAtATime() {
  const TemporaryFolder folder;
  Recording recording(folder.file("a.bascule"));
  const auto again =
      Recorder::create(Recording::configFor(folder.file("a.bascule"), 0, Redaction::none()), kClock, {}, {});
  QVERIFY(!again.has_value());
  QCOMPARE(again.error().cause, std::string("session_in_use"));
  recording.recorder->stop();
  QVERIFY(
      Recorder::create(Recording::configFor(folder.file("a.bascule"), 0, Redaction::none()), kClock, {}, {}));
}

void TestSessionFile::ringKeepsTheNewest() {
  const TemporaryFolder folder;
  const fs::path file = folder.file("a.bascule");
  constexpr ByteCount kLimit = 2'000'000;
  constexpr CallId kCalls = 1500;
  {
    Recording recording(file, kLimit);
    std::mt19937_64 random(5);
    CallScript call;
    for (CallId id = 1; id <= kCalls; ++id) {
      call.id = id;
      call.response.assign(8000, '\0');
      for (char& c : call.response) c = static_cast<char>(random());
      recording.push(call.all());
      if (id % 50 == 0) QVERIFY(recording.waitForRows(static_cast<std::uint32_t>(id)));
    }
    recording.recorder->stop();
  }
  QVERIFY(fs::file_size(file) < kLimit * 3);
  const auto reader = openOrFail(file);
  RowStore rows;
  rows.apply(*reader->nextRows());
  QVERIFY(rows.size() > 10);
  QVERIFY(rows.size() < kCalls);
  QCOMPARE(rows.row(rows.size() - 1).number, CallNumber{kCalls});
  QVERIFY(!reader->call(1).has_value());
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    const auto record = reader->call(rows.row(i).number);
    QVERIFY(record.has_value());
    QCOMPARE(record->clientLeg.messages.size(), std::size_t{2});
  }
}

void TestSessionFile::secretsNeverReachTheDisk() {
  const TemporaryFolder folder;
  const fs::path file = folder.file("a.bascule");
  const std::string secret = "CanarySecret4711";
  Recording recording(file);
  CallScript call;
  for (const char* name : {"authorization", "cookie", "x-api-key", "x-auth-token", "trailer-client-secret"}) {
    call.headers.add(name, secret);
  }
  call.trailers.add("set-cookie", "id=" + secret);
  // Twice, so that both inline and numbered header lists are written.
  for (CallId id = 1; id <= 3; ++id) {
    call.id = id;
    auto events = call.all();
    events.insert(events.end() - 1,
                  EndBodySeen{id, call.at(990), Leg::Client,
                              Slice::copyOf(R"({"metadata":{"x-auth-token":[")" + secret + R"("]}})")});
    recording.push(events);
  }
  QVERIFY(recording.waitForRows(3));
  const auto reader = openOrFail(file);
  RowStore rows;
  QVERIFY(readUntil(*reader, rows, [&] { return rows.size() == 3; }));
  for (const auto& entry : fs::directory_iterator(folder.path())) {
    QVERIFY2(!contentOf(entry.path()).contains(secret), entry.path().c_str());
  }
  const auto record = reader->call(3);
  const auto& headers = record->clientLeg.requestHeaders;
  const auto found = std::ranges::find(headers, std::string("authorization"), &HeaderField::name);
  QVERIFY(found != headers.end() && found->value.starts_with("[masked sha256:"));
  const HeaderFields again = reader->call(1)->clientLeg.requestHeaders;
  QVERIFY(again == headers);  // equal values keep equal marks
  for (const CallRecord& listened : recording.records) {
    for (const HeaderField& field : listened.clientLeg.requestHeaders) QVERIFY(!field.value.contains(secret));
    QVERIFY(!listened.clientLeg.endBody.contains(secret));
  }
}

void TestSessionFile::killedProcessLosesNothingOld() {
  // tests/long asks for more.
  const int rounds = qEnvironmentVariable("BASCULE_KILLS", QStringLiteral("25")).toInt();
  std::mt19937 random(4);
  int withOldCalls = 0;
  for (int round = 0; round < rounds; ++round) {
    const TemporaryFolder folder;
    const fs::path file = folder.file("a.bascule");
    int pipe[2];
    QCOMPARE(::pipe(pipe), 0);
    const pid_t child = ::fork();
    QVERIFY(child >= 0);
    if (child == 0) {
      ::close(pipe[0]);
      recordUntilKilled(file, pipe[1]);
      ::_exit(1);
    }
    ::close(pipe[1]);
    std::vector<Acknowledged> acknowledged;
    Acknowledged next{};
    const auto moment = std::uniform_int_distribution<std::int64_t>(1'000'000, 800'000'000)(random);
    // Counted from the first call, so that a slow start does not count.
    for (std::int64_t end = INT64_MAX;
         steadyNow() < end && ::read(pipe[0], &next, sizeof next) == sizeof next;) {
      if (acknowledged.empty()) end = steadyNow() + moment;
      acknowledged.push_back(next);
    }
    const auto killed = steadyNow();
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(pipe[0]);

    std::int64_t mustHave = 0;
    for (const Acknowledged& entry : acknowledged) {
      if (entry.steadyNs < killed - 250'000'000) mustHave = entry.calls;
    }
    if (mustHave > 0) ++withOldCalls;
    const auto reader = openOrFail(file);
    RowStore rows;
    rows.apply(*reader->nextRows());
    QVERIFY2(rows.size() >= mustHave, qPrintable(QString("%1 of %2").arg(rows.size()).arg(mustHave)));
    // Every call is whole, or says that it was cut.
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
      QVERIFY(!rows.row(i).inFlight());
      if ((rows.row(i).flags & kCutShort) != 0) continue;
      const auto call = reader->call(rows.row(i).number);
      QVERIFY(call && call->clientLeg.messages.size() == 2 && call->upstreamLeg.messages.size() == 2);
      QVERIFY(call->clientLeg.messages[1].payload == CallScript().response && call->notes.empty());
    }
    QCOMPARE(sqlite(file, "PRAGMA quick_check"), QStringLiteral("ok"));
    // And the session can be gone on with.
    Recording again(file);
    record(again, 5);
    again.recorder->stop();
    QCOMPARE(openOrFail(file)->runs()->size(), std::size_t{2});
  }
  QVERIFY(withOldCalls > rounds / 4);
}

/// The bridge goes on, the recorder says it, and counts what it could not keep.
void TestSessionFile::fileThatGoesAway() {
  for (const bool replaced : {false, true}) {
    const TemporaryFolder folder;
    const fs::path file = folder.file("a.bascule");
    Recording recording(file);
    record(recording, 10);
    QVERIFY(recording.waitForRows(10));
    fs::rename(file, folder.file("moved.bascule"));
    if (replaced) std::ofstream(file) << "somebody else's";
    CallScript call;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    for (call.id = 100; recording.recorder->stats().problem.empty(); ++call.id) {
      recording.push(call.all());
      QVERIFY(std::chrono::steady_clock::now() < end);
      std::this_thread::yield();
    }
    QCOMPARE(recording.recorder->stats().problem, std::string("file_gone"));
    const auto before = recording.recorder->stats();
    call.id += 1;
    recording.push(call.all());
    QVERIFY(recording.waitForRows(static_cast<std::uint32_t>(before.calls + 1)));  // rows go on
    recording.recorder->stop();
    QVERIFY(recording.recorder->stats().lostEvents > 0);
    QCOMPARE(fs::exists(file), replaced);
    if (replaced) QCOMPARE(contentOf(file), std::string("somebody else's"));
  }
}

void TestSessionFile::readOnlyFolder() {
  const TemporaryFolder folder;
  const fs::path inside = folder.file("sub");
  fs::create_directory(inside);
  fs::permissions(inside, fs::perms::owner_read | fs::perms::owner_exec);
  if (::geteuid() == 0) {
    // For root every folder is writable; one that is no folder is not.
    std::ofstream(folder.file("file")) << "x";
    const auto made = Recorder::create(
        Recording::configFor(folder.file("file/a.bascule"), 0, Redaction::none()), kClock, {}, {});
    QCOMPARE(made.error().cause, std::string("file_unwritable"));
    return;
  }
  const auto made =
      Recorder::create(Recording::configFor(inside / "a.bascule", 0, Redaction::none()), kClock, {}, {});
  QCOMPARE(made.error().cause, std::string("file_unwritable"));
  QVERIFY(made.error().message.contains("a.bascule"));
}

/// Of a foreign file nothing is executed: triggers, views, generated columns, virtual tables.
void TestSessionFile::nothingInAFileIsExecuted() {
  const char* const attacks[] = {
      "CREATE TRIGGER t AFTER INSERT ON annotations BEGIN DELETE FROM call_rows; END",
      "CREATE TRIGGER t AFTER INSERT ON runs BEGIN DELETE FROM call_rows; END",
      "ALTER TABLE call_rows RENAME TO hidden; CREATE VIEW call_rows AS WITH RECURSIVE r(number) AS (SELECT "
      "1 UNION ALL "
      "SELECT number + 1 FROM r) SELECT number, 0 AS start_ns, 0 AS duration_ns, 0 AS added_ns, 0 AS route, "
      "0 AS facts, 0 "
      "AS request_messages, 0 AS response_messages, 0 AS request_bytes, 0 AS response_bytes, 0 AS block, 0 "
      "AS place FROM r",
      "DROP TABLE strings; CREATE VIRTUAL TABLE strings USING fts5(id, text)",
      "DROP TABLE descriptors; CREATE TABLE descriptors(id INTEGER PRIMARY KEY, data GENERATED ALWAYS AS "
      "(zeroblob(1000)))",
  };
  for (const char* attack : attacks) {
    const TemporaryFolder folder;
    const fs::path file = folder.file("a.bascule");
    {
      Recording recording(file);
      record(recording, 5);
    }
    const int made = std::system(("sqlite3 " + file.string() + " \"" + attack + "\"").c_str());
    QCOMPARE(made, 0);
    const auto reader = SessionReader::open(file);
    const std::string content = contentOf(file);
    if (!reader) {
      QCOMPARE(reader.error().cause, std::string("session_damaged"));
      continue;
    }
    // Only the triggers get this far: they do not fire, whoever writes.
    RowStore rows;
    rows.apply(*(*reader)->nextRows());
    QCOMPARE(rows.size(), 5U);
    const AnnotatedCall marked[] = {{1, {true, 0, {}}}};
    QVERIFY((*SessionAnnotations::open(file))->set(marked).has_value());
    {
      Recording more(file);
    }
    rows.clear();
    rows.apply(*openOrFail(file)->nextRows());
    QCOMPARE(rows.size(), 5U);
  }
}

void TestSessionFile::unwritableFilePausesAndResumes() {
  const TemporaryFolder folder;
  const fs::path file = folder.file("a.bascule");
  ::signal(SIGXFSZ, SIG_IGN);
  Recording recording(file);
  record(recording, 100);
  QVERIFY(recording.waitForRows(100));
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit tiny{200'000, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &tiny);
  const auto until = [](auto condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::yield();
    }
    return true;
  };
  std::mt19937_64 random(9);
  CallScript call;
  call.id = 1000;
  const bool failed = until([&] {
    ++call.id;
    call.request.assign(4000, '\0');
    for (char& c : call.request) c = static_cast<char>(random());
    recording.push(call.all());
    const timespec pause{0, 1'000'000};
    ::nanosleep(&pause, nullptr);
    return !recording.recorder->stats().problem.empty();
  });
  const std::string problem = recording.recorder->stats().problem;
  ::setrlimit(RLIMIT_FSIZE, &before);
  QVERIFY(failed);
  QVERIFY2(problem == "disk_full" || problem == "file_unwritable", problem.c_str());
  QVERIFY(until([&] { return recording.recorder->stats().problem.empty(); }));
  CallScript after;
  after.id = 999'999;
  recording.push(after.all());
  recording.recorder->stop();
  const auto reader = openOrFail(file);
  RowStore rows;
  rows.apply(*reader->nextRows());
  QVERIFY(rows.size() > 100);
  QCOMPARE(rows.row(rows.size() - 1).number, recording.records.back().row.number);
  QVERIFY(reader->call(100).has_value());
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    QVERIFY(!rows.row(i).inFlight());
    QCOMPARE(reader->call(rows.row(i).number)->clientLeg.messages.size(), std::size_t{2});
  }
}

void TestSessionFile::damagedFilesNeverCrash() {
  const TemporaryFolder folder;
  {
    Recording recording(folder.file("good"));
    CallScript traced;
    for (CallId id = 1; id <= 300; ++id) {
      traced.id = id;
      traced.headers = {{"x-trace", std::to_string(id * 7919)}, {"content-type", "application/proto"}};
      recording.push(traced.all());
      if (id % 60 == 0) QVERIFY(recording.waitForRows(static_cast<std::uint32_t>(id)));
    }
    recording.recorder->stop();
  }
  const std::string good = contentOf(folder.file("good"));
  std::mt19937 random(2026);
  int opened = 0;
  for (int round = 0; round < 300; ++round) {
    std::string bytes = good;
    for (unsigned flips = 1 + random() % 8; flips > 0; --flips) {
      bytes[random() % bytes.size()] ^= static_cast<char>(1U << (random() % 8));
    }
    if (round % 10 == 0) bytes.resize(random() % bytes.size());
    const fs::path file = folder.file("bad");
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
    const auto reader = SessionReader::open(file);
    if (!reader) continue;
    ++opened;
    RowStore rows;
    if (const auto batch = (*reader)->nextRows()) rows.apply(*batch);
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
      static_cast<void>(rows.string(rows.row(i).method));
      static_cast<void>((*reader)->call(rows.row(i).number));
    }
    static_cast<void>((*reader)->schema());
    static_cast<void>((*reader)->runs());
    QVERIFY(contentOf(file) == bytes);
  }
  QVERIFY(opened > 100);
}

/// Calls in the file that have ended.
static std::size_t finishedCallsIn(const fs::path& file) {
  const auto reader = SessionReader::open(file);
  const auto batch = reader ? (*reader)->nextRows() : std::unexpected(reader.error());
  if (!batch) return 0;
  return static_cast<std::size_t>(
      std::ranges::count_if(batch->rows, [](const CallRow& row) { return !row.inFlight(); }));
}

void TestSessionFile::damagedBlockLosesItsOwnOnly() {
  const TemporaryFolder folder;
  const fs::path file = folder.file("a.bascule");
  {
    Recording recording(file);
    for (CallId id = 1; id <= 3; ++id) {
      CallScript call;
      call.id = id;
      call.request.assign(300'000, '\0');
      std::mt19937_64 random(id);
      for (char& c : call.request) c = static_cast<char>(random());
      recording.push(call.all());
      // Each call gets blocks of its own by being in the file before the next one begins.
      QTRY_COMPARE(finishedCallsIn(file), id);
    }
    recording.recorder->stop();
  }
  std::string bytes = contentOf(file);
  std::mt19937_64 random(2);
  std::string body(300'000, '\0');
  for (char& c : body) c = static_cast<char>(random());
  const auto place = bytes.find(body.substr(150'000, 64));
  QVERIFY(place != std::string::npos);
  bytes[place] ^= 1;
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
  const auto reader = openOrFail(file);
  RowStore rows;
  rows.apply(*reader->nextRows());
  QCOMPARE(rows.size(), 3U);
  QCOMPARE(reader->call(1)->clientLeg.messages.size(), std::size_t{2});
  QCOMPARE(reader->call(3)->clientLeg.messages.size(), std::size_t{2});
  const auto damaged = reader->call(2);
  QVERIFY(damaged.has_value());
  QVERIFY((damaged->row.flags & kPayloadCut) != 0);
  QCOMPARE(damaged->method, std::string("CreateOrder"));
}

void TestSessionFile::saveAs() {
  const TemporaryFolder folder;
  Recording recording(folder.file("a.bascule"));
  const auto live = openOrFail(folder.file("a.bascule"));
  RowStore liveRows;
  record(recording, 200);
  QVERIFY(readUntil(*live, liveRows, [&] { return liveRows.size() == 200; }));
  QVERIFY(saveSessionAs(folder.file("a.bascule"), folder.file("copy.bascule")).has_value());
  record(recording, 10);
  const auto copy = openOrFail(folder.file("copy.bascule"));
  RowStore rows;
  rows.apply(*copy->nextRows());
  QCOMPARE(rows.size(), 200U);
  QCOMPARE(copy->call(7)->clientLeg.messages.size(), std::size_t{2});
  QCOMPARE(saveSessionAs(folder.file("a.bascule"), folder.file("copy.bascule")).error().cause,
           std::string("file_exists"));
  QVERIFY(!fs::exists(folder.file("copy.bascule-wal")));
}

void TestSessionFile::schemaIsKept() {
  const TemporaryFolder folder;
  const std::string schema(
      "\x0a\x03"
      "abc\0x",
      7);
  {
    Recording recording(folder.file("a.bascule"));
    recording.recorder->setSchema("old");
    recording.recorder->setSchema(schema);
    record(recording, 1);
  }
  QCOMPARE(*openOrFail(folder.file("a.bascule"))->schema(), schema);
}

void TestSessionFile::withoutFile() {
  Recording recording{RecorderConfig{}};
  record(recording, 100);
  QVERIFY(recording.waitForRows(100));
  recording.recorder->setRecording(false);
  recording.recorder->stop();
  QCOMPARE(recording.recorder->stats().calls, std::uint64_t{100});
  QCOMPARE(recording.recorder->stats().lostEvents, std::uint64_t{0});
  QCOMPARE(recording.records.size(), std::size_t{100});
}

QTEST_APPLESS_MAIN(TestSessionFile)
#include "tst_session_file.moc"
