// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/http/http1_writer.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "bridge/base/ascii.h"
#include "bridge/http/header_rules.h"

namespace bascule::http {

void Http1Writer::fields(std::string& text, const Headers& headers) {
  for (const Field entry : headers) {
    // Framing is ours; a field that could split the message (robustness S11) is not sent at all.
    if (isConnectionField(entry.name) || !isToken(entry.name) || !isFieldValue(entry.value)) continue;
    text += entry.name;
    text += ": ";
    text += entry.value;
    text += "\r\n";
  }
}

void Http1Writer::frame(std::string& text, const Headers& headers, bool ended, bool bodyless) {
  const auto announced = headers.find("content-length");
  const auto length = announced ? ascii::parseDigits(*announced, 18) : std::nullopt;
  left_ = 0;
  framing_ = Framing::None;
  if (bodyless) return;
  if (length) {
    framing_ = Framing::Length;
    left_ = *length;
  } else if (ended) {
    text += "content-length: 0\r\n";
  } else {
    framing_ = Framing::Chunked;
    text += "transfer-encoding: chunked\r\n";
  }
}

void Http1Writer::response(ByteQueue& out, const ResponseHead& head, bool noBody, bool close) {
  std::string text = fmt::format("HTTP/1.1 {} {}\r\n", head.status, reasonPhrase(head.status));
  fields(text, *head.headers);
  frame(text, *head.headers, head.endStream, noBody || head.status == 204 || head.status == 304);
  if (close) text += "connection: close\r\n";
  text += "\r\n";
  slab_.write(out, text);
  slab_.flush(out);
}

void Http1Writer::request(ByteQueue& out, const RequestHead& head) {
  std::string text = fmt::format("{} {} HTTP/1.1\r\n", head.method, head.target);
  if (!head.headers->contains("host")) text += fmt::format("host: {}\r\n", head.authority);
  fields(text, *head.headers);
  const bool bodyless =
      head.endStream && (head.method == "GET" || head.method == "HEAD" || head.method == "OPTIONS");
  frame(text, *head.headers, head.endStream, bodyless);
  text += "\r\n";
  slab_.write(out, text);
  slab_.flush(out);
}

void Http1Writer::body(ByteQueue& out, const Slice& bytes) {
  if (bytes.empty() || framing_ == Framing::None) return;
  if (framing_ == Framing::Length) {
    const Slice piece = bytes.sub(0, static_cast<std::size_t>(std::min<ByteCount>(left_, bytes.size())));
    left_ -= piece.size();
    slab_.write(out, piece);
  } else {
    slab_.write(out, fmt::format("{:x}\r\n", bytes.size()));
    slab_.write(out, bytes);
    slab_.write(out, BytesView("\r\n"));
  }
  slab_.flush(out);
}

void Http1Writer::end(ByteQueue& out, const Headers* trailers) {
  if (framing_ != Framing::Chunked) return;
  std::string text = "0\r\n";
  if (trailers != nullptr) fields(text, *trailers);
  text += "\r\n";
  slab_.write(out, text);
  slab_.flush(out);
}

}  // namespace bascule::http
