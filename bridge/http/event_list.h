// SPDX-License-Identifier: GPL-3.0-or-later
// `EventList`: the events of a session that have not been handed out. A FIFO that keeps its memory.
// Private to the http floor. Thread: the worker.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "bridge/http/http_events.h"
#include "bridge/http/stream_of.h"

namespace bascule::http {

class EventList {
 public:
  template <typename E>
  void push(E event) {
    if (!failed_) events_.emplace_back(std::move(event));
  }
  /// The last event: it has ended every stream, so what is pushed after it is dropped.
  void pushFailure(Error error) {
    push(SessionFailed{std::move(error)});
    failed_ = true;
  }
  std::optional<Event> pop() {
    if (next_ == events_.size()) return std::nullopt;
    std::optional<Event> event(std::move(events_[next_++]));
    if (next_ == events_.size()) {
      events_.clear();
      next_ = 0;
    }
    return event;
  }
  bool empty() const { return next_ == events_.size(); }
  /// Forgets what was not handed out about `stream`: its driver has given it up.
  void dropStream(StreamId stream) {
    if (empty()) return;
    const auto isAbout = [stream](const Event& event) { return streamOf(event) == stream; };
    const auto first = events_.begin() + static_cast<std::ptrdiff_t>(next_);
    events_.erase(std::remove_if(first, events_.end(), isAbout), events_.end());
  }

 private:
  std::vector<Event> events_;
  std::size_t next_ = 0;
  bool failed_ = false;
};

}  // namespace bascule::http
