// SPDX-License-Identifier: GPL-3.0-or-later
// `Http1Writer`: heads, bodies and trailers to the bytes of one direction of an HTTP/1.1 connection
// (RFC 9112). Chooses the framing; never lets a control character out. Private to the http floor.
// Thread: the worker.
#pragma once

#include <string>

#include "bridge/base/bytes.h"
#include "bridge/http/http_events.h"
#include "bridge/http/output_slab.h"

namespace bascule::http {

class Http1Writer {
 public:
  /// `noBody`: the answer to HEAD, whose head looks as if there were a body. `close`: says that the
  /// connection ends after it.
  void response(ByteQueue& out, const ResponseHead& head, bool noBody, bool close);
  void request(ByteQueue& out, const RequestHead& head);
  /// A piece of the body. More than Content-Length announced is dropped.
  void body(ByteQueue& out, const Slice& bytes);
  /// Ends the message; `trailers` (may be null) go out only with chunked framing.
  void end(ByteQueue& out, const Headers* trailers);
  /// False after end() if the body was shorter than announced: only closing the connection tells the peer.
  bool complete() const { return framing_ != Framing::Length || left_ == 0; }

 private:
  enum class Framing : std::uint8_t { None, Length, Chunked };
  void fields(std::string& text, const Headers& headers);
  void frame(std::string& text, const Headers& headers, bool ended, bool bodyless);

  Framing framing_ = Framing::None;
  ByteCount left_ = 0;
  OutputSlab slab_;
};

}  // namespace bascule::http
