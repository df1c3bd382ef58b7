// SPDX-License-Identifier: GPL-3.0-or-later
// Who writes a session file: a text that names this process on this start of the machine. A lock that needs
// no file beside the session and cannot be left behind: it ends with the process, however that ends.
// Thread: pure functions over /proc.
#pragma once

#include <string>
#include <string_view>

namespace bascule::capture {

/// `<boot id>:<process id>:<start time of the process>`.
std::string writerIdentity();
/// True if the process that `identity` names still runs. False for texts that are no identity.
bool writerAlive(std::string_view identity);

}  // namespace bascule::capture
