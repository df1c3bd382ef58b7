// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/terminal/redaction_option.h"

#include <fstream>
#include <iterator>

namespace bascule::terminal {

Result<capture::Redaction> redactionOf(const std::string& given) {
  if (given.empty() || given == "default") return capture::Redaction::defaults();
  if (given == "none") return capture::Redaction::none();
  std::ifstream file(given, std::ios::binary);
  if (!file) return fail(ErrorCode::Io, "file_unreadable", given + " cannot be read");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return capture::Redaction::fromText(text, given);
}

}  // namespace bascule::terminal
