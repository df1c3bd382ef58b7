// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/schema_fetcher.h"

#include <array>

#include "bridge/rpc/compression.h"
#include "bridge/rpc/machine_table.h"

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
      pool_(pool),
      scheme_(url.scheme()),
      authority_(net::endpointText(url.host, url.port)),
      protocol_(protocolOf(config.serverProtocol)),
      timeout_(config.schemaWait),
      listener_(std::move(listener)),
      timer_(turn.timers,
             [this] {
               finish(fail(ErrorCode::Timeout, "reflection_timeout",
                           "the server's reflection did not answer in time"));
             }),
      askSoon_(turn.timers, [this] { refresh(); }) {}

SchemaFetcher::~SchemaFetcher() { leave(); }

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
  leave();
  reader_ = rpc::makeResponseReader(protocol_, rpc::Codec::Proto, {kMaxReply, kMaxReply});
  message_.clear();
  waiting_ = true;
  pool_.request(*this);
}

/// The whole call that asks what is missing, its head first.
rpc::HttpCommands SchemaFetcher::request() {
  rpc::RequestStart start;
  start.path = kVersions[version_].path;
  start.headers = std::make_shared<const http::Headers>(http::Headers{{"user-agent", "bascule"}});
  rpc::HttpCommands commands;
  const auto writer = rpc::makeRequestWriter(protocol_);
  writer->onStart({start, scheme_, authority_, rpc::Codec::Proto, rpc::Compression::Identity, Duration{0}},
                  commands);
  for (const std::string& message : std::exchange(missing_, {})) {
    rpc::MessagePiece piece;
    piece.bytes = Slice::copyOf(message);
    piece.total = message.size();
    writer->onMessage(piece, commands);
  }
  writer->onEnd(commands);
  return commands;
}

void SchemaFetcher::onUpstreamReady(UpstreamConnection& connection) {
  waiting_ = false;
  rpc::HttpCommands commands = request();
  const auto& head = std::get<http::RequestHead>(commands.front());
  if (const auto refused = connection.refusal(head)) {
    onUpstreamFailed(*refused);
    return;
  }
  const auto stream = connection.open(head, *this);
  if (!stream) {
    onUpstreamFailed(
        {ErrorCode::Unavailable, ErrorSide::Upstream, "upstream_busy", "the server takes no stream"});
    return;
  }
  upstream_ = &connection;
  stream_ = *stream;
  for (rpc::HttpCommand& command : commands) {
    if (auto* data = std::get_if<rpc::SendData>(&command)) {
      upstream_->session().sendData(stream_, std::move(data->bytes), data->end);
    }
  }
  upstream_->connection().touch();
}

void SchemaFetcher::onUpstreamEvent(http::Event& event) {
  rpc::RpcEvents events;
  if (const auto* head = std::get_if<http::ResponseHead>(&event)) {
    reader_->onHead(*head, events);
  } else if (const auto* data = std::get_if<http::Data>(&event)) {
    upstream_->session().consumed(stream_, data->bytes.size());
    reader_->onData(data->bytes, events);
  } else if (const auto* trailers = std::get_if<http::Trailers>(&event)) {
    reader_->onTrailers(trailers->headers, events);
  } else if (std::holds_alternative<http::EndOfStream>(event)) {
    reader_->onEnd(events);
  } else if (std::holds_alternative<http::StreamReset>(event)) {
    onStatus(
        rpc::bridgeStatus(rpc::Code::Unavailable, "upstream_reset", "the server reset the reflection call"));
    return;
  }
  onRpcEvents(events);
}

void SchemaFetcher::onRpcEvents(rpc::RpcEvents& events) {
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

void SchemaFetcher::onUpstreamFailed(const Error& error) {
  upstream_ = nullptr;
  waiting_ = false;
  finish(std::unexpected(error));
}

void SchemaFetcher::finish(Result<schema::SchemaPtr> result) {
  if (!running_) return;
  running_ = false;
  timer_.cancel();
  leave();
  listener_(std::move(result), std::string(kVersions[version_].origin));
}

void SchemaFetcher::leave() {
  if (waiting_) pool_.forget(*this);
  waiting_ = false;
  if (upstream_ == nullptr) return;
  UpstreamConnection* upstream = std::exchange(upstream_, nullptr);
  upstream->session().resetStream(stream_, http::H2Error::Cancel);
  upstream->connection().touch();
  upstream->release(stream_);
}

}  // namespace bascule::proxy
