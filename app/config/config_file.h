// SPDX-License-Identifier: GPL-3.0-or-later
// The configuration file of `--config`: YAML with the names of the flags, read into the words that the
// command line would have, each with its place. What a word means only options.cpp knows.
// Thread: pure functions.
#pragma once

#include <string>
#include <vector>

#include "app/config/yaml_tree.h"
#include "bridge/base/error.h"

namespace bascule::app::config {

/// A flag that may stand in the file.
struct Flag {
  std::string name;  ///< without dashes
  bool takesValue = true;
  bool repeatable = false;
};

/// `--flag=value`, or `--flag` if it takes none.
struct Word {
  std::string flag;  ///< without dashes
  std::string value;
  Place place;
  std::string text() const { return value.empty() ? "--" + flag : "--" + flag + "=" + value; }
};

/// What only one of several servers has; beyond `prefix` and `url`.
struct RouteSetting {
  std::string prefix;  ///< of the server
  std::string key;
  std::string value;
  Place place;
};

/// A file as words. Warnings are whole sentences with their place.
struct FileWords {
  std::string file;
  std::vector<Word> words;
  std::vector<RouteSetting> routes;
  std::vector<std::string> warnings;
};

/// What may stand beside `prefix` and `url` of a server.
const std::vector<std::string>& routeKeys();

/// Reads `text` of the file `name`. Errors: InvalidInput `config_invalid`, the message names file, line and
/// column, and for an unknown key the known one that is most like it.
Result<FileWords> readConfigFile(const std::string& text, const std::string& name,
                                 const std::vector<Flag>& flags);

/// The file's text. Errors: Io `config_unreadable`.
Result<std::string> readText(const std::string& path);

}  // namespace bascule::app::config
