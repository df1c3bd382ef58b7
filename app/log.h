// SPDX-License-Identifier: GPL-3.0-or-later
// `Log`: one line per event, as text or JSON, to standard error or a file; never to standard output, which
// belongs to scripts. Whatever a line says is escaped: a captured name cannot end the line, colour a terminal
// or reorder what is read. spdlog stays in the source. Thread: any.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bridge/base/error.h"

namespace bascule::app {

/// In the order of urgency, the words of `--log-level`.
enum class LogLevel : std::uint8_t { Error, Warn, Info, Debug };
enum class LogFormat : std::uint8_t { Text, Json };

struct LogOptions {
  LogLevel level = LogLevel::Warn;
  LogFormat format = LogFormat::Text;
  std::string file;  ///< appended to; empty: standard error
};

/// Names with values, behind the sentence of a line.
using LogFields = std::vector<std::pair<std::string_view, std::string>>;

class Log {
 public:
  /// Error Io `log_unwritable` names the file.
  static Result<std::unique_ptr<Log>> open(const LogOptions& options);
  ~Log();

  /// `event` is a stable snake_case id; `sentence` says it to people.
  void write(LogLevel level, std::string_view event, std::string_view sentence, const LogFields& fields = {});

 private:
  struct Impl;
  explicit Log(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// A line without its time: `warn upstream_down: ... (cause=...)`, or the members of a JSON object.
std::string logLine(LogFormat format, LogLevel level, std::string_view event, std::string_view sentence,
                    const LogFields& fields);

}  // namespace bascule::app
