// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/yaml_tree.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>

#include <yaml-cpp/yaml.h>

#include "bridge/base/text.h"

namespace bascule::app::config {
namespace {

constexpr int kMaxDepth = 64;
constexpr std::size_t kMaxNodes = 100'000;  // a few aliases of aliases can stand for billions of values

Place placeOf(const YAML::Mark& mark) {
  return mark.is_null() ? Place{} : Place{mark.line + 1, mark.column + 1};
}

class Copier {
 public:
  explicit Copier(const std::string& fileName) : fileName_(fileName) {}

  Result<YamlNode> copy(const YAML::Node& from, int depth) {
    YamlNode node;
    node.place = placeOf(from.Mark());
    if (depth > kMaxDepth) return refuse(node.place, "nested too deeply");
    if (++nodes_ > kMaxNodes) return refuse(node.place, "too many values");
    if (from.IsMap()) return copyMap(from, std::move(node), depth);
    if (from.IsSequence()) return copyList(from, std::move(node), depth);
    if (from.IsScalar()) {
      node.kind = YamlNode::Kind::Scalar;
      node.scalar = from.Scalar();
    }
    return node;
  }

 private:
  std::unexpected<Error> refuse(Place place, const std::string& message) const {
    return std::unexpected(invalidAt(fileName_, place, message));
  }

  Result<YamlNode> copyList(const YAML::Node& from, YamlNode node, int depth) {
    node.kind = YamlNode::Kind::List;
    for (const YAML::Node& item : from) {
      auto copied = copy(item, depth + 1);
      if (!copied) return copied;
      node.items.push_back(std::move(*copied));
    }
    return node;
  }

  Result<YamlNode> copyMap(const YAML::Node& from, YamlNode node, int depth) {
    node.kind = YamlNode::Kind::Map;
    for (const auto& entry : from) {
      const Place place = placeOf(entry.first.Mark());
      if (!entry.first.IsScalar()) return refuse(place, "a key has to be a name");
      const std::string& key = entry.first.Scalar();
      if (node.find(key) != nullptr) return refuse(place, "'" + key + "' stands here twice");
      auto value = copy(entry.second, depth + 1);
      if (!value) return value;
      node.entries.push_back({key, place, std::move(*value)});
    }
    return node;
  }

  const std::string& fileName_;
  std::size_t nodes_ = 0;
};

/// Levenshtein distance: insertions, deletions and replacements from one name to the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
  const auto found = std::ranges::find(entries, key, &YamlEntry::key);
  return found == entries.end() ? nullptr : &found->value;
}

bool YamlNode::sameAs(const YamlNode& other) const {
  const auto sameNode = [](const YamlNode& a, const YamlNode& b) { return a.sameAs(b); };
  const auto sameEntry = [](const YamlEntry& a, const YamlEntry& b) {
    return a.key == b.key && a.value.sameAs(b.value);
  };
  return kind == other.kind && scalar == other.scalar && std::ranges::equal(items, other.items, sameNode) &&
         std::ranges::equal(entries, other.entries, sameEntry);
}

std::string_view kindName(YamlNode::Kind kind) {
  constexpr std::array<std::string_view, 4> kNames = {"nothing", "one value", "a list", "a map"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string yamlText(std::string_view value) {
  std::string out;
  text::appendJsonString(out, value);  // YAML's double quotes are JSON's
  return out;
}

Error invalidAt(const std::string& fileName, Place place, const std::string& message) {
  std::string where = fileName;
  if (place.line > 0) where += ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
  return {ErrorCode::InvalidInput, ErrorSide::Local, "config_invalid", where + ": " + message};
}

Result<YamlNode> parseYaml(const std::string& text, const std::string& fileName) {
  try {  // the library throws; nothing leaves this function
    return Copier(fileName).copy(YAML::Load(text), 0);
  } catch (const YAML::Exception& error) {
    return std::unexpected(invalidAt(fileName, placeOf(error.mark), error.msg));
  }
}

std::string nearest(std::string_view name, const std::vector<std::string>& known) {
  std::size_t best = name.size() / 2 + 1;  // beyond that it is another word
  std::string found;
  for (const std::string& candidate : known) {
    if (const std::size_t steps = distance(name, candidate); steps < best) {
      best = steps;
      found = candidate;
    }
  }
  return found;
}

}  // namespace bascule::app::config
