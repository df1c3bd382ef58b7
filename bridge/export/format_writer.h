// SPDX-License-Identifier: GPL-3.0-or-later
// The formats a session can be exported to, in one table, and one face for their writers: text before the
// calls, text of each call, text behind them. Thread: one writer per thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "bridge/capture/call_record.h"
#include "bridge/capture/row_store.h"
#include "bridge/export/binary_log.h"
#include "bridge/export/har.h"
#include "bridge/schema/registry.h"

namespace bascule::exporting {

enum class Format : std::uint8_t { JsonLines, Har, Csv, Pcapng, BinaryLog };

struct FormatInfo {
  Format format;
  std::string_view name;    ///< as `--format` has it
  std::string_view suffix;  ///< of its files, `.har`
  bool text;                ///< may go to a terminal
};

/// All formats, in the order in which they are offered.
std::span<const FormatInfo> formats();
const FormatInfo& infoOf(Format format);
std::optional<Format> formatFromName(std::string_view name);
/// `har, jsonl, csv, ...` for messages.
std::string formatNames();

struct FormatSettings {
  Format format = Format::JsonLines;
  std::string programVersion{};
  /// What is masked, in words; formats that have a place for it say it.
  std::string statement{};
  BinaryLogFraming framing = BinaryLogFraming::Go;
  HarLegs legs = HarLegs::Client;  ///< Both: a HAR has an entry for each leg of a call, joined by `_bascule`
};

class FormatWriter {
 public:
  static std::unique_ptr<FormatWriter> create(const FormatSettings& settings);
  virtual ~FormatWriter() = default;

  virtual std::string begin() { return {}; }
  /// False if the row is enough: then call() may get an empty record.
  virtual bool wantsRecord() const { return true; }
  virtual std::string call(const capture::CallRow& row, const capture::CallRecord& record,
                           const capture::RowStore& rows, const schema::Schema& schema) = 0;
  virtual std::string end() { return {}; }
};

}  // namespace bascule::exporting
