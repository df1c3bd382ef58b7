// SPDX-License-Identifier: GPL-3.0-or-later
// TlsContext and TlsSession: two ends talk through their queues, in pieces of any size; who trusts whom;
// files that are no certificates.
#include <fstream>
#include <random>

#include <QtTest/QtTest>

#include "bridge/net/tls_session.h"
#include "tests/support/certificates.h"

using namespace bascule;
using namespace bascule::net;
using bascule::test::Authority;
using bascule::test::Identity;

namespace {

/// One end of a connection and what it received.
struct End {
  std::unique_ptr<TlsSession> session;
  ByteQueue toSend;
  std::string received;
  std::optional<Error> error;

  void say(std::string_view text) { toSend.push(Slice::copyOf(text)); }
  void work() {
    if (error) return;
    if (auto sent = session->send(toSend, 1 << 20); !sent) error = sent.error();
    while (!error) {
      auto plain = session->nextPlain();
      if (!plain) {
        error = plain.error();
      } else if (*plain) {
        received += (*plain)->view();
      } else {
        return;
      }
    }
  }
};

/// Lets both ends work until neither has anything for the other; bytes travel in pieces of `piece`.
void talk(End& a, End& b, std::size_t piece = 1 << 20) {
  for (bool moved = true; moved;) {
    moved = false;
    for (auto [from, to] : {std::pair(&a, &b), std::pair(&b, &a)}) {
      from->work();
      ByteQueue bytes;
      from->session->takeOutput(bytes);
      while (!bytes.empty()) {
        to->session->receive(bytes.takeSome(piece).view());
        to->work();
        moved = true;
      }
    }
  }
}

}  // namespace

class TestTls : public QObject {
  Q_OBJECT
 private:
  QTemporaryDir folder_;
  std::filesystem::path path_{folder_.path().toStdString()};
  Authority authority_{path_};
  Authority stranger_{path_, "stranger"};
  Identity server_ = authority_.issue("server", "DNS:localhost,IP:127.0.0.1");

  TlsContextPtr serverContext(std::filesystem::path clientCa = {}) {
    return TlsContext::server({server_.certificate, server_.key, std::move(clientCa)}).value();
  }
  TlsContextPtr clientContext() {
    return TlsContext::client({authority_.certificate(), {}, {}, false}).value();
  }
  static std::pair<End, End> pair(const TlsContextPtr& client, const TlsContextPtr& server,
                                  const std::string& name = "localhost") {
    std::pair<End, End> ends;
    ends.first.session = TlsSession::connect(client, name);
    ends.second.session = TlsSession::accept(server);
    return ends;
  }
  std::string fileWith(const char* name, const std::string& text) {
    const auto file = path_ / name;
    std::ofstream(file) << text;
    return file.string();
  }

