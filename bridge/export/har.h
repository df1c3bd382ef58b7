// SPDX-License-Identifier: GPL-3.0-or-later
// HTTP Archive 1.2 of a session, streamed: begin, one entry per call (client leg), end.
// Thread: one writer per thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "bridge/capture/call_record.h"
#include "bridge/schema/registry.h"

namespace bascule::exporting {

class HarWriter {
 public:
  /// `statement` says what is masked; it becomes the comment of the log.
  explicit HarWriter(std::string_view programVersion, std::string_view statement = {});
  /// Text before the first entry.
  std::string begin() const;
  /// Text of one entry, separators included.
  std::string entry(const capture::CallRecord& record, const schema::Schema& schema);
  /// Text after the last entry.
  std::string end() const;

 private:
  std::string version_;
  std::string statement_;
  std::map<std::string, std::int64_t> pages_;  ///< clients and when they were first seen
  bool first_ = true;
};

}  // namespace bascule::exporting
