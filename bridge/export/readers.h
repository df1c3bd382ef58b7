// SPDX-License-Identifier: GPL-3.0-or-later
// The readers behind importCalls(), one per format: text or bytes in, calls out. Private to this folder and
// its tests. Thread: pure functions.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/export/import_source.h"

namespace bascule::exporting {

/// One line of JSON lines, ours or grpc-dump's. InvalidInput `import_malformed` says which member is wrong.
Result<capture::CallRecord> readJsonLine(std::string_view line);

/// All of a HAR file. Entries that are no RPC are counted in `others`.
Result<void> readHar(std::string_view text, const CallSink& sink, ImportCounts& counts);

/// All of a file of Envoy's tap sinks: JSON, text, one message, or messages with their lengths.
Result<void> readEnvoyTap(std::string_view bytes, const CallSink& sink, ImportCounts& counts);

/// True for tap files in protobuf's text format; their traces as binary fields of a TraceWrapper each, one
/// behind the other. InvalidInput `import_malformed` gives line and column.
bool isTapText(std::string_view text);
Result<std::string> tapTextToProto(std::string_view text);

/// Puts the entries of a gRPC binary log together to calls.
class BinaryLogReader {
 public:
  explicit BinaryLogReader(const CallSink& sink) : sink_(sink) {}
  /// Takes one entry (without its length). InvalidInput `import_malformed`.
  Result<void> add(std::string_view entry);
  /// Hands out the calls that are still open: in the log they have no end.
  Result<void> finish();

 private:
  struct Call {
    capture::CallRecord record;
    bool client = false;  ///< the leg towards the client was logged (LOGGER_SERVER)
    bool upstream = false;
    bool clientEnded = false;
    bool upstreamEnded = false;
  };

  Result<void> flushEnded();
  Result<void> handOut(Call& call);

  const CallSink& sink_;
  std::map<std::uint64_t, Call> open_;
  std::uint64_t last_ = 0;
};

}  // namespace bascule::exporting
