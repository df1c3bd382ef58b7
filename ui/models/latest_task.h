// SPDX-License-Identifier: GPL-3.0-or-later
// `LatestTask`: work that the GUI thread must not wait for and of which only the newest answer counts: jobs
// run one after the other on a thread of their own, those that a newer one overtakes are left out or their
// answer is dropped. Owned by whoever wants the answer. Thread: GUI; jobs run on the thread inside.
#pragma once

#include <QObject>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

namespace bascule::ui {

template <typename Value>
class LatestTask {
 public:
  using Job = std::function<Value()>;

  /// `done` is called on the GUI thread with the answer of the newest job.
  explicit LatestTask(std::function<void(Value)> done) : done_(std::move(done)) {}
  /// Waits for a job that runs.
  ~LatestTask() {
    if (!thread_.joinable()) return;
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }
  LatestTask(const LatestTask&) = delete;
  LatestTask& operator=(const LatestTask&) = delete;

  /// Returns at once. The job may use nothing that the GUI thread changes.
  void run(Job job) {
    {
      const std::lock_guard lock(mutex_);
      next_ = std::move(job);
      ++wanted_;
    }
    if (thread_.joinable())
      wake_.notify_one();
    else
      thread_ = std::thread([this] { work(); });
  }
  /// True until the newest job's answer has been given.
  bool busy() const { return answered_ != wanted_; }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      wake_.wait(lock, [this] { return over_ || next_; });
      if (over_) return;
      const Job job = std::exchange(next_, nullptr);
      const int number = wanted_;
      lock.unlock();
      tell(number, job());
      lock.lock();
    }
  }

  void tell(int number, Value value) {
    const auto give = [this, number, value = std::move(value)]() mutable {
      if (number != wanted_) return;
      answered_ = number;
      done_(std::move(value));
    };
    QMetaObject::invokeMethod(&relay_, std::move(give), Qt::QueuedConnection);
  }

  std::function<void(Value)> done_;
  QObject relay_;  ///< answers on their way go with it
  std::mutex mutex_;
  std::condition_variable wake_;
  Job next_;  ///< guarded by the mutex, as over_; wanted_ is written by the GUI thread only
  int wanted_ = 0;
  int answered_ = 0;  ///< GUI thread only
  bool over_ = false;
  std::thread thread_;
};

}  // namespace bascule::ui
