// SPDX-License-Identifier: GPL-3.0-or-later
// Files of other tools: JSON lines, HAR, Envoy tap, gRPC binary log, and which of them a file is. A record
// holds no more than its file, and what is written of it reads back.
#include "bridge/capture/record_events.h"
#include "bridge/export/binary_log.h"
#include "bridge/export/json_lines.h"
#include "bridge/export/leg_wire.h"
#include "bridge/export/readers.h"
#include "tests/fuzz/harness.h"

namespace bascule::fuzz {
namespace {

using capture::CallRecord;

/// A compressed message may be larger than its file; what is stored is not.
void check(const CallRecord& record, std::size_t fileBytes) {
  std::size_t payload = 0;
  for (const capture::LegRecord* leg : {&record.clientLeg, &record.upstreamLeg}) {
    for (const capture::MessageRecord& message : leg->messages) payload += message.payload.size();
  }
  require(payload <= 2 * fileBytes, "payloads come from the file");
  const capture::RecordEvents events(record, 1);
  require(!events.events().empty(), "a call has a beginning");
  for (const capture::Leg leg : {capture::Leg::Client, capture::Leg::Upstream}) {
    for (const auto& part : exporting::wireParts(record, leg))
      require(part.size >= part.bytes.size(), "sizes of parts");
  }
  require(!exporting::toBinaryLog(record, exporting::BinaryLogFraming::Go).empty(),
          "a log of a call has entries");
}

void line(std::string_view bytes) {
  const auto record = exporting::readJsonLine(bytes);
  if (!record) return;
  check(*record, bytes.size());
  const std::string again = exporting::toJsonLine(*record, *schema::Schema::wellKnown());
  const auto back = exporting::readJsonLine(again);
  require(back.has_value(), "a line reads back");
  require(exporting::toJsonLine(*back, *schema::Schema::wellKnown()) == again,
          "a line is written the same again");
}

void log(std::string_view bytes, const exporting::CallSink& sink) {
  exporting::BinaryLogReader reader(sink);
  while (!bytes.empty()) {
    const std::size_t size =
        std::min<std::size_t>(static_cast<unsigned char>(bytes.front()), bytes.size() - 1);
    if (!reader.add(bytes.substr(1, size))) break;
    bytes.remove_prefix(1 + size);
  }
  require(reader.finish().has_value(), "the sink takes all");
}

}  // namespace

void target(Input& input) {
  const std::size_t kind = input.below(4);
  const std::string_view bytes = input.rest();
  exporting::recogniseFile("file", bytes);
  const exporting::CallSink sink = [&](const CallRecord& record) -> Result<void> {
    check(record, bytes.size());
    return {};
  };
  exporting::ImportCounts counts;
  switch (kind) {
    case 0:
      return line(bytes);
    case 1:
      return static_cast<void>(exporting::readHar(bytes, sink, counts));
    case 2:
      return static_cast<void>(exporting::readEnvoyTap(bytes, sink, counts));
    default:
      return log(bytes, sink);
  }
}

}  // namespace bascule::fuzz
