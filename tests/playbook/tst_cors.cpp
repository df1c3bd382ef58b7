// SPDX-License-Identifier: GPL-3.0-or-later
// Calls of web pages: every answer that leaves the bridge says what its page may read, errors and refusals
// too.
#include <QtTest/QtTest>

#include "tests/support/playbook.h"

using namespace bascule;
using namespace bascule::test;

namespace {

constexpr const char* kOrigin = "https://app.example";
const std::string kMethod = "/acme.shop.v1.OrderService/GetOrder";

translate::CallSettings settings() {
  translate::CallSettings settings;
  settings.cors = translate::CorsRules::create({kOrigin}).value();
  return settings;
}

/// A call that a page of `origin` began.
struct Page : Playbook {
  explicit Page(const char* contentType, std::string_view origin = kOrigin, bool captured = true)
      : Playbook(playbookSchema(), settings(), false, http::Version::Http2, captured) {
    head(kMethod, {{"content-type", contentType}, {"origin", origin}});
  }
};

void answerWell(Playbook& play) {
  play.answer(200, {{"content-type", "application/grpc"}, {"x-id", "7"}})
      .answerBody(frame(""))
      .trailers({{"grpc-status", "0"}, {"x-cost", "3"}});
}

}  // namespace

class TestCorsPlaybook : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void connectUnaryListsItsTrailers() {
    for (const bool captured : {true, false}) {
      Page play("application/proto", kOrigin, captured);
      play.body("").end();
      answerWell(play);
      QCOMPARE(play.client.status, 200);
      QCOMPARE(play.client.header("access-control-allow-origin"), std::string(kOrigin));
      QCOMPARE(play.client.header("access-control-expose-headers"),
               std::string("Grpc-Status, Grpc-Message, Grpc-Status-Details-Bin, x-id, trailer-x-cost"));
    }
  }

  void grpcWebListsItsHeaders() {
    Page play("application/grpc-web+proto");
    play.body(frame("")).end();
    answerWell(play);
    QCOMPARE(play.client.header("access-control-expose-headers"),
             std::string("Grpc-Status, Grpc-Message, Grpc-Status-Details-Bin, grpc-accept-encoding, x-id"));
  }

  void errorsAreReadable() {
    Page play("application/proto");
    play.body("").end();
    play.serverLost("upstream_refused");
    QCOMPARE(play.client.status, 503);
    QCOMPARE(play.client.header("access-control-allow-origin"), std::string(kOrigin));
  }

  void refusalsAreReadable() {
    Page play("image/jpeg");
    QCOMPARE(play.client.status, 415);
    QCOMPARE(play.client.header("access-control-allow-origin"), std::string(kOrigin));
    QCOMPARE(play.client.header("access-control-expose-headers"),
             std::string("Grpc-Status, Grpc-Message, Grpc-Status-Details-Bin, accept-post"));
  }

  void foreignPagesReadNothing() {
    Page play("application/proto", "https://evil.example");
    play.body("").end();
    answerWell(play);
    QCOMPARE(play.client.status, 200);
    QCOMPARE(play.client.header("access-control-allow-origin"), std::string("-"));
    QCOMPARE(play.client.header("vary"), std::string("Origin"));
  }
};

QTEST_APPLESS_MAIN(TestCorsPlaybook)
#include "tst_cors.moc"
