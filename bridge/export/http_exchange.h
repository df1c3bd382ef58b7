// SPDX-License-Identifier: GPL-3.0-or-later
// `HttpExchange`: one request and its response as other tools record them, and the call it was: read by the
// same machines that read live traffic. What the source did not record is noted, not invented.
// Thread: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/capture/call_record.h"

namespace bascule::exporting {

/// Finding of a note: the source did not record `subject` (`timing`, `response body`, ...).
inline constexpr std::string_view kNotInSource = "not_in_source";

struct HttpExchange {
  std::int64_t startNs = 0;  ///< wall clock; 0: not known
  http::Version version = http::Version::Http11;
  bool tls = false;
  std::string peer{};
  std::string method{};
  std::string scheme{};
  std::string authority{};
  std::string target{};
  capture::HeaderFields requestHeaders{};  ///< lower-case, without pseudo fields
  std::string requestBody{};
  bool requestCut = false;  ///< the body has more than was recorded
  int status = 0;           ///< 0: no response
  capture::HeaderFields responseHeaders{};
  std::string responseBody{};
  bool responseCut = false;
  capture::HeaderFields trailers{};
  // Moments since the start; -1: not known.
  std::int64_t requestEndNs = -1;
  std::int64_t responseHeadNs = -1;
  std::int64_t responseEndNs = -1;
  std::int64_t durationNs = -1;
  /// Bodies are without the content coding that the headers name (HAR).
  bool decoded = false;
  std::vector<std::string> missing{};  ///< what the source did not record
};

/// The call, its client leg only; nothing if the request is no RPC.
std::optional<capture::CallRecord> toRecord(const HttpExchange& exchange);
/// Notes that the source lacks `subject`.
void noteMissing(capture::CallRecord& record, std::string_view subject);
/// Row members that follow from the rest of a record that was put together: counts, sizes, flags, peer.
void completeRow(capture::CallRecord& record);
/// Service and method of a path.
void setMethod(capture::CallRecord& record, std::string_view target);

}  // namespace bascule::exporting
