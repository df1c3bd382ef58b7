// SPDX-License-Identifier: GPL-3.0-or-later
// The Asio side of EventLoop, for the sources of this folder only.
#pragma once

#include <functional>

#include <boost/asio/io_context.hpp>

#include "bridge/base/bytes.h"
#include "bridge/net/event_loop.h"

namespace bascule::net {

/// Where all sockets of a loop read into, one after the other: what is quiet holds no memory, and the memory
/// that is read into stays in the cache.
struct ReadSlab {
  SlabRef slab;
  std::size_t used = 0;  ///< bytes handed out already
};

struct EventLoop::Impl {
  ReadSlab readSlab;
  boost::asio::io_context context{1};  // one thread runs it
  std::function<void()> turnEnd;
  bool stopped = false;
};

}  // namespace bascule::net
