// SPDX-License-Identifier: GPL-3.0-or-later
// `http::Session`: the sans-io state machine of one HTTP connection, either version, either role.
//
// It is pulled: the pump calls receive(), then nextEvent() until it gives nothing, acts on the events with
// the send functions, and finally takes the bytes to write with takeOutput(). Nothing calls back. Flow
// control is explicit: bytes of `Data` events are credited to the peer only by consumed(). Send functions
// on a stream that is gone are ignored (the reset is already an event in the queue). Thread: the worker
// that owns the connection.
#pragma once

#include <memory>
#include <optional>

#include "bridge/base/bytes.h"
#include "bridge/base/clock.h"
#include "bridge/http/http_events.h"
#include "bridge/http/limit_hits.h"
#include "bridge/http/limits.h"

namespace bascule::http {

enum class Role : std::uint8_t { Server, Client };

/// A stream and what it holds of our memory.
struct StreamHold {
  StreamId stream = 0;
  ByteCount bytes = 0;
};

class Session {
 public:
  virtual ~Session() = default;

  /// Feeds bytes read from the peer. `now` starts and stops the session's own timers.
  virtual void receive(const Slice& bytes, MonotonicTime now) = 0;
  /// The peer closed its sending direction: it is gone. Server: streams whose response is not complete are
  /// reset. Client: SessionFailed `connection_closed`, which ends every stream.
  virtual void receiveEnd(MonotonicTime now) = 0;
  /// The oldest event not yet handed out. Call until it gives nothing.
  virtual std::optional<Event> nextEvent() = 0;

  /// Client role: opens a stream. Returns its id, or nothing if the session takes no new streams now
  /// (limit of the peer, GOAWAY, ids used up): ask canOpenStream() first.
  virtual std::optional<StreamId> sendRequest(const RequestHead& head) = 0;
  virtual bool canOpenStream() const = 0;
  /// Server role: the response head. `head.endStream` ends it at once.
  virtual void sendResponse(const ResponseHead& head) = 0;
  /// Body bytes; `end` ends the stream's sending side. An empty slice with `end` is the way to end it.
  virtual void sendData(StreamId stream, Slice bytes, bool end) = 0;
  /// Trailers, ends the sending side. HTTP/1.1: only inside a chunked body, otherwise dropped.
  virtual void sendTrailers(StreamId stream, const HeadersPtr& trailers) = 0;
  /// Gives the stream up. HTTP/1.1: closes the connection once earlier answers are out.
  virtual void resetStream(StreamId stream, H2Error code) = 0;
  /// `count` bytes of the stream's Data events have gone on: the peer may send as many more. Owed also after
  /// the stream has ended; resetStream() and StreamReset settle what is left.
  virtual void consumed(StreamId stream, ByteCount count) = 0;
  /// Bytes of sendData() the peer has not yet been able to take (no window, or not yet in the output).
  virtual ByteCount sendBuffered(StreamId stream) const = 0;

  /// Moves bytes to be written into `out`, at most about `budget` bytes. Call again while it adds some.
  /// Makes events too (SendReady, StreamReset, SessionFailed): ask nextEvent() again afterwards.
  virtual void takeOutput(ByteQueue& out, ByteCount budget) = 0;
  virtual bool wantsWrite() const = 0;
  /// False while the pump should not read from the socket: the peer is ahead of what is being consumed.
  virtual bool wantsRead() const { return true; }

  /// Starts a graceful end: no new streams, open ones finish (HTTP/2 GOAWAY, HTTP/1.1 connection: close).
  virtual void shutdown() = 0;
  /// Nothing open and shut down, or failed: write the rest and close the socket.
  virtual bool finished() const = 0;
  /// What waits must leave soon or the connection is not worth keeping: the outbound queue is at its limit,
  /// streams were reset because they stalled, or the connection is over and no answer is on its way.
  virtual bool mustDrain() const = 0;
  virtual std::size_t openStreams() const = 0;

  /// Bytes of bodies that wait for the peer, all streams together. Kept as a sum: asking costs nothing.
  virtual ByteCount buffered() const = 0;
  /// The stream of which most waits, 0 if nothing does; not one that is given up already. Looks at every
  /// stream: ask when memory is short.
  virtual StreamHold largest() const = 0;
  /// Memory is short: gives up streams that have taken nothing since the last call, largest first, until
  /// the peer holds no more than Limits::writeStallBytes. Without the call they get Limits::writeStall.
  virtual void dropStalled() = 0;

  /// Earliest time at which onTimeout() has something to do (header, idle or settings timer), or kNever.
  virtual MonotonicTime nextTimeout() const = 0;
  virtual void onTimeout(MonotonicTime now) = 0;

  virtual Version version() const = 0;
  /// Limits enforced against the peer since the driver last emptied this.
  virtual LimitHits& limitHits() = 0;
};

/// HTTP/1.1 server (the connection's first bytes were not the HTTP/2 preface).
std::unique_ptr<Session> makeHttp11Server(const Limits& limits, MonotonicTime now);
/// HTTP/1.1 client.
std::unique_ptr<Session> makeHttp11Client(const Limits& limits, MonotonicTime now);
/// HTTP/2 over nghttp2; the server expects the client's preface as its first bytes.
std::unique_ptr<Session> makeHttp2(Role role, const Limits& limits, MonotonicTime now);

/// What the first bytes of a cleartext connection announce.
enum class FirstBytes : std::uint8_t { NeedMore, Http11, Http2, Tls };
/// Tells the HTTP/2 preface and a TLS ClientHello from HTTP/1.1; decides within 24 bytes, in any pieces.
FirstBytes sniff(BytesView bytes);

}  // namespace bascule::http
