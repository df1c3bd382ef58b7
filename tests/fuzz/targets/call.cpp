// SPDX-License-Identifier: GPL-3.0-or-later
// A whole CallTranslator between a client and a server that say anything, in any order a session lets
// through. The client gets exactly one end and nothing after it, success only if the server ended its stream,
// and bytes in proportion (robustness reference, section 7).
#include "bridge/translate/call_translator.h"
#include "tests/fuzz/heads.h"
#include "tests/fuzz/leg_check.h"
#include "tests/fuzz/test_schema.h"

namespace bascule::fuzz {
namespace {

constexpr ByteCount kMessage = 8 * 1024;

std::shared_ptr<const translate::CallSettings> settingsOf(std::uint8_t choice, std::uint8_t more) {
  translate::CallSettings settings;
  settings.request = {.wholeMessage = kMessage, .anyMessage = (more & 1) != 0 ? kMessage : 0};
  settings.response = settings.request;
  settings.maxConvertedRequest = kMessage;
  settings.maxConvertedResponse = kMessage;
  settings.limitsAllRequests = (more & 2) != 0;
  settings.limitsAllResponses = (more & 4) != 0;
  settings.upstreamAuthority = "orders:50051";
  settings.upstreamUrl = "http://orders:50051";
  settings.serverProtocol = static_cast<rpc::ServerProtocol>(choice % 5);
  settings.serverCodec = static_cast<rpc::ServerCodec>(choice / 5 % 3);
  if ((more & 8) != 0) settings.cors = *translate::CorsRules::create({"localhost"});
  if ((more & 16) != 0) settings.defaultTimeout = std::chrono::seconds(1);
  return std::make_shared<const translate::CallSettings>(std::move(settings));
}

/// The call and both its peers. What a session would not let through is not said.
class Dialogue {
 public:
  explicit Dialogue(Input& input)
      : input_(input), version_(version(input.byte())), translator_(startOf(input)) {
    out_.reports = &queue_;
  }

  void run() {
    constexpr int kSteps = 400;
    for (int i = 0; i < kSteps && !input_.empty(); ++i) step();
    if (!translator_.done() && headSent_ && !clientGone_) clientLeaves();
    if (headSent_) require(translator_.done(), "a call is over when its client has left");
    const ByteCount most = (received_ + 64) * kMessage;
    require(client_.bytes() <= most && server_.bytes() <= most, "what is sent is in proportion");
  }

 private:
  static http::Version version(std::uint8_t choice) {
    return (choice & 1) != 0 ? http::Version::Http2 : http::Version::Http11;
  }

  translate::CallStart startOf(Input& input) {
    const auto choice = input.byte();
    const auto more = input.byte();
    const auto start = input.byte();
    translate::CallStart call;
    call.id = 1;
    call.settings = settingsOf(choice, more);
    call.client = std::make_shared<const capture::ConnectionInfo>(
        capture::ConnectionInfo{"127.0.0.1:5", version_, false});
    call.schemaPending = (start & 1) != 0;
    call.schema = (start & 2) != 0 ? testSchema() : schema::Schema::wellKnown();
    call.serverPending = (start & 4) != 0;
    call.routed = (start & 24) != 24;
    return call;
  }

  void step() {
    enum Step {
      Head,
      Data,
      End,
      Reset,
      Answer,
      Body,
      Trailers,
      AnswerEnd,
      ServerReset,
      Lost,
      Wait,
      Schema,
      Server,
      Abort,
      kCount
    };
    switch (static_cast<Step>(input_.below(kCount))) {
      case Head:
        return clientHead();
      case Data:
        return clientSays(http::Data{1, bytes()});
      case End:
        return clientEnds();
      case Reset:
        return clientLeaves();
      case Answer:
        return serverHead();
      case Body:
        return serverSays(http::Data{1, bytes()});
      case Trailers:
        return serverTrailers();
      case AnswerEnd:
        return serverEnds();
      case ServerReset:
        return serverResets();
      case Lost:
        return serverLost();
      case Wait:
        return wait();
      case Schema:
        return translate(&translate::CallTranslator::onSchema, testSchema());
      case Server:
        return serverFound();
      case Abort:
        return abort();
      case kCount:
        return;
    }
  }

  Slice bytes() {
    const auto taken = input_.chunk();
    received_ += taken.size();
    return Slice::copyOf(taken);
  }
  http::HeadersPtr fields() {
    auto read = readFields(input_);
    received_ += read->listSize();
    return read;
  }

  template <typename Function, typename... Arguments>
  void translate(Function function, const Arguments&... arguments) {
    (translator_.*function)(arguments..., now_, out_);
    take();
  }

