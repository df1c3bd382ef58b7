// SPDX-License-Identifier: GPL-3.0-or-later
// `SessionGuard`: lets the statements of a reader read our tables and nothing else, and stops one that runs
// too long (threat C13 of the robustness reference). Thread: that of the connection.
#pragma once

#include <chrono>

struct sqlite3;

namespace bascule::capture {

class SessionGuard {
 public:
  /// For all statements of the connection from now on; the guard must outlive it, and stay where it is.
  void install(sqlite3* database);
  /// A statement begins, or goes on well: it has its time again.
  void restart();

 private:
  static int authorize(void*, int action, const char* first, const char*, const char*, const char* within);
  static int tooLong(void* self);

  std::chrono::steady_clock::time_point end_;
};

}  // namespace bascule::capture
