// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/export/import_source.h"

#include <array>
#include <fstream>
#include <utility>

#include "bridge/base/ascii.h"
#include "bridge/base/big_endian.h"
#include "bridge/base/varint.h"
#include "bridge/export/binary_log_wire.h"
#include "bridge/export/proto_fields.h"
#include "bridge/export/readers.h"

namespace bascule::exporting {
namespace {

namespace fs = std::filesystem;
using capture::CallRecord;

// HAR and tap files are read whole; the other formats entry by entry.
constexpr std::uint64_t kMaxWhole = 1ULL << 30;
constexpr std::uint64_t kMaxEntry = 256ULL << 20;
constexpr std::size_t kBeginning = 4096;

struct Name {
  ImportFormat format;
  std::string_view name;
};
constexpr std::array<Name, 5> kNames = {{{ImportFormat::JsonLines, "JSON lines"},
                                         {ImportFormat::GrpcDump, "grpc-dump"},
                                         {ImportFormat::BinaryLog, "gRPC binary log"},
                                         {ImportFormat::Har, "HAR"},
                                         {ImportFormat::EnvoyTap, "Envoy tap"}}};

using Progress = std::function<bool(std::uint64_t, std::uint64_t)>;

std::unexpected<Error> malformed(const fs::path& file, const std::string& where, const Error& error) {
  if (error.cause != "import_malformed") return std::unexpected(error);
  return fail(ErrorCode::InvalidInput, error.cause, file.string() + where + ": " + error.message);
}

/// An open file and how far it was read.
class Source {
 public:
  static Result<Source> open(const fs::path& file) {
    std::error_code failure;
    if (!fs::exists(file, failure))
      return fail(ErrorCode::NotFound, "file_missing", file.string() + " does not exist");
    Source source;
    source.size_ = fs::file_size(file, failure);
    source.in_.open(file, std::ios::binary);
    if (failure || !source.in_)
      return fail(ErrorCode::Io, "file_unreadable", file.string() + " cannot be read");
    return source;
  }
  std::uint64_t size() const { return size_; }
  std::uint64_t done() const { return done_; }
  bool read(std::string& bytes, std::size_t size) {
    bytes.resize(size);
    in_.read(bytes.data(), static_cast<std::streamsize>(size));
    bytes.resize(static_cast<std::size_t>(in_.gcount()));
    done_ += bytes.size();
    return bytes.size() == size;
  }
  bool line(std::string& text) {
    if (!std::getline(in_, text)) return false;
    done_ += text.size() + 1;
    return true;
  }
  int byte() {
    const int c = in_.get();
    if (c != std::char_traits<char>::eof()) ++done_;
    return c;
  }
  int peek() { return in_.peek(); }
  bool ended() const { return in_.eof(); }
  void rewind() {
    in_.clear();
    in_.seekg(0);
    done_ = 0;
  }

 private:
  std::ifstream in_;
  std::uint64_t size_ = 0;
  std::uint64_t done_ = 0;
};

Error cancelled() {
  return {ErrorCode::Cancelled, ErrorSide::Local, "cancelled", "the import was cancelled"};
}

/// One run over a file.
class Import {
 public:
  Import(const fs::path& file, Source& source, const CallSink& sink, const Progress& progress)
      : file_(file),
        source_(source),
        progress_(progress),
        sink_([&](const CallRecord& record) -> Result<void> {
          if (progress_ && !progress_(source_.done(), source_.size())) return std::unexpected(cancelled());
          ++counts_.calls;
          return sink(record);
        }) {}

  Result<ImportCounts> run(ImportFormat format) {
    counts_.format = format;
    const auto read = format == ImportFormat::BinaryLog                                 ? binaryLog()
                      : format == ImportFormat::Har || format == ImportFormat::EnvoyTap ? whole(format)
                                                                                        : lines();
    if (!read) return std::unexpected(read.error());
    return counts_;
  }

 private:
  Result<void> lines() {
    std::string line;
    for (std::uint64_t number = 1; source_.line(line); ++number) {
      if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
      const auto record = readJsonLine(line);
      // Whoever wrote the file was killed in the middle of its last line.
      if (!record && source_.ended() && counts_.calls > 0) {
        counts_.endCut = true;
        return {};
      }
      if (!record) return malformed(file_, ":" + std::to_string(number), record.error());
      if (auto taken = sink_(*record); !taken) return taken;
    }
    return {};
  }

