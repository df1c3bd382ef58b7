// SPDX-License-Identifier: GPL-3.0-or-later
// An HTTP/2 peer written down: an input becomes whole frames with true lengths, header blocks that decode,
// and now and then raw bytes. So a changed input is another dialogue, not a frame of wrong size. Thread: one.
#pragma once

#include "tests/fuzz/heads.h"
#include "tests/fuzz/session_run.h"
#include "tests/support/http2_frames.h"

namespace bascule::fuzz {

/// The steps of a script; those up to 9 are frames of that type (RFC 9113 section 6).
enum ScriptStep : std::uint8_t {
  kHeadersByFields = 10,
  kRaw,
  kWait,
  kTake,   ///< the peer reads what was written
  kReset,  ///< the application gives a stream up
  kLate,   ///< server: a forgotten stream is answered; client: one more request
  kStepCount,
};

/// `name: value` lines up to an empty one, pseudo header fields too, as a header block.
inline std::string readBlock(Input& input) {
  testing::FieldList fields;
  for (auto line = input.line(); !line.empty(); line = input.line()) {
    const auto colon = line.find(':', line.starts_with(':') ? 1 : 0);
    const auto value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
    fields.emplace_back(line.substr(0, colon), value.substr(value.starts_with(' ') ? 1 : 0));
  }
  return testing::hpack(fields);
}

inline void playStep(Input& input, SessionRun& run, std::uint8_t pieces) {
  const auto step = static_cast<std::uint8_t>(input.below(kStepCount));
  const auto send = [&](const std::string& bytes) {
    for (const Slice& piece : cut(bytes, pieces)) run.feed(piece);
  };
  if (step < kHeadersByFields) {
    const auto flags = input.byte();
    const auto stream = input.byte();
    send(testing::frame(step, flags, stream, input.chunk()));
  } else if (step == kHeadersByFields) {
    const auto flags = input.byte();
    const auto stream = input.byte();
    send(testing::frame(1, flags & 5, stream, readBlock(input)));
  } else if (step == kRaw) {
    send(std::string(input.chunk()));
  } else if (step == kWait) {
    run.wait(std::chrono::milliseconds(input.number()));
  } else if (step == kTake) {
    run.takeOutput();
  } else if (step == kReset) {
    run.reset(input.byte());
  } else if (const auto stream = input.byte(); (stream & 1) != 0) {
    run.answerLate(stream);
  } else {
    run.ask("POST", stream);
  }
}

/// What we write is frames, none longer than a peer takes that has not allowed more.
inline void checkOutput(const std::string& bytes) {
  constexpr std::size_t kHeader = 9;
  std::string_view rest = bytes;
  if (rest.starts_with(testing::kPreface)) rest.remove_prefix(testing::kPreface.size());
  for (const testing::RawFrame& frame : testing::cutFrames(rest))
    rest.remove_prefix(kHeader + frame.payload.size());
  require(rest.empty(), "what we write is whole frames");
}

}  // namespace bascule::fuzz
