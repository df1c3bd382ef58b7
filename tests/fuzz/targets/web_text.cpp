// SPDX-License-Identifier: GPL-3.0-or-later
// Base64 of gRPC-Web text bodies: the same bytes however the text is cut; what the encoder writes reads back.
#include "bridge/rpc/web_text.h"

#include "tests/fuzz/harness.h"

namespace bascule::fuzz {
namespace {

struct Decoded {
  std::string bytes;
  bool fault = false;
  bool whole = false;
};

Decoded decodeAll(const std::vector<Slice>& pieces) {
  rpc::WebTextDecoder decoder;
  Decoded out;
  for (const Slice& piece : pieces) {
    const auto bytes = decoder.decode(piece.view());
    if (!bytes) {
      out.fault = true;
      return out;
    }
    out.bytes += bytes->view();
  }
  out.whole = decoder.atBoundary();
  return out;
}

}  // namespace

void target(Input& input) {
  const auto pieces = input.byte();
  const auto text = input.rest();
  const Decoded whole = decodeAll(cut(text, 0));
  for (const std::uint8_t choice : {std::uint8_t{1}, pieces}) {
    const Decoded again = decodeAll(cut(text, choice));
    require(again.fault == whole.fault && again.whole == whole.whole, "a fault is one in any pieces");
    require(whole.fault || again.bytes == whole.bytes, "the same bytes in any pieces");
  }

  rpc::WebTextEncoder encoder;
  std::string encoded;
  for (const Slice& piece : cut(text, pieces)) encoded += encoder.encode(piece.view());
  encoded += encoder.finish();
  const Decoded back = decodeAll(cut(encoded, pieces));
  require(!back.fault && back.whole && back.bytes == text, "what is encoded reads back");
}

}  // namespace bascule::fuzz
