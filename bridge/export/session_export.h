// SPDX-License-Identifier: GPL-3.0-or-later
// Exports calls of a session: reads each, masks secrets, hands its text to a sink. Memory does not grow with
// the session. The terminal and the window share it. Thread: any one, with a second one that reads ahead; it
// ends when all is written, when the sink takes no more, or when somebody says so.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

#include "bridge/capture/redaction.h"
#include "bridge/capture/row_store.h"
#include "bridge/capture/session_file.h"
#include "bridge/export/format_writer.h"
#include "bridge/schema/registry.h"

namespace bascule::exporting {

struct ExportJob {
  FormatSettings settings{};
  const capture::Redaction& redaction;  ///< headers; and messages by `schema`
  capture::SessionReader& session;
  const capture::RowStore& rows;
  schema::SchemaPtr schema;
  /// Calls to write; empty: all. Asked on the thread that reads ahead, as is the session.
  std::function<bool(const capture::CallRow&)> wanted{};
  /// Asked often; false ends the export. Empty: nobody asks.
  std::function<bool(std::uint32_t done, std::uint32_t all)> progress{};
};

struct ExportCounts {
  std::uint64_t calls = 0;
  std::uint64_t masked = 0;  ///< values that were masked by this export
};

/// Takes a piece of the output; false if it takes no more.
using Sink = std::function<bool(std::string_view)>;

/// Errors: Cancelled `cancelled`; Io `file_unwritable` if the sink took no more. Calls that went meanwhile
/// (size limit) are left out.
Result<ExportCounts> exportCalls(const ExportJob& job, const Sink& sink);
/// The same into a file (0600), which appears whole or not at all; an existing one is replaced.
Result<ExportCounts> exportToFile(const ExportJob& job, const std::filesystem::path& to);

}  // namespace bascule::exporting
