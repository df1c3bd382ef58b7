// SPDX-License-Identifier: GPL-3.0-or-later
// Reading calls out of other people's files: the formats, how a file is recognised, and reading it call by
// call. Files are hostile input: every length is checked, sizes and depths are bounded. Thread: any one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "bridge/base/error.h"
#include "bridge/capture/call_record.h"

namespace bascule::exporting {

enum class ImportFormat : std::uint8_t { JsonLines, GrpcDump, BinaryLog, Har, EnvoyTap };

/// `JSON lines`, `grpc-dump`, `gRPC binary log`, `HAR`, `Envoy tap`.
std::string_view displayName(ImportFormat format);
/// What a file is by its name and first bytes (4 KiB are enough); nothing if none of them.
std::optional<ImportFormat> recogniseFile(std::string_view fileName, std::string_view beginning);

/// Takes a call; an error ends the import.
using CallSink = std::function<Result<void>(const capture::CallRecord&)>;

struct ImportCounts {
  ImportFormat format = ImportFormat::JsonLines;
  std::uint64_t calls = 0;
  std::uint64_t others = 0;  ///< entries that are no RPC (of HAR and Envoy tap)
  bool endCut = false;       ///< the file ends within an entry; all before it is there
};

/// Errors: NotFound `file_missing`, Io `file_unreadable`; InvalidInput `not_importable` (none of the
/// formats), `import_malformed` (with the place); LimitExceeded `import_too_large`; Cancelled; those of the
/// sink. `progress` is asked often (bytes done, of all); false cancels.
Result<ImportCounts> importCalls(const std::filesystem::path& file, const CallSink& sink,
                                 const std::function<bool(std::uint64_t, std::uint64_t)>& progress = {});

}  // namespace bascule::exporting
