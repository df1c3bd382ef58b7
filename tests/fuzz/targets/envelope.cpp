// SPDX-License-Identifier: GPL-3.0-or-later
// Envelopes: the same messages however the bytes are cut, no byte lost, nothing held.
#include "bridge/rpc/envelope.h"

#include "tests/fuzz/harness.h"

namespace bascule::fuzz {
namespace {

struct Read {
  std::string messages;  // all, with what their prefix said
  std::string fault;
  bool whole = false;
  friend bool operator==(const Read&, const Read&) = default;
};

Read readAll(const std::vector<Slice>& pieces, ByteCount limit, std::uint8_t flags) {
  rpc::EnvelopeReader reader(limit, flags);
  Read read;
  ByteCount open = 0;
  bool inside = false;
  for (Slice piece : pieces) {
    while (!piece.empty()) {
      const auto before = piece.size();
      const auto next = reader.next(piece);
      if (!next) {
        read.fault = next.error().cause;
        return read;
      }
      if (!*next) break;
      const rpc::EnvelopePiece& got = **next;
      require(got.message.first != inside, "the first piece of a message says so");
      require(limit == 0 || got.message.total <= limit, "a message is within the limit");
      require(got.message.bytes.size() <= before, "a piece is no longer than its input");
      if (got.message.first) {
        read.messages += "[" + std::to_string(got.flags) + " " + std::to_string(got.message.total) + "]";
      }
      open += got.message.bytes.size();
      require(got.message.last == (open == got.message.total), "the last piece of a message says so");
      inside = !got.message.last;
      if (got.message.last) open = 0;
      read.messages += got.message.bytes.view();
    }
  }
  read.whole = reader.atBoundary();
  return read;
}

}  // namespace

void target(Input& input) {
  const auto choice = input.byte();
  const ByteCount limit = (choice & 1) != 0 ? 300 : 0;
  const auto allowed = static_cast<std::uint8_t>(choice >> 1);
  const auto pieces = input.byte();
  const auto bytes = input.rest();
  const Read whole = readAll(cut(bytes, 0), limit, allowed);
  require(readAll(cut(bytes, 1), limit, allowed) == whole, "single bytes read as the whole");
  require(readAll(cut(bytes, pieces), limit, allowed) == whole, "pieces read as the whole");
}

}  // namespace bascule::fuzz
