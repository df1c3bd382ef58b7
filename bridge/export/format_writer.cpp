// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/export/format_writer.h"

#include <algorithm>
#include <array>

#include "bridge/export/csv.h"
#include "bridge/export/json_lines.h"
#include "bridge/export/pcapng.h"

namespace bascule::exporting {
namespace {

using capture::CallRecord;
using capture::CallRow;
using capture::RowStore;
using schema::Schema;

constexpr std::array<FormatInfo, 5> kFormats = {{
    {Format::JsonLines, "jsonl", ".jsonl", true},
    {Format::Har, "har", ".har", true},
    {Format::Csv, "csv", ".csv", true},
    {Format::Pcapng, "pcapng", ".pcapng", false},
    {Format::BinaryLog, "binlog", ".binlog", false},
}};

class JsonLinesWriter final : public FormatWriter {
 public:
  std::string call(const CallRow&, const CallRecord& record, const RowStore&, const Schema& schema) override {
    return toJsonLine(record, schema) + "\n";
  }
};

class HarFileWriter final : public FormatWriter {
 public:
  explicit HarFileWriter(const FormatSettings& settings)
      : har_(settings.programVersion, settings.statement, settings.legs) {}
  std::string begin() override { return har_.begin(); }
  std::string call(const CallRow&, const CallRecord& record, const RowStore&, const Schema& schema) override {
    return har_.entries(record, schema);
  }
  std::string end() override { return har_.end(); }

 private:
  HarWriter har_;
};

class CsvWriter final : public FormatWriter {
 public:
  std::string begin() override { return csvHeader(); }
  bool wantsRecord() const override { return false; }
  std::string call(const CallRow& row, const CallRecord&, const RowStore& rows, const Schema&) override {
    return csvLine(row, rows);
  }
};

class PcapngFileWriter final : public FormatWriter {
 public:
  explicit PcapngFileWriter(const FormatSettings& settings)
      : pcapng_(settings.programVersion, settings.statement) {}
  std::string begin() override { return pcapng_.begin(); }
  std::string call(const CallRow&, const CallRecord& record, const RowStore&, const Schema&) override {
    return pcapng_.call(record);
  }
  std::string end() override { return pcapng_.end(); }

 private:
  PcapngWriter pcapng_;
};

class BinaryLogWriter final : public FormatWriter {
 public:
  explicit BinaryLogWriter(BinaryLogFraming framing) : framing_(framing) {}
  std::string call(const CallRow&, const CallRecord& record, const RowStore&, const Schema&) override {
    return toBinaryLog(record, framing_);
  }

 private:
  BinaryLogFraming framing_;
};

}  // namespace

std::span<const FormatInfo> formats() { return kFormats; }

const FormatInfo& infoOf(Format format) { return *std::ranges::find(kFormats, format, &FormatInfo::format); }

std::optional<Format> formatFromName(std::string_view name) {
  const auto found = std::ranges::find(kFormats, name, &FormatInfo::name);
  if (found == kFormats.end()) return std::nullopt;
  return found->format;
}

std::string formatNames() {
  std::string names;
  for (const FormatInfo& info : kFormats) names += (names.empty() ? "" : ", ") + std::string(info.name);
  return names;
}

std::unique_ptr<FormatWriter> FormatWriter::create(const FormatSettings& settings) {
  switch (settings.format) {
    case Format::JsonLines:
      return std::make_unique<JsonLinesWriter>();
    case Format::Har:
      return std::make_unique<HarFileWriter>(settings);
    case Format::Csv:
      return std::make_unique<CsvWriter>();
    case Format::Pcapng:
      return std::make_unique<PcapngFileWriter>(settings);
    case Format::BinaryLog:
      break;
  }
  return std::make_unique<BinaryLogWriter>(settings.framing);
}

}  // namespace bascule::exporting
