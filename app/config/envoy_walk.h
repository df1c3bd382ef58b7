// SPDX-License-Identifier: GPL-3.0-or-later
// `EnvoyWalk`: goes through the YAML of an Envoy configuration and judges every field on the way: read,
// without effect (a warning), or one that would change what happens to calls (refused). The first error
// stays; after it all functions give nothing and do no harm, so that readers need not look at each answer.
// Owned by `readEnvoyConfig`. Thread: any one.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/config/config_file.h"
#include "app/config/yaml_tree.h"

namespace bascule::app::config {

/// What a field means here. What no row names is a warning.
enum class Use : std::uint8_t {
  Fine,   ///< read, or without effect on calls
  Refuse  ///< would change what happens to calls
};
struct Field {
  std::string_view name;
  Use use = Use::Fine;
};
using Fields = std::vector<Field>;

/// A node and how one gets there, `static_resources.listeners[0]`.
struct At {
  const YamlNode* node;
  std::string path;
};

class EnvoyWalk {
 public:
  explicit EnvoyWalk(const std::string& file) { out_.file = file; }

  void refuse(const At& at, const std::string& why);
  void warn(const At& at, const std::string& why);
  /// Judges the fields of a map.
  void check(const At& at, const Fields& fields);
  /// Refuses another value than these; one that is missing is fine.
  void checkOnly(const At& at, std::string_view key, const std::vector<std::string>& allowed);

  std::optional<At> find(const At& at, std::string_view key) const;
  std::vector<At> items(const At& at, std::string_view key);
  /// Value of a field; empty if it is missing.
  std::string text(const At& at, std::string_view key);
  std::string textAt(At at, std::initializer_list<std::string_view> keys);
  /// `HOST:PORT` of an `address` field.
  std::string address(const At& at);
  /// `F` of `KEY: { filename: F }`.
  std::string file(const At& at, std::string_view key);

  /// Says `--flag value`.
  void word(std::string flag, std::string value, const At& at) {
    out_.words.push_back({std::move(flag), std::move(value), at.node->place});
  }
  FileWords& out() { return out_; }
  /// All that was said; the first error instead.
  Result<FileWords> finish();

 private:
  void warnAt(Place place, const std::string& path, const std::string& why);

  FileWords out_;
  std::optional<Error> error_;
};

}  // namespace bascule::app::config
