// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/vectors.h"

#include "bridge/base/base64.h"
#include "bridge/rpc/compression.h"
#include "bridge/rpc/envelope.h"
#include "bridge/rpc/metadata.h"

namespace bascule::test {

using rpc::Compression;

std::string bytesOf(const QJsonValue& text) { return text.toString().toLatin1().toStdString(); }

std::string bodyOf(const QJsonValue& parts) {
  std::string body;
  for (const QJsonValue& part : parts.toArray()) {
    const QJsonObject object = part.toObject();
    std::string bytes = part.isString() ? bytesOf(part) : bytesOf(object["text"]);
    if (object.contains("repeat")) {
      const std::string once = bytes;
      for (int i = 1; i < object["repeat"].toInt(); ++i) bytes += once;
    }
    if (object.contains("coding")) bytes = *rpc::compress(compressionOf(object["coding"]), bytes);
    if (object.contains("frame")) {
      bytes = rpc::enveloped(static_cast<std::uint8_t>(object["frame"].toInt()), bytes).view();
    }
    if (object.contains("base64")) bytes = base64::encodePadded(bodyOf(object["base64"]));
    body += bytes;
  }
  return body;
}

http::HeadersPtr headersOf(const QJsonValue& lines) {
  http::Headers headers;
  for (const QJsonValue& line : lines.toArray()) {
    const std::string text = bytesOf(line);
    const auto colon = text.find(": ");
    headers.add(text.substr(0, colon), colon == std::string::npos ? "" : text.substr(colon + 2));
  }
  return std::make_shared<const http::Headers>(std::move(headers));
}

std::string textOf(const http::Headers& headers) {
  std::string text;
  for (const http::Field field : headers) {
    text.append(text.empty() ? "" : "\n").append(field.name).append(": ").append(field.value);
  }
  return text;
}

rpc::Protocol protocolOf(const QJsonValue& name, rpc::Protocol fallback) {
  using rpc::Protocol;
  if (name.toString() == "connect-stream") return Protocol::ConnectStream;
  for (const Protocol protocol : {Protocol::ConnectUnary, Protocol::ConnectGet, Protocol::Grpc,
                                  Protocol::GrpcWeb, Protocol::GrpcWebText}) {
    if (bytesOf(name) == rpc::name(protocol)) return protocol;
  }
  return fallback;
}

rpc::Codec codecOf(const QJsonValue& name) {
  return name.toString() == "json" ? rpc::Codec::Json : rpc::Codec::Proto;
}

Compression compressionOf(const QJsonValue& name) { return rpc::compressionFromName(bytesOf(name)); }

// ---- events as text ---------------------------------------------------------------------------------------

namespace {

std::string metadataText(const http::Headers& headers) {
  http::Headers metadata;
  rpc::appendMetadata(headers, metadata);
  std::string text;
  for (const http::Field field : metadata)
    text.append(" ").append(field.name).append("=").append(field.value);
  return text;
}

std::string statusText(const rpc::Status& status) {
  std::string text(status.ok() ? "ok" : rpc::connectName(status.code));
  if (!status.cause.empty()) return text + " " + status.cause;
  if (!status.message.empty()) text += " '" + status.message + "'";
  for (const rpc::Detail& detail : status.details) text += " [" + detail.type + " " + detail.value + "]";
  return text;
}

}  // namespace

void EventText::refused(const rpc::Status& status) { lines_.push_back("refused " + statusText(status)); }

void EventText::addRequest(const rpc::RequestStart& start) {
  compression_ = start.compression;
  std::string line = "request " + start.path + " " + std::string(name(start.codec));
  if (compression_ != Compression::Identity) line.append(" in ").append(name(compression_));
  std::string accepts;
  for (const Compression c : {Compression::Gzip, Compression::Deflate, Compression::Brotli, Compression::Zstd,
                              Compression::Snappy}) {
    if (start.accepted.contains(c)) accepts.append(accepts.empty() ? "" : ",").append(name(c));
  }
  if (!accepts.empty())
    line.append(" accepts ").append(accepts).append(" best ").append(name(start.preferred));
  if (start.timeout.count() > 0)
    line.append(" within ").append(std::to_string(start.timeout.count())).append("ns");
  lines_.push_back(line + metadataText(*start.headers));
}

void EventText::addPiece(const rpc::MessagePiece& piece) {
  if (piece.first) message_.clear();
  message_ += piece.bytes.view();
  if (!piece.last) return;
  std::string line = "message";
  if (message_.size() != piece.total) line += " of wrong size";
  if (piece.compressed) {
    constexpr ByteCount kLimit = 1 << 20;
    line.append(" in ").append(name(compression_));
    const auto plain = rpc::decompress(compression_, message_, kLimit);
    message_ = plain ? *plain : plain.error().cause;
  }
  constexpr std::size_t kShown = 60;
  if (message_.size() > kShown) message_ = std::to_string(message_.size()) + " bytes";
  lines_.push_back(line + " '" + QString::fromLatin1(QByteArray::fromStdString(message_)).toStdString() +
                   "'");
}

void EventText::add(const rpc::RpcEvent& event) {
  if (const auto* request = std::get_if<rpc::RequestStart>(&event)) {
    addRequest(*request);
  } else if (const auto* piece = std::get_if<rpc::MessagePiece>(&event)) {
    addPiece(*piece);
  } else if (const auto* run = std::get_if<rpc::MessageRun>(&event)) {
    rpc::forEachMessage(*run, [this](const rpc::MessagePiece& part) { addPiece(part); });
  } else if (std::holds_alternative<rpc::RequestEnd>(event)) {
    lines_.emplace_back("end");
  } else if (const auto* start = std::get_if<rpc::ResponseStart>(&event)) {
    compression_ = start->compression;
    std::string line = "start " + std::to_string(start->httpStatus);
    if (compression_ != Compression::Identity) line.append(" in ").append(name(compression_));
    lines_.push_back(line + metadataText(*start->headers));
  } else if (const auto* end = std::get_if<rpc::ResponseEnd>(&event)) {
    lines_.push_back(std::string(end->trailersOnly ? "end at once " : "end ") + statusText(end->status) +
                     metadataText(*end->trailers));
  } else if (const auto* failed = std::get_if<rpc::Failed>(&event)) {
    lines_.push_back("failed " + statusText(failed->status));
  }
}

// ---- writers ----------------------------------------------------------------------------------------------

void Written::add(const rpc::HttpCommands& commands) {
  for (const rpc::HttpCommand& command : commands) {
    if (const auto* request = std::get_if<http::RequestHead>(&command)) {
      requestHeads.push_back(*request);
      ended = ended || request->endStream;
    } else if (const auto* response = std::get_if<http::ResponseHead>(&command)) {
      responseHeads.push_back(*response);
      ended = ended || response->endStream;
    } else if (const auto* data = std::get_if<rpc::SendData>(&command)) {
      body += data->bytes.view();
      ended = ended || data->end;
    } else if (const auto* end = std::get_if<rpc::SendTrailers>(&command)) {
      trailers = end->trailers;
      ended = true;
    } else if (std::holds_alternative<rpc::SendReset>(command)) {
      reset = true;
    }
  }
}

rpc::RpcEvents messageOf(const QJsonObject& event, std::size_t (*size)(std::size_t)) {
  std::string payload = bytesOf(event["message"]);
  if (payload.starts_with('@')) payload.assign(std::stoul(payload.substr(1)), '{');
  const bool compressed = event.contains("coding");
  if (compressed) payload = *rpc::compress(compressionOf(event["coding"]), payload);
  const Slice whole = Slice::copyOf(payload);
  rpc::RpcEvents pieces;
  std::size_t at = 0;
  do {
    const std::size_t count = at == payload.size() ? 0 : size(payload.size() - at);
    rpc::MessagePiece piece;
    piece.bytes = whole.sub(at, count);
    piece.total = payload.size();
    piece.first = at == 0;
    piece.compressed = compressed;
    at += count;
    piece.last = at == payload.size() && !event["unfinished"].toBool();
    pieces.emplace_back(std::move(piece));
  } while (at < payload.size());
  return pieces;
}

namespace {

rpc::ResponseStart startOf(const QJsonObject& object) {
  rpc::ResponseStart start;
  start.compression = compressionOf(object["coding"]);
  start.headers = headersOf(object["headers"]);
  start.protocol = protocolOf(object["protocol"], rpc::Protocol::Unknown);
  return start;
}

rpc::ResponseEnd endOf(const QJsonObject& object) {
  rpc::ResponseEnd end;
  end.status.code = rpc::codeFromConnectName(bytesOf(object["code"])).value_or(rpc::Code::Ok);
  end.status.message = object["message"].toString().toStdString();
  end.status.cause = bytesOf(object["cause"]);
  for (const QJsonValue& detail : object["details"].toArray()) {
    end.status.details.push_back({bytesOf(detail.toArray()[0]), bytesOf(detail.toArray()[1])});
  }
  end.trailers = headersOf(object["trailers"]);
  end.trailersOnly = object["at_once"].toBool();
  end.protocol = protocolOf(object["protocol"], rpc::Protocol::Unknown);
  return end;
}

}  // namespace

rpc::RpcEvents responseEventsOf(const QJsonArray& events) {
  rpc::RpcEvents out;
  for (const QJsonValue& value : events) {
    const QJsonObject event = value.toObject();
    if (event.contains("start")) {
      out.emplace_back(startOf(event["start"].toObject()));
    } else if (event.contains("message")) {
      for (rpc::RpcEvent& piece : messageOf(event, [](std::size_t left) { return left; }))
        out.push_back(piece);
    } else if (event.contains("end")) {
      out.emplace_back(endOf(event["end"].toObject()));
    }
  }
  return out;
}

}  // namespace bascule::test
