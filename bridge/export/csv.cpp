// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/export/csv.h"

#include <array>

#include <fmt/format.h>

#include "bridge/base/text.h"
#include "bridge/export/call_text.h"

namespace bascule::exporting {
namespace {

using capture::CallRow;
using capture::RowStore;

std::string milliseconds(std::int64_t nanoseconds) {
  return fmt::format("{:.3f}", static_cast<double>(nanoseconds) / 1e6);
}

std::string status(const CallRow& row) {
  if (row.inFlight()) return "inflight";
  return (row.flags & capture::kCutShort) != 0 ? "cutshort" : std::string(rpc::connectName(row.code));
}

struct Column {
  std::string_view name;
  std::string (*value)(const CallRow&, const RowStore&);
};

std::string cell(const RowStore& store, std::uint32_t id) { return csvCell(store.string(id)); }

constexpr std::array<Column, 20> kColumns = {{
    {"number", [](const CallRow& row, const RowStore&) { return std::to_string(row.number); }},
    {"time", [](const CallRow& row, const RowStore&) { return isoTime(row.startNs, 6); }},
    {"status", [](const CallRow& row, const RowStore&) { return status(row); }},
    {"origin",
     [](const CallRow& row, const RowStore&) { return std::string(row.fromBridge() ? "bridge" : "peer"); }},
    {"protocol", [](const CallRow& row, const RowStore&) { return std::string(rpc::name(row.protocol)); }},
    {"upstream_protocol",
     [](const CallRow& row, const RowStore&) {
       const bool none = row.upstreamProtocol == rpc::Protocol::Unknown;
       return none ? std::string() : std::string(rpc::name(row.upstreamProtocol));
     }},
    {"service", [](const CallRow& row, const RowStore& store) { return cell(store, row.service); }},
    {"method", [](const CallRow& row, const RowStore& store) { return cell(store, row.method); }},
    {"kind", [](const CallRow& row, const RowStore&) { return std::string(rpc::name(row.kind)); }},
    {"codec", [](const CallRow& row, const RowStore&) { return std::string(rpc::name(row.codec)); }},
    {"request_messages",
     [](const CallRow& row, const RowStore&) { return std::to_string(row.requestMessages); }},
    {"response_messages",
     [](const CallRow& row, const RowStore&) { return std::to_string(row.responseMessages); }},
    {"request_bytes", [](const CallRow& row, const RowStore&) { return std::to_string(row.requestBytes); }},
    {"response_bytes", [](const CallRow& row, const RowStore&) { return std::to_string(row.responseBytes); }},
    {"duration_ms",
     [](const CallRow& row, const RowStore&) {
       return row.inFlight() ? std::string() : milliseconds(row.durationNs);
     }},
    {"added_ms", [](const CallRow& row, const RowStore&) { return milliseconds(row.addedNs); }},
    {"client", [](const CallRow& row, const RowStore& store) { return cell(store, row.client); }},
    {"peer", [](const CallRow& row, const RowStore& store) { return cell(store, row.peer); }},
    {"host", [](const CallRow& row, const RowStore& store) { return cell(store, row.host); }},
    {"upstream", [](const CallRow& row, const RowStore& store) { return cell(store, row.upstream); }},
}};

}  // namespace

std::string csvCell(std::string_view text) {
  std::string clean = text::toUtf8(text);
  if (!clean.empty() && std::string_view("=+-@\t\r\n").contains(clean.front())) clean.insert(0, "'");
  if (clean.find_first_of(",\"\r\n") == std::string::npos) return clean;
  std::string quoted = "\"";
  for (const char c : clean) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

std::string csvHeader() {
  std::string line;
  for (const Column& column : kColumns) line += (line.empty() ? "" : ",") + std::string(column.name);
  return line + "\r\n";
}

std::string csvLine(const CallRow& row, const RowStore& store) {
  std::string line;
  for (const Column& column : kColumns) {
    if (&column != kColumns.data()) line += ',';
    line += column.value(row, store);
  }
  return line + "\r\n";
}

}  // namespace bascule::exporting
