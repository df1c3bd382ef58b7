// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/net/tcp_socket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "bridge/net/event_loop_impl.h"
#include "bridge/net/tcp_socket_impl.h"

namespace bascule::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

// Below this much room a new slab is cheaper than many short reads.
constexpr std::size_t kMinRoom = 8 * 1024;
constexpr std::size_t kMaxPieces = 64;  // iovecs per system call
// Robustness limits: a peer that vanished without a word is noticed within a minute.
constexpr int kKeepAliveIdle = 20;      // seconds of silence before the first probe
constexpr int kKeepAliveInterval = 10;  // seconds between probes
constexpr int kKeepAliveProbes = 4;

void keepAlive(int socket) {
  const std::pair<int, int> options[] = {
      {TCP_KEEPIDLE, kKeepAliveIdle}, {TCP_KEEPINTVL, kKeepAliveInterval}, {TCP_KEEPCNT, kKeepAliveProbes}};
  // Not fatal: the system's own times are then in force.
  for (const auto& [name, value] : options) ::setsockopt(socket, IPPROTO_TCP, name, &value, sizeof value);
}

std::unexpected<Error> gone(int error) {
  return fail(ErrorCode::Io, "peer_gone", std::string("connection lost: ") + std::strerror(error));
}

}  // namespace

std::string endpointText(const std::string& host, std::uint16_t port) {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

TcpSocket::Impl::Impl(asio::ip::tcp::socket connected, EventLoop::Impl& loop)
    : socket(std::move(connected)), memory(loop.readSlab) {
  error_code error;
  socket.non_blocking(true, error);
  socket.set_option(asio::ip::tcp::no_delay(true), error);
  socket.set_option(asio::socket_base::keep_alive(true), error);
  keepAlive(socket.native_handle());
  const auto endpoint = socket.remote_endpoint(error);
  if (!error) peer = endpointText(endpoint.address().to_string(), endpoint.port());
}

void TcpSocket::Impl::read() {
  if (reading || closed || !wanted || !handler) return;
  reading = true;
  socket.async_wait(asio::ip::tcp::socket::wait_read,
                    [self = shared_from_this()](const error_code& error) { self->onReadable(error); });
}

void TcpSocket::Impl::onReadable(const error_code& error) {
  reading = false;
  if (closed || !handler || !wanted) return;
  if (error) return end(gone(error.value()));
  auto& [slab, used] = memory;
  if (slab && slab->unique()) used = 0;
  if (!slab || slab->capacity() - used < kMinRoom) {
    slab = SlabRef::allocate(kReadSize);
    used = 0;
  }
  const ssize_t count = ::recv(socket.native_handle(), slab->data() + used, slab->capacity() - used, 0);
  if (count == 0) return end(Slice());
  if (count > 0) {
    const std::size_t size = static_cast<std::size_t>(count);
    Slice bytes(slab, slab->data() + used, size);
    used += size;
    handler(std::move(bytes));
  } else if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK) {
    return end(gone(errno));
  }
  read();
}

void TcpSocket::Impl::end(Result<Slice> last) {
  wanted = false;
  handler(std::move(last));
}

TcpSocket::TcpSocket(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
TcpSocket::TcpSocket(TcpSocket&&) noexcept = default;
TcpSocket& TcpSocket::operator=(TcpSocket&&) noexcept = default;
TcpSocket::~TcpSocket() {
  if (impl_ != nullptr) close();
}

void TcpSocket::startReading(ReadHandler handler) {
  impl_->handler = std::move(handler);
  impl_->read();
}

void TcpSocket::setReading(bool on) {
  if (impl_->wanted == on) return;
  impl_->wanted = on;
  if (on) impl_->read();
}

Result<void> TcpSocket::write(ByteQueue& queue) {
  while (!queue.empty()) {
    std::array<iovec, kMaxPieces> pieces;
    const std::size_t count = std::min(queue.pieces(), pieces.size());
    for (std::size_t i = 0; i < count; ++i) {
      // sendmsg() takes a pointer to non-const but does not write through it.
      pieces[i] = {const_cast<char*>(queue.at(i).data()), queue.at(i).size()};
    }
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = count;
    const ssize_t written = ::sendmsg(impl_->socket.native_handle(), &message, MSG_NOSIGNAL);
    if (written < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN || errno == EWOULDBLOCK) return {};
      return gone(errno);
    }
    queue.consume(static_cast<ByteCount>(written));
  }
  return {};
}

void TcpSocket::whenWritable(std::function<void()> handler) {
  impl_->socket.async_wait(asio::ip::tcp::socket::wait_write,
                           [self = impl_, handler = std::move(handler)](const error_code& error) {
                             if (!error && !self->closed) handler();
                           });
}

void TcpSocket::shutdownWrite() {
  error_code ignored;
  impl_->socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

void TcpSocket::close() {
  if (impl_->closed) return;
  impl_->closed = true;
  impl_->handler = nullptr;
  error_code ignored;
  impl_->socket.close(ignored);
}

const std::string& TcpSocket::peer() const { return impl_->peer; }

std::string TcpSocket::local() const {
  error_code error;
  const auto endpoint = impl_->socket.local_endpoint(error);
  return error ? std::string() : endpointText(endpoint.address().to_string(), endpoint.port());
}

}  // namespace bascule::net
