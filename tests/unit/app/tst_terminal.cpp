// SPDX-License-Identifier: GPL-3.0-or-later
// list, show and export over a real session: what is printed, exit codes, hostile text, following, closed
// outputs.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

#include <QtTest/QtTest>

#include "app/terminal/export.h"
#include "app/terminal/list.h"
#include "app/terminal/show.h"
#include "bridge/capture/recorder.h"
#include "bridge/capture/session_file.h"
#include "tests/support/capture_events.h"

using namespace bascule;
using namespace bascule::terminal;
using bascule::test::CallScript;
using bascule::test::TemporaryFolder;
using capture::CallId;
using capture::CaptureEvent;
using capture::CaptureQueue;
namespace fs = std::filesystem;

namespace {

const SystemClock kClock;

std::unique_ptr<capture::Recorder> recorderFor(const fs::path& file, capture::Redaction redaction,
                                               CaptureQueue*& queue) {
  capture::RecorderConfig config;
  config.file = file;
  config.redaction = std::move(redaction);
  auto recorder = capture::Recorder::create(std::move(config), kClock, {}, {});
  if (!recorder) qFatal("%s", recorder.error().message.c_str());
  queue = &(*recorder)->addQueue({});
  (*recorder)->start();
  return std::move(*recorder);
}

void push(CaptureQueue& queue, const std::vector<CaptureEvent>& events) {
  for (const CaptureEvent& event : events) queue.push(event);
  queue.publish();
}

struct Output {
  int exitCode = 0;
  std::string out;
  std::string err;
  std::vector<std::string> lines() const {
    std::vector<std::string> all;
    std::istringstream in(out);
    for (std::string line; std::getline(in, line);) all.push_back(line);
    return all;
  }
};

template <typename Options>
Output run(int (*command)(const Options&, std::ostream&, std::ostream&), const Options& options) {
  std::ostringstream out;
  std::ostringstream err;
  Output output;
  output.exitCode = command(options, out, err);
  output.out = out.str();
  output.err = err.str();
  return output;
}

/// A stream buffer that takes some bytes, then fails like a closed pipe.
class ClosingBuffer : public std::streambuf {
 public:
  explicit ClosingBuffer(std::streamsize room) : room_(room) {}

 protected:
  std::streamsize xsputn(const char*, std::streamsize count) override {
    if (count > room_) return 0;
    room_ -= count;
    return count;
  }
  int overflow(int) override { return traits_type::eof(); }

