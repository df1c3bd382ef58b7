// SPDX-License-Identifier: GPL-3.0-or-later
// HTTP Archive 1.2 of a session, streamed: begin, one entry per call (client leg), end. Where both legs are
// wanted, a second entry has the upstream leg; `_bascule.callId` joins them, `_bascule.leg` tells them apart.
// Thread: one writer per thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "bridge/capture/call_record.h"
#include "bridge/schema/registry.h"

namespace bascule::exporting {

enum class HarLegs : std::uint8_t { Client, Both };

class HarWriter {
 public:
  /// `statement` says what is masked; it becomes the comment of the log.
  explicit HarWriter(std::string_view programVersion, std::string_view statement = {},
                     HarLegs legs = HarLegs::Client);
  /// Text before the first entry.
  std::string begin() const;
  /// Text of the entries of one call, separators included.
  std::string entries(const capture::CallRecord& record, const schema::Schema& schema);
  /// Text after the last entry.
  std::string end() const;

 private:
  void writeEntry(std::string& out, const capture::CallRecord& record, capture::Leg which,
                  const schema::Schema& schema);

  std::string version_;
  std::string statement_;
  HarLegs legs_;
  std::map<std::string, std::int64_t> pages_;  ///< clients and when they were first seen
  bool first_ = true;
};

}  // namespace bascule::exporting
