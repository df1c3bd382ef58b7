// SPDX-License-Identifier: GPL-3.0-or-later
// Masks secrets in a record that is about to leave the session: a session recorded without masking holds
// them. Thread: pure function.
#pragma once

#include <cstddef>

#include "bridge/capture/call_record.h"
#include "bridge/capture/redaction.h"

namespace bascule::capture {

/// Replaces the values of secret headers and trailers on both legs, also those that travel in an end body.
/// Values that are marks already stay, so that equal values keep equal marks. Returns how many it replaced.
std::size_t redactRecord(CallRecord& record, const Redaction& redaction);

/// What redactRecord() would mask, by name.
struct MaskedValues {
  schema::MaskedNames headers;  ///< names of header fields and trailers
  schema::MaskedNames fields;   ///< full names of message fields; of a GET the type of its message
  std::uint64_t withheld = 0;   ///< messages that would be left out, because they cannot be read
};

/// Adds what is in `record` to `out`. Messages of which the record has only a part are not looked into.
void tellMasked(const CallRecord& record, const Redaction& redaction, MaskedValues& out);

}  // namespace bascule::capture
