// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/writer_identity.h"

#include <fstream>
#include <iterator>

#include <unistd.h>

#include "bridge/base/ascii.h"

namespace bascule::capture {
namespace {

std::string firstLine(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

/// Field 22 of /proc/<pid>/stat (proc(5)): start time in clock ticks since the machine's start. The name in
/// field 2 may hold anything, so counting begins after its closing parenthesis.
std::string startTime(std::string_view pid) {
  const std::string stat = firstLine("/proc/" + std::string(pid) + "/stat");
  const auto afterName = stat.rfind(')');
  if (afterName == std::string::npos) return {};
  const auto fields = ascii::splitTrimmed(std::string_view(stat).substr(afterName + 2), ' ');
  constexpr std::size_t kStartTime = 22 - 3;
  constexpr std::string_view kEndedStates = "ZX";
  if (fields.size() <= kStartTime || kEndedStates.contains(fields[0])) return {};
  return std::string(fields[kStartTime]);
}

std::string identityOf(std::string_view pid) {
  const std::string start = startTime(pid);
  if (start.empty()) return {};
  return firstLine("/proc/sys/kernel/random/boot_id") + ":" + std::string(pid) + ":" + start;
}

}  // namespace

std::string writerIdentity() { return identityOf(std::to_string(getpid())); }

bool writerAlive(std::string_view identity) {
  const auto parts = ascii::splitTrimmed(identity, ':');
  if (parts.size() != 3 || !ascii::parseDigits(parts[1], 10)) return false;
  return identityOf(parts[1]) == identity;
}

}  // namespace bascule::capture
