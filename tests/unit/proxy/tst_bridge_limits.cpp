// SPDX-License-Identifier: GPL-3.0-or-later
// Limits of a running bridge, seen from raw sockets and in its numbers. Small limits instead of long waits;
// the tests wait for what must happen and never decide by time.
#include <QtTest/QtTest>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bridge/proxy/bridge.h"

using namespace bascule;
using namespace bascule::proxy;
using http::Limit;

namespace {

/// A client of one connection.
class Client {
 public:
  explicit Client(std::uint16_t port, const std::string& sends = {})
      : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    send(sends);
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool connected() const { return connected_; }
  void send(const std::string& bytes) const {
    if (!bytes.empty()) (void)!::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
  /// One answer, or what comes until the bridge closes: it may linger after an early answer.
  std::string readAll() const {
    std::string all;
    char buffer[4096];
    while (!complete(all)) {
      const ssize_t n = ::recv(socket_, buffer, sizeof buffer, 0);
      if (n <= 0) break;
      all.append(buffer, static_cast<std::size_t>(n));
    }
    return all;
  }

 private:
  static bool complete(const std::string& answer) {
    const std::size_t length = answer.find("content-length: ");
    const std::size_t body = answer.find("\r\n\r\n");
    return length < body && body != std::string::npos &&
           answer.size() >= body + 4 + std::stoul(answer.substr(length + 16));
  }

  int socket_;
  bool connected_ = false;
};

std::string post(const std::string& fields, const std::string& body = {}) {
  return "POST /a.B/C HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + fields + "\r\n" + body;
}
const std::string kProto = "Content-Type: application/proto\r\nContent-Length: 100\r\n";

}  // namespace

class TestBridgeLimits : public QObject {
  Q_OBJECT

  /// A bridge without a server, with these limits.
  void start(const std::vector<std::pair<const char*, const char*>>& limits, int workers = 1) {
    bridge_.reset();
    BridgeConfig config;
    config.listen = {{"127.0.0.1", 0}};
    config.upstream = "http://127.0.0.1:9";
    config.reflection = false;
    config.workers = workers;
    for (const auto& [name, value] : limits) QVERIFY(setLimit(config, name, value).has_value());
    auto bridge = Bridge::create(config, nullptr, clock_, [] {});
    QVERIFY(bridge.has_value());
    bridge_ = std::move(*bridge);
    QVERIFY(bridge_->bind().has_value());
    bridge_->go();
    const std::string listen = bridge_->stats().listen.front();
    port_ = static_cast<std::uint16_t>(std::stoi(listen.substr(listen.rfind(':') + 1)));
  }
  std::uint64_t hits(Limit limit) const { return bridge_->stats().limits.of(limit); }

  SystemClock clock_;
  std::unique_ptr<Bridge> bridge_;
  std::uint16_t port_ = 0;

 private Q_SLOTS:
  void cleanup() { bridge_.reset(); }

  // The limit holds for all workers together.
  void connections() {
    start({{"connections", "3"}}, 2);
    const Client a(port_, post(kProto));
    const Client b(port_, post(kProto));
    const Client c(port_, post(kProto));
    QTRY_COMPARE(bridge_->stats().inFlight, 3U);
    const Client d(port_);
    QVERIFY(d.connected());
    QCOMPARE(d.readAll(), std::string());
    QTRY_COMPARE(hits(Limit::Connections), std::uint64_t{1});
  }

  // Where one carries no call, it makes room: the one that has been idle longest.
  void idleConnections() {
    start({{"connections", "3"}}, 1);
    const Client busy(port_, post(kProto));
    QTRY_COMPARE(bridge_->stats().inFlight, 1U);
    const Client oldest(port_);
    QTRY_COMPARE(bridge_->stats().connections, 2U);
    const Client newer(port_);
    QTRY_COMPARE(bridge_->stats().connections, 3U);
    const Client added(port_);
    QCOMPARE(oldest.readAll(), std::string());
    QTRY_COMPARE(hits(Limit::IdleEvicted), std::uint64_t{1});
    QCOMPARE(hits(Limit::Connections), std::uint64_t{0});
    QCOMPARE(bridge_->stats().connections, 3U);
    QCOMPARE(bridge_->stats().inFlight, 1U);
  }

  void firstBytes() {
    start({{"header-timeout", "20"}});
    QCOMPARE(Client(port_, "P").readAll(), std::string());
    QTRY_COMPARE(hits(Limit::HeaderTimeout), std::uint64_t{1});
    QVERIFY(Client(port_, "POST / HTTP/1.1\r\n").readAll().starts_with("HTTP/1.1 408 "));
    QTRY_COMPARE(hits(Limit::HeaderTimeout), std::uint64_t{2});
  }

