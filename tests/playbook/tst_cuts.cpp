// SPDX-License-Identifier: GPL-3.0-or-later
// A server that goes away in the middle of its answer, at every byte and in every way: the client is never
// told that the call succeeded (robustness T1).
#include <QtTest/QtTest>

#include "tests/support/playbook.h"

using namespace bascule;
using namespace bascule::test;
using rpc::ServerProtocol;

namespace {

constexpr const char* kUnary = "/acme.shop.v1.OrderService/GetOrder";
constexpr const char* kDownload = "/acme.shop.v1.StockService/WatchStock";
const std::string kMessage =
    "\x0a\x03"
    "abc";

struct Client {
  const char* contentType;
  bool enveloped = true;
};
const std::vector<Client> kUnaryClients = {{"application/proto", false},
                                           {"application/grpc"},
                                           {"application/grpc-web+proto"},
                                           {"application/json", false}};
const std::vector<Client> kStreamClients = {
    {"application/connect+proto"}, {"application/grpc"}, {"application/grpc-web+proto"}};

/// A whole answer of one message, as that server says it.
struct Answer {
  ServerProtocol server;
  const char* path;
  const char* contentType;
  std::string body;
  bool endsByItself = true;  ///< without it, an answer cut where the stream ends looks whole
};
const std::vector<Answer> kAnswers = {
    {ServerProtocol::Grpc, kUnary, "application/grpc", frame(kMessage)},
    {ServerProtocol::GrpcWeb, kUnary, "application/grpc-web+proto",
     frame(kMessage) + frame("grpc-status: 0\r\n", rpc::kFlagTrailers)},
    {ServerProtocol::Connect, kUnary, "application/proto", kMessage, false},
    {ServerProtocol::Grpc, kDownload, "application/grpc", frame(kMessage) + frame(kMessage)},
    {ServerProtocol::GrpcWeb, kDownload, "application/grpc-web+proto",
     frame(kMessage) + frame("grpc-status: 0\r\n", rpc::kFlagTrailers)},
    {ServerProtocol::Connect, kDownload, "application/connect+proto",
     frame(kMessage) + frame("{}", rpc::kFlagEndStream)},
};

enum class Way { End, Reset, ResetWithoutError, Lost };
constexpr Way kWays[] = {Way::End, Way::Reset, Way::ResetWithoutError, Way::Lost};

void leave(Playbook& play, Way way) {
  if (way == Way::End) play.answerEnds();
  if (way == Way::Reset) play.serverResets(http::H2Error::InternalError);
  if (way == Way::ResetWithoutError) play.serverResets(http::H2Error::NoError);
  if (way == Way::Lost) play.serverLost("connection_closed");
}

}  // namespace

class TestCuts : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { schema_ = playbookSchema(); }

  void noSuccessWithoutTheEnd() {
    int played = 0;
    for (const Answer& answer : kAnswers) {
      const bool unary = answer.path == kUnary;
      for (const Client& client : unary ? kUnaryClients : kStreamClients) {
        for (std::size_t size = 0; size <= answer.body.size(); ++size) {
          for (const Way way : kWays) played += playCut(answer, client, size, way) ? 1 : 0;
        }
      }
    }
    QVERIFY(played > 1000);
  }

 private:
  /// False if that cut is the whole answer, or looks like it.
  bool playCut(const Answer& answer, const Client& client, std::size_t size, Way way) {
    const bool whole = size == answer.body.size();
    if (whole && answer.server != ServerProtocol::Grpc) return false;
    if (way == Way::End && !answer.endsByItself) return false;
    translate::CallSettings settings;
    settings.serverProtocol = answer.server;
    Playbook play(schema_, settings);
    const bool json = std::string_view(client.contentType) == "application/json";
    const std::string ask = json ? "{}" : "";
    play.head(answer.path, {{"content-type", client.contentType}, {"te", "trailers"}});
    play.body(client.enveloped ? frame(ask) : ask).end();
    play.answer(200, {{"content-type", answer.contentType}});
    if (size > 0) play.answerBody(answer.body.substr(0, size));
    leave(play, way);
    const auto what = QString("%1 to %2, %3 bytes, way %4")
                          .arg(client.contentType, answer.contentType)
                          .arg(size)
                          .arg(static_cast<int>(way));
    const bool ended = play.over && (play.client.ended || play.client.reset);
    [&] { QVERIFY2(ended && !play.status.ok(), qPrintable(what)); }();
    [&] { QVERIFY2(client.enveloped || play.client.status != 200, qPrintable(what)); }();
    return true;
  }

  schema::SchemaPtr schema_;
};

QTEST_APPLESS_MAIN(TestCuts)
#include "tst_cuts.moc"
