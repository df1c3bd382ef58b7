// SPDX-License-Identifier: GPL-3.0-or-later
// `EventLoop`: one thread's loop over sockets and timers (Boost.Asio inside), run in turns.
//
// A turn handles what is ready, for some 50 us, then calls the turn-end hook, where the proxy writes what the
// turn produced: one system call per connection instead of one per call. Thread: run() on its own thread;
// post() and stop() from any; everything else on the loop's thread.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <utility>

#include "bridge/base/clock.h"

namespace bascule::net {

class EventLoop {
 public:
  EventLoop();
  ~EventLoop();

  /// Runs until stop().
  void run();
  void stop();
  /// Runs `task` on the loop's thread, in order.
  void post(std::function<void()> task);
  /// Called after each turn in which something happened.
  void onTurnEnd(std::function<void()> hook);

  struct Impl;
  Impl& impl() { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

/// A callback at a time, re-armable; one tree for all timers of a loop, so arming is cheap.
class TimerQueue;
class Timer {
 public:
  Timer(TimerQueue& queue, std::function<void()> fire) : queue_(queue), fire_(std::move(fire)) {}
  ~Timer() { cancel(); }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  /// Fires once at `time`; replaces an earlier arming. kNever cancels.
  void armAt(MonotonicTime time);
  void cancel();

 private:
  friend class TimerQueue;
  TimerQueue& queue_;
  std::function<void()> fire_;
  MonotonicTime time_ = kNever;
};

class TimerQueue {
 public:
  TimerQueue(EventLoop& loop, const Clock& clock);
  ~TimerQueue();

 private:
  friend class Timer;
  void insert(Timer& timer, MonotonicTime time);
  void erase(Timer& timer);
  void rearm();
  void fireDue();

  struct Impl;
  std::unique_ptr<Impl> impl_;
  const Clock& clock_;
  std::set<std::pair<MonotonicTime, Timer*>> timers_;
};

}  // namespace bascule::net
