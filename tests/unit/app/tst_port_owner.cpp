// SPDX-License-Identifier: GPL-3.0-or-later
// Who holds a port: from a folder made like /proc, and from the system itself about a socket of this test.
#include <fstream>

#include <QtTest/QtTest>
#include <unistd.h>

#include "app/port_owner.h"
#include "tests/support/capture_events.h"
#include "tests/support/listening_socket.h"

using namespace bascule;
using namespace bascule::app;
using proxy::ListenAddress;
namespace fs = std::filesystem;

namespace {

constexpr const char* kTitles =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n";

std::string line(const std::string& address, const char* port, const char* state, int inode) {
  return "   0: " + address + ":" + port + " 00000000:0000 " + state +
         " 00000000:00000000 00:00000000 00000000  1000        0 " + std::to_string(inode) + " 1 0\n";
}

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

// A machine on which nginx listens at 127.0.0.1:8080, somebody else at 8081, and 8082 is a client's port.
void makeProc(const fs::path& proc) {
  write(proc / "net/tcp", kTitles + line("0100007F", "1F90", "0A", 111) +
                              line("00000000", "1F91", "0A", 222) + line("0100007F", "1F92", "01", 333));
  write(proc / "net/tcp6", kTitles + line("00000000000000000000000001000000", "1F94", "0A", 444));
  write(proc / "4711/comm", "nginx\n");
  fs::create_directories(proc / "4711/fd");
  fs::create_symlink("socket:[111]", proc / "4711/fd/3");
  write(proc / "4712/comm", "bash\n");
  fs::create_directories(proc / "4712/fd");
  fs::create_directories(proc / "sys");
}

}  // namespace

class TestPortOwner : public QObject {
  Q_OBJECT
 private:
  test::TemporaryFolder folder_;

 private Q_SLOTS:
  void initTestCase() { makeProc(folder_.path()); }

  void namesTheProcess() {
    const fs::path proc = folder_.path();
    QCOMPARE(portOwner({"127.0.0.1", 8080}, false, proc)->text(), std::string("nginx (pid 4711)"));
    QCOMPARE(portOwner({"127.0.0.1", 8080}, true, proc)->pid, 4711);
    QCOMPARE(portOwner({"", 8080}, false, proc)->pid, 4711);
    QVERIFY(!portOwner({"", 8080}, true, proc));
    QVERIFY(!portOwner({"192.168.1.5", 8080}, true, proc));
    QVERIFY(portOwner({"::1", 8084}, true, proc).has_value());
  }

  void saysWhenItCannotKnow() {
    const fs::path proc = folder_.path();
    QCOMPARE(portOwner({"127.0.0.1", 8081}, false, proc)->text(), std::string("another user's process"));
    QVERIFY(!portOwner({"127.0.0.1", 8082}, false, proc));  // nobody listens there
    QVERIFY(!portOwner({"127.0.0.1", 8080}, false, proc / "nowhere"));
    QVERIFY(!nextFree({"127.0.0.1", 8080}, proc / "nowhere"));
  }

  void findsTheNextFreePort() {
    const fs::path proc = folder_.path();
    QCOMPARE(nextFree({"127.0.0.1", 8080}, proc)->text(), std::string("127.0.0.1:8083"));
    QCOMPARE(nextFree({"::1", 8083}, proc)->text(), std::string("[::1]:8085"));
    QVERIFY(!nextFree({"127.0.0.1", 65'535}, proc));
  }

  void linesThatAreNoSocketsAreLeftOut() {
    const fs::path proc = folder_.path() / "odd";
    std::string table = kTitles;
    table += "garbage\n\n   0: nocolon x\n";
    table += line("0100007F", "zz", "0A", 1);
    write(proc / "net/tcp", table);
    QVERIFY(!portOwner({"127.0.0.1", 8080}, false, proc));
  }

  void knowsThisVeryProcess() {
    const test::ListeningSocket mine;
    proxy::BridgeConfig config;
    config.listen = {{"127.0.0.1", mine.port}};
    const auto owner = portOwner(config.listen[0], true);
    QVERIFY(owner.has_value());
    QCOMPARE(owner->pid, static_cast<int>(::getpid()));
    const auto checked = checkPorts(config);
    QVERIFY(!checked);
    QCOMPARE(checked.error().cause, std::string("port_taken"));
    const Error named = namePortOwner(checked.error(), config);
    QVERIFY(QString::fromStdString(named.message).endsWith(QStringLiteral("(pid %1)").arg(::getpid())));
    const auto other = otherAddress(config);
    QVERIFY(other && other->port > mine.port && other->host == "127.0.0.1");
    QVERIFY(QString::fromStdString(terminalSentence(named, config))
                .endsWith(
                    QStringLiteral("--listen %1, which is free").arg(QString::fromStdString(other->text()))));
    QCOMPARE(terminalSentence({ErrorCode::Io, ErrorSide::Local, "disk_full", "full"}, config),
             std::string("full"));
    config.listen = {{"127.0.0.1", 0}};
    QVERIFY(checkPorts(config).has_value());
    QVERIFY(!otherAddress(config));
  }
};

QTEST_GUILESS_MAIN(TestPortOwner)
#include "tst_port_owner.moc"
