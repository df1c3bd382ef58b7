// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/shop_session.h"

#include <algorithm>
#include <array>

#include "bridge/base/base64.h"
#include "bridge/base/percent.h"
#include "bridge/base/text.h"
#include "tests/support/capture_events.h"

namespace bascule::test {
namespace {

using namespace capture;
using rpc::Code;
using rpc::Kind;
using rpc::Protocol;
using std::chrono::microseconds;

std::string varint(std::uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  return out + static_cast<char>(value);
}
std::string number(int field, std::uint64_t value) {
  return varint(static_cast<std::uint64_t>(field) << 3) + varint(value);
}
std::string bytes(int field, std::string_view value) {
  return varint(static_cast<std::uint64_t>(field) << 3 | 2) + varint(value.size()) + std::string(value);
}

struct Line {
  const char* service;
  const char* method;
  Kind kind;
  Protocol protocol;
  bool http2;
  const char* client;
  Code code;
  int startMs;        // after 10:42:07
  int durationUs;     // -1: still open
  int up, down;       // messages
  int responseBytes;  // of each message down
};

constexpr const char* kPackage = "acme.shop.v1.";

// The page of the pictures.
constexpr std::array<Line, 12> kPage = {{
    {"OrderService", "GetOrder", Kind::Unary, Protocol::ConnectUnary, false, "web-checkout", Code::Ok, 118,
     3100, 1, 1, 560},
    {"CatalogService", "ListProducts", Kind::Unary, Protocol::ConnectGet, false, "web-checkout", Code::Ok,
     131, 6800, 1, 1, 18'380},
    {"OrderService", "CreateOrder", Kind::Unary, Protocol::Grpc, true, "billing-worker", Code::Ok, 140, 9400,
     1, 1, 1060},
    {"OrderService", "GetOrder", Kind::Unary, Protocol::ConnectUnary, false, "refunds-api", Code::NotFound,
     166, 2700, 1, 0, 0},
    {"StockService", "WatchStock", Kind::ServerStream, Protocol::ConnectStream, true, "warehouse-ui",
     Code::Ok, 171, -1, 1, 148, 0},
    {"CatalogService", "SearchProducts", Kind::Unary, Protocol::GrpcWeb, false, "admin-portal", Code::Ok, 209,
     11'900, 1, 1, 7150},
    {"OrderService", "CreateOrder", Kind::Unary, Protocol::ConnectUnary, true, "web-checkout",
     Code::InvalidArgument, 240, 1900, 1, 0, 0},
    {"PaymentService", "Authorize", Kind::Unary, Protocol::Grpc, true, "billing-worker", Code::Ok, 266,
     38'200, 1, 1, 860},
    {"PaymentService", "Capture", Kind::Unary, Protocol::ConnectUnary, true, "refunds-api",
     Code::DeadlineExceeded, 290, 500'000, 1, 0, 0},
    {"UploadService", "PutImage", Kind::ClientStream, Protocol::ConnectStream, true, "media-sync", Code::Ok,
     301, 212'000, 64, 1, 12},
    {"OrderService", "GetOrder", Kind::Unary, Protocol::ConnectUnary, false, "web-checkout", Code::Ok, 322,
     2900, 1, 1, 560},
    {"SupportService", "Chat", Kind::Bidi, Protocol::Grpc, true, "support-bot", Code::Ok, 338, -1, 9, 11,
     170},
}};

std::string stockLevel(int i) {
  static constexpr std::array<const char*, 2> kSkus = {"A-17", "B-02"};
  std::string message =
      bytes(1, kSkus[static_cast<std::size_t>(i % 2)]) + number(2, static_cast<std::uint64_t>(40 - i % 40));
  if (40 - i % 40 < 39) message += number(3, 1);
  message += bytes(4, number(1, 1'795'344'130) + number(2, 29'000'000));
  // A field newer than the schema, as a server ahead of it sends.
  return message + number(12, 7) + bytes(13, std::string(180, 'r'));
}

std::string request(const Line& line) {
  if (std::string_view(line.method) == "CreateOrder") {
    const std::string item = bytes(1, "A-17") + number(2, line.code == Code::Ok ? 2 : ~std::uint64_t{1});
    return bytes(1, "c-4711") + bytes(2, item);
  }
  if (line.kind == Kind::ServerStream) return bytes(1, "A-17") + bytes(1, "B-02");
  if (line.kind == Kind::ClientStream) return bytes(1, "A-17") + bytes(2, std::string(62'000, '\x5a'));
  if (line.kind == Kind::Bidi) return bytes(1, "customer") + bytes(2, "Is order o-8152 on its way?");
  return bytes(1, "o-8152");
}

std::string response(const Line& line, int index) {
  if (line.kind == Kind::ServerStream) return stockLevel(index);
  if (line.kind == Kind::Bidi)
    return bytes(1, "support-bot") + bytes(2, "It left the warehouse this morning.");
  if (line.kind == Kind::ClientStream) return number(1, 3'968'000) + number(2, 64);
  if (std::string_view(line.service) == "OrderService") {
    return bytes(1, "o-8152") + bytes(2, "c-4711") +
           bytes(3, bytes(1, "A-17") + number(2, 2) + bytes(3, bytes(1, "EUR") + number(2, 49))) +
           number(4, 2) +
           bytes(6, bytes(1, "note") +
                        bytes(2, std::string(static_cast<std::size_t>(std::max(0, line.responseBytes - 60)),
                                             'n')));
  }
  return bytes(1,
               bytes(1, "A-17") + bytes(2, std::string(static_cast<std::size_t>(line.responseBytes), 'p')));
}

rpc::Status statusOf(const Line& line) {
  rpc::Status status;
  status.code = line.code;
  if (line.code == Code::NotFound) status.message = "order o-9000 is not there";
  if (line.code == Code::DeadlineExceeded)
    return rpc::bridgeStatus(line.code, "deadline_passed", "the deadline of 500 ms passed");
  if (line.code != Code::InvalidArgument) return status;
  status.message = "quantity must be positive";
  status.details.push_back(
      {"google.rpc.BadRequest", bytes(1, bytes(1, "items[0].quantity") + bytes(2, "must be > 0, got -2"))});
  status.details.push_back({"google.rpc.ErrorInfo", bytes(1, "QUANTITY_RANGE") + bytes(2, "shop.acme")});
  return status;
}

std::string statusBytes(const rpc::Status& status) {
  std::string out = number(1, static_cast<std::uint64_t>(status.code)) + bytes(2, status.message);
  for (const rpc::Detail& detail : status.details)
    out += bytes(3, bytes(1, "type.googleapis.com/" + detail.type) + bytes(2, detail.value));
  return out;
}

std::string errorJson(const rpc::Status& status) {
  std::string out = "{\"code\":\"" + std::string(rpc::connectName(status.code)) + "\",\"message\":";
  text::appendJsonString(out, status.message);
  std::string details;
  for (const rpc::Detail& detail : status.details) {
    details += (details.empty() ? "" : ",") +
               ("{\"type\":\"" + detail.type + "\",\"value\":\"" + base64::encode(detail.value) + "\"}");
  }
  return out + (details.empty() ? "}" : ",\"details\":[" + details + "]}");
}

http::HeadersView heads(std::initializer_list<http::Field> fields) { return keep(http::Headers(fields)); }

// Reports one call to the recorder the way a worker does.
class Teller {
 public:
  Teller(CaptureQueue& queue, const Clock& clock)
      : queue_(queue), base_(clock.now() - std::chrono::milliseconds(31'200)) {}

  void tell(const Line& line) {
    ++id_;
    start_ = base_ + std::chrono::milliseconds(line.startMs);
    open(line);
    messages(line);
    if (line.durationUs >= 0) end(line);
    queue_.publish();
  }

 private:
  MonotonicTime at(int us) const { return start_ + microseconds(us); }
  static int timeoutMs(const Line& line) { return line.code == Code::DeadlineExceeded ? 500 : 2000; }
  static bool json(const Line& line) { return line.protocol == Protocol::ConnectUnary; }

  void open(const Line& line) {
    const std::string_view path = keep(std::string("/") + kPackage + line.service + "/" + line.method);
    const bool get = line.protocol == Protocol::ConnectGet;
    CallOpened opened{id_,
                      at(0),
                      "127.0.0.1:51432",
                      line.http2 ? http::Version::Http2 : http::Version::Http11,
                      false,
                      line.protocol,
                      json(line) ? rpc::Codec::Json : rpc::Codec::Proto,
                      line.kind,
                      rpc::Compression::Identity,
                      get ? "GET" : "POST",
                      "http",
                      "localhost:8080",
                      get ? keep(std::string(path) + "?connect=v1&encoding=proto&message=CgZvLTgxNTI") : path,
                      clientHeaders(line),
                      std::chrono::milliseconds(timeoutMs(line))};
    queue_.push(opened);
    UpstreamOpened upstream{id_,
                            at(60),
                            Protocol::Grpc,
                            rpc::Codec::Proto,
                            rpc::Compression::Identity,
                            "http://localhost:8081",
                            "localhost:8081",
                            path,
                            heads({{"content-type", "application/grpc"},
                                   {"te", "trailers"},
                                   {"grpc-timeout", std::to_string(timeoutMs(line) - 1) + "m"},
                                   {"user-agent", line.client},
                                   {"x-trace-id", "7f3a91c2"}})};
    queue_.push(upstream);
    queue_.push(UpstreamConnected{id_, at(62), "127.0.0.1:8081", http::Version::Http2, false});
  }

  static http::HeadersView clientHeaders(const Line& line) {
    switch (line.protocol) {
      case Protocol::Grpc:
        return heads({{"content-type", "application/grpc"},
                      {"te", "trailers"},
                      {"grpc-timeout", std::to_string(timeoutMs(line)) + "m"},
                      {"user-agent", line.client},
                      {"x-trace-id", "7f3a91c2"}});
      case Protocol::GrpcWeb:
        return heads({{"content-type", "application/grpc-web+proto"},
                      {"x-grpc-web", "1"},
                      {"grpc-timeout", std::to_string(timeoutMs(line)) + "m"},
                      {"user-agent", line.client},
                      {"x-trace-id", "7f3a91c2"}});
      case Protocol::ConnectStream:
        return heads({{"content-type", "application/connect+proto"},
                      {"connect-protocol-version", "1"},
                      {"connect-timeout-ms", std::to_string(timeoutMs(line))},
                      {"user-agent", line.client},
                      {"x-trace-id", "7f3a91c2"}});
      case Protocol::ConnectGet:
        return heads({{"user-agent", line.client}});
      default:
        return heads({{"content-type", "application/json"},
                      {"connect-protocol-version", "1"},
                      {"connect-timeout-ms", std::to_string(timeoutMs(line))},
                      {"user-agent", line.client},
                      {"x-trace-id", "7f3a91c2"}});
    }
  }

  void message(Legs legs, Direction direction, int us, std::string payload) {
    MessageSeen seen{id_, at(us), legs, direction, true, true, false, payload.size(), Slice::copyOf(payload)};
    queue_.push(seen);
  }

  void messages(const Line& line) {
    const int span = line.durationUs < 0 ? 30'900'000 : line.durationUs * 3 / 4;
    for (int i = 0; i < line.up; ++i) {
      const int us = 200 + i * (span / std::max(2, line.up + 1));
      if (json(line)) {
        message(Legs::ClientOnly, Direction::Request, us,
                line.code == Code::InvalidArgument
                    ? R"({"customer":"c-4711","items":[{"sku":"A-17","quantity":-2}]})"
                    : R"({"id":"o-8152"})");
        message(Legs::UpstreamOnly, Direction::Request, us + 40, request(line));
      } else {
        message(Legs::Both, Direction::Request, us, request(line));
      }
    }
    for (int i = 0; i < line.down; ++i) {
      const int us =
          line.durationUs * 3 / 4 + 4100 * (line.durationUs < 0) + i * (span / std::max(2, line.down + 1));
      if (i == 0) head(line, us - 50);
      if (json(line)) {
        message(Legs::UpstreamOnly, Direction::Response, us, response(line, i));
        message(
            Legs::ClientOnly, Direction::Response, us + 70,
            R"({"id":"o-8152","customer":"c-4711","items":[{"sku":"A-17","quantity":2,"price":{"currency":"EUR","units":"49"}}],"state":"ORDER_STATE_PAID"})");
      } else {
        message(Legs::Both, Direction::Response, us, response(line, i));
      }
    }
  }

  void head(const Line& line, int us) {
    // A server that lets the deadline pass has not answered.
    if (line.code != Code::DeadlineExceeded)
      queue_.push(
          ResponseHeadSeen{id_, at(us), Leg::Upstream, 200, heads({{"content-type", "application/grpc"}})});
    const char* type = json(line)                           ? "application/json"
                       : line.protocol == Protocol::Grpc    ? "application/grpc"
                       : line.protocol == Protocol::GrpcWeb ? "application/grpc-web+proto"
                                                            : "application/connect+proto";
    queue_.push(ResponseHeadSeen{id_, at(us + 60), Leg::Client,
                                 rpc::isUnaryWire(line.protocol) ? rpc::httpStatus(line.code) : 200,
                                 heads({{"content-type", type}})});
  }

  void end(const Line& line) {
    const rpc::Status status = statusOf(line);
    const int us = line.durationUs;
    queue_.push(DirectionEnded{id_, at(std::min(us, 400)), Leg::Client, Direction::Request});
    queue_.push(DirectionEnded{id_, at(std::min(us, 430)), Leg::Upstream, Direction::Request});
    if (line.down == 0) head(line, us * 9 / 10);
    if (status.origin == rpc::Origin::Peer) {
      const std::string code = std::to_string(static_cast<int>(status.code));
      const std::string text = percent::encodeGrpcMessage(status.message);
      const std::string details = base64::encode(statusBytes(status));
      queue_.push(TrailersSeen{id_, at(us - 90), Leg::Upstream,
                               status.ok() ? heads({{"grpc-status", code}})
                                           : heads({{"grpc-status", code},
                                                    {"grpc-message", text},
                                                    {"grpc-status-details-bin", details}})});
    }
    if (!status.ok() && rpc::isConnect(line.protocol))
      queue_.push(EndBodySeen{id_, at(us - 20), Leg::Client, Slice::copyOf(errorJson(status))});
    if (line.protocol == Protocol::ConnectStream && status.ok())
      queue_.push(EndBodySeen{id_, at(us - 20), Leg::Client, Slice::copyOf("{}")});
    if (line.protocol == Protocol::GrpcWeb)
      queue_.push(EndBodySeen{id_, at(us - 20), Leg::Client, Slice::copyOf("grpc-status: 0\r\n")});
    if (line.protocol == Protocol::Grpc)
      queue_.push(TrailersSeen{id_, at(us - 20), Leg::Client, heads({{"grpc-status", "0"}})});
    for (const Leg leg : {Leg::Upstream, Leg::Client})
      queue_.push(DirectionEnded{id_, at(us - 10), leg, Direction::Response});
    queue_.push(CallEnded{id_, at(us), status, microseconds(80), false});
  }

  CaptureQueue& queue_;
  MonotonicTime base_;
  MonotonicTime start_;
  CallId id_ = 0;
};

Line earlier(int i) {
  Line line = kPage[static_cast<std::size_t>(i * 7 % 10)];
  if (line.durationUs < 0 || line.kind == Kind::ClientStream) line = kPage[i % 3 == 0 ? 2 : 0];
  if (line.code != Code::Ok && i % 5 != 0) line = kPage[0];
  if (line.responseBytes > 2000) line.responseBytes = 900;
  line.startMs = -(1300 - i) * 20;
  line.durationUs = std::min(line.durationUs + i % 17 * 100, 60'000);
  return line;
}

}  // namespace

schema::SchemaPtr shopSchema() {
  schema::SourceSpec sources;
  sources.paths = {std::string(BASCULE_SOURCE_DIR) + "/resources/demo"};
  const auto loaded = schema::loadSources(sources);
  return loaded ? *loaded : schema::Schema::wellKnown();
}

ShopSession::ShopSession(const std::filesystem::path& file, const ShopOptions& options) {
  const CallNumber total = static_cast<CallNumber>(options.earlierCalls) + kPage.size();
  const auto take = [this](const RowBatch& batch) {
    const std::lock_guard lock(mutex_);
    if (rows_.strings.empty()) rows_.firstString = batch.firstString;
    rows_.strings.insert(rows_.strings.end(), batch.strings.begin(), batch.strings.end());
    rows_.rows.insert(rows_.rows.end(), batch.rows.begin(), batch.rows.end());
    rows_.sessionBytes = 9'600'000;  // what the file has grown to depends on the moment of the commit
    arrived_.notify_all();
  };
  RecorderConfig config;
  config.file = file;
  config.programVersion = "0.1.0";
  config.listen = "127.0.0.1:8080";
  config.upstream = "http://localhost:8081";
  auto recorder = Recorder::create(config, clock_, take, nullptr);
  if (!recorder) return;
  recorder_ = std::move(*recorder);
  if (options.withSchema) recorder_->setSchema(shopSchema()->serialized());
  CaptureQueue& queue = recorder_->addQueue({});
  recorder_->start();
  Teller teller(queue, clock_);
  for (int i = 0; i < options.earlierCalls; ++i) teller.tell(earlier(i));
  for (const Line& line : kPage) teller.tell(line);
  const CallNumber first = static_cast<CallNumber>(options.earlierCalls) + 1;
  calls_ = {first, first + 6, first + 4, first + 8, first + 5};
  std::unique_lock lock(mutex_);
  arrived_.wait_for(lock, std::chrono::seconds(20), [&] {
    CallNumber last = 0;
    std::uint32_t shopMessages = 0;
    for (const CallRow& row : rows_.rows) {
      last = std::max(last, row.number);
      if (row.number == total) shopMessages = row.responseMessages;
    }
    return last == total && shopMessages == static_cast<std::uint32_t>(kPage.back().down);
  });
}

ShopSession::~ShopSession() {
  if (recorder_) recorder_->stop();
}

}  // namespace bascule::test
