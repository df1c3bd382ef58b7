// SPDX-License-Identifier: GPL-3.0-or-later
// `Progress`: counts for people who wait, a few times a second, on one line that goes again. Thread: not
// shared.
#pragma once

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string_view>

namespace bascule::terminal {

class Progress {
 public:
  /// `wanted`: `err` is a terminal. `unit` is what is counted.
  Progress(bool wanted, std::string_view unit, std::ostream& err) : wanted_(wanted), unit_(unit), err_(err) {}
  ~Progress() {
    if (shown_) err_ << "\r\x1b[K" << std::flush;
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void at(std::uint64_t done, std::uint64_t all) {
    const auto now = std::chrono::steady_clock::now();
    if (!wanted_ || now < next_) return;
    next_ = now + std::chrono::milliseconds(200);
    shown_ = true;
    err_ << "\r" << done << " of " << all << " " << unit_ << std::flush;
  }

 private:
  bool wanted_;
  std::string_view unit_;
  std::ostream& err_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point next_ = std::chrono::steady_clock::now();
};

}  // namespace bascule::terminal
