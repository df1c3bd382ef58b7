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

}  // namespace bascule::capture