 private:
  std::streamsize room_;
};

std::string contentOf(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

class TestTerminal : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase();
  void listTable();
  void listFormats();
  void listFilterAndLimit();
  void listFollows();
  void followerShowsWhatIsThere();
  void showText();
  void showJson();
  void exportFormats();
  void exportMasks();
  void hostileText();
  void exitCodes();
  void closedOutput();
  void textHelpers();

 private:
  TemporaryFolder folder_;
  fs::path file_;
};

void TestTerminal::initTestCase() {
  file_ = folder_.file("shop.bascule");
  CaptureQueue* queue = nullptr;
  const auto recorder = recorderFor(file_, capture::Redaction::none(), queue);
  CallScript ok;
  CallScript failed;
  failed.id = 2;
  failed.target = "/acme.shop.v1.StockService/Reserve";
  failed.protocol = rpc::Protocol::Grpc;
  failed.status = {rpc::Code::NotFound, "no such item", {{"google.rpc.Help", ""}}, rpc::Origin::Peer, {}};
  failed.headers = {{"authorization", "Bearer canary"}, {"user-agent", "grpc-python/1.85.1"}};
  CallScript hostile;
  hostile.id = 3;
  hostile.target = "/a.B/\x1b[2J\xe2\x80\xaeM";
  hostile.headers = {{"x-client-name", "evil\x1b]0;title\x07"},
                     {"x-note",
                      "\x9b"
                      "31m"}};
  push(*queue, ok.all());
  push(*queue, failed.all());
  push(*queue, hostile.all());
}

void TestTerminal::listTable() {
  const Output output = run<ListOptions>(runList, {.file = file_});
  QCOMPARE(output.exitCode, 0);
  const auto lines = output.lines();
  QCOMPARE(lines.size(), std::size_t{4});
  QVERIFY(lines[0].contains("STATUS") && lines[0].contains("METHOD"));
  QVERIFY(lines[1].contains("acme.shop.v1.OrderService/CreateOrder"));
  QVERIFY(lines[1].contains("web-checkout"));
  QVERIFY(lines[2].contains("not_found"));
  QCOMPARE(lines[1].find("ok"), lines[2].find("not_found"));  // columns are aligned
  QVERIFY(!output.out.contains('\x1b'));
  const Output coloured = run<ListOptions>(runList, {.file = file_, .style = {true}});
  QVERIFY(coloured.out.contains("\x1b[31mnot_found"));
}

void TestTerminal::listFormats() {
  const auto csv = run<ListOptions>(runList, {.file = file_, .format = "csv"}).lines();
  QCOMPARE(csv.size(), std::size_t{4});
  QVERIFY(csv[0].starts_with("number,time,status"));
  const auto json = run<ListOptions>(runList, {.file = file_, .format = "jsonl"}).lines();
  QCOMPARE(json.size(), std::size_t{3});
  const auto second = QJsonDocument::fromJson(QByteArray::fromStdString(json[1])).object();
  QCOMPARE(second["status"].toString(), "not_found");
  QCOMPARE(second["protocol"].toString(), "grpc");
}

void TestTerminal::listFilterAndLimit() {
  const auto count = [&](const char* filter, std::optional<std::uint64_t> limit = {}) {
    return run<ListOptions>(runList, {.file = file_, .filter = filter, .format = "jsonl", .limit = limit})
        .lines()
        .size();
  };
  QCOMPARE(count("status:error"), std::size_t{1});
  QCOMPARE(count("header.authorization:canary"), std::size_t{1});
  QCOMPARE(count("not status:error"), std::size_t{2});
  QCOMPARE(count("nothing-like-it"), std::size_t{0});
  QCOMPARE(count("", 2), std::size_t{2});
  QCOMPARE(count("", 0), std::size_t{0});
}

void TestTerminal::listFollows() {
  const fs::path file = folder_.file("live.bascule");
  CaptureQueue* queue = nullptr;
  const auto recorder = recorderFor(file, capture::Redaction::defaults(), queue);
  CallScript first;
  CallScript second;
  second.id = 2;
  push(*queue, first.all());
  push(*queue, {second.opened()});
  std::ostringstream out;
  std::ostringstream err;
  ListOptions options{.file = file, .format = "csv", .limit = 3, .follow = true};
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  int looks = 0;
  options.stopped = [&] {
    ++looks;
    CallScript later;
    later.id = static_cast<CallId>(100 + looks);
    if (looks == 3) push(*queue, {second.ended()});
    if (looks == 6) push(*queue, later.all());
    return std::chrono::steady_clock::now() > give_up;
  };
  QCOMPARE(runList(options, out, err), 0);
  const auto lines = Output{0, out.str(), {}}.lines();
  QCOMPARE(lines.size(), std::size_t{4});
  QVERIFY(lines[1].starts_with("1,") && lines[2].starts_with("2,") && lines[3].starts_with("3,"));
  QVERIFY(lines[2].contains(",ok,"));
}

/// A call that is in the file when the follower looks is shown by that look; and the writer's and the
/// follower's intervals together are less than the quarter of a second that was promised.
void TestTerminal::followerShowsWhatIsThere() {
  const fs::path file = folder_.file("looks.bascule");
  CaptureQueue* queue = nullptr;
  const auto recorder = recorderFor(file, capture::Redaction::defaults(), queue);
  const auto reader = capture::SessionReader::open(file);
  QVERIFY(reader.has_value());
  capture::RowStore committed;
  std::ostringstream out;
  std::ostringstream err;
  ListOptions options{.file = file, .format = "csv", .follow = true};
  CallId written = 0;
  std::size_t late = 0;
  const auto shown = [&out] { return static_cast<CallId>(std::ranges::count(out.str(), '\n')); };
  options.pause = [&](std::chrono::milliseconds wait) {
    // Every call of the last pause is there by now, below the line of titles.
    if (shown() != written + 1) ++late;
    QCOMPARE(wait, kFollowEvery);
    CallScript call;
    call.id = ++written;
    push(*queue, call.all());
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (committed.size() < written || committed.row(committed.size() - 1).inFlight()) {
      committed.apply(*(*reader)->nextRows());
      if (std::chrono::steady_clock::now() > give_up) qFatal("nothing was committed");
    }
  };
  options.stopped = [&] { return written == 20; };
  QCOMPARE(runList(options, out, err), 0);
  QCOMPARE(late, std::size_t{0});
  const auto commits =
      std::chrono::duration_cast<std::chrono::milliseconds>(capture::RecorderConfig().batchInterval);
  QVERIFY(commits + kFollowEvery <=
          std::chrono::milliseconds(225));  // leaves a frame, and a look at the file
}

void TestTerminal::showText() {
  const Output output = run<ShowOptions>(runShow, {.file = file_, .call = 2});
  QCOMPARE(output.exitCode, 0);
  for (const char* part : {"acme.shop.v1.StockService/Reserve", "not_found", "CLIENT  gRPC", "UPSTREAM  gRPC",
                           "no such item", "google.rpc.Help", "WHAT THE BRIDGE CHANGED", "+ te: trailers",
                           "grpc-python/1.85.1", "1: ", "order1"}) {
    QVERIFY2(output.out.contains(part), (std::string(part) + " in\n" + output.out).c_str());
  }
}

void TestTerminal::showJson() {
  const Output output = run<ShowOptions>(runShow, {.file = file_, .call = 1, .format = "json"});
  const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(output.out)).object();
  QCOMPARE(document["number"].toInt(), 1);
  QCOMPARE(document["messages"].toArray().size(), 2);
}