 private slots:
  void bothWaysInAnyPieces() {
    for (const std::size_t piece :
         {std::size_t{1 << 20}, std::size_t{1}, std::size_t{77}, std::size_t{16384}}) {
      auto [client, server] = pair(clientContext(), serverContext());
      const std::string large(piece == 1 ? 3000 : 300'000, 'x');
      client.say("hello");
      client.say(large);
      server.say("welcome");
      talk(client, server, piece);
      QVERIFY(!client.error && !server.error);
      QCOMPARE(server.received, "hello" + large);
      QCOMPARE(client.received, std::string("welcome"));
      QCOMPARE(client.session->alpn(), std::string("h2"));
      QCOMPARE(server.session->alpn(), std::string("h2"));
      client.session->close();
      talk(client, server, piece);
      QVERIFY(server.session->peerClosed());
    }
  }

  void addressesAreNames() {
    auto [client, server] = pair(clientContext(), serverContext(), "127.0.0.1");
    talk(client, server);
    QVERIFY(!client.error && client.session->established());
  }

  void wrongNameIsRejected() {
    auto [client, server] = pair(clientContext(), serverContext(), "other.example");
    talk(client, server);
    QVERIFY(client.error.has_value());
    QCOMPARE(client.error->cause, std::string("tls_name_mismatch"));
    QCOMPARE(client.error->code, ErrorCode::Unavailable);
    QCOMPARE(client.error->side, ErrorSide::Upstream);
    QVERIFY(client.error->message.contains("other.example") &&
            client.error->message.contains("--upstream-server-name"));
    QCOMPARE(server.error->cause, std::string("tls_failed"));
  }

  void unknownAuthorityIsRejected() {
    const auto trustsOthers = TlsContext::client({stranger_.certificate(), {}, {}, false}).value();
    auto [client, server] = pair(trustsOthers, serverContext());
    talk(client, server);
    QCOMPARE(client.error->cause, std::string("tls_certificate_untrusted"));
    QVERIFY(client.error->message.contains("--upstream-ca"));
    const auto insecure = TlsContext::client({{}, {}, {}, true}).value();
    auto [trusting, same] = pair(insecure, serverContext(), "other.example");
    talk(trusting, same);
    QVERIFY(!trusting.error && trusting.session->established());
  }

  void clientCertificates() {
    const Identity known = authority_.issue("client", "");
    const Identity unknown = stranger_.issue("impostor", "");
    const auto server = serverContext(authority_.certificate());
    const auto with = [&](const Identity& who) {
      return TlsContext::client({authority_.certificate(), who.certificate, who.key, false}).value();
    };
    auto [good, accepted] = pair(with(known), server);
    good.say("x");
    talk(good, accepted);
    QVERIFY(!accepted.error);
    QCOMPARE(accepted.received, std::string("x"));
    auto [bad, refused] = pair(with(unknown), server);
    talk(bad, refused);
    QCOMPARE(refused.error->cause, std::string("tls_certificate_rejected"));
    QCOMPARE(bad.error->cause, std::string("tls_client_certificate_refused"));
    auto [none, missing] = pair(clientContext(), server);
    talk(none, missing);
    QCOMPARE(none.error->cause, std::string("tls_client_certificate_wanted"));
    QVERIFY(none.error->message.contains("--upstream-cert"));
    QCOMPARE(missing.error->cause, std::string("tls_client_certificate_missing"));
    QCOMPARE(missing.error->side, ErrorSide::Downstream);
  }

  void otherAddressesAreRejected() {
    auto [client, server] = pair(clientContext(), serverContext(), "192.0.2.1");
    talk(client, server);
    QCOMPARE(client.error->cause, std::string("tls_name_mismatch"));
  }

  void alpnFollowsTheOffer() {
    const auto offering = [&](bool http2, bool http11) {
      return TlsContext::client({authority_.certificate(), {}, {}, false, http2, http11}).value();
    };
    for (const auto& [http2, http11, chosen] :
         {std::tuple{true, true, "h2"}, {true, false, "h2"}, {false, true, "http/1.1"}, {false, false, ""}}) {
      auto [client, server] = pair(offering(http2, http11), serverContext());
      talk(client, server);
      QVERIFY(client.session->established());
      QCOMPARE(client.session->alpn(), std::string(chosen));
    }
  }

  // The client's end in pieces of any size, and what it says when the server stops after each byte.
  void aCutHandshakeNeverLooksWhole() {
    ByteQueue hello;
    End client{TlsSession::connect(clientContext(), "localhost"), {}, {}, {}};
    End server{TlsSession::accept(serverContext()), {}, {}, {}};
    client.session->takeOutput(hello);
    server.session->receive(hello.takeJoined().view());
    server.work();
    ByteQueue answer;
    server.session->takeOutput(answer);
    const std::string flight(answer.takeJoined().view());
    for (std::size_t cut = 0; cut < flight.size(); ++cut) {
      QVERIFY(!client.session->established());
      QCOMPARE(client.session->cutShort().cause, std::string("upstream_no_tls"));
      client.session->receive(std::string_view(flight).substr(cut, 1));
      client.work();
      QVERIFY(!client.error);
    }
    QVERIFY(client.session->established());
    QCOMPARE(client.session->cutShort().cause, std::string("tls_failed"));
  }

  void cleartextIsNoTls() {
    for (const std::string_view answer : {std::string_view("HTTP/1.1 400 Bad Request\r\n\r\n"),
                                          std::string_view("\0\0\x18\x04\0\0\0\0\0\0\x04\0\x40\0\0", 15),
                                          std::string_view("220 mail ready\r\n")}) {
      for (const std::size_t piece : {std::size_t{1}, answer.size()}) {
        End client{TlsSession::connect(clientContext(), "localhost"), {}, {}, {}};
        for (std::size_t at = 0; at < answer.size() && !client.error; at += piece) {
          client.session->receive(answer.substr(at, piece));
          client.work();
        }
        QVERIFY(client.error.has_value());
        QCOMPARE(client.error->cause, std::string("upstream_no_tls"));
        QVERIFY(client.error->message.contains("http://"));
      }
    }
  }

  void aTicketShortensTheNextHandshake() {
    const auto client = clientContext();
    const auto server = serverContext();
    const auto ticket = std::make_shared<TlsTicket>();
    for (const bool resumed : {false, true, true}) {
      std::pair<End, End> ends;
      ends.first.session = TlsSession::connect(client, "localhost", ticket);
      ends.second.session = TlsSession::accept(server);
      ends.second.say("welcome");
      talk(ends.first, ends.second);
      QCOMPARE(ends.first.received, std::string("welcome"));
      QCOMPARE(ends.first.session->resumed(), resumed);
      QVERIFY(ticket->session != nullptr);
    }
  }

  void noiseFailsOnce() {
    std::mt19937 random(3);
    for (int round = 0; round < 200; ++round) {
      End server{TlsSession::accept(serverContext()), {}, {}, {}};
      std::string noise(random() % 200 + 6, '\0');
      for (char& byte : noise) byte = static_cast<char>(random());
      if (round % 2 == 0) noise.replace(0, 3, "\x16\x03\x01");
      server.session->receive(noise);
      server.work();
      const auto first = server.session->nextPlain();
      const auto second = server.session->nextPlain();
      QCOMPARE(first.has_value(), second.has_value());
      if (!first) QCOMPARE(first.error().cause, second.error().cause);
      QVERIFY(!server.session->established());
    }
  }

  void badFilesAreNamed() {
    const std::string nonsense = fileWith("nonsense.pem", "no certificate");
    const Identity other = authority_.issue("other", "DNS:other");
    const auto cause = [](const Result<TlsContextPtr>& made) { return made ? "" : made.error().cause; };
    QCOMPARE(cause(TlsContext::server({path_ / "missing", server_.key, {}})),
             std::string("tls_file_unreadable"));
    QCOMPARE(cause(TlsContext::server({nonsense, server_.key, {}})), std::string("tls_certificate_invalid"));
    QCOMPARE(cause(TlsContext::server({server_.certificate, nonsense, {}})), std::string("tls_key_invalid"));
    QCOMPARE(cause(TlsContext::server({server_.certificate, other.key, {}})),
             std::string("tls_key_mismatch"));
    QCOMPARE(cause(TlsContext::server({server_.certificate, server_.key, nonsense})),
             std::string("tls_certificate_invalid"));
    QCOMPARE(cause(TlsContext::client({nonsense, {}, {}, false})), std::string("tls_certificate_invalid"));
    const auto named = TlsContext::server({server_.certificate, other.key, {}});
    QVERIFY(named.error().message.contains("other.key") && named.error().message.contains("server.crt"));
  }
};

QTEST_APPLESS_MAIN(TestTls)
#include "tst_tls.moc"
