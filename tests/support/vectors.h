// SPDX-License-Identifier: GPL-3.0-or-later
// Vectors: what goes into one machine and what must come out, as data files in tests/vectors (their README
// explains the format). This turns their JSON into bytes and events, and events into the text they compare.
#pragma once

#include <string>
#include <vector>

#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>

#include "bridge/rpc/machines.h"

namespace bascule::test {

/// Every string of a vector stands for bytes: one for each character up to U+00FF.
std::string bytesOf(const QJsonValue& text);
/// A body: strings, `{"frame": flags, "text": ...}`, `{"text": ..., "coding": "gzip"}`, `{"base64": [...]}`.
std::string bodyOf(const QJsonValue& parts);
/// `["name: value", ...]`.
http::HeadersPtr headersOf(const QJsonValue& lines);
std::string textOf(const http::Headers& headers);

/// `connect`, `connect-get`, `connect-stream`, and the names of the filter language.
rpc::Protocol protocolOf(const QJsonValue& name, rpc::Protocol fallback);
rpc::Codec codecOf(const QJsonValue& name);
rpc::Compression compressionOf(const QJsonValue& name);

/// Events as lines of text, the pieces of a message joined and decompressed. Header fields that are no
/// metadata are left out.
class EventText {
 public:
  void add(const rpc::RpcEvent& event);
  void add(const rpc::RpcEvents& events) {
    for (const rpc::RpcEvent& event : events) add(event);
  }
  void refused(const rpc::Status& status);
  const std::vector<std::string>& lines() const { return lines_; }

 private:
  void addRequest(const rpc::RequestStart& start);
  void addPiece(const rpc::MessagePiece& piece);
  std::vector<std::string> lines_;
  rpc::Compression compression_ = rpc::Compression::Identity;
  std::string message_;
};

/// What a writer wrote: its head, its bytes, its end.
struct Written {
  std::vector<http::RequestHead> requestHeads;
  std::vector<http::ResponseHead> responseHeads;
  std::string body;
  http::HeadersPtr trailers;
  bool ended = false;
  bool reset = false;
  void add(const rpc::HttpCommands& commands);
};

/// The response events of a vector: `{"start": {...}}`, `{"message": ...}`, `{"end": {...}}`.
rpc::RpcEvents responseEventsOf(const QJsonArray& events);
/// The pieces of one message: `{"message": text, "coding": "gzip"}`, cut by `size(bytes left)`. The text
/// `@9000` stands for as many braces.
rpc::RpcEvents messageOf(const QJsonObject& event, std::size_t (*size)(std::size_t));

}  // namespace bascule::test
