// SPDX-License-Identifier: GPL-3.0-or-later
// One leg of a call as frames of HTTP/2 or messages of HTTP/1.1, each with its bytes: made anew from the
// record as the export of packets makes it (bridge/export/leg_wire.h), which the page above it says.
#include <array>
#include <optional>

#include <fmt/format.h>

#include "bridge/export/leg_wire.h"
#include "ui/models/call_sheets.h"
#include "ui/text/display.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

using capture::Direction;

// What is shown of a leg: enough to see how it goes, not a hex editor.
constexpr std::size_t kFrames = 200;
constexpr std::size_t kFrameBytes = 2048;
constexpr std::size_t kAllBytes = 64 * 1024;
constexpr std::size_t kFrameHead = 9;  // RFC 9113 section 4.1

// RFC 9113 section 6; the others do not come out of a record.
constexpr std::array<std::string_view, 10> kTypes = {"DATA", "HEADERS", "", "RST_STREAM", "",
                                                     "",     "",        "", "",           "CONTINUATION"};

struct Frame {
  std::string_view bytes;  ///< with the head
  std::string_view type;
  std::string flags;
  std::uint32_t stream = 0;
  ByteCount size = 0;  ///< of the payload, as the head says
};

std::uint32_t bigEndian(std::string_view bytes) {
  std::uint32_t out = 0;
  for (const char c : bytes) out = out << 8U | static_cast<unsigned char>(c);
  return out;
}

std::string flagsOf(unsigned type, unsigned flags) {
  std::string out;
  if ((flags & 0x1U) != 0 && type <= 1) out += "END_STREAM";
  if ((flags & 0x4U) != 0 && type != 0) out += out.empty() ? "END_HEADERS" : " END_HEADERS";
  return out;
}

// Takes the first frame off `bytes`; nothing where no whole head is left.
std::optional<Frame> takeFrame(std::string_view& bytes) {
  if (bytes.size() < kFrameHead) return std::nullopt;
  Frame out;
  out.size = bigEndian(bytes.substr(0, 3));
  const auto type = static_cast<unsigned char>(bytes[3]);
  out.type = type < kTypes.size() ? kTypes[type] : std::string_view();
  out.flags = flagsOf(type, static_cast<unsigned char>(bytes[4]));
  out.stream = bigEndian(bytes.substr(5, 4));
  out.bytes = bytes.substr(0, std::min<std::size_t>(bytes.size(), kFrameHead + out.size));
  bytes.remove_prefix(out.bytes.size());
  return out;
}

QString more(const Short& number) { return Words::tr("… %1 more").arg(asQString(number)); }

class FramesWriter {
 public:
  Sheet sheet;

  void part(const exporting::WirePart& part, bool http2) {
    if (http2) return frames(part);
    add(part,
        part.direction == Direction::Request ? Words::utf8("HTTP/1.1 request")
                                             : Words::utf8("HTTP/1.1 response"),
        std::string(formatSize(part.size).view()), part.bytes, part.size);
  }

  void finish() {
    if (left_ > 0)
      sheet.rows.push_back({RowKind::Field,
                            false,
                            {{{}, {{more(formatCount(left_)).toStdString(), Ink::Dim}}, Tint::None}},
                            {}});
    sheet.rows.push_back({RowKind::Gap, false, {{}}, {}});
  }

 private:
  void frames(const exporting::WirePart& part) {
    std::string_view rest = part.bytes;
    while (const auto frame = takeFrame(rest)) {
      const std::string words =
          Words::tr("stream %1").arg(frame->stream).toStdString() + " · " + formatSize(frame->size).string();
      add(part, frame->type, frame->flags.empty() ? words : frame->flags + " · " + words, frame->bytes,
          kFrameHead + frame->size);
    }
  }

  void add(const exporting::WirePart& part, std::string_view type, std::string words, std::string_view bytes,
           ByteCount size) {
    if (frames_ == kFrames) {
      ++left_;
      return;
    }
    ++frames_;
    const bool up = part.direction == Direction::Request;
    SheetCell cell;
    cell.spans = {{up ? "↑" : "↓", up ? Ink::Accent : Ink::Grpc, Style::Strong, true},
                  {std::string(type), Ink::Text, Style::SmallStrong, true},
                  {std::move(words), Ink::Dim, Style::Small},
                  {formatOffset(part.offsetNs).string(), Ink::Dim, Style::Small}};
    sheet.rows.push_back({RowKind::Fact, false, {std::move(cell)}, {}});
    const std::size_t room = std::min(kFrameBytes, kAllBytes - std::min(kAllBytes, shown_));
    auto lines = hexLines(bytes, room);
    shown_ += std::min(room, bytes.size());
    if (size > bytes.size())
      lines.push_back({{more(formatSize(size - bytes.size())).toStdString(), Ink::Dim}});
    appendBlocks(sheet, {lines});
  }

  std::size_t frames_ = 0;
  std::size_t shown_ = 0;
  std::size_t left_ = 0;
};

}  // namespace

Sheet framesSheet(const capture::CallRecord& record, capture::Leg leg) {
  const capture::LegRecord& side = leg == capture::Leg::Client ? record.clientLeg : record.upstreamLeg;
  FramesWriter out;
  for (const exporting::WirePart& part : exporting::wireParts(record, leg))
    out.part(part, side.version == http::Version::Http2);
  out.finish();
  return std::move(out.sheet);
}

}  // namespace bascule::ui
