// SPDX-License-Identifier: GPL-3.0-or-later
// HTTP/2 as a client reads it: legal events, whole frames written, every request comes to an end. Input:
// manner, pieces, number of requests, then the steps of http2_script.h. Bit 7 of the manner: the whole input
// is what the server sends.
#include "tests/fuzz/http2_script.h"

namespace bascule::fuzz {

void target(Input& input) {
  constexpr std::uint8_t kRawInput = 128;
  const auto manner = input.byte();
  const auto pieces = input.byte();
  const auto requests = input.below(5);
  SessionRun run(http::Role::Client, http::makeHttp2(http::Role::Client, {}, kStart), manner);
  for (std::size_t i = 0; i < requests; ++i) run.ask("POST", i * 1000);
  if ((manner & kRawInput) != 0) {
    for (const Slice& piece : cut(input.rest(), pieces)) run.feed(piece);
  } else {
    run.feed(Slice::copyOf(testing::settingsFrame()));
    constexpr int kSteps = 300;
    for (int i = 0; i < kSteps && !input.empty() && !run.over(); ++i) playStep(input, run, pieces);
  }
  run.end();
  checkOutput(run.output());
}

}  // namespace bascule::fuzz
