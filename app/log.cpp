// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/log.h"

#include <array>

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "bridge/base/text.h"

namespace bascule::app {
namespace {

struct LevelRow {
  std::string_view name;
  spdlog::level::level_enum spd;
};
constexpr std::array<LevelRow, 4> kLevels = {{{"error", spdlog::level::err},
                                              {"warn", spdlog::level::warn},
                                              {"info", spdlog::level::info},
                                              {"debug", spdlog::level::debug}}};

const LevelRow& rowOf(LogLevel level) { return kLevels[static_cast<std::size_t>(level)]; }

/// The code point that begins at `at`, if it is one that could do something to the reader's terminal: a
/// control character, a line or paragraph separator, or a change of the writing direction. 0 otherwise.
std::uint32_t unsafeAt(std::string_view text, std::size_t at, std::size_t& size) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  size = 1;
  if (byte(0) < 0x20 || byte(0) == 0x7f) return byte(0) == 0 ? 0xFFFD : byte(0);
  if (byte(0) == 0xC2 && byte(1) < 0xA0) {
    size = 2;
    return byte(1);
  }
  if (byte(0) != 0xE2 || (byte(1) != 0x80 && byte(1) != 0x81)) return 0;
  size = 3;
  const std::uint32_t point = 0x2000 + (byte(1) - 0x80) * 64 + (byte(2) - 0x80);
  const bool unsafe = (point >= 0x2028 && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) ||
                      point == 0x200E || point == 0x200F;
  return unsafe ? point : 0;
}

/// `text` with escapes that are right in JSON, too.
std::string escaped(std::string_view raw, bool json) {
  const std::string text = text::toUtf8(raw);
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t size = 1;
    if (const std::uint32_t point = unsafeAt(text, i, size)) {
      out += fmt::format("\\u{:04x}", point);
      i += size;
      continue;
    }
    if (text[i] == '\\' || (json && text[i] == '"')) out += '\\';
    out += text[i++];
  }
  return out;
}

std::string textLine(LogLevel level, std::string_view event, std::string_view sentence,
                     const LogFields& fields) {
  std::string line = fmt::format("{} {}: {}", rowOf(level).name, event, escaped(sentence, false));
  for (std::size_t i = 0; i < fields.size(); ++i) {
    line += fmt::format("{}{}={}", i == 0 ? " (" : ", ", fields[i].first, escaped(fields[i].second, false));
  }
  return fields.empty() ? line : line + ")";
}

std::string jsonMembers(LogLevel level, std::string_view event, std::string_view sentence,
                        const LogFields& fields) {
  std::string line = fmt::format(R"("level":"{}","event":"{}","message":"{}")", rowOf(level).name, event,
                                 escaped(sentence, true));
  for (const auto& [name, value] : fields) line += fmt::format(R"(,"{}":"{}")", name, escaped(value, true));
  return line;
}

spdlog::sink_ptr makeSink(const std::string& file) {
  if (file.empty()) return std::make_shared<spdlog::sinks::stderr_sink_mt>();
  return std::make_shared<spdlog::sinks::basic_file_sink_mt>(file, /*truncate=*/false);
}

}  // namespace

struct Log::Impl {
  Impl(const spdlog::sink_ptr& sink, LogFormat lineFormat) : logger("bascule", sink), format(lineFormat) {}
  spdlog::logger logger;
  LogFormat format;
};

Log::Log(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Log::~Log() = default;

Result<std::unique_ptr<Log>> Log::open(const LogOptions& options) {
  spdlog::sink_ptr sink;
  try {
    sink = makeSink(options.file);
  } catch (const spdlog::spdlog_ex& failure) {
    return fail(ErrorCode::Io, "log_unwritable",
                "--log-file " + options.file + ": cannot write the file: " + failure.what() +
                    "; name another one, or leave it out for standard error");
  }
  const bool json = options.format == LogFormat::Json;
  const std::string time = "%Y-%m-%dT%H:%M:%S.%eZ";
  sink->set_formatter(std::make_unique<spdlog::pattern_formatter>(
      json ? "{\"time\":\"" + time + "\",%v}" : time + " %v", spdlog::pattern_time_type::utc, "\n"));
  auto impl = std::make_unique<Impl>(sink, options.format);
  impl->logger.set_level(rowOf(options.level).spd);
  impl->logger.flush_on(spdlog::level::trace);
  return std::unique_ptr<Log>(new Log(std::move(impl)));
}

void Log::write(LogLevel level, std::string_view event, std::string_view sentence, const LogFields& fields) {
  const auto spd = rowOf(level).spd;
  if (!impl_->logger.should_log(spd)) return;
  const std::string line = logLine(impl_->format, level, event, sentence, fields);
  impl_->logger.log(spd, spdlog::string_view_t(line.data(), line.size()));
}

std::string logLine(LogFormat format, LogLevel level, std::string_view event, std::string_view sentence,
                    const LogFields& fields) {
  return format == LogFormat::Json ? jsonMembers(level, event, sentence, fields)
                                   : textLine(level, event, sentence, fields);
}

}  // namespace bascule::app
