// SPDX-License-Identifier: GPL-3.0-or-later
// gRPC calls at an even pace: `even_load PORT PATH CONNECTIONS RATE CALLS BODY-FILE ANSWER-BYTES`.
//
// An open loop: call number n begins n / RATE seconds after the first, whatever the answers do, and its time
// counts from then on. (h2load --rps sends what became due in bursts; the time in its queues hides what a
// proxy adds.) Every answer must have status 200 and a body of that size. Prints the median and the 99th
// percentile in microseconds and the rate that was kept.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <nghttp2/nghttp2.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>

namespace {

using Clock = std::chrono::steady_clock;

struct Plan {
  in_port_t port;
  std::string path;
  std::size_t connections;
  double rate;
  std::size_t calls;
  std::string body;
  std::size_t answerBytes;
};

[[noreturn]] void giveUp(const std::string& why) {
  std::fprintf(stderr, "even_load: %s\n", why.c_str());
  std::exit(1);
}

struct Call {
  Clock::time_point due;
  std::size_t sent = 0;  // bytes of the request's body
  std::size_t received = 0;
  bool ok = false;
};

class Connection {
 public:
  Connection(const Plan& plan, std::vector<double>& times) : plan_(plan), times_(times) {
    connectSocket();
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, onHeader);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, onData);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, onClose);
    nghttp2_session* session = nullptr;
    nghttp2_session_client_new(&session, callbacks, this);
    nghttp2_session_callbacks_del(callbacks);
    session_.reset(session);
    nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, nullptr, 0);
    flush();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { ::close(socket_); }

  int socket() const { return socket_; }

  void begin(Clock::time_point due) {
    // nghttp2 takes pointers to bytes that it does not change.
    const auto bytes = [](std::string_view text) {
      return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
    };
    const auto field = [&](std::string_view name, std::string_view value) {
      return nghttp2_nv{bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
    };
    const std::array fields{field(":method", "POST"),
                            field(":scheme", "http"),
                            field(":authority", "127.0.0.1"),
                            field(":path", plan_.path),
                            field("content-type", "application/grpc"),
                            field("te", "trailers")};
    nghttp2_data_provider body{};
    body.read_callback = onBody;
    const std::int32_t stream =
        nghttp2_submit_request(session_.get(), nullptr, fields.data(), fields.size(), &body, nullptr);
    if (stream < 0) giveUp(nghttp2_strerror(stream));
    calls_[stream].due = due;
  }

  void flush() {
    const std::uint8_t* bytes = nullptr;
    for (ssize_t size = 0; (size = nghttp2_session_mem_send(session_.get(), &bytes)) > 0;) {
      // What the socket does not take is waited for: an overloaded proxy shows as a rate that is not kept.
      for (ssize_t at = 0; at < size;) {
        const ssize_t sent = ::send(socket_, bytes + at, static_cast<std::size_t>(size - at), MSG_NOSIGNAL);
        if (sent < 0) giveUp("the connection broke");
        at += sent;
      }
    }
  }

  void read() {
    std::array<std::uint8_t, 64 * 1024> buffer;
    const ssize_t size = ::recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size <= 0) giveUp("the connection was closed");
    if (nghttp2_session_mem_recv(session_.get(), buffer.data(), static_cast<std::size_t>(size)) < 0)
      giveUp("the answer is not HTTP/2");
    flush();
  }

 private:
  struct Delete {
    void operator()(nghttp2_session* session) const { nghttp2_session_del(session); }
  };

  void connectSocket() {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(plan_.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      giveUp("nothing listens on port " + std::to_string(plan_.port));
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }

  static Connection& self(void* user) { return *static_cast<Connection*>(user); }

  static ssize_t onBody(nghttp2_session*, std::int32_t stream, std::uint8_t* out, std::size_t size,
                        std::uint32_t* flags, nghttp2_data_source*, void* user) {
    const std::string& body = self(user).plan_.body;
    std::size_t& sent = self(user).calls_[stream].sent;
    const std::size_t count = std::min(size, body.size() - sent);
    std::copy_n(body.begin() + static_cast<std::ptrdiff_t>(sent), count, out);
    sent += count;
    if (sent == body.size()) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(count);
  }
  static int onHeader(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                      std::size_t nameSize, const std::uint8_t* value, std::size_t valueSize, std::uint8_t,
                      void* user) {
    const std::string_view field(reinterpret_cast<const char*>(name), nameSize);
    if (field == ":status")
      self(user).calls_[frame->hd.stream_id].ok =
          std::string_view(reinterpret_cast<const char*>(value), valueSize) == "200";
    return 0;
  }
  static int onData(nghttp2_session*, std::uint8_t, std::int32_t stream, const std::uint8_t*,
                    std::size_t size, void* user) {
    self(user).calls_[stream].received += size;
    return 0;
  }
  static int onClose(nghttp2_session*, std::int32_t stream, std::uint32_t error, void* user) {
    Connection& me = self(user);
    const auto call = me.calls_.find(stream);
    if (error != 0 || !call->second.ok || call->second.received != me.plan_.answerBytes)
      giveUp("a call was not answered right");
    me.times_.push_back(std::chrono::duration<double, std::micro>(Clock::now() - call->second.due).count());
    me.calls_.erase(call);
    return 0;
  }

  const Plan& plan_;
  std::vector<double>& times_;
  int socket_ = -1;
  std::unique_ptr<nghttp2_session, Delete> session_;
  std::unordered_map<std::int32_t, Call> calls_;
};

