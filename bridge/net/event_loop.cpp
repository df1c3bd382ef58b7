// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/net/event_loop.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "bridge/net/event_loop_impl.h"

namespace bascule::net {

namespace asio = boost::asio;

namespace {

// Long enough that a busy loop still writes for many calls at once, short against the time that a call takes:
// without an end a burst is read whole before its first call leaves, and server and bridge take turns to
// wait.
constexpr std::chrono::microseconds kLongestTurn{50};

}  // namespace

EventLoop::EventLoop() : impl_(std::make_unique<Impl>()) {}
EventLoop::~EventLoop() = default;

void EventLoop::run() {
  auto guard = asio::make_work_guard(impl_->context);
  while (!impl_->stopped) {
    impl_->context.run_one();
    const auto end = std::chrono::steady_clock::now() + kLongestTurn;
    while (impl_->context.poll_one() > 0 && std::chrono::steady_clock::now() < end) {
    }
    if (impl_->turnEnd) impl_->turnEnd();
  }
}

void EventLoop::stop() {
  post([this] { impl_->stopped = true; });
}

void EventLoop::post(std::function<void()> task) { asio::post(impl_->context, std::move(task)); }

void EventLoop::onTurnEnd(std::function<void()> hook) { impl_->turnEnd = std::move(hook); }

struct TimerQueue::Impl {
  explicit Impl(asio::io_context& context) : timer(context) {}
  asio::steady_timer timer;
  MonotonicTime armedFor = kNever;
};

TimerQueue::TimerQueue(EventLoop& loop, const Clock& clock)
    : impl_(std::make_unique<Impl>(loop.impl().context)), clock_(clock) {}
TimerQueue::~TimerQueue() = default;

void TimerQueue::insert(Timer& timer, MonotonicTime time) {
  timers_.emplace(time, &timer);
  rearm();
}

void TimerQueue::erase(Timer& timer) { timers_.erase({timer.time_, &timer}); }

void TimerQueue::rearm() {
  // A timer that was cancelled may wake the loop once for nothing: cheaper than re-arming at each cancel.
  if (timers_.empty() || timers_.begin()->first >= impl_->armedFor) return;
  impl_->armedFor = timers_.begin()->first;
  impl_->timer.expires_at(std::chrono::time_point_cast<std::chrono::steady_clock::duration>(impl_->armedFor));
  impl_->timer.async_wait([this](const boost::system::error_code& error) {
    if (!error) fireDue();
  });
}

void TimerQueue::fireDue() {
  impl_->armedFor = kNever;
  const MonotonicTime now = clock_.now();
  while (!timers_.empty() && timers_.begin()->first <= now) {
    Timer& timer = *timers_.begin()->second;
    timers_.erase(timers_.begin());
    timer.time_ = kNever;
    timer.fire_();
  }
  rearm();
}

void Timer::armAt(MonotonicTime time) {
  if (time == time_) return;
  cancel();
  if (time == kNever) return;
  time_ = time;
  queue_.insert(*this, time);
}

void Timer::cancel() {
  if (time_ == kNever) return;
  queue_.erase(*this);
  time_ = kNever;
}

}  // namespace bascule::net
