// SPDX-License-Identifier: GPL-3.0-or-later
// An unsaved session of an earlier run that could not ask what should become of it. Plain value, no Qt.
#pragma once

#include <cstdint>
#include <filesystem>

#include "bridge/base/bytes.h"

namespace bascule::ui {

struct LeftoverSession {
  std::filesystem::path file;
  std::int64_t startNs = 0;  ///< of its first run, nanoseconds since 1970 UTC
  std::uint64_t calls = 0;
  ByteCount bytes = 0;  ///< with what is not folded into the file yet
  friend bool operator==(const LeftoverSession&, const LeftoverSession&) = default;
};

}  // namespace bascule::ui
