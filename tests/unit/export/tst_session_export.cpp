// SPDX-License-Identifier: GPL-3.0-or-later
// Exporting a session: every format, what is asked meanwhile, a file that appears whole or not at all.
#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>

#include <QtTest/QtTest>
#include <sys/resource.h>
#include <sys/stat.h>

#include "bridge/export/session_export.h"
#include "tests/support/recording.h"

using namespace bascule;
using namespace bascule::capture;
using namespace bascule::exporting;
using bascule::test::contentOf;
using bascule::test::openOrFail;
using bascule::test::record;
using bascule::test::Recording;
using bascule::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

constexpr CallId kCalls = 300;

struct Session {
  Session() {
    {
      Recording recording(folder.file("a.bascule"), 1ULL << 31, Redaction::none());
      record(recording, kCalls);
    }
    reader = openOrFail(folder.file("a.bascule"));
    rows.apply(*reader->nextRows());
  }
  ExportJob job(Format format) { return {{format, "0.1.0"}, redaction, *reader, rows, schema}; }

  TemporaryFolder folder;
  Redaction redaction = Redaction::defaults();
  std::unique_ptr<SessionReader> reader;
  RowStore rows;
  schema::SchemaPtr schema = schema::Schema::wellKnown();
};

}  // namespace

class TestSessionExport : public QObject {
  Q_OBJECT
 private slots:
  void formatTable();
  void everyFormat();
  void wantedOnly();
  void cancelled();
  void sinkThatTakesNoMore();
  void fullDiskLeavesTheOldFile();
};

void TestSessionExport::formatTable() {
  for (const FormatInfo& info : formats()) {
    QVERIFY(formatFromName(info.name) == info.format);
    QCOMPARE(infoOf(info.format).name, info.name);
    QVERIFY(formatNames().contains(info.name));
    QVERIFY(FormatWriter::create({info.format}) != nullptr);
  }
  QVERIFY(!formatFromName("pdf").has_value());
}

void TestSessionExport::everyFormat() {
  Session session;
  for (const FormatInfo& info : formats()) {
    const fs::path file = session.folder.file("out" + std::string(info.suffix));
    const auto counts = exportToFile(session.job(info.format), file);
    QVERIFY2(counts.has_value(), info.name.data());
    QCOMPARE(counts->calls, std::uint64_t{kCalls});
    struct stat facts{};
    QCOMPARE(::stat(file.c_str(), &facts), 0);
    QCOMPARE(facts.st_mode & 0777, 0600U);
    std::string streamed;
    QVERIFY(exportCalls(session.job(info.format), [&](std::string_view bytes) {
              streamed += bytes;
              return true;
            }).has_value());
    QVERIFY(streamed == contentOf(file));
    QVERIFY(streamed.contains("CreateOrder"));
  }
}

void TestSessionExport::wantedOnly() {
  Session session;
  ExportJob job = session.job(Format::JsonLines);
  job.wanted = [](const CallRow& row) { return row.number % 100 == 0; };
  std::string lines;
  const auto counts = exportCalls(job, [&](std::string_view bytes) {
    lines += bytes;
    return true;
  });
  QCOMPARE(counts->calls, std::uint64_t{3});
  QCOMPARE(std::ranges::count(lines, '\n'), std::ptrdiff_t{3});
}

void TestSessionExport::cancelled() {
  Session session;
  ExportJob job = session.job(Format::Har);
  std::uint32_t asked = 0;
  job.progress = [&](std::uint32_t done, std::uint32_t all) {
    ++asked;
    return done < all / 2;
  };
  std::ofstream(session.folder.file("out.har")) << "old";
  QCOMPARE(exportToFile(job, session.folder.file("out.har")).error().cause, std::string("cancelled"));
  QVERIFY(asked > 1);
  QCOMPARE(contentOf(session.folder.file("out.har")), std::string("old"));
  QVERIFY(!fs::exists(session.folder.file("out.har.part")));
}

void TestSessionExport::sinkThatTakesNoMore() {
  Session session;
  int pieces = 0;
  const auto result =
      exportCalls(session.job(Format::Pcapng), [&](std::string_view) { return ++pieces > 1; });
  QCOMPARE(result.error().cause, std::string("file_unwritable"));
  QCOMPARE(pieces, 1);
}

void TestSessionExport::fullDiskLeavesTheOldFile() {
  Session session;
  std::ofstream(session.folder.file("out.jsonl")) << "old";
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{64 * 1024, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  const auto result = exportToFile(session.job(Format::JsonLines), session.folder.file("out.jsonl"));
  ::setrlimit(RLIMIT_FSIZE, &before);
  QCOMPARE(result.error().code, ErrorCode::Io);
  QVERIFY(result.error().message.contains("out.jsonl cannot be written"));
  QCOMPARE(contentOf(session.folder.file("out.jsonl")), std::string("old"));
  QVERIFY(!fs::exists(session.folder.file("out.jsonl.part")));
}

QTEST_APPLESS_MAIN(TestSessionExport)
#include "tst_session_export.moc"
