// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/terminal/export.h"

#include <chrono>
#include <fstream>
#include <iterator>
#include <memory>

#include "app/terminal/session_source.h"
#include "app/terminal/terminal_text.h"
#include "bridge/capture/record_redaction.h"
#include "bridge/export/csv.h"
#include "bridge/export/har.h"
#include "bridge/export/json_lines.h"

namespace bascule::terminal {
namespace {

namespace fs = std::filesystem;
using capture::CallRecord;
using capture::CallRow;

/// One format: text around the calls and text of each.
class Writer {
 public:
  virtual ~Writer() = default;
  virtual std::string begin() { return {}; }
  virtual bool wantsRecord() const { return true; }
  virtual std::string call(const CallRow& row, const CallRecord& record, const SessionSource& source) = 0;
  virtual std::string end() { return {}; }
};

class JsonLinesWriter final : public Writer {
 public:
  std::string call(const CallRow&, const CallRecord& record, const SessionSource& source) override {
    return exporting::toJsonLine(record, source.schema()) + "\n";
  }
};

class HarFileWriter final : public Writer {
 public:
  explicit HarFileWriter(const std::string& version) : har_(version) {}
  std::string begin() override { return har_.begin(); }
  std::string call(const CallRow&, const CallRecord& record, const SessionSource& source) override {
    return har_.entry(record, source.schema());
  }
  std::string end() override { return har_.end(); }

 private:
  exporting::HarWriter har_;
};

class CsvWriter final : public Writer {
 public:
  std::string begin() override { return exporting::csvHeader(); }
  bool wantsRecord() const override { return false; }
  std::string call(const CallRow& row, const CallRecord&, const SessionSource& source) override {
    return exporting::csvLine(row, source.rows());
  }
};

std::unique_ptr<Writer> makeWriter(const ExportOptions& options) {
  if (options.format == "jsonl") return std::make_unique<JsonLinesWriter>();
  if (options.format == "har") return std::make_unique<HarFileWriter>(options.programVersion);
  if (options.format == "csv") return std::make_unique<CsvWriter>();
  return nullptr;
}

Result<capture::Redaction> redactionOf(const std::string& given) {
  if (given.empty() || given == "default") return capture::Redaction::defaults();
  if (given == "none") return capture::Redaction::none();
  std::ifstream file(given, std::ios::binary);
  if (!file) return fail(ErrorCode::Io, "file_unreadable", given + " cannot be read");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return capture::Redaction::fromText(text, given);
}

/// Counts for people who wait, a few times a second.
class Progress {
 public:
  Progress(bool wanted, std::ostream& err) : wanted_(wanted), err_(err) {}
  ~Progress() {
    if (shown_) err_ << "\r\x1b[K" << std::flush;
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void at(std::uint32_t done, std::uint32_t all) {
    const auto now = std::chrono::steady_clock::now();
    if (!wanted_ || now < next_) return;
    next_ = now + std::chrono::milliseconds(200);
    shown_ = true;
    err_ << "\r" << done << " of " << all << " calls" << std::flush;
  }

 private:
  bool wanted_;
  std::ostream& err_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point next_ = std::chrono::steady_clock::now();
};

/// False if the output takes no more.
bool writeCalls(SessionSource& source, Writer& writer, const capture::Redaction& redaction, Progress& progress,
                std::ostream& out) {
  out << writer.begin();
  for (std::uint32_t i = 0; i < source.rows().size(); ++i) {
    const CallRow& row = source.rows().row(i);
    progress.at(i, source.rows().size());
    if (!source.matches(row)) continue;
    CallRecord record;
    if (writer.wantsRecord()) {
      auto read = source.call(row.number);
      if (!read) continue;  // dropped by the size limit since the rows were read
      record = std::move(*read);
      capture::redactRecord(record, redaction);
    }
    if (!(out << writer.call(row, record, source))) return false;
  }
  out << writer.end() << std::flush;
  return static_cast<bool>(out);
}

}  // namespace

int runExport(const ExportOptions& options, std::ostream& out, std::ostream& err) {
  const auto writer = makeWriter(options);
  if (!writer) {
    err << "bascule: --format: '" << printable(options.format) << "' is not jsonl, har or csv\n";
    return kBadUsage;
  }
  const auto redaction = redactionOf(options.redact);
  if (!redaction) {
    err << "bascule: --redact: " << printable(redaction.error().message) << "\n";
    return kBadUsage;
  }
  int exitCode = kFine;
  const auto source = SessionSource::open(options.file, options.filter, err, exitCode);
  if (!source) return exitCode;
  Progress progress(options.progress, err);
  if (options.output.empty() || options.output == "-") {
    // Whoever closes the output has seen enough.
    writeCalls(*source, *writer, *redaction, progress, out);
    return kFine;
  }
  const fs::path part = options.output + ".part";
  std::ofstream file(part, std::ios::binary | std::ios::trunc);
  const bool written = file && writeCalls(*source, *writer, *redaction, progress, file);
  file.close();
  std::error_code failure;
  if (written && file) fs::rename(part, options.output, failure);
  if (written && file && !failure) return kFine;
  fs::remove(part, failure);
  err << "bascule: " << printable(options.output) << " cannot be written; choose another place with -o\n";
  return kFailed;
}

}  // namespace bascule::terminal
