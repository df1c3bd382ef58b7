// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/export/leg_wire.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "bridge/export/call_text.h"
#include "bridge/export/http2_frames.h"

namespace bascule::exporting {
namespace {

using namespace capture;

// Frames of a long message go into packets of about this size.
constexpr std::size_t kMaxDataBytes = 64 * 1024;

bool isFraming(std::string_view name) {
  return name == "connection" || name == "transfer-encoding" || name == "content-length" || name == "host" ||
         name == "keep-alive";
}

class Parts {
 public:
  Parts(const CallRecord& record, Leg which)
      : record_(record), leg_(which == Leg::Client ? record.clientLeg : record.upstreamLeg), which_(which) {}

  std::vector<WirePart> run() {
    if (!leg_.present) return {};
    if (leg_.version == http::Version::Http2) {
      http2Request();
      http2Response();
      http2Cancel();
    } else {
      http1Request();
      http1Response();
    }
    for (std::size_t i = 0; i < parts_.size(); ++i) parts_[i].place = i;
    std::ranges::sort(parts_, {}, [](const WirePart& part) { return std::pair(part.offsetNs, part.place); });
    return std::move(parts_);
  }

 private:
  void put(std::int64_t offsetNs, Direction direction, std::string bytes, ByteCount size = 0) {
    std::int64_t& last = last_[static_cast<std::size_t>(direction)];
    last = std::max(last, offsetNs);
    size = std::max<ByteCount>(size, bytes.size());
    parts_.push_back({last, direction, std::move(bytes), size});
  }

  std::int64_t requestHeadNs() const { return std::max({leg_.openedNs, leg_.connectedNs, std::int64_t{0}}); }
  /// Odd, as a client's, and in the order of the calls (RFC 9113 section 5.1.1).
  std::uint32_t stream() const {
    return static_cast<std::uint32_t>(record_.row.number * 2 - 1) & 0x7fffffffU;
  }

  void http2Request() {
    std::string block;
    http2::appendField(block, ":method", httpMethod(leg_));
    http2::appendField(block, ":scheme", httpScheme(leg_));
    http2::appendField(block, ":authority", leg_.authority);
    http2::appendField(block, ":path", leg_.target);
    fields(block, leg_.requestHeaders);
    const bool bare = leg_.requestEndNs >= 0 && bodyOf(leg_, Direction::Request).empty();
    put(requestHeadNs(), Direction::Request, http2::headersFrames(stream(), block, bare));
    data(Direction::Request);
    if (!bare && leg_.requestEndNs >= 0) {
      put(leg_.requestEndNs, Direction::Request, http2::dataFrames(stream(), {}, true));
    }
  }

  void http2Response() {
    if (leg_.httpStatus == 0) return;
    std::string block;
    http2::appendField(block, ":status", std::to_string(leg_.httpStatus));
    fields(block, leg_.responseHeaders);
    put(leg_.responseHeadNs, Direction::Response, http2::headersFrames(stream(), block, false));
    data(Direction::Response);
    const std::string end = wireEnd(leg_);
    const std::int64_t endNs = std::max<std::int64_t>(leg_.responseEndNs, 0);
    if (!end.empty()) put(endNs, Direction::Response, http2::dataFrames(stream(), end, false));
    if (!leg_.trailers.empty()) {
      std::string trailers;
      fields(trailers, leg_.trailers);
      put(endNs, Direction::Response, http2::headersFrames(stream(), trailers, true));
    } else if (leg_.responseEndNs >= 0) {
      put(endNs, Direction::Response, http2::dataFrames(stream(), {}, true));
    }
  }

  void http2Cancel() {
    if (which_ != Leg::Client || (record_.row.flags & kClientCancelled) == 0) return;
    put(record_.row.durationNs, Direction::Request, http2::cancelFrame(stream()));
  }

  static void fields(std::string& block, const HeaderFields& list) {
    for (const HeaderField& field : list) http2::appendField(block, field.name, field.value);
  }

  void data(Direction direction) {
    for (const MessageRecord& message : leg_.messages) {
      if (message.direction != direction) continue;
      const std::string wire = wireMessage(leg_, message);
      if (message.cut) {
        cutData(message, wire);
        continue;
      }
      for (std::string_view rest = wire; !rest.empty();) {
        const std::string_view piece = rest.substr(0, kMaxDataBytes);
        put(message.offsetNs, direction, http2::dataFrames(stream(), piece, false));
        rest.remove_prefix(piece.size());
      }
    }
  }

  /// One frame of which the packet has the beginning only.
  void cutData(const MessageRecord& message, std::string_view wire) {
    constexpr ByteCount kEnvelope = 5;
    const ByteCount size = std::min(message.wireSize + kEnvelope, http2::kMaxFrame);
    const std::string head = http2::dataFrameHead(stream(), size);
    put(message.offsetNs, message.direction, head + std::string(wire.substr(0, kMaxDataBytes)),
        head.size() + size);
  }

  /// `body` behind its head; trailers need chunks.
  std::string http1Message(std::string head, const HeaderFields& list, const std::string& body,
                           const HeaderFields& trailers) const {
    for (const HeaderField& field : list) {
      if (!isFraming(field.name)) head += field.name + ": " + field.value + "\r\n";
    }
    if (trailers.empty()) return head + fmt::format("content-length: {}\r\n\r\n{}", body.size(), body);
    head += "transfer-encoding: chunked\r\n\r\n";
    if (!body.empty()) head += fmt::format("{:x}\r\n{}\r\n", body.size(), body);
    head += "0\r\n";
    for (const HeaderField& field : trailers) head += field.name + ": " + field.value + "\r\n";
    return head + "\r\n";
  }

  std::string http1Body(Direction direction) const {
    std::string body;
    for (const MessageRecord& message : leg_.messages) {
      if (message.direction == direction) body += wireMessage(leg_, message);
    }
    return direction == Direction::Response ? body + wireEnd(leg_) : body;
  }

  void http1Request() {
    const std::string body = http1Body(Direction::Request);
    std::string head =
        fmt::format("{} {} HTTP/1.1\r\nhost: {}\r\n", httpMethod(leg_), leg_.target, leg_.authority);
    std::string bytes = http1Message(std::move(head), leg_.requestHeaders, body, {});
    if (leg_.protocol == rpc::Protocol::ConnectGet) {
      bytes.erase(bytes.find("content-length: 0\r\n"), std::string_view("content-length: 0\r\n").size());
    }
    put(std::max(leg_.requestEndNs, requestHeadNs()), Direction::Request, std::move(bytes));
  }

  void http1Response() {
    if (leg_.httpStatus == 0) return;
    std::string head = fmt::format("HTTP/1.1 {} \r\n", leg_.httpStatus);
    put(std::max(leg_.responseEndNs, leg_.responseHeadNs), Direction::Response,
        http1Message(std::move(head), leg_.responseHeaders, http1Body(Direction::Response), leg_.trailers));
  }

  const CallRecord& record_;
  const LegRecord& leg_;
  Leg which_;
  std::vector<WirePart> parts_;
  std::int64_t last_[2] = {0, 0};
};

}  // namespace

std::vector<WirePart> wireParts(const CallRecord& record, Leg leg) { return Parts(record, leg).run(); }

}  // namespace bascule::exporting
