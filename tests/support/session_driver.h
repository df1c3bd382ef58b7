// SPDX-License-Identifier: GPL-3.0-or-later
// Drives http::Session objects in tests without sockets: collects events and bytes, connects two sessions
// back to back with pieces of random (seeded) size.
#pragma once

#include <chrono>
#include <random>
#include <string>
#include <vector>

#include "bridge/http/session.h"

namespace bascule::testing {

inline MonotonicTime at(long long milliseconds) {
  return MonotonicTime(std::chrono::hours(1) + std::chrono::milliseconds(milliseconds));
}

inline std::string takeAll(http::Session& session, ByteCount budget = 1 << 20) {
  std::string bytes;
  for (;;) {
    ByteQueue out;
    session.takeOutput(out, budget);
    if (out.empty()) return bytes;
    bytes += std::string(out.takeJoined().view());
  }
}

inline std::vector<http::Event> takeEvents(http::Session& session) {
  std::vector<http::Event> events;
  while (auto event = session.nextEvent()) events.push_back(std::move(*event));
  return events;
}

template <typename E>
std::vector<E> only(const std::vector<http::Event>& events) {
  std::vector<E> found;
  for (const http::Event& event : events) {
    if (const E* e = std::get_if<E>(&event)) found.push_back(*e);
  }
  return found;
}

inline std::string bodyOf(const std::vector<http::Event>& events, http::StreamId stream) {
  std::string body;
  for (const auto& data : only<http::Data>(events)) {
    if (data.stream == stream) body += std::string(data.bytes.view());
  }
  return body;
}

/// How bytes are cut before they are fed: the whole, single bytes, seeded random pieces.
enum class Cut { Whole, Bytes, Random };
inline const std::vector<Cut> kCuts = {Cut::Whole, Cut::Bytes, Cut::Random};

inline std::vector<Slice> cutUp(const std::string& bytes, Cut cut, unsigned seed = 1) {
  std::vector<Slice> pieces;
  std::mt19937 random(seed);
  for (std::size_t offset = 0; offset < bytes.size();) {
    std::size_t count = bytes.size();
    if (cut == Cut::Bytes) count = 1;
    if (cut == Cut::Random) count = 1 + random() % 97;
    pieces.push_back(Slice::copyOf(BytesView(bytes).substr(offset, count)));
    offset += count;
  }
  return pieces;
}

inline void feed(http::Session& session, const std::string& bytes, Cut cut = Cut::Whole,
                 MonotonicTime now = at(0)) {
  for (const Slice& piece : cutUp(bytes, cut)) session.receive(piece, now);
}

}  // namespace bascule::testing
