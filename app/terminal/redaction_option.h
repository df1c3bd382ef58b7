// SPDX-License-Identifier: GPL-3.0-or-later
// The value of `--redact`: `default`, `none`, or a file of patterns. Thread: any.
#pragma once

#include <string>

#include "bridge/base/error.h"
#include "bridge/capture/redaction.h"

namespace bascule::terminal {

/// Errors: Io `file_unreadable`; InvalidInput `redaction_pattern` with file and line.
Result<capture::Redaction> redactionOf(const std::string& given);

}  // namespace bascule::terminal