  /// Length of the next entry; nothing at the end of the file.
  std::optional<std::uint64_t> length(bool java) {
    std::string bytes;
    if (!java) {
      if (!source_.read(bytes, 4)) return std::nullopt;
    } else {
      for (int c = source_.byte(); c >= 0; c = source_.byte()) {
        bytes += static_cast<char>(c);
        if ((c & 0x80) == 0 || bytes.size() >= 10) break;
      }
      std::string_view rest = bytes;
      return varint::take(rest);
    }
    return big_endian::read(bytes);
  }

  Result<void> binaryLog() {
    BinaryLogReader reader(sink_);
    const bool java = source_.peek() != 0;  // an entry of grpc-go has less than 16 MiB
    std::string entry;
    while (source_.peek() >= 0) {
      const std::uint64_t place = source_.done();
      const auto size = length(java);
      if (size && *size > kMaxEntry) {
        return fail(ErrorCode::LimitExceeded, "import_too_large",
                    file_.string() + ", byte " + std::to_string(place) + ": an entry of " +
                        std::to_string(*size) + " bytes");
      }
      if (!size || !source_.read(entry, *size)) {
        counts_.endCut = true;
        break;
      }
      if (auto taken = reader.add(entry); !taken)
        return malformed(file_, ", byte " + std::to_string(place), taken.error());
    }
    return reader.finish();
  }

  Result<void> whole(ImportFormat format) {
    if (source_.size() > kMaxWhole) {
      return fail(ErrorCode::LimitExceeded, "import_too_large",
                  file_.string() + " is larger than 1 GiB; files of this format are read whole");
    }
    std::string bytes;
    source_.read(bytes, source_.size());
    auto read =
        format == ImportFormat::Har ? readHar(bytes, sink_, counts_) : readEnvoyTap(bytes, sink_, counts_);
    if (!read) return malformed(file_, "", read.error());
    return {};
  }

  const fs::path& file_;
  Source& source_;
  const Progress& progress_;
  ImportCounts counts_;
  CallSink sink_;
};

/// The first entry behind a length of either framing must have members of GrpcLogEntry.
bool isBinaryLog(std::string_view bytes) {
  if (bytes.size() < 6) return false;
  if (bytes[0] == 0) {
    bytes.remove_prefix(4);
  } else if (!varint::take(bytes)) {
    return false;
  }
  // Its first field is the timestamp, then the call id.
  ProtoFields field(bytes);
  if (!field.next() || field.number() != binlog::kTimestamp || field.bytes().size() > 16) return false;
  return field.next() && field.number() == binlog::kCallId && field.value() != 0;
}

bool isEnvoyTap(std::string_view fileName, std::string_view beginning) {
  for (const std::string_view key :
       {"http_buffered_trace", "httpBufferedTrace", "http_streamed_trace_segment", "httpStreamedTraceSegment",
        "socket_buffered_trace"}) {
    if (beginning.contains(key)) return true;
  }
  return fileName.ends_with(".pb") || fileName.ends_with(".pb_length_delimited") ||
         fileName.ends_with(".pb_text");
}

}  // namespace

std::string_view displayName(ImportFormat format) { return kNames[static_cast<std::size_t>(format)].name; }

std::optional<ImportFormat> recogniseFile(std::string_view fileName, std::string_view beginning) {
  if (beginning.starts_with("\xef\xbb\xbf")) beginning.remove_prefix(3);
  const auto first = beginning.find_first_not_of(" \t\r\n");
  if (isEnvoyTap(fileName, beginning)) return ImportFormat::EnvoyTap;
  if (first != std::string_view::npos && beginning[first] == '{') {
    const std::string_view line = beginning.substr(first, beginning.find('\n', first) - first);
    if (line.contains("\"schema_version\"")) return ImportFormat::JsonLines;
    if (line.contains("\"service\"") && line.contains("\"method\"")) return ImportFormat::GrpcDump;
    if (beginning.contains("\"log\"")) return ImportFormat::Har;
    return std::nullopt;
  }
  if (isBinaryLog(beginning)) return ImportFormat::BinaryLog;
  return std::nullopt;
}

Result<ImportCounts> importCalls(const fs::path& file, const CallSink& sink, const Progress& progress) {
  auto source = Source::open(file);
  if (!source) return std::unexpected(source.error());
  std::string beginning;
  source->read(beginning, kBeginning);
  source->rewind();
  const auto format = recogniseFile(file.filename().string(), beginning);
  if (!format) {
    return fail(ErrorCode::InvalidInput, "not_importable",
                file.string() + " is none of: JSON lines, grpc-dump, gRPC binary log, HAR, Envoy tap");
  }
  return Import(file, *source, sink, progress).run(*format);
}

}  // namespace bascule::exporting
