// SPDX-License-Identifier: GPL-3.0-or-later
// HTTP/2 as a server reads it: legal events, whole frames written, every stream ends, memory in proportion.
// Input: manner of the application, pieces, then the steps of http2_script.h. Bit 7 of the manner: the whole
// input is what the client sends.
#include "tests/fuzz/http2_script.h"

namespace bascule::fuzz {

void target(Input& input) {
  constexpr std::uint8_t kRawInput = 128;
  const auto manner = input.byte();
  const auto pieces = input.byte();
  SessionRun run(http::Role::Server, http::makeHttp2(http::Role::Server, {}, kStart), manner);
  if ((manner & kRawInput) != 0) {
    for (const Slice& piece : cut(input.rest(), pieces)) run.feed(piece);
  } else {
    run.feed(Slice::copyOf(std::string(testing::kPreface) + testing::settingsFrame()));
    constexpr int kSteps = 300;
    for (int i = 0; i < kSteps && !input.empty() && !run.over(); ++i) playStep(input, run, pieces);
  }
  run.end();
  checkOutput(run.output());
}

}  // namespace bascule::fuzz
