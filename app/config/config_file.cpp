// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/config_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "bridge/proxy/bridge_config.h"

namespace bascule::app::config {
namespace {

using Kind = YamlNode::Kind;

std::string unknown(const std::string& what, const std::string& key, const std::vector<std::string>& known) {
  const std::string like = nearest(key, known);
  return "unknown " + what + " '" + key + "'" + (like.empty() ? "" : "; did you mean '" + like + "'?");
}

class Reader {
 public:
  Reader(const std::string& file, const std::vector<Flag>& flags) : flags_(flags) { out_.file = file; }

  Result<FileWords> read(const YamlNode& root) {
    if (root.kind == Kind::Null) return std::move(out_);
    if (root.kind != Kind::Map) return refuse(root.place, "expected a map of settings, as 'listen: :8080'");
    for (const YamlEntry& entry : root.entries) {
      if (auto done = readEntry(entry); !done) return std::unexpected(done.error());
    }
    return std::move(out_);
  }

 private:
  std::unexpected<Error> refuse(Place place, const std::string& message) const {
    return std::unexpected(invalidAt(out_.file, place, message));
  }

  Result<void> readEntry(const YamlEntry& entry) {
    if (entry.key == "limits") return readLimits(entry);
    if (entry.key == "upstream" && entry.value.kind != Kind::Scalar) return readUpstreams(entry);
    const auto flag = std::ranges::find(flags_, entry.key, &Flag::name);
    if (flag == flags_.end()) return refuse(entry.place, unknown("key", entry.key, keys()));
    if (!flag->takesValue) return readSwitch(entry);
    if (flag->repeatable && entry.value.kind == Kind::List) {
      for (const YamlNode& item : entry.value.items) {
        if (auto done = addWord(entry.key, item); !done) return done;
      }
      return {};
    }
    return addWord(entry.key, entry.value);
  }

  Result<void> addWord(const std::string& flag, const YamlNode& value) {
    if (value.kind != Kind::Scalar || value.scalar.empty()) {
      return refuse(value.place,
                    flag + ": expected one value, not " +
                        std::string(value.kind == Kind::Scalar ? "an empty one" : kindName(value.kind)));
    }
    out_.words.push_back({flag, value.scalar, value.place});
    return {};
  }

  Result<void> readSwitch(const YamlEntry& entry) {
    const std::string& text = entry.value.scalar;
    if (entry.value.kind != Kind::Scalar || (text != "true" && text != "false"))
      return refuse(entry.value.place, entry.key + ": expected true or false");
    if (text == "true") out_.words.push_back({entry.key, "", entry.place});
    return {};
  }

  Result<void> readLimits(const YamlEntry& entry) {
    if (entry.value.kind != Kind::Map)
      return refuse(entry.value.place, "limits: expected a map, as 'live-streams: 1000'");
    std::vector<std::string> names;
    for (const proxy::LimitInfo& info : proxy::limitTable()) names.emplace_back(info.name);
    for (const YamlEntry& limit : entry.value.entries) {
      if (std::ranges::find(names, limit.key) == names.end())
        return refuse(limit.place, unknown("limit", limit.key, names));
      if (limit.value.kind != Kind::Scalar)
        return refuse(limit.value.place,
                      limit.key + ": expected a number, not " + std::string(kindName(limit.value.kind)));
      out_.words.push_back({"limit", limit.key + "=" + limit.value.scalar, limit.value.place});
    }
    return {};
  }

  Result<void> readUpstreams(const YamlEntry& entry) {
    if (entry.value.kind == Kind::Map) return readUpstream(entry.value);
    if (entry.value.kind != Kind::List || entry.value.items.empty())
      return refuse(entry.value.place, "upstream: expected a URL or a list of servers");
    for (const YamlNode& item : entry.value.items) {
      auto done = item.kind == Kind::Map ? readUpstream(item) : addWord("upstream", item);
      if (!done) return done;
    }
    return {};
  }

  Result<void> readUpstream(const YamlNode& server) {
    std::vector<std::string> known = routeKeys();
    known.insert(known.begin(), {"prefix", "url"});
    for (const YamlEntry& entry : server.entries) {
      if (std::ranges::find(known, entry.key) == known.end())
        return refuse(entry.place, unknown("key of a server", entry.key, known));
      if (entry.value.kind != Kind::Scalar)
        return refuse(entry.value.place,
                      entry.key + ": expected one value, not " + std::string(kindName(entry.value.kind)));
    }
    const YamlNode* url = server.find("url");
    if (url == nullptr) return refuse(server.place, "a server needs its url");
    const YamlNode* prefix = server.find("prefix");
    const std::string before = prefix == nullptr ? "" : prefix->scalar;
    out_.words.push_back({"upstream", before.empty() ? url->scalar : before + "=" + url->scalar, url->place});
    for (const YamlEntry& entry : server.entries) {
      if (entry.key != "prefix" && entry.key != "url")
        out_.routes.push_back({before, entry.key, entry.value.scalar, entry.value.place});
    }
    return {};
  }

  std::vector<std::string> keys() const {
    std::vector<std::string> names{"limits"};
    for (const Flag& flag : flags_) names.push_back(flag.name);
    return names;
  }

  const std::vector<Flag>& flags_;
  FileWords out_;
};

}  // namespace

const std::vector<std::string>& routeKeys() {
  static const std::vector<std::string> keys = {"protocol", "http", "connect-timeout", "max-streams"};
  return keys;
}

Result<FileWords> readConfigFile(const std::string& text, const std::string& name,
                                 const std::vector<Flag>& flags) {
  const auto root = parseYaml(text, name);
  if (!root) return std::unexpected(root.error());
  return Reader(name, flags).read(*root);
}

Result<std::string> readText(const std::string& path) {
  std::error_code ignored;
  const bool folder = std::filesystem::is_directory(path, ignored);
  std::ifstream file(path);
  if (folder || !file) {
    return fail(ErrorCode::Io, "config_unreadable",
                path + ": " + (folder ? "is a folder" : std::strerror(errno)));
  }
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace bascule::app::config
