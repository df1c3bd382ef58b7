// SPDX-License-Identifier: GPL-3.0-or-later
// The reflection dialogue against a small server in memory: complete and stingy servers, errors, hostile
// answers, bounds.
#include <deque>
#include <map>
#include <random>

#include <QtTest/QtTest>

#include "bridge/schema/reflection.h"
#include "tests/support/proto_text.h"

using namespace bascule;
using namespace bascule::schema;
using namespace bascule::testing;

namespace {

std::string field(int number, std::string_view value) {
  std::string out(1, static_cast<char>(number << 3 | 2));
  std::size_t size = value.size();
  for (; size >= 128; size >>= 7) out += static_cast<char>((size & 127) | 128);
  out += static_cast<char>(size);
  return out.append(value);
}

std::string services(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += field(1, field(1, name));
  return field(6, list);
}

std::string error(std::string_view message) { return field(7, "\x08\x05" + field(2, message)); }

/// Answers as a server would; `byName` and `bySymbol` give serialized files.
struct FakeServer {
  std::vector<std::string> names;
  std::map<std::string, std::string> byName;
  std::map<std::string, std::vector<std::string>> bySymbol;
  std::vector<std::string> asked;

  std::string answer(const std::string& request) {
    const int number = static_cast<unsigned char>(request[0]) >> 3;
    const std::string value = request.substr(2);
    asked.push_back(std::to_string(number) + " " + value);
    if (number == 7) return services(names);
    std::string files;
    if (number == 4 && bySymbol.contains(value)) {
      for (const std::string& file : bySymbol[value]) files += field(1, file);
    } else if (number == 3 && byName.contains(value)) {
      files = field(1, byName[value]);
    } else {
      return error("not found: " + value);
    }
    return field(1, "localhost") + field(2, request) + field(4, files);
  }

  void talk(ReflectionSession& session) {
    std::deque<std::string> open;
    for (std::string& request : session.start()) open.push_back(std::move(request));
    for (int i = 0; i < 100'000 && !open.empty(); ++i) {
      const std::string request = open.front();
      open.pop_front();
      for (std::string& next : session.onMessage(answer(request))) open.push_back(std::move(next));
    }
  }
};

std::string file(const std::string& name, const std::string& text) {
  return protoFile(name, "syntax = \"proto3\"; " + text).SerializeAsString();
}

}  // namespace

class TstReflection : public QObject {
  Q_OBJECT
 private slots:
  void serverThatSendsImportsAlong();
  void serverThatSendsFilesOneByOne();
  void ownServicesAreNotAsked();
  void missingImportLeavesTheRest();
  void nothingUsable();
  void errorsOfTheServer();
  void malformedAnswers();
  void unaskedMessage();
  void boundedFiles();
  void unfinished();
  void randomAnswersNeverCrash();
};

void TstReflection::serverThatSendsImportsAlong() {
  FakeServer server;
  server.names = {"acme.shop.v1.ShopService", "S"};
  server.bySymbol["acme.shop.v1.ShopService"] = {protoFile("shop.proto", kShopProto).SerializeAsString()};
  server.bySymbol["S"] = {file("s.proto", "import \"m.proto\"; service S { rpc Do(M) returns (M); }"),
                          file("m.proto", "message M {}")};
  ReflectionSession session;
  server.talk(session);
  QVERIFY(session.done());
  const auto schema = session.result();
  QVERIFY2(schema.has_value(), schema ? "" : schema.error().message.c_str());
  QCOMPARE((*schema)->methods().size(), std::size_t{5});
  QCOMPARE(server.asked.size(), std::size_t{3});  // built-in imports are not asked for
}

void TstReflection::serverThatSendsFilesOneByOne() {
  FakeServer server;
  server.names = {"S"};
  server.bySymbol["S"] = {
      file("s.proto", "import \"a.proto\"; import \"b.proto\"; service S { rpc Do(A) returns (B); }")};
  server.byName["a.proto"] = file("a.proto", "import \"c.proto\"; message A { C c = 1; }");
  server.byName["b.proto"] = file("b.proto", "import \"c.proto\"; message B { C c = 1; }");
  server.byName["c.proto"] =
      file("c.proto", "import \"google/protobuf/any.proto\"; message C { google.protobuf.Any a = 1; }");
  ReflectionSession session;
  server.talk(session);
  const auto schema = session.result();
  QVERIFY2(schema.has_value(), schema ? "" : schema.error().message.c_str());
  QVERIFY((*schema)->method("/S/Do") != nullptr);
  QCOMPARE(server.asked.size(), std::size_t{5});  // each file once
}

