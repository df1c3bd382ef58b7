// SPDX-License-Identifier: GPL-3.0-or-later
// google.rpc.Status as `grpc-status-details-bin` carries it: what is read and written again reads the same.
#include "bridge/rpc/status_details.h"

#include "tests/fuzz/harness.h"

namespace bascule::fuzz {

void target(Input& input) {
  const auto bytes = input.rest();
  const auto status = rpc::decodeStatusProto(bytes);
  if (!status) return;
  std::size_t held = status->message.size();
  for (const rpc::Detail& detail : status->details) held += detail.type.size() + detail.value.size();
  require(held <= 3 * bytes.size(), "no more is held than came");  // U+FFFD for one byte is three
  const auto again = rpc::decodeStatusProto(rpc::encodeStatusProto(*status));
  require(again && *again == *status, "a status reads back");
}

}  // namespace bascule::fuzz
