// SPDX-License-Identifier: GPL-3.0-or-later
// A dialogue with a CallTranslator, written down: events go in, commands and reports come out as text.
//
// Commands of one leg are joined the way a peer would see them: heads with their fields, then the bytes of
// the body in one piece, then the end. So a dialogue reads the same however its input was cut.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bridge/rpc/envelope.h"
#include "bridge/translate/call_translator.h"
#include "tests/support/pieces.h"

namespace bascule::test {

/// What one leg has been sent so far.
struct LegView {
  int heads = 0;
  int status = 0;
  std::string method;
  std::string scheme;
  std::string authority;
  std::string target;
  http::Headers headers;
  std::string body;
  http::Headers trailers;
  bool ended = false;
  bool reset = false;
  http::H2Error resetCode = http::H2Error::NoError;

  std::string header(std::string_view name) const { return std::string(headers.find(name).value_or("-")); }
  std::string trailer(std::string_view name) const { return std::string(trailers.find(name).value_or("-")); }
};

class Playbook {
 public:
  explicit Playbook(schema::SchemaPtr schema = schema::Schema::wellKnown(),
                    translate::CallSettings settings = {}, bool schemaPending = false,
                    http::Version version = http::Version::Http2, bool captured = true,
                    bool serverPending = false, std::optional<rpc::CompressionSet> serverCodings = {})
      : settings_(fill(std::move(settings))),
        translator_(translate::CallStart{.id = 1,
                                         .settings = settings_,
                                         .client = std::make_shared<const capture::ConnectionInfo>(
                                             capture::ConnectionInfo{"127.0.0.1:5", version, false}),
                                         .schema = std::move(schema),
                                         .schemaPending = schemaPending,
                                         .serverPending = serverPending,
                                         .serverCodings = serverCodings}) {
    if (captured) out_.reports = &queue_;
  }

  // The client says...
  Playbook& head(std::string_view path, http::Headers headers, bool end = false,
                 std::string_view method = "POST") {
    http::RequestHead head;
    head.stream = 1;
    head.method = method;
    head.scheme = "http";
    head.authority = "localhost:8080";
    head.target = path;
    head.headers = std::make_shared<const http::Headers>(std::move(headers));
    head.endStream = end;
    translator_.onDownstream(head, now, out_);
    return take();
  }
  Playbook& get(std::string_view target, http::Headers headers) {
    return head(target, std::move(headers), true, "GET");
  }
  Playbook& body(const Slice& bytes) {
    translator_.onDownstream(http::Data{1, bytes}, now, out_);
    return take();
  }
  Playbook& body(std::string_view bytes) { return body(Slice::copyOf(bytes)); }
  Playbook& end() {
    translator_.onDownstream(http::EndOfStream{1}, now, out_);
    return take();
  }
  Playbook& clientLeaves() {
    translator_.onDownstream(http::StreamReset{1, http::H2Error::Cancel, true, ""}, now, out_);
    return take();
  }
  // The server says...
  Playbook& answer(int httpStatus, http::Headers headers, bool end = false) {
    http::ResponseHead head;
    head.status = httpStatus;
    head.headers = std::make_shared<const http::Headers>(std::move(headers));
    head.endStream = end;
    translator_.onUpstream(head, now, out_);
    return take();
  }
  Playbook& answerBody(const Slice& bytes) {
    translator_.onUpstream(http::Data{1, bytes}, now, out_);
    return take();
  }
  Playbook& answerBody(std::string_view bytes) { return answerBody(Slice::copyOf(bytes)); }
  Playbook& trailers(http::Headers trailers) {
    translator_.onUpstream(http::Trailers{1, std::make_shared<const http::Headers>(std::move(trailers))}, now,
                           out_);
    take();
    translator_.onUpstream(http::EndOfStream{1}, now, out_);
    return take();
  }
  Playbook& answerEnds() {
    translator_.onUpstream(http::EndOfStream{1}, now, out_);
    return take();
  }
  Playbook& serverResets(http::H2Error code) {
    translator_.onUpstream(http::StreamReset{1, code, true, ""}, now, out_);
    return take();
  }
  Playbook& serverLost(std::string_view cause) {
    translator_.onUpstreamFailed(
        {ErrorCode::Unavailable, ErrorSide::Upstream, std::string(cause), "no server"}, now, out_);
    return take();
  }
  Playbook& streamGivenUp(http::Limit why) {
    translator_.onDownstream(http::StreamReset{1, http::H2Error::Cancel, false, "given up", why}, now, out_);
    return take();
  }
  Playbook& schemaArrives(const schema::SchemaPtr& schema) {
    translator_.onSchema(schema, now, out_);
    return take();
  }
  Playbook& serverFound(rpc::ServerProtocols found) {
    translator_.onServer(found, now, out_);
    return take();
  }
  Playbook& pass(Duration time) {
    now += time;
    if (now >= translator_.nextTimeout()) translator_.onTimeout(now, out_);
    return take();
  }

