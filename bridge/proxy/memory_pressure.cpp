// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/memory_pressure.h"

namespace bascule::proxy {
namespace {

constexpr std::chrono::seconds kPatience{5};

}  // namespace

MemoryPressure::Action MemoryPressure::judge(std::int64_t held, std::int64_t own, std::int64_t workers,
                                             MonotonicTime now) {
  if (!over(held)) {
    patienceEnds_ = kNever;
    return Action::None;
  }
  if (patienceEnds_ == kNever) patienceEnds_ = now + kPatience;
  if (own * workers < held) return Action::Wait;
  if (!urgent(held) && now < patienceEnds_) return Action::Pause;
  patienceEnds_ = now + kPatience;
  return Action::Reset;
}

}  // namespace bascule::proxy