  void clientHead() {
    http::RequestHead head;
    head.stream = 1;
    const auto how = input_.byte();
    head.method = (how & 1) != 0 ? "GET" : "POST";
    head.endStream = (how & 2) != 0;
    head.scheme = "http";
    head.authority = "localhost:8080";
    head.target = "/" + fieldName(input_.line());
    head.headers = fields();
    if (headSent_) return;
    headSent_ = true;
    requestEnded_ = head.endStream;
    received_ += head.target.size();
    translate(&translate::CallTranslator::onDownstream, http::Event(head));
  }
  void clientSays(const http::Event& event) {
    if (headSent_ && !requestEnded_ && !clientGone_)
      translate(&translate::CallTranslator::onDownstream, event);
  }
  void clientEnds() {
    clientSays(http::EndOfStream{1});
    if (headSent_) requestEnded_ = true;
  }
  void clientLeaves() {
    if (!headSent_ || clientGone_ || (client_.over() && requestEnded_)) return;
    clientGone_ = true;
    client_.gone();
    translate(&translate::CallTranslator::onDownstream,
              http::Event(http::StreamReset{1, http::H2Error::Cancel, true, ""}));
  }

  bool serverTalks() const { return server_.opened() && !server_.reset() && !answerOver_; }
  void serverSays(const http::Event& event) {
    if (serverTalks() && answered_) translate(&translate::CallTranslator::onUpstream, event);
  }
  void serverHead() {
    http::ResponseHead head;
    constexpr int kStatuses[] = {200, 200, 200, 404, 400, 500, 204, 302, 429, 599};
    const auto how = input_.byte();
    head.stream = 1;
    head.status = kStatuses[how / 2 % std::size(kStatuses)];
    head.endStream = (how & 1) != 0;
    head.headers = fields();
    if (!serverTalks() || answered_) return;
    answered_ = true;
    answerOver_ = answerEnded_ = head.endStream;
    translate(&translate::CallTranslator::onUpstream, http::Event(head));
  }
  void serverTrailers() {
    const http::Event trailers = http::Trailers{1, fields()};
    serverSays(trailers);
    serverEnds();
  }
  void serverEnds() {
    if (!serverTalks() || !answered_) return;
    answerOver_ = answerEnded_ = true;
    translate(&translate::CallTranslator::onUpstream, http::Event(http::EndOfStream{1}));
  }
  void serverResets() {
    const auto code = static_cast<http::H2Error>(input_.below(16));
    if (!serverTalks()) return;
    answerOver_ = true;
    server_.gone();
    translate(&translate::CallTranslator::onUpstream, http::Event(http::StreamReset{1, code, true, ""}));
  }
  void serverLost() {
    if (!serverTalks()) return;
    answerOver_ = true;
    server_.gone();
    translate(&translate::CallTranslator::onUpstreamFailed,
              Error{ErrorCode::Unavailable, ErrorSide::Upstream, "upstream_refused", "no server"});
  }

  void wait() {
    now_ += std::chrono::milliseconds(input_.number());
    if (now_ >= translator_.nextTimeout()) translate(&translate::CallTranslator::onTimeout);
  }
  void serverFound() {
    rpc::ServerProtocols found;
    const auto choice = input_.byte();
    if ((choice & 1) != 0) found.add(rpc::ServerProtocol::Grpc);
    if ((choice & 2) != 0) found.add(rpc::ServerProtocol::Connect);
    if ((choice & 4) != 0) found.add(rpc::ServerProtocol::GrpcWeb);
    translate(&translate::CallTranslator::onServer, found);
  }
  void abort() {
    if (!headSent_) return;
    translate(&translate::CallTranslator::onAborted,
              rpc::bridgeStatus(rpc::Code::Unavailable, "shutting_down", "the bridge is shutting down"));
  }

  void take() {
    if (!clientGone_) client_.apply(out_.downstream);
    server_.apply(out_.upstream);
    out_.clear();
    queue_.publish();
    queue_.drain([this](const capture::CaptureEvent& event) { note(event); }, SIZE_MAX);
    if (!translator_.done()) return;
    require(clientGone_ || client_.over(), "a call that is over has ended for its client");
    if (translator_.outcome() == rpc::Code::Ok) require(answerEnded_, "no success before the server's end");
  }
  void note(const capture::CaptureEvent& event) {
    if (std::holds_alternative<capture::CallOpened>(event)) {
      require(!reported_, "a call is reported once");
      reported_ = true;
    } else {
      require(reported_, "a call is reported before what happens in it");
    }
  }

  Input& input_;
  http::Version version_;
  translate::CallTranslator translator_;
  translate::CallOutput out_;
  capture::CaptureQueue queue_{{}, {}};
  LegCheck client_;
  LegCheck server_;
  MonotonicTime now_{std::chrono::hours(1)};
  ByteCount received_ = 0;
  bool headSent_ = false;
  bool requestEnded_ = false;
  bool clientGone_ = false;
  bool answered_ = false;
  bool answerOver_ = false;
  bool answerEnded_ = false;
  bool reported_ = false;
};

}  // namespace

void target(Input& input) { Dialogue(input).run(); }

}  // namespace bascule::fuzz
