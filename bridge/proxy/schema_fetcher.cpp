// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/schema_fetcher.h"

#include <array>

#include "bridge/rpc/compression.h"
#include "bridge/rpc/protocol.h"

namespace bascule::proxy {
namespace {

struct ReflectionVersion {
  std::string_view path;
  std::string_view origin;
};
// Both versions have the same messages; new servers speak v1, old ones only v1alpha.
constexpr std::array<ReflectionVersion, 2> kVersions = {
    {{schema::kReflectionV1Path, "reflection v1"}, {schema::kReflectionV1AlphaPath, "reflection v1alpha"}}};

constexpr ByteCount kMaxReply = 64ULL * 1024 * 1024;  // robustness P10: descriptors of one source

/// Reflection is a stream, in whatever the server speaks.
rpc::Protocol protocolOf(rpc::ServerProtocol server) {
  return rpc::protocolTowards(server, rpc::Protocol::Grpc, rpc::Kind::Bidi);
}

}  // namespace

SchemaFetcher::SchemaFetcher(Turn& turn, UpstreamPool& pool, const UpstreamUrl& url,
                             const BridgeConfig& config, Listener listener)
    : turn_(turn),
      protocol_(protocolOf(config.serverProtocol)),
      timeout_(config.schemaWait),
      listener_(std::move(listener)),
      timer_(turn.timers,
             [this] {
               finish(fail(ErrorCode::Timeout, "reflection_timeout",
                           "the server's reflection did not answer in time"));
             }),
      askSoon_(turn.timers, [this] { refresh(); }),
      call_(pool, url, *this) {}

void SchemaFetcher::onUpstreamState(UpstreamState state, const Error* error) {
  // Over HTTP/1.1 every call may bring a connection of its own: only the first says something new.
  if (state == UpstreamState::Connected && !std::exchange(reachable_, true)) {
    // Asking while the pool is still handing out its new connection would re-enter it.
    askSoon_.armAt(turn_.clock.now());
  } else if (state == UpstreamState::Down) {
    reachable_ = false;
    if (error != nullptr && !running_) listener_(std::unexpected(*error), {});
  }
}

void SchemaFetcher::refresh() {
  if (running_) return;
  running_ = true;
  timer_.armAt(turn_.clock.now() + timeout_);
  begin(0);
}

void SchemaFetcher::speak(rpc::ServerProtocol server) { protocol_ = protocolOf(server); }

void SchemaFetcher::begin(std::size_t version) {
  version_ = version;
  dialogue_ = std::make_unique<schema::ReflectionSession>();
  missing_ = dialogue_->start();
  ask();
}

void SchemaFetcher::ask() {
  message_.clear();
  call_.ask({protocol_, kVersions[version_].path, std::exchange(missing_, {}), kMaxReply});
}

void SchemaFetcher::onAnswer(rpc::RpcEvents& events) {
  for (rpc::RpcEvent& event : events) {
    if (!running_) return;
    if (const auto* start = std::get_if<rpc::ResponseStart>(&event)) {
      compression_ = start->compression;
    } else if (auto* piece = std::get_if<rpc::MessagePiece>(&event)) {
      onMessage(*piece);
    } else if (const auto* end = std::get_if<rpc::ResponseEnd>(&event)) {
      onStatus(end->status);
    } else if (const auto* failed = std::get_if<rpc::Failed>(&event)) {
      onStatus(failed->status);
    }
  }
}

void SchemaFetcher::onMessage(rpc::MessagePiece& piece) {
  const bool compressed = piece.compressed;
  message_.push(std::move(piece.bytes));
  if (!piece.last) return;
  const Slice whole = message_.takeJoined();
  const auto coding = compressed ? compression_ : rpc::Compression::Identity;
  const auto plain = rpc::decompress(coding, whole.view(), kMaxReply);
  if (!plain) {
    finish(std::unexpected(plain.error()));
    return;
  }
  for (std::string& next : dialogue_->onMessage(*plain)) missing_.push_back(std::move(next));
  if (dialogue_->done()) finish(dialogue_->result());
}

void SchemaFetcher::onStatus(const rpc::Status& status) {
  if (status.ok() && !missing_.empty()) {
    ask();
    return;
  }
  if (version_ + 1 < kVersions.size() && status.code != rpc::Code::Unavailable) {
    begin(version_ + 1);
    return;
  }
  finish(fail(ErrorCode::NotFound, "reflection_unavailable",
              "the server offers no reflection (" + std::string(rpc::grpcName(status.code)) + ")"));
}

void SchemaFetcher::onLost(const Error& error) { finish(std::unexpected(error)); }

void SchemaFetcher::finish(Result<schema::SchemaPtr> result) {
  if (!running_) return;
  running_ = false;
  timer_.cancel();
  call_.leave();
  listener_(std::move(result), std::string(kVersions[version_].origin));
}

}  // namespace bascule::proxy
