// SPDX-License-Identifier: GPL-3.0-or-later
// Sockets, listeners, connectors and timers on a real loop over loopback.
#include <QtTest/QtTest>

#include "bridge/net/connector.h"
#include "bridge/net/listener.h"
#include "bridge/net/source.h"

using namespace bascule;
using namespace bascule::net;
using namespace std::chrono_literals;

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
