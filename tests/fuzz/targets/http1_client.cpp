// SPDX-License-Identifier: GPL-3.0-or-later
// HTTP/1.1 as a client reads it: legal events only, every request comes to an end, the same answers in any
// pieces. Input: manner, pieces, number of requests and their bodies, then the server's bytes.
#include "tests/fuzz/session_run.h"

namespace bascule::fuzz {
namespace {

std::string ask(std::uint8_t manner, std::uint8_t requests, const std::vector<Slice>& pieces) {
  SessionRun run(http::Role::Client, http::makeHttp11Client({}, kStart), manner);
  const std::size_t body = (requests & 4) != 0 ? 100 : 0;
  const std::string_view method = (requests & 8) != 0 ? "HEAD" : "POST";
  run.ask(method, body);
  for (const Slice& piece : pieces) {
    run.feed(piece);
    if ((requests & 3) != 0) run.ask(method, body);
  }
  run.end();
  return run.output();
}

}  // namespace

void target(Input& input) {
  const auto manner = input.byte();
  const auto pieces = input.byte();
  const auto requests = input.byte();
  const auto bytes = input.rest();
  ask(manner, requests, cut(bytes, 0));
  ask(manner, requests, cut(bytes, 1));
  ask(manner, requests, cut(bytes, pieces));
}

}  // namespace bascule::fuzz
