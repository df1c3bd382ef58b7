// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/terminal/list.h"

#include <algorithm>
#include <array>
#include <thread>
#include <vector>

#include "app/terminal/session_source.h"
#include "bridge/export/csv.h"
#include "bridge/export/json_lines.h"

namespace bascule::terminal {
namespace {

using capture::CallRow;
using capture::RowStore;

std::string protocols(const CallRow& row) {
  std::string text(rpc::name(row.protocol));
  if (row.upstreamProtocol != rpc::Protocol::Unknown)
    text += "\xe2\x86\x92" + std::string(rpc::name(row.upstreamProtocol));
  return text;
}

std::string methodText(const CallRow& row, const RowStore& store) {
  const std::string_view service = store.string(row.service);
  const std::string_view method = store.string(row.method);
  return printable(service.empty() ? std::string(method) : std::string(service) + "/" + std::string(method));
}

struct Column {
  std::string_view title;
  bool right;
  std::size_t minimum;  ///< columns, so that calls that come later fit too
  std::string (*text)(const CallRow&, const RowStore&);
  Tint (*tint)(const CallRow&);
};

Tint plain(const CallRow&) { return Tint::None; }
Tint dim(const CallRow&) { return Tint::Dim; }

constexpr std::array<Column, 10> kColumns = {{
    {"#", true, 4, [](const CallRow& row, const RowStore&) { return std::to_string(row.number); }, dim},
    {"TIME", false, 12, [](const CallRow& row, const RowStore&) { return localTime(row.startNs); }, plain},
    {"STATUS", false, 9, [](const CallRow& row, const RowStore&) { return std::string(statusText(row)); },
     statusTint},
    {"PROTOCOL", false, 12, [](const CallRow& row, const RowStore&) { return protocols(row); },
     [](const CallRow& row) { return protocolTint(row.protocol); }},
    {"METHOD", false, 20, methodText, [](const CallRow&) { return Tint::Strong; }},
    {"KIND", false, 7, [](const CallRow& row, const RowStore&) { return std::string(rpc::name(row.kind)); },
     plain},
    {"MESSAGES", false, 8,
     [](const CallRow& row, const RowStore&) {
       return std::to_string(row.requestMessages) + "/" + std::to_string(row.responseMessages);
     },
     plain},
    {"SIZE", true, 8,
     [](const CallRow& row, const RowStore&) { return sizeText(row.requestBytes + row.responseBytes); },
     plain},
    {"DURATION", true, 8,
     [](const CallRow& row, const RowStore&) {
       return row.inFlight() ? std::string("-") : durationText(row.durationNs);
     },
     plain},
    {"CLIENT", false, 0,
     [](const CallRow& row, const RowStore& store) { return printable(store.string(row.client)); }, plain},
}};

/// One way of printing calls.
class Printer {
 public:
  virtual ~Printer() = default;
  /// `rows`: indices of the calls at hand.
  virtual std::string begin(const std::vector<std::uint32_t>&) { return {}; }
  virtual std::string line(const CallRow& row) = 0;
};

class TablePrinter final : public Printer {
 public:
  TablePrinter(const RowStore& store, Style style) : store_(store), style_(style) {}

  /// Columns are as wide as the calls at hand need.
  std::string begin(const std::vector<std::uint32_t>& rows) override {
    std::string title;
    for (std::size_t i = 0; i < kColumns.size(); ++i) {
      const Column& column = kColumns[i];
      widths_[i] = std::max(column.minimum, column.title.size());
      for (const std::uint32_t row : rows)
        widths_[i] = std::max(widths_[i], columnsOf(column.text(store_.row(row), store_)));
      append(title, i, column.title, Tint::Dim);
    }
    return title + "\n";
  }

  std::string line(const CallRow& row) override {
    std::string text;
    for (std::size_t i = 0; i < kColumns.size(); ++i) {
      append(text, i, kColumns[i].text(row, store_), kColumns[i].tint(row));
    }
    return text + "\n";
  }

 private:
  void append(std::string& line, std::size_t column, std::string_view text, Tint tint) const {
    const bool last = column + 1 == kColumns.size();
    if (column > 0) line += "  ";
    line +=
        style_.paint(tint, last ? std::string(text) : padded(text, widths_[column], kColumns[column].right));
  }

