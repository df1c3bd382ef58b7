// SPDX-License-Identifier: GPL-3.0-or-later
// `Resender`: a client of its own that sends calls through the running bridge, over HTTP/2, so that what
// becomes of them is in the capture like that of any other client. Thread: its own; public members: GUI.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "bridge/base/clock.h"
#include "bridge/base/error.h"
#include "bridge/export/call_request.h"

namespace bascule::app {

class Resender {
 public:
  /// Told of a call that did not reach the bridge; on the resender's thread.
  using FailureListener = std::function<void(const Error&)>;

  Resender(const Clock& clock, FailureListener failed);
  ~Resender();

  /// Sends `call` to the bridge at this loopback port; its answer is read and thrown away.
  void send(std::uint16_t port, exporting::CallToSend call);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bascule::app
