// SPDX-License-Identifier: GPL-3.0-or-later
// What the filter field offers, and where an offer goes.
#include <algorithm>

#include "bridge/base/clock.h"
#include "bridge/insight/call_filter.h"
#include "tests/support/call_records.h"
#include "ui/models/filter_completion.h"
#include "ui/text/rule_text.h"

using namespace bascule;
using namespace bascule::ui;

class TestFilterCompletion : public QObject {
  Q_OBJECT
 private:
  SystemClock clock_;
  Traffic traffic_{clock_};
  insight::SeenNames names_;

  // `text` with a | where the cursor is.
  Completions at(const char* text) const {
    QString whole = QString::fromUtf8(text);
    const qsizetype cursor = whole.indexOf(QLatin1Char('|'));
    return complete(whole.remove(cursor, 1), cursor, {traffic_, names_});
  }
  static bool offers(const Completions& found, const char* text) {
    return std::ranges::find(found.offers, QString::fromUtf8(text), &Completion::text) != found.offers.end();
  }

 private Q_SLOTS:
  void initTestCase() {
    const capture::CallRecord record = test::sampleRecord();
    capture::RowBatch batch = test::batchOf(record);
    traffic_.apply(batch);
    names_.add(record, *schema::Schema::wellKnown());
  }

  void keysWhereAWordBegins() {
    for (const char* text : {"|", "sta|", "status:ok |", "not sta|", "(sta|", "-sta|"})
      QVERIFY2(offers(at(text), "status:"), text);
    QCOMPARE(at("sta|").offers.front().text, QStringLiteral("status:"));
    QVERIFY(!at("sta|").offers.front().meaning.isEmpty());
    QVERIFY(!offers(at("xyz|"), "status:"));
    QVERIFY(offers(at("hea|"), "header."));
  }

  void namesBehindADot() {
    QVERIFY(offers(at("header.x-te|"), "header.x-tenant:"));
    QVERIFY(offers(at("client.header.TENANT|"), "client.header.x-tenant:") ||
            offers(at("client.header.x-|"), "client.header.x-tenant:"));
    QVERIFY(offers(at("req.items.|"), "req.items.quantity:"));
    QVERIFY(!offers(at("head|"), "header.x-tenant:"));
  }

  void valuesBehindAKey() {
    QVERIFY(offers(at("protocol:|"), "protocol:grpc-web"));
    QVERIFY(offers(at("protocol:web|"), "protocol:grpc-web"));
    QVERIFY(!offers(at("protocol:web|"), "protocol:connect"));
    QVERIFY(offers(at("method:|"), "method:CreateOrder"));
    QVERIFY(offers(at("service=|"), "service=acme.shop.v1.OrderService"));
    QVERIFY(offers(at("client:web|"), "client:web-checkout"));
    QVERIFY(offers(at("error.detail:|"), "error.detail:google.rpc.BadRequest"));
    const std::string finding = "finding:" + std::string(findingTexts().front().id);
    QVERIFY(offers(at("finding:|"), finding.c_str()));
    QVERIFY(at("duration:|").offers.empty());
    QVERIFY(at("nonsense:|").offers.empty());
  }

  void aPartOfANameOffersTheName() { QVERIFY(offers(at("creat|"), "method=CreateOrder")); }

  void anOfferGoesWhereTheWordIs() {
    const Completions first = at("sta| or kind:unary");
    QCOMPARE(first.begin, 0);
    QCOMPARE(first.end, 3);
    const Completions value = at("ü kind:un| x");
    QCOMPARE(value.begin, 2);
    QCOMPARE(value.end, 9);
    const Completions key = at("ki|nd:unary");
    QCOMPARE(key.begin, 0);
    QCOMPARE(key.end, 5);
  }

  void nothingInQuotesAndNothingThatIsThere() {
    QVERIFY(at("\"sta|").offers.empty());
    QVERIFY(!offers(at("kind:unary|"), "kind:unary"));
  }

  void everyWholeOfferIsGoodLanguage() {
    int whole = 0;
    for (const char* text :
         {"|", "cr|", "header.|", "protocol:|", "method:|", "status:|", "finding:|", "kind:|"}) {
      for (const Completion& offer : at(text).offers) {
        if (offer.text.endsWith(QLatin1Char(':')) || offer.text.endsWith(QLatin1Char('.'))) continue;
        QVERIFY2(insight::CallFilter::parse(offer.text.toStdString()).has_value(), qPrintable(offer.text));
        ++whole;
      }
    }
    QVERIFY(whole > 30);
  }

  void manyNamesStayAList() {
    insight::SeenNames many;
    for (int i = 0; i < 500; ++i) many.headers.push_back("x-" + std::to_string(10'000 + i));
    const Completions found = complete(QStringLiteral("header."), 7, {traffic_, many});
    QCOMPARE(found.offers.size(), kMostCompletions);
  }
};

QTEST_MAIN(TestFilterCompletion)
#include "tst_filter_completion.moc"