  const RowStore& store_;
  Style style_;
  std::array<std::size_t, kColumns.size()> widths_{};
};

class CsvPrinter final : public Printer {
 public:
  explicit CsvPrinter(const RowStore& store) : store_(store) {}
  std::string begin(const std::vector<std::uint32_t>&) override { return exporting::csvHeader(); }
  std::string line(const CallRow& row) override { return exporting::csvLine(row, store_); }

 private:
  const RowStore& store_;
};

class JsonPrinter final : public Printer {
 public:
  explicit JsonPrinter(SessionSource& source) : source_(source) {}
  std::string line(const CallRow& row) override {
    const auto record = source_.call(row.number);
    return record ? exporting::toJsonLine(*record, source_.schema()) + "\n" : std::string();
  }

 private:
  SessionSource& source_;
};

std::unique_ptr<Printer> makePrinter(const ListOptions& options, SessionSource& source) {
  if (options.format.empty() || options.format == "table") {
    return std::make_unique<TablePrinter>(source.rows(), options.style);
  }
  if (options.format == "jsonl") return std::make_unique<JsonPrinter>(source);
  if (options.format == "csv") return std::make_unique<CsvPrinter>(source.rows());
  return nullptr;
}

/// Prints calls as they end, each once.
class Follower {
 public:
  Follower(const ListOptions& options, SessionSource& source, Printer& printer, std::uint64_t left)
      : options_(options), source_(source), printer_(printer), left_(left), seen_(source.rows().size()) {}

  int run(std::ostream& out, std::ostream& err) {
    while (out && left_ > 0 && !(options_.stopped && options_.stopped())) {
      std::vector<std::uint32_t> changed;
      if (!source_.refresh(err, &changed)) return kFailed;
      std::ranges::sort(changed);
      for (const std::uint32_t index : changed) print(index, out);
      for (; seen_ < source_.rows().size(); ++seen_) print(seen_, out);
      out.flush();
      options_.pause ? options_.pause(kFollowEvery) : std::this_thread::sleep_for(kFollowEvery);
    }
    return kFine;
  }

 private:
  void print(std::uint32_t index, std::ostream& out) {
    const CallRow row = source_.rows().row(index);
    if (row.inFlight() || left_ == 0 || !source_.matches(row)) return;
    out << printer_.line(row);
    --left_;
  }

  const ListOptions& options_;
  SessionSource& source_;
  Printer& printer_;
  std::uint64_t left_;
  std::uint32_t seen_;
};

}  // namespace

std::uint64_t listMatches(SessionSource& source, Style style, std::ostream& out) {
  std::vector<std::uint32_t> chosen;
  for (std::uint32_t i = 0; i < source.rows().size(); ++i) {
    if (source.matches(source.rows().row(i))) chosen.push_back(i);
  }
  if (chosen.empty()) return 0;
  TablePrinter printer(source.rows(), style);
  out << printer.begin(chosen);
  for (const std::uint32_t index : chosen) out << printer.line(source.rows().row(index));
  return chosen.size();
}

int runList(const ListOptions& options, std::ostream& out, std::ostream& err) {
  int exitCode = kFine;
  const auto source = SessionSource::open(options.file, options.filter, err, exitCode);
  if (!source) return exitCode;
  const auto printer = makePrinter(options, *source);
  if (!printer) {
    err << "bascule: --format: '" << printable(options.format) << "' is not table, jsonl or csv\n";
    return kBadUsage;
  }
  std::uint64_t left = options.limit.value_or(UINT64_MAX);
  std::vector<std::uint32_t> chosen;
  for (std::uint32_t i = 0; i < source->rows().size() && chosen.size() < left; ++i) {
    const CallRow row = source->rows().row(i);
    // While following, a call in flight is printed when it has ended.
    if (!(options.follow && row.inFlight()) && source->matches(row)) chosen.push_back(i);
  }
  out << printer->begin(chosen);
  for (const std::uint32_t index : chosen) {
    if (!(out << printer->line(source->rows().row(index)))) return kFine;
  }
  out.flush();
  left -= chosen.size();
  return options.follow ? Follower(options, *source, *printer, left).run(out, err) : kFine;
}

}  // namespace bascule::terminal
