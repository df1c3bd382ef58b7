// SPDX-License-Identifier: GPL-3.0-or-later
// `Http2Stream`: what a Http2Session knows of one stream, and `StreamTable`, the streams of a session by id.
// Private to the http floor. Stream objects are recycled: a call costs no allocation for its state.
// Thread: the worker.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bridge/base/bytes.h"
#include "bridge/base/clock.h"
#include "bridge/http/header_rules.h"
#include "bridge/http/headers.h"
#include "bridge/http/http_events.h"

namespace bascule::http {

/// Everything of a stream that starts anew with the next one.
struct Http2StreamState {
  StreamId id = 0;

  // Header block being received.
  std::shared_ptr<Headers> block;
  HeaderMeter meter;
  std::string method;
  std::string scheme;
  std::string authority;
  std::string target;
  int status = 0;
  int informational = 0;
  MonotonicTime openedAt{};  ///< server: its head began

  // Receiving side.
  bool headSeen = false;     ///< request or final response head is complete
  bool recvEnded = false;    ///< END_STREAM received
  bool visible = false;      ///< the driver knows the stream and waits for its events
  ByteCount unconsumed = 0;  ///< bytes of Data events that consumed() has not covered

  // Sending side.
  HeadersPtr head;  ///< kept while nghttp2 refers to its bytes
  HeadersPtr trailers;
  bool headSubmitted = false;
  bool endQueued = false;      ///< the driver has ended its side
  bool sendEnded = false;      ///< END_STREAM is in the output
  bool paused = false;         ///< nghttp2 waits for resume_data
  bool aboveHigh = false;      ///< a SendReady is owed
  bool allowSmall = false;     ///< a small window has lasted: a small DATA frame may go
  ByteCount run = 0;           ///< bytes since other streams had their turn
  std::size_t promised = 0;    ///< bytes of the queue that a DATA frame begun in the library will take
  ByteCount headBytes = 0;     ///< of heads and trailers that are not in the output yet
  std::uint8_t stalls = 0;     ///< looks in a row at which bytes waited and none had left
  bool resetSent = false;      ///< RST_STREAM is in the output
  bool resetAsked = false;     ///< we decided to reset it (driver, limit, early answer)
  bool provoked = false;       ///< ... because of what the peer did
  bool closed = false;         ///< nghttp2 has forgotten it; kept for credit that is still owed
  std::string_view reason;     ///< why we reset it; static text
  std::optional<Limit> limit;  ///< the limit that it broke
};

struct Http2Stream : Http2StreamState {
  /// Its reset is decided: what still comes in is not for the driver.
  bool doomed() const { return resetAsked || provoked; }
  ByteQueue queue;  ///< bytes of sendData() that are not in the output yet

  /// Back to the state of a new stream; keeps the memory of the queue.
  void recycle() {
    static_cast<Http2StreamState&>(*this) = Http2StreamState{};
    queue.clear();
  }
};

/// Streams by id: open addressing, a pool of used objects beside it.
class StreamTable {
 public:
  StreamTable();
  Http2Stream* find(StreamId id) const;
  /// A new stream object that is not in the table yet; put it there with insert().
  std::unique_ptr<Http2Stream> obtain();
  Http2Stream& insert(std::unique_ptr<Http2Stream> stream);
  void erase(StreamId id);
  std::size_t size() const { return size_; }
  template <typename Visitor>
  void forEach(Visitor visit) const {
    for (const auto& slot : slots_) {
      if (slot) visit(*slot);
    }
  }

 private:
  std::size_t home(StreamId id) const { return (id * 2654435761U >> 7) & (slots_.size() - 1); }
  void place(std::unique_ptr<Http2Stream> stream);
  void grow();

  std::vector<std::unique_ptr<Http2Stream>> slots_;
  std::vector<std::unique_ptr<Http2Stream>> pool_;
  std::size_t size_ = 0;
};

}  // namespace bascule::http
