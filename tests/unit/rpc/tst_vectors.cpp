// SPDX-License-Identifier: GPL-3.0-or-later
// Walks tests/vectors: every reader whole, byte by byte and in random pieces; every writer in messages cut
// the same three ways, its bytes compared and read back by its reader.
#include <functional>
#include <random>

#include <QtCore/QDir>
#include <QtCore/QJsonDocument>
#include <QtTest/QtTest>

#include "bridge/rpc/machine_table.h"
#include "tests/support/pieces.h"
#include "tests/support/vectors.h"

using namespace bascule;
using namespace bascule::rpc;
using namespace bascule::test;

namespace {

struct Vector {
  QString file;
  std::string machine;
  Protocol protocol;
  QJsonObject data;
  QString label() const { return file + ": " + data["name"].toString(); }
};

std::vector<Vector> load(std::string_view machine) {
  const QDir folder(QStringLiteral(BASCULE_SOURCE_DIR "/tests/vectors"));
  std::vector<Vector> vectors;
  for (const QString& name : folder.entryList({"*.json"})) {
    QFile file(folder.filePath(name));
    if (!file.open(QIODevice::ReadOnly)) qFatal("cannot read %s", qPrintable(name));
    QJsonParseError error;
    const QJsonObject top = QJsonDocument::fromJson(file.readAll(), &error).object();
    if (error.error != QJsonParseError::NoError)
      qFatal("%s at %d: %s", qPrintable(name), error.offset, qPrintable(error.errorString()));
    if (bytesOf(top["machine"]) != machine) continue;
    for (const QJsonValue& vector : top["vectors"].toArray()) {
      const Protocol usual = protocolOf(top["protocol"], Protocol::Unknown);
      vectors.push_back(
          {name, std::string(machine), protocolOf(vector.toObject()["protocol"], usual), vector.toObject()});
    }
  }
  return vectors;
}

std::vector<std::string> expected(const QJsonValue& lines) {
  std::vector<std::string> out;
  for (const QJsonValue& line : lines.toArray()) out.push_back(line.toString().toStdString());
  return out;
}

QString joined(const std::vector<std::string>& lines) {
  QString text;
  for (const std::string& line : lines) text += QString::fromUtf8(QByteArray::fromStdString(line)) + "\n";
  return text;
}

void compareLines(const std::vector<std::string>& actual, const std::vector<std::string>& wanted,
                  const QString& label) {
  if (actual == wanted) return;
  QFAIL(qPrintable(label + "\ngives\n" + joined(actual) + "instead of\n" + joined(wanted)));
}

ReaderLimits limitsOf(const QJsonObject& data) {
  const auto limit = static_cast<ByteCount>(data["limit"].toInt());
  return {limit, limit};
}

// ---- readers ----------------------------------------------------------------------------------------------

http::RequestHead requestHeadOf(const Vector& vector) {
  const QJsonObject head = vector.data["head"].toObject();
  http::RequestHead out;
  out.method = vector.protocol == Protocol::ConnectGet ? "GET" : "POST";
  out.target = head.contains("target") ? bytesOf(head["target"]) : "/a.B/C";
  out.headers = headersOf(head["headers"]);
  return out;
}

std::vector<std::string> readRequest(const Vector& vector, const std::vector<Slice>& pieces) {
  EventText text;
  const auto reader =
      makeRequestReader({vector.protocol, codecOf(vector.data["codec"])}, limitsOf(vector.data));
  const auto start = reader->onHead(requestHeadOf(vector));
  if (!start) {
    text.refused(start.error());
  } else {
    text.add(RpcEvent(*start));
  }
  RpcEvents events;
  for (const Slice& piece : pieces) reader->onData(piece, events);
  reader->onEnd(events);
  reader->onEnd(events);  // says nothing more
  text.add(events);
  return text.lines();
}

struct Answer {
  http::ResponseHead head;
  http::HeadersPtr trailers;
};

std::vector<std::string> readResponse(Protocol protocol, Codec codec, const ReaderLimits& limits,
                                      const Answer& answer, const std::vector<Slice>& pieces) {
  EventText text;
  RpcEvents events;
  const auto reader = makeResponseReader(protocol, codec, limits);
  reader->onHead(answer.head, events);
  for (const Slice& piece : pieces) reader->onData(piece, events);
  if (answer.trailers != nullptr) reader->onTrailers(answer.trailers, events);
  if (!answer.head.endStream) reader->onEnd(events);
  reader->onEnd(events);  // says nothing more
  text.add(events);
  return text.lines();
}

Answer answerOf(const QJsonObject& data) {
  const QJsonObject head = data["head"].toObject();
  Answer answer;
  answer.head.status = head["status"].toInt(200);
  answer.head.headers = headersOf(head["headers"]);
  answer.head.endStream = head["end"].toBool();
  if (data.contains("trailers")) answer.trailers = headersOf(data["trailers"]);
  return answer;
}

// ---- writers ----------------------------------------------------------------------------------------------

std::size_t wholePieces(std::size_t left) { return left; }
std::size_t singleBytes(std::size_t) { return 1; }
std::size_t randomPieces(std::size_t left) {
  static std::mt19937 random(7);
  return 1 + random() % left;
}

void compareWritten(const Vector& vector, const Written& written) {
  const QString label = vector.label();
  if (vector.data.contains("headers")) {
    const bool request = !written.requestHeads.empty();
    const auto& headers = request ? *written.requestHeads[0].headers : *written.responseHeads[0].headers;
    QVERIFY2(textOf(headers) == textOf(*headersOf(vector.data["headers"])),
             qPrintable(label + " wrote the head\n" + QString::fromStdString(textOf(headers))));
  }
  if (vector.data.contains("body")) {
    QVERIFY2(
        written.body == bodyOf(vector.data["body"]),
        qPrintable(label + " wrote the body " + QByteArray::fromStdString(written.body).toPercentEncoding()));
  }
  if (vector.data.contains("trailers")) {
    QVERIFY2(written.trailers != nullptr &&
                 textOf(*written.trailers) == textOf(*headersOf(vector.data["trailers"])),
             qPrintable(label + " wrote other trailers"));
  }
  QCOMPARE(written.reset, vector.data["reset"].toBool());
  QVERIFY2(written.ended != written.reset, qPrintable(label + " does not end"));
}

Written writeResponse(const Vector& vector, std::size_t (*size)(std::size_t)) {
  RequestStart request;
  request.protocol = vector.protocol;
  request.codec = codecOf(vector.data["codec"]);
  request.headers = headersOf(vector.data["request_headers"]);
  const auto writer = makeResponseWriter(request);
  HttpCommands commands;
  for (const QJsonValue& value : vector.data["events"].toArray()) {
    const QJsonObject object = value.toObject();
    const RpcEvents events =
        object.contains("message") ? messageOf(object, size) : responseEventsOf(QJsonArray{object});
    for (const RpcEvent& event : events) {
      if (const auto* start = std::get_if<ResponseStart>(&event)) writer->onStart(*start, commands);
      if (const auto* piece = std::get_if<MessagePiece>(&event)) writer->onMessage(*piece, commands);
      if (const auto* end = std::get_if<ResponseEnd>(&event)) writer->onEnd(*end, commands);
    }
  }
  Written written;
  written.add(commands);
  return written;
}

RequestStart clientOf(const QJsonObject& request) {
  RequestStart client;
  client.protocol = protocolOf(request["protocol"], Protocol::Unknown);
  client.codec = codecOf(request["codec"]);
  client.path = "/a.B/C";
  client.headers = headersOf(request["headers"]);
  return client;
}

Written writeRequest(const Vector& vector, std::size_t (*size)(std::size_t)) {
  const QJsonObject request = vector.data["request"].toObject();
  const RequestStart client = clientOf(request);
  HttpCommands commands;
  const auto writer = makeRequestWriter(vector.protocol);
  writer->onStart({client, "http", "orders:1", client.codec, compressionOf(request["coding"]),
                   std::chrono::milliseconds(request["timeout_ms"].toInt())},
                  commands);
  for (const QJsonValue& value : vector.data["messages"].toArray()) {
    for (const RpcEvent& event : messageOf(value.toObject(), size))
      writer->onMessage(std::get<MessagePiece>(event), commands);
  }
  writer->onEnd(commands);
  Written written;
  written.add(commands);
  return written;
}

std::vector<std::string> readBack(const http::RequestHead& head, const std::vector<Slice>& pieces) {
  EventText text;
  const auto recognised = recognise(head, http::Version::Http2);
  if (!recognised) return {"refused " + recognised.error().cause};
  const auto reader = makeRequestReader(*recognised, {});
  const auto start = reader->onHead(head);
  if (!start) {
    text.refused(start.error());
  } else {
    text.add(RpcEvent(*start));
  }
  RpcEvents events;
  for (const Slice& piece : pieces) reader->onData(piece, events);
  reader->onEnd(events);
  text.add(events);
  return text.lines();
}

}  // namespace