  void slowBody() {
    start({{"slow-body-grace", "20"}});
    const std::string answer = Client(port_, post(kProto, "x")).readAll();
    QVERIFY2(answer.starts_with("HTTP/1.1 429 ") && answer.find("slow-body-rate") != std::string::npos,
             answer.c_str());
    QTRY_COMPARE(hits(Limit::SlowBody), std::uint64_t{1});
    QTRY_COMPARE(bridge_->stats().heldBytes, std::uint64_t{0});
  }

  // Over all workers and connections.
  void liveStreams() {
    start({{"live-streams", "2"}}, 2);
    const Client a(port_, post(kProto));
    const Client b(port_, post(kProto));
    QTRY_COMPARE(bridge_->stats().inFlight, 2U);
    QCOMPARE(Client(port_, post(kProto)).readAll(), std::string());
    QTRY_COMPARE(hits(Limit::LiveStreams), std::uint64_t{1});
    QCOMPARE(bridge_->stats().inFlight, 2U);
  }

  void messageSize() {
    start({});
    const std::string large(5 << 20, 'x');
    const std::string answer = Client(port_, post("Content-Type: application/proto\r\nContent-Length: " +
                                                      std::to_string(large.size()) + "\r\n",
                                                  large))
                                   .readAll();
    QVERIFY(answer.starts_with("HTTP/1.1 429 "));
    QTRY_COMPARE(hits(Limit::MessageSize), std::uint64_t{1});
  }

  // Three calls that collect what is below the limit of a message, together more than the budget.
  void bufferBudget() {
    start({{"buffer-budget", "1000000"}});
    const std::string head = post("Content-Type: application/proto\r\nContent-Length: 1000000\r\n");
    const Client a(port_, head + std::string(300'000, 'x'));
    QTRY_COMPARE(bridge_->stats().heldBytes, std::uint64_t{300'000});
    const Client b(port_, head + std::string(300'000, 'x'));
    QTRY_COMPARE(bridge_->stats().heldBytes, std::uint64_t{600'000});
    const Client c(port_, head + std::string(390'000, 'x'));
    const std::string answer = c.readAll();
    QVERIFY2(answer.starts_with("HTTP/1.1 429 ") && answer.find("buffer-budget") != std::string::npos,
             answer.c_str());
    QTRY_COMPARE(hits(Limit::MemoryReset), std::uint64_t{1});
    QTRY_COMPARE(bridge_->stats().heldBytes, std::uint64_t{600'000});
    QCOMPARE(bridge_->stats().inFlight, 2U);
  }

  // Between 85 and 95 % the largest is not read on: its bytes stay where they are.
  void bufferBudgetPauses() {
    start({{"buffer-budget", "10000000"}, {"stream-window", "100000"}});
    const std::string head = post("Content-Type: application/proto\r\nContent-Length: 4000000\r\n");
    const Client a(port_, head + std::string(3'000'000, 'x'));
    QTRY_COMPARE(bridge_->stats().heldBytes, std::uint64_t{3'000'000});
    const Client b(port_, head + std::string(3'000'000, 'x'));
    QTRY_COMPARE(bridge_->stats().heldBytes, std::uint64_t{6'000'000});
    const Client c(port_, head + std::string(2'700'000, 'x'));
    QTRY_VERIFY(hits(Limit::MemoryPaused) > 0);
    QVERIFY(bridge_->stats().heldBytes <= 9'500'000);
  }

  void refusals() {
    start({});
    QVERIFY(Client(port_, "GET /a.B/C HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                .readAll()
                .starts_with("HTTP/1.1 405 "));
    QTRY_COMPARE(bridge_->stats().refused, std::uint64_t{1});
    QCOMPARE(bridge_->stats().foreignHosts, std::uint64_t{0});
    QVERIFY(Client(port_, "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
                .readAll()
                .starts_with("HTTP/1.1 421 "));
    QTRY_COMPARE(bridge_->stats().refused, std::uint64_t{2});
    QCOMPARE(bridge_->stats().foreignHosts, std::uint64_t{1});
    QVERIFY(Client(port_, "NONSENSE\r\n\r\n").readAll().starts_with("HTTP/1.1 400 "));
    QTRY_COMPARE(hits(Limit::BadRequest), std::uint64_t{1});
  }
};

QTEST_GUILESS_MAIN(TestBridgeLimits)
#include "tst_bridge_limits.moc"