  translate::CallTranslator& translator() { return translator_; }
  /// Names of the reports so far, in order: `CallOpened UpstreamOpened MessageSeen(both request) ...`.
  std::string story() const {
    std::string text;
    for (const std::string& name : reports) text += (text.empty() ? "" : " ") + name;
    return text;
  }

  LegView client;
  LegView server;
  rpc::Status status;                ///< of the CallEnded report
  std::optional<http::Limit> limit;  ///< that ended the call
  bool refused = false;
  std::optional<rpc::CompressionSet> learned;  ///< the codings that the server said it reads
  bool over = false;
  bool clientCancelled = false;
  std::vector<std::string> reports;
  MonotonicTime now{std::chrono::hours(1)};

 private:
  static std::shared_ptr<const translate::CallSettings> fill(translate::CallSettings settings) {
    settings.upstreamAuthority = "orders:50051";
    settings.upstreamUrl = "http://orders:50051";
    return std::make_shared<const translate::CallSettings>(std::move(settings));
  }

  Playbook& take() {
    for (const rpc::HttpCommand& command : out_.downstream) apply(client, command);
    for (const rpc::HttpCommand& command : out_.upstream) apply(server, command);
    if (out_.limit) limit = out_.limit;
    refused = refused || out_.refused;
    if (out_.serverCodings) learned = out_.serverCodings;
    out_.clear();
    queue_.publish();
    queue_.drain([this](const capture::CaptureEvent& event) { note(event); }, SIZE_MAX);
    if (translator_.ended() && !over && out_.reports != nullptr) note(*translator_.ended());
    return *this;
  }

  static void apply(LegView& leg, const rpc::HttpCommand& command) {
    if (const auto* request = std::get_if<http::RequestHead>(&command)) {
      ++leg.heads;
      leg.method = request->method;
      leg.scheme = request->scheme;
      leg.authority = request->authority;
      leg.target = request->target;
      leg.headers = *request->headers;
    } else if (const auto* response = std::get_if<http::ResponseHead>(&command)) {
      ++leg.heads;
      leg.status = response->status;
      leg.headers = *response->headers;
      leg.ended = response->endStream;
    } else if (const auto* data = std::get_if<rpc::SendData>(&command)) {
      leg.body += data->bytes.view();
      leg.ended = leg.ended || data->end;
    } else if (const auto* trailers = std::get_if<rpc::SendTrailers>(&command)) {
      leg.trailers = *trailers->trailers;
      leg.ended = true;
    } else if (const auto* reset = std::get_if<rpc::SendReset>(&command)) {
      leg.reset = true;
      leg.resetCode = reset->code;
    }
  }

  void note(const capture::CaptureEvent& event) {
    static constexpr std::string_view kNames[] = {"CallOpened",       "UpstreamOpened", "ResponseHeadSeen",
                                                  "MessageSeen",      "EndBodySeen",    "TrailersSeen",
                                                  "DirectionEnded",   "Noted",          "CallEnded",
                                                  "UpstreamConnected"};
    std::string name(kNames[event.index()]);
    if (const auto* message = std::get_if<capture::MessageSeen>(&event)) {
      static constexpr std::string_view kLegs[] = {"client", "upstream", "both"};
      name += "(" + std::string(kLegs[static_cast<int>(message->legs)]) + ")";
    } else if (const auto* ended = std::get_if<capture::CallEnded>(&event)) {
      status = ended->status;
      over = true;
      clientCancelled = ended->clientCancelled;
    }
    // Pieces of one message are one message to the reader of a story.
    const auto* piece = std::get_if<capture::MessageSeen>(&event);
    if (piece == nullptr || piece->first) reports.push_back(std::move(name));
  }

  std::shared_ptr<const translate::CallSettings> settings_;
  translate::CallTranslator translator_;
  capture::CaptureQueue queue_{{}, {}};
  translate::CallOutput out_;
};

/// An envelope as bytes.
inline std::string frame(std::string_view payload, std::uint8_t flags = 0) {
  return std::string(rpc::enveloped(flags, payload).view());
}

/// Schema of the shop with the kinds the playbooks need, compiled from text.
schema::SchemaPtr playbookSchema();

}  // namespace bascule::test
