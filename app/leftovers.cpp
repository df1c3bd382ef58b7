// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/leftovers.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <optional>

#include <unistd.h>

#include "bridge/base/ascii.h"
#include "bridge/capture/session_file.h"

namespace bascule::app {
namespace {

namespace fs = std::filesystem;
using ui::LeftoverSession;

constexpr std::string_view kPrefix = "unsaved-";
constexpr std::string_view kSuffix = ".bascule";
constexpr std::array<const char*, 3> kCompanions = {"", "-wal", "-shm"};

std::string commandOf(const std::string& pid) {
  std::ifstream in("/proc/" + pid + "/comm");
  std::string name;
  std::getline(in, name);
  return name;
}

/// The process number in `unsaved-<milliseconds>-<pid>.bascule`; empty for other files.
std::string ownerIn(const std::string& name) {
  if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) return {};
  const std::string stem = name.substr(0, name.size() - kSuffix.size());
  const std::string pid = stem.substr(stem.rfind('-') + 1);
  return ascii::parseDigits(pid, 9) ? pid : std::string();
}

bool holdsOpen(const std::string& pid, const fs::path& file) {
  std::error_code error;
  for (fs::directory_iterator at("/proc/" + pid + "/fd", error), end; !error && at != end;
       at.increment(error)) {
    std::error_code unreadable;
    if (fs::read_symlink(at->path(), unreadable) == file) return true;
  }
  return false;
}

// Numbers are used again: a process of another name that has not opened the file did not write it.
bool belongsTo(const std::string& pid, const fs::path& file) {
  if (pid == std::to_string(::getpid())) return true;
  const std::string name = commandOf(pid);
  return !name.empty() && (name == commandOf("self") || holdsOpen(pid, file));
}

ByteCount sizeOf(const fs::path& file) {
  ByteCount sum = 0;
  for (const char* companion : kCompanions) {
    std::error_code missing;
    const auto size = fs::file_size(fs::path(file) += companion, missing);
    if (!missing) sum += size;
  }
  return sum;
}

// Nothing if the file cannot be read; `calls` 0 if nothing was recorded.
std::optional<LeftoverSession> inspect(const fs::path& file) {
  auto reader = capture::SessionReader::open(file);
  if (!reader) return std::nullopt;
  const auto rows = (*reader)->nextRows();
  const auto began = (*reader)->runs();
  if (!rows || !began) return std::nullopt;
  LeftoverSession out{file, 0, rows->rows.size(), sizeOf(file)};
  if (!began->empty()) out.startNs = began->front().startNs;
  return out;
}

}  // namespace

fs::path cacheFolder() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  const fs::path base = cache != nullptr && *cache == '/' ? fs::path(cache)
                        : home != nullptr                 ? fs::path(home) / ".cache"
                                                          : fs::temp_directory_path();
  return base / "bascule";
}

Result<fs::path> unsavedSessionPath(const Clock& clock) {
  const fs::path folder = cacheFolder();
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    return fail(ErrorCode::Io, "cache_folder", "cannot create " + folder.string() + ": " + error.message());
  fs::permissions(folder, fs::perms::owner_all, error);
  const auto stamp = clock.wallNow().time_since_epoch().count() / 1'000'000;
  return folder / (std::string(kPrefix) + std::to_string(stamp) + "-" + std::to_string(::getpid()) +
                   std::string(kSuffix));
}

std::vector<LeftoverSession> findLeftovers(const fs::path& folder) {
  std::vector<LeftoverSession> out;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const std::string owner = ownerIn(at->path().filename());
    if (owner.empty() || belongsTo(owner, at->path())) continue;
    if (auto session = inspect(at->path())) out.push_back(std::move(*session));
  }
  for (const LeftoverSession& session : out) {
    if (session.calls == 0) removeSession(session.file);
  }
  std::erase_if(out, [](const LeftoverSession& session) { return session.calls == 0; });
  std::ranges::sort(out, std::greater(), &LeftoverSession::startNs);
  return out;
}

bool discardLeftover(const fs::path& file, const fs::path& folder) {
  const std::string owner = ownerIn(file.filename());
  std::error_code missing;
  if (owner.empty() || !fs::equivalent(file.parent_path(), folder, missing) || belongsTo(owner, file))
    return false;
  removeSession(file);
  return true;
}

void removeSession(const fs::path& file) {
  std::error_code ignored;
  for (const char* companion : kCompanions) fs::remove(fs::path(file) += companion, ignored);
}

}  // namespace bascule::app
