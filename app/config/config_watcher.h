// SPDX-License-Identifier: GPL-3.0-or-later
// `ConfigWatcher`: notices that a configuration file has other contents. It watches the folder, because
// editors put a new file in the old one's place, and compares contents, because folders are busy places.
// No thread: the owner waits for fd() among other things. Thread: the owner's.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "bridge/base/error.h"

namespace bascule::app::config {

class ConfigWatcher {
 public:
  /// Remembers the contents as they are. Errors: Io `config_unwatchable`.
  static Result<std::unique_ptr<ConfigWatcher>> create(const std::filesystem::path& file);
  ~ConfigWatcher();
  ConfigWatcher(const ConfigWatcher&) = delete;
  ConfigWatcher& operator=(const ConfigWatcher&) = delete;

  /// Readable when something happened in the file's folder: ask changed() then.
  int fd() const { return fd_; }
  /// True once for each new contents. A file that is not there now has not changed: it will come back.
  bool changed();

 private:
  ConfigWatcher(std::filesystem::path file, int fd);
  std::filesystem::path file_;
  int fd_;
  std::string contents_;
};

}  // namespace bascule::app::config