void TstReflection::ownServicesAreNotAsked() {
  FakeServer server;
  server.names = {"grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"};
  ReflectionSession session;
  server.talk(session);
  QVERIFY(session.done());
  QCOMPARE(session.result().error().cause, "reflection_empty");
  QCOMPARE(server.asked.size(), std::size_t{1});
}

void TstReflection::missingImportLeavesTheRest() {
  FakeServer server;
  server.names = {"Good", "Bad", "Unknown"};
  server.bySymbol["Good"] = {file("good.proto", "message M {} service Good { rpc Do(M) returns (M); }")};
  server.bySymbol["Bad"] = {
      file("bad.proto", "import \"nowhere.proto\"; message N {} service Bad { rpc Do(N) returns (N); }")};
  ReflectionSession session;
  server.talk(session);
  const auto schema = session.result();
  QVERIFY2(schema.has_value(), schema ? "" : schema.error().message.c_str());
  QVERIFY((*schema)->method("/Good/Do") != nullptr);
  QVERIFY((*schema)->method("/Bad/Do") == nullptr);
}

void TstReflection::nothingUsable() {
  FakeServer server;
  server.names = {"Bad"};
  server.bySymbol["Bad"] = {
      file("bad.proto", "import \"nowhere.proto\"; message N {} service Bad { rpc Do(N) returns (N); }")};
  ReflectionSession session;
  server.talk(session);
  QCOMPARE(session.result().error().cause, "schema_invalid");
  QVERIFY(session.result().error().message.find("nowhere.proto") != std::string::npos);
}

void TstReflection::errorsOfTheServer() {
  ReflectionSession session;
  session.start();
  QVERIFY(session.onMessage(error("switched off")).empty());
  QVERIFY(session.done());
  QVERIFY(session.result().error().code == ErrorCode::NotFound);
  QVERIFY(session.result().error().message.find("switched off") != std::string::npos);
}

void TstReflection::malformedAnswers() {
  for (const std::string& bytes :
       {std::string("\xff"), field(6, "\x0a\x05x"), field(6, field(1, "\x0a\x05x")), field(4, "\x0a\x7f"),
        field(4, field(1, "no descriptor")), field(7, "\x12\x05")}) {
    ReflectionSession session;
    session.start();
    QVERIFY(session.onMessage(bytes).empty());
    QVERIFY(session.done());
    QCOMPARE(session.result().error().cause, "reflection_malformed");
    QVERIFY(session.onMessage(services({"S"})).empty());  // stays failed
  }
}

void TstReflection::unaskedMessage() {
  ReflectionSession session;
  QVERIFY(session.onMessage(services({"S"})).empty());
  QCOMPARE(session.result().error().cause, "reflection_malformed");
}

void TstReflection::boundedFiles() {
  // Every file imports one nobody has seen: a server that never ends.
  ReflectionSession session;
  session.start();
  std::size_t open = session.onMessage(services({"S"})).size();
  int sent = 0;
  for (; open > 0 && sent < 20'000; ++sent) {
    const std::string name = "f" + std::to_string(sent);
    const std::string next = "f" + std::to_string(sent + 1);
    --open;
    open += session.onMessage(field(4, field(1, file(name, "import \"" + next + "\";")))).size();
  }
  QVERIFY(session.done());
  QCOMPARE(session.result().error().cause, "reflection_too_large");
  QVERIFY(sent <= 10'001);

  ReflectionSession large;
  large.start();
  large.onMessage(services({"A", "B"}));
  const std::string huge =
      field(4, field(1, file("a.proto", "message M {}") + field(100, std::string(40 << 20, 'x'))));
  large.onMessage(huge);
  large.onMessage(huge);
  QCOMPARE(large.result().error().cause, "reflection_too_large");

  ReflectionSession many;
  many.start();
  many.onMessage(services(std::vector<std::string>(10'001, "S")));
  QCOMPARE(many.result().error().cause, "reflection_too_large");
}

void TstReflection::unfinished() {
  ReflectionSession session;
  QCOMPARE(session.start().size(), std::size_t{1});
  QVERIFY(!session.done());
  QVERIFY(!session.result().has_value());
}

void TstReflection::randomAnswersNeverCrash() {
  std::mt19937 random(37);
  const std::string good = field(4, field(1, protoFile("shop.proto", kShopProto).SerializeAsString()));
  for (int round = 0; round < 500; ++round) {
    ReflectionSession session;
    session.start();
    session.onMessage(services({"acme.shop.v1.ShopService"}));
    std::string bytes = good;
    for (std::size_t i = 0; i < 1 + random() % 6; ++i)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    session.onMessage(bytes);
    (void)session.result();
  }
}

QTEST_APPLESS_MAIN(TstReflection)
#include "tst_reflection.moc"
