// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/machines.h"

#include "bridge/rpc/envelope.h"

namespace bascule::rpc {

void ResponseWriter::onRun(const MessageRun& run, HttpCommands& out) {
  forEachMessage(run, [&](const MessagePiece& piece) { onMessage(piece, out); });
}

void RequestWriter::onRun(const MessageRun& run, HttpCommands& out) {
  forEachMessage(run, [&](const MessagePiece& piece) { onMessage(piece, out); });
}

void readAnswer(ResponseReader& reader, const http::Event& event, RpcEvents& out) {
  if (const auto* head = std::get_if<http::ResponseHead>(&event)) {
    reader.onHead(*head, out);
  } else if (const auto* data = std::get_if<http::Data>(&event)) {
    reader.onData(data->bytes, out);
  } else if (const auto* trailers = std::get_if<http::Trailers>(&event)) {
    reader.onTrailers(trailers->headers, out);
  } else if (std::holds_alternative<http::EndOfStream>(event)) {
    reader.onEnd(out);
  }
}

}  // namespace bascule::rpc
