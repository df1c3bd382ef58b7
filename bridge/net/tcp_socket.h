// SPDX-License-Identifier: GPL-3.0-or-later
// `TcpSocket`: a connected socket that reads into slabs and writes queues, without blocking.
// Thread: the loop's.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "bridge/base/bytes.h"
#include "bridge/base/error.h"
#include "bridge/net/event_loop.h"

namespace bascule::net {

/// Bytes read at most at once. One slab; a received slice refers into it.
inline constexpr std::size_t kReadSize = std::size_t{64} * 1024;

class TcpSocket {
 public:
  struct Impl;
  explicit TcpSocket(std::shared_ptr<Impl> impl);
  ~TcpSocket();
  TcpSocket(TcpSocket&&) noexcept;
  TcpSocket& operator=(TcpSocket&&) noexcept;

  /// Called with each piece read; an empty slice is the peer's orderly end; an error ends the socket.
  using ReadHandler = std::function<void(Result<Slice>)>;
  void startReading(ReadHandler handler);
  /// Stops after the piece being read; resumes where it stopped.
  void setReading(bool on);

  /// Writes as much of `queue` as the socket takes now and drops it from the queue. Error Io `peer_gone`.
  Result<void> write(ByteQueue& queue);
  /// Calls `handler` once when the socket takes bytes again.
  void whenWritable(std::function<void()> handler);
  /// No more writes; the peer sees the end. Reading goes on.
  void shutdownWrite();
  void close();

  /// `127.0.0.1:51432`, `[::1]:51432`.
  const std::string& peer() const;
  /// This end of it, likewise.
  std::string local() const;

 private:
  std::shared_ptr<Impl> impl_;
};

/// Text of an address and port as users write it.
std::string endpointText(const std::string& host, std::uint16_t port);

}  // namespace bascule::net
