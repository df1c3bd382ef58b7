// SPDX-License-Identifier: GPL-3.0-or-later
// Sockets, listeners, connectors and timers on a real loop over loopback.
#include <QtTest/QtTest>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bridge/net/connector.h"
#include "bridge/net/listener.h"
#include "bridge/net/source.h"

using namespace bascule;
using namespace bascule::net;
using namespace std::chrono_literals;

namespace {

/// A listener that answers nobody: its queue is full, so the kernel drops who else wants to connect.
class Deaf {
 public:
  Deaf(const char* host, std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    ::inet_pton(AF_INET, host, &address.sin_addr);
    const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
    full_ = ::bind(listener_, generic, sizeof address) == 0 && ::listen(listener_, 0) == 0 &&
            ::connect(client_, generic, sizeof address) == 0;
  }
  ~Deaf() {
    ::close(client_);
    ::close(listener_);
  }
  Deaf(const Deaf&) = delete;
  Deaf& operator=(const Deaf&) = delete;
  bool full() const { return full_; }

 private:
  int listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
  int client_ = ::socket(AF_INET, SOCK_STREAM, 0);
  bool full_ = false;
};

/// Where a race over `addresses` ends: the peer, or the error.
Result<std::string> raced(std::uint16_t port, std::vector<std::string> addresses, Duration timeout = 20s) {
  EventLoop loop;
  Result<std::string> end;
  Connector connector(loop, {"shop.test", port, std::move(addresses)}, timeout,
                      [&](Result<TcpSocket> socket) {
                        end = socket ? Result<std::string>(socket->peer()) : std::unexpected(socket.error());
                        loop.stop();
                      });
  loop.run();
  return end;
}

}  // namespace

class TestNet : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void bytesGoThereAndBack() {
    EventLoop loop;
    auto listener = Listener::bind(loop, "127.0.0.1", 0, false);
    QVERIFY(listener.has_value());
    std::unique_ptr<TcpSocket> server;
    std::unique_ptr<TcpSocket> client;
    std::string received;
    bool ended = false;
    (*listener)->start([&](TcpSocket socket) {
      server = std::make_unique<TcpSocket>(std::move(socket));
      server->startReading([&](Result<Slice> bytes) {
        QVERIFY(bytes.has_value());
        ended = bytes->empty();
        received += bytes->view();
        if (ended) loop.stop();
      });
    });
    const std::string sent(300'000, 'x');
    ByteQueue queue;
    queue.push(Slice::copyOf(sent));
    std::function<void()> pump = [&] {
      QVERIFY(client->write(queue).has_value());
      if (queue.empty()) {
        client->shutdownWrite();
      } else {
        client->whenWritable(pump);
      }
    };
    Connector connector(loop, "127.0.0.1", (*listener)->port(), 5s, [&](Result<TcpSocket> socket) {
      QVERIFY(socket.has_value());
      client = std::make_unique<TcpSocket>(std::move(*socket));
      QCOMPARE(client->peer(), (*listener)->text());
      pump();
    });
    loop.run();
    QVERIFY(ended);
    QCOMPARE(received.size(), sent.size());
  }

  void nobodyListens() {
    EventLoop loop;
    std::uint16_t port = 0;
    {
      auto listener = Listener::bind(loop, "127.0.0.1", 0, false);
      port = (*listener)->port();
    }
    std::string cause;
    Connector connector(loop, "127.0.0.1", port, 5s, [&](Result<TcpSocket> socket) {
      cause = socket ? "" : socket.error().cause;
      loop.stop();
    });
    loop.run();
    QCOMPARE(cause, std::string("upstream_refused"));
  }

  void familiesTakeTurns() {
    using List = std::vector<std::string>;
    QCOMPARE(raceOrder({}), List{});
    QCOMPARE(raceOrder({"::1", "::2", "1.1.1.1", "2.2.2.2", "3.3.3.3"}),
             (List{"::1", "1.1.1.1", "::2", "2.2.2.2", "3.3.3.3"}));
    QCOMPARE(raceOrder({"1.1.1.1", "2.2.2.2", "::1"}), (List{"1.1.1.1", "::1", "2.2.2.2"}));
  }

