// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/config_watcher.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <sys/inotify.h>
#include <unistd.h>

#include "app/config/config_file.h"

namespace bascule::app::config {

ConfigWatcher::ConfigWatcher(std::filesystem::path file, int fd)
    : file_(std::move(file)), fd_(fd), contents_(readText(file_.string()).value_or("")) {}

ConfigWatcher::~ConfigWatcher() { ::close(fd_); }

Result<std::unique_ptr<ConfigWatcher>> ConfigWatcher::create(const std::filesystem::path& file) {
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
  const int fd = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  // Not IN_MODIFY: a file that is being written is not the new one yet.
  if (fd < 0 || ::inotify_add_watch(fd, folder.c_str(), IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE) < 0) {
    const std::string why = std::strerror(errno);
    if (fd >= 0) ::close(fd);
    return fail(ErrorCode::Io, "config_unwatchable", file.string() + ": cannot be watched: " + why);
  }
  return std::unique_ptr<ConfigWatcher>(new ConfigWatcher(file, fd));
}

bool ConfigWatcher::changed() {
  std::array<char, 4096> events{};
  while (::read(fd_, events.data(), events.size()) > 0) {
  }
  auto now = readText(file_.string());
  if (!now || *now == contents_) return false;
  contents_ = std::move(*now);
  return true;
}

}  // namespace bascule::app::config
