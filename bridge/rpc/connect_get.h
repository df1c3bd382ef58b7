// SPDX-License-Identifier: GPL-3.0-or-later
// Connect unary calls by GET, both sides of the request: the message stands in the query, so that caches can
// keep the answer. Answers are those of any unary call (connect_unary.h). Whether a method may be called so
// is the schema's to say. Connect protocol, "Unary-Get-Request". Thread: the worker that owns the call.
#pragma once

#include <optional>
#include <string>

#include "bridge/rpc/connect_unary.h"
#include "bridge/rpc/machines.h"

namespace bascule::rpc {

/// Longest target a GET is written with; a longer one becomes a POST. 8 KiB is what most servers take
/// (RFC 9110 section 4.1 recommends to support 8000 octets at least).
inline constexpr std::size_t kMaxGetTarget = 8 * 1024;

/// The parameters of a GET, decoded; the first one counts where a name comes twice.
struct GetQuery {
  std::optional<std::string> connect;
  std::optional<std::string> base64;
  std::optional<std::string> compression;
  std::optional<std::string> encoding;
  std::optional<std::string> message;  ///< still in base64 if `base64` says so
};
/// Reads the query of a request target (path and query as sent). Names it does not know are skipped.
GetQuery readGetQuery(std::string_view target);

/// True for a GET that asks for the answer only if it is not the one the client has (RFC 9110 section 13.1).
bool asksConditionally(const RequestStart& request);

/// Client side. Head (which has the message) -> Done | Failed.
class ConnectGetRequestReader final : public RequestReader {
 public:
  ConnectGetRequestReader(Codec codec, const ReaderLimits& limits) : codec_(codec), limits_(limits) {}
  /// Statuses: invalid_argument `connect_version`, `get_query` (encoding or message is missing),
  /// `base64_malformed`, `timeout_malformed`; unimplemented `compression_unknown`; resource_exhausted
  /// `message_too_large`.
  std::expected<RequestStart, Status> onHead(const http::RequestHead& head) override;
  /// A GET has no body: fails with `get_with_body`.
  void onData(Slice bytes, RpcEvents& out) override;
  void onEnd(RpcEvents& out) override;

 private:
  enum class State : std::uint8_t { Head, Body, Done, Failed };
  std::expected<void, Status> takeMessage(const GetQuery& query, Compression coding);
  Codec codec_;
  ReaderLimits limits_;
  State state_ = State::Head;
  MessagePiece message_;
};

/// Server side. Collects the message, then writes a GET; a message too long for a target goes as POST.
class ConnectGetRequestWriter final : public RequestWriter {
 public:
  void onStart(const UpstreamRequest& request, HttpCommands& out) override;
  void onMessage(const MessagePiece& piece, HttpCommands& out) override;
  void onEnd(HttpCommands& out) override;

 private:
  http::RequestHead head_;
  Codec codec_ = Codec::Proto;
  Compression compression_ = Compression::Identity;
  bool compressed_ = false;
  std::string message_;
  ConnectUnaryRequestWriter post_;
  bool posts_ = false;
};

}  // namespace bascule::rpc