  void theNextAddressIsTried() {
    EventLoop loop;
    auto listener = Listener::bind(loop, "127.0.0.1", 0, false);
    const std::uint16_t port = (*listener)->port();
    const auto end = raced(port, {"::1", "127.0.0.3", "127.0.0.1"});
    QVERIFY(end.has_value());
    QCOMPARE(*end, (*listener)->text());
  }

  void aSilentAddressIsOvertaken() {
    EventLoop loop;
    auto listener = Listener::bind(loop, "127.0.0.1", 0, false);
    const std::uint16_t port = (*listener)->port();
    const Deaf deaf("127.0.0.2", port);
    QVERIFY(deaf.full());
    const auto end = raced(port, {"127.0.0.2", "127.0.0.1"});
    QVERIFY(end.has_value());
    QCOMPARE(*end, (*listener)->text());
  }

  void everyAddressThatFailedIsNamed() {
    EventLoop loop;
    std::uint16_t port = 0;
    {
      auto listener = Listener::bind(loop, "127.0.0.1", 0, false);
      port = (*listener)->port();
    }
    const auto refused = raced(port, {"127.0.0.1", "127.0.0.2"});
    QCOMPARE(refused.error().cause, std::string("upstream_refused"));
    for (const char* address : {"shop.test:", "127.0.0.1:", "127.0.0.2:"}) {
      QVERIFY2(refused.error().message.contains(address), refused.error().message.c_str());
    }
    const Deaf deaf("127.0.0.2", port);
    QVERIFY(deaf.full());
    const auto late = raced(port, {"127.0.0.2", "127.0.0.1"}, 600ms);
    QVERIFY(!late.has_value());
    QCOMPARE(late.error().cause, std::string("upstream_timeout"));
    QVERIFY2(late.error().message.contains("127.0.0.2:"), late.error().message.c_str());
  }

  void portTaken() {
    EventLoop loop;
    auto first = Listener::bind(loop, "127.0.0.1", 0, false);
    auto second = Listener::bind(loop, "127.0.0.1", (*first)->port(), false);
    QVERIFY(!second);
    QCOMPARE(second.error().cause, std::string("port_taken"));
    QVERIFY(second.error().message.find((*first)->text()) != std::string::npos);
    QCOMPARE(Listener::bind(loop, "nonsense", 0, false).error().cause, std::string("address_unusable"));
    // Workers of one bridge share a port on purpose.
    auto a = Listener::bind(loop, "127.0.0.1", 0, true);
    QVERIFY(Listener::bind(loop, "127.0.0.1", (*a)->port(), true).has_value());
  }

  void sources() {
    const std::pair<const char*, const char*> rows[] = {{"127.0.0.1:5", ""},
                                                        {"127.9.9.9:5", ""},
                                                        {"[::1]:5", ""},
                                                        {"[::ffff:127.0.0.1]:5", ""},
                                                        {"192.0.2.1:5", "192.0.2.1"},
                                                        {"[::ffff:192.0.2.1]:80", "192.0.2.1"},
                                                        {"[2001:db8:1:2:3:4:5:6]:80", "2001:db8:1:2::/64"},
                                                        {"[2001:db8:1:2::9]:81", "2001:db8:1:2::/64"}};
    for (const auto& [peer, source] : rows) QCOMPARE(sourceOf(peer), std::string(source));
  }

  void descriptorsAreRaisedUpToTheHardLimit() {
    const std::uint64_t now = allowDescriptors(0);
    QVERIFY(now > 0);
    QVERIFY(allowDescriptors(now + 1) >= now);
    QVERIFY(allowDescriptors(~0ULL) >= now);
  }

  void timersFireInOrder() {
    const SystemClock clock;
    EventLoop loop;
    TimerQueue queue(loop, clock);
    std::string order;
    Timer late(queue, [&] {
      order += "late";
      loop.stop();
    });
    Timer early(queue, [&] { order += "early "; });
    Timer never(queue, [&] { order += "never "; });
    const MonotonicTime now = clock.now();
    late.armAt(now + 3ms);
    never.armAt(now + 2ms);
    early.armAt(now + 1ms);
    never.cancel();
    loop.run();
    QCOMPARE(order, std::string("early late"));
  }
};

QTEST_APPLESS_MAIN(TestNet)
#include "tst_net.moc"