class Load {
 public:
  explicit Load(const Plan& plan) : plan_(plan) {
    times_.reserve(plan.calls);
    for (std::size_t i = 0; i < plan.connections; ++i) {
      connections_.push_back(std::make_unique<Connection>(plan, times_));
      polled_.push_back({connections_.back()->socket(), POLLIN, 0});
    }
  }

  void run() {
    begun_ = Clock::now();
    while (times_.size() < plan_.calls) {
      beginDue();
      wait();
      for (std::size_t i = 0; i < polled_.size(); ++i)
        if (polled_[i].revents != 0) connections_[i]->read();
    }
  }

  void print() {
    const double seconds = std::chrono::duration<double>(Clock::now() - begun_).count();
    std::ranges::sort(times_);
    std::printf("%.1f %.1f %.0f\n", times_[times_.size() / 2], times_[times_.size() * 99 / 100],
                static_cast<double>(plan_.calls) / seconds);
  }

 private:
  Clock::time_point dueTime(std::size_t call) const {
    return begun_ +
           std::chrono::nanoseconds(static_cast<std::int64_t>(static_cast<double>(call) * 1e9 / plan_.rate));
  }
  void beginDue() {
    const auto now = Clock::now();
    for (; begunCalls_ < plan_.calls && dueTime(begunCalls_) <= now; ++begunCalls_) {
      Connection& connection = *connections_[begunCalls_ % connections_.size()];
      connection.begin(dueTime(begunCalls_));
      connection.flush();
    }
  }
  void wait() {
    constexpr std::chrono::nanoseconds kPatience = std::chrono::seconds(10);
    const bool all = begunCalls_ == plan_.calls;
    const auto left =
        all ? kPatience : std::max(std::chrono::nanoseconds(0), dueTime(begunCalls_) - Clock::now());
    const timespec time{left.count() / 1'000'000'000, left.count() % 1'000'000'000};
    if (::ppoll(polled_.data(), polled_.size(), &time, nullptr) == 0 && all) giveUp("answers are missing");
  }

  const Plan& plan_;
  std::vector<double> times_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<pollfd> polled_;
  Clock::time_point begun_;
  std::size_t begunCalls_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 8) giveUp("usage: even_load PORT PATH CONNECTIONS RATE CALLS BODY-FILE ANSWER-BYTES");
  std::ifstream file(argv[6], std::ios::binary);
  const Plan plan{static_cast<in_port_t>(std::atoi(argv[1])), argv[2],
                  std::strtoul(argv[3], nullptr, 10),         std::strtod(argv[4], nullptr),
                  std::strtoul(argv[5], nullptr, 10),         {std::istreambuf_iterator<char>(file), {}},
                  std::strtoul(argv[7], nullptr, 10)};
  // A sleep ends when it is due, not up to 50 us later.
  ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
  Load load(plan);
  load.run();
  load.print();
}