class TestVectors : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void requestReaders() {
    const auto vectors = load("request_reader");
    QVERIFY(vectors.size() > 20);
    for (const Vector& vector : vectors) {
      threeWays(bodyOf(vector.data["body"]), [&](const std::vector<Slice>& pieces) {
        compareLines(readRequest(vector, pieces), expected(vector.data["gives"]), vector.label());
      });
    }
  }

  void responseReaders() {
    const auto vectors = load("response_reader");
    QVERIFY(vectors.size() > 40);
    for (const Vector& vector : vectors) {
      threeWays(bodyOf(vector.data["body"]), [&](const std::vector<Slice>& pieces) {
        const auto lines = readResponse(vector.protocol, codecOf(vector.data["codec"]), limitsOf(vector.data),
                                        answerOf(vector.data), pieces);
        compareLines(lines, expected(vector.data["gives"]), vector.label());
      });
    }
  }

  void responseWriters() {
    const auto vectors = load("response_writer");
    QVERIFY(vectors.size() > 10);
    for (const Vector& vector : vectors) {
      for (const auto size : {wholePieces, singleBytes, randomPieces}) {
        const Written written = writeResponse(vector, size);
        compareWritten(vector, written);
        if (written.reset) continue;
        QCOMPARE(written.responseHeads.size(), std::size_t{1});
        QCOMPARE(written.responseHeads[0].status, vector.data["status"].toInt(200));
        threeWays(written.body, [&](const std::vector<Slice>& pieces) {
          const Answer answer{written.responseHeads[0], written.trailers};
          const auto lines = readResponse(vector.protocol, codecOf(vector.data["codec"]), {}, answer, pieces);
          compareLines(lines, expected(vector.data["reads_back"]), vector.label());
        });
      }
    }
  }

  void requestWriters() {
    const auto vectors = load("request_writer");
    QVERIFY(vectors.size() > 10);
    for (const Vector& vector : vectors) {
      for (const auto size : {wholePieces, singleBytes, randomPieces}) {
        const Written written = writeRequest(vector, size);
        compareWritten(vector, written);
        QCOMPARE(written.requestHeads.size(), std::size_t{1});
        const http::RequestHead& head = written.requestHeads[0];
        QCOMPARE(head.authority, std::string("orders:1"));
        QCOMPARE(head.method + " " + head.target,
                 vector.data.contains("line") ? bytesOf(vector.data["line"]) : "POST /a.B/C");
        threeWays(written.body, [&](const std::vector<Slice>& pieces) {
          compareLines(readBack(head, pieces), expected(vector.data["reads_back"]), vector.label());
        });
      }
    }
  }

  // A vector without its source proves nothing.
  void everyVectorNamesItsSection() {
    for (const char* machine : {"request_reader", "response_reader", "request_writer", "response_writer"}) {
      for (const Vector& vector : load(machine)) {
        QVERIFY2(!vector.data["section"].toString().isEmpty(), qPrintable(vector.label()));
        QVERIFY2(vector.protocol != Protocol::Unknown, qPrintable(vector.label()));
      }
    }
  }
};

QTEST_APPLESS_MAIN(TestVectors)
#include "tst_vectors.moc"
