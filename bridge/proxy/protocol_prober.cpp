// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/protocol_prober.h"

#include <algorithm>
#include <array>
#include <utility>

#include "bridge/rpc/machine_table.h"
#include "bridge/schema/reflection.h"

namespace bascule::proxy {
namespace {

constexpr std::string_view kHealthPath = "/grpc.health.v1.Health/Check";
constexpr std::string_view kEmptyEnvelope("\0\0\0\0\0", 5);  // an empty message, as gRPC frames it
constexpr ByteCount kMaxAnswer = 64ULL * 1024;

/// One request, and what its answer proves.
struct Question {
  rpc::ServerProtocol proves;
  rpc::Protocol protocol;
  std::string_view path;
  std::string_view contentType;
  std::string_view extraName;
  std::string_view extraValue;
  std::string_view body;
};

using rpc::Protocol;
using rpc::ServerProtocol;
// Servers that offer no reflection may answer its path with a bare 404 although they speak gRPC: the health
// service is asked in gRPC, too.
constexpr std::array<Question, 4> kQuestions = {{
    {ServerProtocol::Grpc, Protocol::Grpc, schema::kReflectionV1Path, "application/grpc", "te", "trailers",
     ""},
    {ServerProtocol::Grpc, Protocol::Grpc, kHealthPath, "application/grpc", "te", "trailers", kEmptyEnvelope},
    {ServerProtocol::Connect, Protocol::ConnectUnary, kHealthPath, "application/proto",
     "connect-protocol-version", "1", ""},
    {ServerProtocol::GrpcWeb, Protocol::GrpcWeb, kHealthPath, "application/grpc-web+proto", "x-grpc-web", "1",
     kEmptyEnvelope},
}};

}  // namespace

/// One question on its way.
class ProtocolProber::Probe final : public UpstreamUser {
 public:
  Probe(ProtocolProber& prober, const Question& question)
      : prober_(prober),
        question_(question),
        reader_(rpc::makeResponseReader(question.protocol, rpc::Codec::Proto, {kMaxAnswer, kMaxAnswer})) {}
  ~Probe() override { leave(); }
  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;

  void begin() {
    waiting_ = true;
    prober_.pool_.request(*this);
  }
  bool done() const { return done_; }
  bool spoken() const { return spoken_; }
  rpc::ServerProtocol proves() const { return question_.proves; }

  void onUpstreamReady(UpstreamConnection& connection) override;
  void onUpstreamEvent(http::Event& event) override;
  void onUpstreamFailed(const Error& /*error*/) override {
    waiting_ = false;
    upstream_ = nullptr;
    end();
  }

 private:
  void end();
  void leave();

  ProtocolProber& prober_;
  const Question& question_;
  std::unique_ptr<rpc::ResponseReader> reader_;
  UpstreamConnection* upstream_ = nullptr;
  http::StreamId stream_ = 0;
  bool waiting_ = false;
  bool done_ = false;
  bool spoken_ = false;
};

void ProtocolProber::Probe::onUpstreamReady(UpstreamConnection& connection) {
  waiting_ = false;
  http::RequestHead head;
  head.method = "POST";
  head.scheme = prober_.scheme_;
  head.authority = prober_.authority_;
  head.target = question_.path;
  head.headers =
      std::make_shared<const http::Headers>(http::Headers{{"content-type", question_.contentType},
                                                          {question_.extraName, question_.extraValue},
                                                          {"user-agent", "bascule"}});
  if (connection.session().version() == http::Version::Http11) prober_.overHttp11_ = true;
  const auto stream = connection.refusal(head) ? std::nullopt : connection.open(head, *this);
  if (!stream) {
    end();
    return;
  }
  upstream_ = &connection;
  stream_ = *stream;
  connection.session().sendData(stream_, Slice::copyOf(question_.body), true);
  connection.connection().touch();
}

void ProtocolProber::Probe::onUpstreamEvent(http::Event& event) {
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
    end();
    return;
  }
  bool over = std::holds_alternative<http::EndOfStream>(event);
  for (const rpc::RpcEvent& one : events) {
    const bool ended = std::holds_alternative<rpc::ResponseEnd>(one);
    spoken_ = spoken_ || ended || std::holds_alternative<rpc::ResponseStart>(one);
    over = over || ended || std::holds_alternative<rpc::Failed>(one);
  }
  if (over) end();
}

void ProtocolProber::Probe::end() {
  if (std::exchange(done_, true)) return;
  leave();
  prober_.answered();
}

void ProtocolProber::Probe::leave() {
  if (waiting_) prober_.pool_.forget(*this);
  waiting_ = false;
  if (upstream_ == nullptr) return;
  UpstreamConnection* upstream = std::exchange(upstream_, nullptr);
  upstream->session().resetStream(stream_, http::H2Error::Cancel);
  upstream->connection().touch();
  upstream->release(stream_);
}

ProtocolProber::ProtocolProber(Turn& turn, UpstreamPool& pool, const UpstreamUrl& url, Duration timeout,
                               Listener listener)
    : turn_(turn),
      pool_(pool),
      scheme_(url.scheme()),
      authority_(net::endpointText(url.host, url.port)),
      timeout_(timeout),
      listener_(std::move(listener)),
      timer_(turn.timers, [this] { finish(); }) {}

ProtocolProber::~ProtocolProber() = default;

void ProtocolProber::start() {
  if (running_) return;
  running_ = true;
  overHttp11_ = false;
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
  probes_.clear();
  // RPC servers over HTTP/1.1 speak Connect, and gRPC is out of the question.
  if (found.empty() && overHttp11_) found.add(rpc::ServerProtocol::Connect);
  listener_(found);
}

}  // namespace bascule::proxy
