// SPDX-License-Identifier: GPL-3.0-or-later
// `Error` (what went wrong in our own work) and `Result<T>`. What an RPC ended with is `rpc::Status`, not
// this. Thread: plain values.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace bascule {

/// The kind of a failure; decides the exit code, the RPC status and the way it is shown.
enum class ErrorCode : std::uint8_t {
  InvalidInput,   ///< what we were given is malformed: a flag, a file, bytes of a peer
  LimitExceeded,  ///< well-formed but larger than a configured limit
  NotFound,       ///< a file, method, call or schema that is not there
  Unavailable,    ///< the peer or resource cannot be reached now
  Timeout,        ///< it did not happen in time
  Unsupported,    ///< legal, but not something this program does
  Io,             ///< the operating system refused: disk full, permission, socket error
  Cancelled,      ///< somebody asked us to stop
  Internal,       ///< our own mistake
};

/// Which side caused the failure.
enum class ErrorSide : std::uint8_t { Local, Downstream, Upstream };

/// One failure. `cause` is a stable snake_case id ("envelope_truncated") for tables and scripts;
/// `message` is a plain English fact for logs and for the RPC error of a peer.
struct [[nodiscard]] Error {
  ErrorCode code = ErrorCode::Internal;
  ErrorSide side = ErrorSide::Local;
  std::string cause;
  std::string message;
};

template <typename T>
using Result = std::expected<T, Error>;

/// Shorthand for a local failure: `return fail(ErrorCode::Io, "file_unreadable", "...")`.
inline std::unexpected<Error> fail(ErrorCode code, std::string_view cause, std::string message,
                                   ErrorSide side = ErrorSide::Local) {
  return std::unexpected(Error{code, side, std::string(cause), std::move(message)});
}

}  // namespace bascule