void TestTerminal::exportFormats() {
  const Output lines = run<ExportOptions>(runExport, {.file = file_, .format = "jsonl"});
  QCOMPARE(lines.lines().size(), std::size_t{3});
  const fs::path target = folder_.file("out.har");
  const Output har = run<ExportOptions>(
      runExport, {.file = file_, .format = "har", .filter = "status:error", .output = target.string()});
  QCOMPARE(har.exitCode, 0);
  QVERIFY(har.out.empty() && har.err.empty());
  const auto log =
      QJsonDocument::fromJson(QByteArray::fromStdString(contentOf(target))).object()["log"].toObject();
  QCOMPARE(log["entries"].toArray().size(), 1);
  QCOMPARE(run<ExportOptions>(runExport, {.file = file_, .format = "csv", .output = "-"}).lines().size(),
           std::size_t{4});
}

void TestTerminal::exportMasks() {
  QVERIFY(!run<ExportOptions>(runExport, {.file = file_, .format = "jsonl"}).out.contains("canary"));
  QVERIFY(!run<ExportOptions>(runExport, {.file = file_, .format = "har", .redact = "default"})
               .out.contains("canary"));
  QVERIFY(run<ExportOptions>(runExport, {.file = file_, .format = "jsonl", .redact = "none"})
              .out.contains("canary"));
  const fs::path patterns = folder_.file("mask.txt");
  std::ofstream(patterns) << "user-agent\n";
  const Output output =
      run<ExportOptions>(runExport, {.file = file_, .format = "jsonl", .redact = patterns.string()});
  QVERIFY(output.out.contains("canary") && !output.out.contains("\"grpc-python/1.85.1\"]"));
}

