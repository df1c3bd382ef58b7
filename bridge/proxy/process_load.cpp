// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/process_load.h"

namespace bascule::proxy {

std::optional<http::Limit> Admission::enter(const std::string& source) {
  const std::lock_guard lock(mutex_);
  if (open_ >= total_) return http::Limit::Connections;
  if (!source.empty()) {
    std::uint32_t& same = sources_[source];
    if (same >= perSource_) return http::Limit::ConnectionsPerSource;
    ++same;
  }
  ++open_;
  return std::nullopt;
}

void Admission::setLimits(std::uint64_t total, std::uint32_t perSource) {
  const std::lock_guard lock(mutex_);
  total_ = total;
  perSource_ = perSource;
}

void Admission::leave(const std::string& source) {
  const std::lock_guard lock(mutex_);
  --open_;
  const auto found = sources_.find(source);
  if (found != sources_.end() && --found->second == 0) sources_.erase(found);
}

}  // namespace bascule::proxy
