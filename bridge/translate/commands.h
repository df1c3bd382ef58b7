// SPDX-License-Identifier: GPL-3.0-or-later
// What a CallTranslator wants done: bytes and heads for either leg, and facts for the recorder.
//
// The first upstream command of a call is its http::RequestHead: "open an upstream stream with this". The
// driver executes the commands in order and clears the lists; a report goes to the queue at once. Thread: the
// worker that owns the call.
#pragma once

#include <optional>

#include "bridge/capture/capture_queue.h"
#include "bridge/rpc/machines.h"

namespace bascule::translate {

struct CallOutput {
  rpc::HttpCommands downstream;
  rpc::HttpCommands upstream;
  capture::CaptureQueue* reports = nullptr;  ///< where reports go at once; null: the call is not captured
  std::optional<http::Limit> limit;          ///< a limit that this call was ended by: to be counted
  bool refused = false;                      ///< the request was no call
  std::optional<rpc::CompressionSet> serverCodings;  ///< the server said what it reads, for the first time

  void clear() {
    downstream.clear();
    upstream.clear();
    limit.reset();
    refused = false;
    serverCodings.reset();
  }
};

}  // namespace bascule::translate
