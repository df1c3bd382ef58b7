// SPDX-License-Identifier: GPL-3.0-or-later
// Synthetic calls as a worker would report them, for tests and benchmarks of capture and what reads it.
#pragma once

#include <atomic>
#include <deque>
#include <filesystem>
#include <string>
#include <vector>

#include <unistd.h>

#include "bridge/base/clock.h"
#include "bridge/capture/capture_event.h"

namespace bascule::test {

using namespace bascule::capture;

/// Events are views: lists and texts they refer to are kept until the program ends.
inline http::HeadersView keep(http::Headers headers) {
  static std::deque<http::Headers> kept;
  return kept.emplace_back(std::move(headers)).view();
}
inline std::string_view keep(std::string text) {
  static std::deque<std::string> kept;
  return kept.emplace_back(std::move(text));
}

/// A folder that goes with the object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "bascule-test-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::filesystem::path file(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// What a synthetic call looks like; every member may be changed before its events are taken.
struct CallScript {
  CallId id = 1;
  MonotonicTime start = std::chrono::steady_clock::now();
  std::string target = "/acme.shop.v1.OrderService/CreateOrder";
  std::string request = std::string("\x0a\x06order1", 8);
  std::string response = std::string(
      "\x0a\x06"
      "done-1",
      8);
  rpc::Protocol protocol = rpc::Protocol::ConnectUnary;
  rpc::Codec codec = rpc::Codec::Proto;
  rpc::Kind kind = rpc::Kind::Unary;
  rpc::Status status;
  bool clientCancelled = false;
  http::Headers headers{{"content-type", "application/proto"},
                        {"user-agent", "connect-es/1.4.0"},
                        {"accept-encoding", "gzip"},
                        {"connect-protocol-version", "1"},
                        {"x-client-name", "web-checkout"}};
  http::Headers trailers{{"grpc-status", "0"}};
  std::string authority = "localhost:8080";
  std::string upstreamUrl = "http://127.0.0.1:8081";

  MonotonicTime at(int microseconds) const { return start + std::chrono::microseconds(microseconds); }
  CaptureEvent opened() const {
    CallOpened event;
    event.call = id;
    event.time = at(0);
    event.peer = "127.0.0.1:51432";
    event.protocol = protocol;
    event.codec = codec;
    event.kind = kind;
    event.method = "POST";
    event.scheme = "http";
    event.authority = keep(authority);
    event.target = keep(target);
    event.headers = keep(headers);
    event.timeout = std::chrono::seconds(2);
    return event;
  }
  CaptureEvent upstreamOpened() const {
    UpstreamOpened event;
    event.call = id;
    event.time = at(30);
    event.url = keep(upstreamUrl);
    event.authority = "127.0.0.1:8081";
    event.target = keep(target);
    event.headers =
        keep({{"content-type", "application/grpc+proto"}, {"te", "trailers"}, {"grpc-timeout", "2000m"}});
    return event;
  }
  CaptureEvent upstreamConnected() const {
    return UpstreamConnected{id, at(35), "127.0.0.1:8081", http::Version::Http2, false};
  }
  CaptureEvent message(Direction direction, std::string_view bytes, int microseconds, bool first = true,
                       bool last = true, ByteCount total = 0) const {
    MessageSeen event;
    event.call = id;
    event.time = at(microseconds);
    event.direction = direction;
    event.first = first;
    event.last = last;
    event.total = total != 0 ? total : bytes.size();
    event.bytes = Slice::copyOf(bytes);
    return event;
  }
  CaptureEvent responseHead(Leg leg, int microseconds) const {
    ResponseHeadSeen event;
    event.call = id;
    event.time = at(microseconds);
    event.leg = leg;
    event.headers =
        keep({{"content-type", leg == Leg::Client ? "application/proto" : "application/grpc+proto"},
              {"server", "shop/2.1"}});
    return event;
  }
  CaptureEvent trailersSeen() const {
    TrailersSeen event;
    event.call = id;
    event.time = at(900);
    event.trailers = keep(trailers);
    return event;
  }
  CaptureEvent directionEnded(Leg leg, Direction direction, int microseconds) const {
    return DirectionEnded{id, at(microseconds), leg, direction};
  }
  CaptureEvent ended(int microseconds = 1000) const {
    CallEnded event;
    event.call = id;
    event.time = at(microseconds);
    event.status = status;
    event.inBridge = std::chrono::microseconds(70);
    event.clientCancelled = clientCancelled;
    return event;
  }
  /// All events of an ordinary call, both legs, one message each way.
  std::vector<CaptureEvent> all() const {
    return {opened(),
            upstreamOpened(),
            upstreamConnected(),
            message(Direction::Request, request, 40),
            directionEnded(Leg::Client, Direction::Request, 41),
            directionEnded(Leg::Upstream, Direction::Request, 45),
            responseHead(Leg::Upstream, 800),
            message(Direction::Response, response, 850),
            trailersSeen(),
            directionEnded(Leg::Upstream, Direction::Response, 901),
            responseHead(Leg::Client, 910),
            directionEnded(Leg::Client, Direction::Response, 950),
            ended()};
  }
};

}  // namespace bascule::test
