// SPDX-License-Identifier: GPL-3.0-or-later
// What a session file holds in its blocks: segments, events, heads as text. A record is made of any of it;
// an event that is read and written again reads the same.
#include "bridge/base/text.h"
#include "bridge/capture/block_codec.h"
#include "bridge/capture/header_text.h"
#include "bridge/capture/record_builder.h"
#include "bridge/capture/stored_event.h"
#include "tests/fuzz/harness.h"

namespace bascule::fuzz {
namespace {

constexpr ByteCount kMaxPayload = 1000;

void readBack(const capture::StoredEvent& event, std::int64_t previous) {
  std::string bytes;
  capture::encode(bytes, event, previous);
  std::string_view rest = bytes;
  capture::StoredEvent again;
  require(capture::decode(rest, again, previous) && rest.empty(), "an event reads back");
  std::string twice;
  capture::encode(twice, again, previous);
  require(twice == bytes, "an event is written the same again");
}

void events(std::string_view bytes) {
  capture::RecordBuilder builder(kMaxPayload);
  capture::StoredEvent event;
  std::int64_t previous = 0;
  while (!bytes.empty()) {
    const auto before = bytes.size();
    if (!capture::decode(bytes, event, previous)) break;
    require(bytes.size() < before, "an event has bytes");
    readBack(event, previous);
    builder.add(event, event.head.text);
    previous = event.offsetNs;
  }
  const capture::CallRecord record = builder.take();
  for (const capture::LegRecord* leg : {&record.clientLeg, &record.upstreamLeg}) {
    for (const capture::MessageRecord& message : leg->messages) {
      require(message.payload.size() <= kMaxPayload, "a payload is cut");
    }
  }
}

}  // namespace

void target(Input& input) {
  const auto place = input.number();
  const auto bytes = input.rest();
  events(bytes);
  if (const auto segment = capture::segmentAt(bytes, place)) {
    require(segment->events.size() <= bytes.size(), "a segment lies in its block");
    events(segment->events);
  }
  static capture::BlockCodec codec;
  if (const auto block = codec.decompress(bytes, place)) {
    require(block->size() == place, "a block has the size that was asked for");
    events(*block);
  }
  const capture::ParsedHead head = capture::parseHeaderText(bytes);
  require(head.fields.size() <= bytes.size() + 1, "a head has no more fields than lines");
}

}  // namespace bascule::fuzz