void TestTerminal::hostileText() {
  for (const std::string& out : {run<ListOptions>(runList, {.file = file_}).out,
                                 run<ShowOptions>(runShow, {.file = file_, .call = 3}).out}) {
    QVERIFY(!out.contains('\x1b') && !out.contains('\x07') && !out.contains("\xe2\x80\xae"));
    QVERIFY(out.contains("\\x1b"));
  }
  const Output wrong = run<ListOptions>(runList, {.file = file_, .filter = "\x1b:x"});
  QVERIFY(!wrong.err.contains('\x1b'));
}

void TestTerminal::exitCodes() {
  const fs::path nowhere = folder_.file("nowhere.bascule");
  QCOMPARE(run<ListOptions>(runList, {.file = nowhere}).exitCode, 1);
  QCOMPARE(run<ShowOptions>(runShow, {.file = nowhere, .call = 1}).exitCode, 1);
  QCOMPARE(run<ExportOptions>(runExport, {.file = nowhere, .format = "har"}).exitCode, 1);
  QCOMPARE(run<ShowOptions>(runShow, {.file = file_, .call = 4}).exitCode, 1);
  QCOMPARE(run<ShowOptions>(runShow, {.file = file_, .call = 1, .format = "xml"}).exitCode, 2);
  QCOMPARE(run<ListOptions>(runList, {.file = file_, .format = "xml"}).exitCode, 2);
  QCOMPARE(run<ExportOptions>(runExport, {.file = file_, .format = "xml"}).exitCode, 2);
  QCOMPARE(
      run<ExportOptions>(runExport, {.file = file_, .format = "har", .redact = nowhere.string()}).exitCode,
      2);
  const Output filter = run<ListOptions>(runList, {.file = file_, .filter = "status:nope"});
  QCOMPARE(filter.exitCode, 2);
  QVERIFY(filter.err.contains("\n  status:nope\n         ^^^^\n"));
  const Output place = run<ExportOptions>(
      runExport, {.file = file_, .format = "har", .output = folder_.file("no/such/folder").string()});
  QCOMPARE(place.exitCode, 1);
  QVERIFY(place.err.contains("-o"));
}

void TestTerminal::closedOutput() {
  for (const std::streamsize room : {0, 100, 400}) {
    ClosingBuffer buffer(room);
    std::ostream out(&buffer);
    std::ostringstream err;
    QCOMPARE(runList({.file = file_, .format = "jsonl"}, out, err), 0);
    out.clear();
    QCOMPARE(runList({.file = file_, .follow = true}, out, err), 0);
    QVERIFY(err.str().empty());
  }
}

void TestTerminal::textHelpers() {
  QCOMPARE(printable("a\tb\n\x7f\xc2\x9b\xff\xe2\x80\x8b\xc3\xa9"),
           std::string("a\\tb\\n\\x7f\\x9b\\xff\\u{200b}\xc3\xa9"));
  QCOMPARE(printable("abcdef", 4), std::string("abc\xe2\x80\xa6"));
  QCOMPARE(printable("abcd", 4), std::string("abcd"));
  QCOMPARE(printableLines("a\n\tb\r"), std::string("a\n\tb\\r"));
  QCOMPARE(padded("\xc3\xa9", 3), std::string("\xc3\xa9  "));
  QCOMPARE(padded("7", 3, true), std::string("  7"));
  QCOMPARE(durationText(83'000), std::string("0.083 ms"));
  QCOMPARE(durationText(2'500'000'000), std::string("2.50 s"));
  QCOMPARE(durationText(723'000'000'000), std::string("12:03"));
  QCOMPARE(sizeText(612), std::string("612 B"));
  QCOMPARE(sizeText(18'400), std::string("18.4 kB"));
  QCOMPARE(sizeText(999'999), std::string("1.0 MB"));
}

QTEST_APPLESS_MAIN(TestTerminal)
#include "tst_terminal.moc"
