// SPDX-License-Identifier: GPL-3.0-or-later
// The Asio side of EventLoop, for the sources of this folder only.
#pragma once

#include <functional>

#include <boost/asio/io_context.hpp>

#include "bridge/net/event_loop.h"

namespace bascule::net {

struct EventLoop::Impl {
  boost::asio::io_context context{1};  // one thread runs it
  std::function<void()> turnEnd;
  bool stopped = false;
};

}  // namespace bascule::net
