// SPDX-License-Identifier: GPL-3.0-or-later
// A failure as the client libraries raise it: what stands at the end of a traceback or in a log. The texts
// are compared with the libraries themselves (tests/e2e/test_exceptions.py). Thread: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bridge/rpc/protocol.h"
#include "bridge/rpc/status.h"

namespace bascule::exporting {

struct ExceptionText {
  std::string_view library;   ///< `grpc-python`
  std::string_view language;  ///< `Python`
  std::string text;           ///< may have several lines; the message in it is captured data
};

/// grpc-python, connect-python and connect-es, in this order. `status` is not OK.
std::vector<ExceptionText> exceptionTexts(const rpc::Status& status, rpc::Kind kind);

}  // namespace bascule::exporting
