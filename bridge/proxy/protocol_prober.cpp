// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/protocol_prober.h"

#include <algorithm>
#include <array>
#include <utility>

#include "bridge/proxy/own_call.h"
#include "bridge/schema/reflection.h"

namespace bascule::proxy {
namespace {

constexpr std::string_view kHealthPath = "/grpc.health.v1.Health/Check";
constexpr ByteCount kMaxAnswer = 64ULL * 1024;

/// One request, and what its answer proves.
struct Question {
  rpc::ServerProtocol proves;
  rpc::Protocol protocol;
  std::string_view path;
  bool message;  ///< an empty one; else none at all
};

using rpc::Protocol;
using rpc::ServerProtocol;
// Servers that offer no reflection may answer its path with a bare 404 although they speak gRPC: the health
// service is asked in gRPC, too.
constexpr std::array<Question, 4> kQuestions = {{
    {ServerProtocol::Grpc, Protocol::Grpc, schema::kReflectionV1Path, false},
    {ServerProtocol::Grpc, Protocol::Grpc, kHealthPath, true},
    {ServerProtocol::Connect, Protocol::ConnectUnary, kHealthPath, true},
    {ServerProtocol::GrpcWeb, Protocol::GrpcWeb, kHealthPath, true},
}};

}  // namespace

/// One question on its way.
class ProtocolProber::Probe final : public OwnCallListener {
 public:
  Probe(ProtocolProber& prober, const Question& question)
      : prober_(prober), question_(question), call_(prober.pool_, prober.url_, *this) {}

  void begin() {
    const std::size_t messages = question_.message ? 1 : 0;
    call_.ask({question_.protocol, question_.path, std::vector<std::string>(messages), kMaxAnswer});
  }
  bool done() const { return done_; }
  bool spoken() const { return spoken_; }
  bool overHttp11() const { return call_.version() == http::Version::Http11; }
  rpc::ServerProtocol proves() const { return question_.proves; }

  void onAnswer(rpc::RpcEvents& events) override;
  void onLost(const Error& /*error*/) override { end(); }

 private:
  void end();

  ProtocolProber& prober_;
  const Question& question_;
  OwnCall call_;
  bool done_ = false;
  bool spoken_ = false;
};

void ProtocolProber::Probe::onAnswer(rpc::RpcEvents& events) {
  bool over = false;
  for (const rpc::RpcEvent& one : events) {
    const bool ended = std::holds_alternative<rpc::ResponseEnd>(one);
    spoken_ = spoken_ || ended || std::holds_alternative<rpc::ResponseStart>(one);
    over = over || ended || std::holds_alternative<rpc::Failed>(one);
  }
  if (over) end();
}

void ProtocolProber::Probe::end() {
  if (std::exchange(done_, true)) return;
  call_.leave();
  prober_.answered();
}

ProtocolProber::ProtocolProber(Turn& turn, UpstreamPool& pool, const UpstreamUrl& url, Duration timeout,
                               Listener listener)
    : turn_(turn),
      pool_(pool),
      url_(url),
      timeout_(timeout),
      listener_(std::move(listener)),
      timer_(turn.timers, [this] { finish(); }) {}

ProtocolProber::~ProtocolProber() = default;

void ProtocolProber::start() {
  if (running_) return;
  running_ = true;
  timer_.armAt(turn_.clock.now() + timeout_);
  probes_.clear();
  for (const Question& question : kQuestions) probes_.push_back(std::make_unique<Probe>(*this, question));
  // Beginning may fail at once and end the round.
  for (std::size_t i = 0; i < probes_.size(); ++i) probes_[i]->begin();
}

void ProtocolProber::answered() {
  // Not from within: who asks is still in its events.
  if (std::ranges::all_of(probes_, [](const auto& probe) { return probe->done(); })) {
    timer_.armAt(turn_.clock.now());
  }
}

void ProtocolProber::finish() {
  if (!std::exchange(running_, false)) return;
  timer_.cancel();
  rpc::ServerProtocols found;
  for (const auto& probe : probes_) {
    if (probe->spoken()) found.add(probe->proves());
  }
  // RPC servers over HTTP/1.1 speak Connect, and gRPC is out of the question.
  const bool overHttp11 = std::ranges::any_of(probes_, [](const auto& probe) { return probe->overHttp11(); });
  if (found.empty() && overHttp11) found.add(rpc::ServerProtocol::Connect);
  probes_.clear();
  listener_(found);
}

}  // namespace bascule::proxy
