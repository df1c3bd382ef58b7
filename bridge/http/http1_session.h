// SPDX-License-Identifier: GPL-3.0-or-later
// `Http1Session`: what both roles of HTTP/1.1 share: one exchange (a request and its response) at a time,
// output, credit, closing. `Http1Server` and `Http1Client` add their direction. Private to the http floor.
// Thread: the worker.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "bridge/http/event_list.h"
#include "bridge/http/http1_parser.h"
#include "bridge/http/http1_writer.h"
#include "bridge/http/session.h"

namespace bascule::http {

class Http1Session : public Session {
 public:
  void receive(const Slice& bytes, MonotonicTime now) override;
  std::optional<Event> nextEvent() override;
  void consumed(StreamId stream, ByteCount count) override;
  ByteCount sendBuffered(StreamId stream) const override;
  void takeOutput(ByteQueue& out, ByteCount budget) override;
  bool wantsWrite() const override { return !out_.empty(); }
  bool wantsRead() const override;
  std::size_t openStreams() const override { return exchange_.visible ? 1 : 0; }
  Version version() const override { return Version::Http11; }
  bool finished() const override { return over() && out_.empty(); }
  bool mustDrain() const override { return givenUp_ || out_.size() >= limits_.outboundQueueBytes; }
  ByteCount buffered() const override { return out_.size(); }
  StreamHold largest() const override { return {out_.empty() ? 0 : lastId_, out_.size()}; }
  void dropStalled() override;
  LimitHits& limitHits() override { return hits_; }

 protected:
  Http1Session(Http1Parser::Reads reads, const Limits& limits, MonotonicTime now)
      : limits_(limits), parser_(reads, limits), now_(now), lastActive_(now) {}

  /// The request and response in progress.
  struct Exchange {
    StreamId id = 0;        ///< 0: none
    bool visible = false;   ///< the driver waits for its events
    bool received = false;  ///< the peer's message is complete
    bool headSent = false;
    bool sent = false;      ///< our message is complete
    bool keepAlive = true;  ///< another exchange may follow
    bool toHead = false;    ///< the request's method is HEAD
  };

  /// Parses what has arrived as far as the exchange allows.
  virtual void process() = 0;
  /// Our message is complete.
  virtual void onSent() = 0;
  /// Nothing but the rest of the output is to come.
  virtual bool over() const = 0;
  void dropStalled(unsigned looks);
  void lookForStalls();

  bool isOpen(StreamId stream) const { return stream != 0 && stream == exchange_.id && !exchange_.sent; }
  void sendBody(StreamId stream, const Slice& bytes, bool end);
  void endMessage(const Headers* trailers);
  void pushData(Slice bytes);
  void pushEnd(const HeadersPtr& trailers);
  void pushReset(H2Error code, bool byPeer, std::string reason, std::optional<Limit> limit = {});

  const Limits limits_;
  Http1Parser parser_;
  Http1Writer writer_;
  EventList events_;
  ByteQueue out_;
  Exchange exchange_;
  MonotonicTime now_;
  MonotonicTime lastActive_;
  ByteCount unconsumed_ = 0;
  LimitHits hits_;
  MonotonicTime stallDue_ = kNever;  // next look whether the peer takes anything
  unsigned stalls_ = 0;              // looks in a row at which nothing had left
  StreamId lastId_ = 0;
  bool aboveHigh_ = false;
  bool closing_ = false;  // nothing more is parsed or begun
  bool givenUp_ = false;  // no answer that anyone waits for is in the output
  bool shuttingDown_ = false;
  bool inputEnded_ = false;
};

}  // namespace bascule::http
