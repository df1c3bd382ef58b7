// SPDX-License-Identifier: GPL-3.0-or-later
// The base64 around gRPC-Web text bodies. A body is a sequence of chunks, each base64 with its own padding,
// cut anywhere by the network. gRPC PROTOCOL-WEB.md, "Protocol differences vs gRPC over HTTP2", "Text-encoded
// (response) streams". Thread: one decoder or encoder per direction of a call.
#pragma once

#include <optional>
#include <string>

#include "bridge/base/bytes.h"

namespace bascule::rpc {

class WebTextDecoder {
 public:
  /// The bytes that are complete by now; up to three characters wait for the next call. Nothing if a
  /// character or a padding is wrong; the decoder must not be used after that.
  std::optional<Slice> decode(BytesView text);
  /// True where a body may end: no character waits.
  bool atBoundary() const { return rest_.empty(); }

 private:
  std::string rest_;
};

class WebTextEncoder {
 public:
  /// Base64 of `bytes` as far as it goes without padding; up to two bytes wait for the next call.
  std::string encode(BytesView bytes);
  /// Base64 of what waits, padded: ends a chunk.
  std::string finish();

 private:
  std::string rest_;
};

}  // namespace bascule::rpc
