// SPDX-License-Identifier: GPL-3.0-or-later
// What the bridge knows of several servers: their states, and one schema out of what each told.
#include <QtTest/QtTest>
#include <google/protobuf/descriptor.pb.h>

#include "bridge/proxy/server_book.h"

using namespace bascule;
using namespace bascule::proxy;

namespace {

namespace pb = google::protobuf;

schema::SchemaPtr schemaWith(const std::string& file, const std::string& message) {
  pb::FileDescriptorSet files;
  pb::FileDescriptorProto& proto = *files.add_file();
  proto.set_name(file);
  proto.set_package("acme");
  proto.set_syntax("proto3");
  proto.add_message_type()->set_name(message);
  return *schema::Schema::build(files);
}

SnapshotPtr snapshotOf(std::vector<UpstreamRoute> routes, std::chrono::milliseconds maxTimeout = {}) {
  BridgeConfig config;
  config.upstream = routes.front().url;
  config.routes = std::move(routes);
  config.maxTimeout = maxTimeout;
  return *makeSnapshot(config);
}

BridgeStats statsOf(const ServerBook& book) {
  BridgeStats stats;
  book.fill(stats);
  return stats;
}

const UpstreamRoute kA{"/a.", "http://a:1", {}, {}};
const UpstreamRoute kB{"/b.", "http://b:1", {}, {}};

}  // namespace

class TestServerBook : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theWorstStateStandsForAll() {
    ServerBook book;
    book.putInForce(snapshotOf({kA, kB}));
    QCOMPARE(statsOf(book).upstream, UpstreamState::Unknown);
    const Error refused{ErrorCode::Unavailable, ErrorSide::Upstream, "upstream_refused", "refused"};
    book.noteState(*book.snapshot(), 0, UpstreamState::Connected, nullptr);
    book.noteState(*book.snapshot(), 1, UpstreamState::Down, &refused);
    QCOMPARE(statsOf(book).upstream, UpstreamState::Down);
    QCOMPARE(statsOf(book).upstreamError, std::string("upstream_refused"));
    QVERIFY(book.pending());  // a is connected, but has not told its schema yet
    book.noteState(*book.snapshot(), 1, UpstreamState::Connected, nullptr);
    QCOMPARE(statsOf(book).upstream, UpstreamState::Connected);
  }

  void schemasAreMergedAndTheFirstWins() {
    ServerBook book;
    book.putInForce(snapshotOf({kA, kB}));
    QCOMPARE(statsOf(book).schema, SchemaState::Loading);
    book.noteSchema(*book.snapshot(), 1, schemaWith("x.proto", "FromB"), "reflection v1");
    QVERIFY(book.pending());
    QVERIFY(book.schema()->message("acme.FromB") != nullptr);
    book.noteSchema(*book.snapshot(), 0, schemaWith("x.proto", "FromA"), "reflection v1alpha");
    QVERIFY(!book.pending() && book.settled());
    QVERIFY(book.schema()->message("acme.FromA") != nullptr);
    QVERIFY(book.schema()->message("acme.FromB") == nullptr);
    QCOMPARE(statsOf(book).schemaConflicts, std::vector<std::string>{"x.proto"});
    QCOMPARE(statsOf(book).schemaOrigin, std::string("reflection v1 and reflection v1alpha"));
    book.noteSchema(*book.snapshot(), 1, schemaWith("y.proto", "FromB"), "reflection v1");
    QVERIFY(book.schema()->message("acme.FromB") != nullptr);
    QVERIFY(statsOf(book).schemaConflicts.empty());
  }

  void whatStaysIsStillKnown() {
    ServerBook book;
    const SnapshotPtr first = snapshotOf({kA, kB});
    book.putInForce(first);
    book.noteState(*first, 1, UpstreamState::Connected, nullptr);
    book.noteSchema(*first, 1, schemaWith("x.proto", "FromB"), "reflection v1");
    // Another timeout is no other connection.
    book.putInForce(snapshotOf({kB}, std::chrono::seconds(1)));
    QVERIFY(book.settled());
    QCOMPARE(statsOf(book).upstream, UpstreamState::Connected);
    QVERIFY(book.schema()->message("acme.FromB") != nullptr);
    // Late news of the old snapshot count for nothing.
    QVERIFY(!book.noteState(*first, 0, UpstreamState::Down, nullptr));
    QVERIFY(!book.noteSchema(*first, 0, schemaWith("x.proto", "FromA"), "reflection v1"));
    book.putInForce(snapshotOf({kA}));
    QVERIFY(book.schema()->message("acme.FromB") == nullptr);
    QCOMPARE(statsOf(book).schema, SchemaState::Loading);
  }

  void everyServerHasASchemaOfItsOwn() {
    ServerBook book;
    book.putInForce(snapshotOf({kA, kB}));
    QCOMPARE(statsOf(book).upstreams[0].schema, SchemaState::Loading);
    book.noteSchema(*book.snapshot(), 0, schemaWith("x.proto", "FromA"), "reflection v1");
    book.noteSchema(*book.snapshot(), 1, fail(ErrorCode::NotFound, "reflection_unavailable", "none"), "");
    BridgeStats stats = statsOf(book);
    QCOMPARE(stats.upstreams[0].schema, SchemaState::Ready);
    QCOMPARE(stats.upstreams[0].schemaOrigin, std::string("reflection v1"));
    QCOMPARE(stats.upstreams[1].schema, SchemaState::Failed);
    QCOMPARE(stats.upstreams[1].schemaError, std::string("reflection_unavailable"));
    // Asked again: what the first told stays in force meanwhile, and no call waits for it.
    book.noteAsked();
    stats = statsOf(book);
    QCOMPARE(stats.upstreams[0].schema, SchemaState::Loading);
    QCOMPARE(stats.schema, SchemaState::Ready);
    QVERIFY(!book.pending());
    QVERIFY(book.schema()->message("acme.FromA") != nullptr);
    book.noteSchema(*book.snapshot(), 1, schemaWith("y.proto", "FromB"), "reflection v1alpha");
    stats = statsOf(book);
    QCOMPARE(stats.upstreams[1].schemaOrigin, std::string("reflection v1alpha"));
    QVERIFY(stats.upstreams[1].schemaError.empty());
  }

  void filesCanChangeBelowRunningServers() {
    ServerBook book;
    book.putInForce(snapshotOf({kA}));
    book.noteSchema(*book.snapshot(), 0, schemaWith("x.proto", "FromA"), "reflection v1");
    BridgeConfig config = book.snapshot()->config;
    config.schemaPaths = {"/not/looked/at.proto"};
    const auto next = makeSnapshot(config, schemaWith("file.proto", "FromFile"));
    QVERIFY(next.has_value());
    book.putInForce(*next);
    QVERIFY(book.schema()->message("acme.FromFile") != nullptr);
    QVERIFY(book.schema()->message("acme.FromA") != nullptr);
    QCOMPARE(statsOf(book).schemaOrigin, std::string("files and reflection v1"));
  }

  void refusedReflectionIsSaid() {
    ServerBook book;
    book.putInForce(snapshotOf({kA}));
    book.noteSchema(*book.snapshot(), 0, fail(ErrorCode::NotFound, "reflection_unavailable", "none"), "");
    QVERIFY(book.settled());
    QCOMPARE(statsOf(book).schema, SchemaState::Failed);
    QCOMPARE(statsOf(book).schemaError, std::string("none"));
  }
};

QTEST_APPLESS_MAIN(TestServerBook)
#include "tst_server_book.moc"
