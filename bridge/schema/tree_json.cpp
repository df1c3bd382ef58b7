// SPDX-License-Identifier: GPL-3.0-or-later
// Recursion is as deep as the tree, which TreeLimits bounds.
#include "bridge/schema/tree_json.h"

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bridge/base/ascii.h"
#include "bridge/base/base64.h"
#include "bridge/base/text.h"
#include "bridge/schema/json_text.h"
#include "bridge/schema/wire_reader.h"

namespace bascule::schema {
namespace {

constexpr std::size_t kExactDigits = 15;  // of a whole number that every reader of JSON keeps

std::string keyOf(const FieldNode& node) {
  return node.name.empty() ? std::to_string(node.number) : node.name;
}

bool isPlainNumber(std::string_view text) {
  const auto digits = static_cast<std::size_t>(std::ranges::count_if(text, ascii::isDigit));
  const bool whole = text.find_first_not_of("-0123456789") == std::string_view::npos;
  return digits > 0 && (!whole || digits <= kExactDigits);
}

class Writer {
 public:
  explicit Writer(std::string_view wire) : wire_(wire) {}
  std::string out;

  void object(const FieldNode& node) {
    out += '{';
    bool first = true;
    for (const Member& member : membersOf(node)) {
      if (!std::exchange(first, false)) out += ',';
      text::appendJsonString(out, member.key);
      out += ':';
      list(member.nodes);
    }
    out += '}';
  }

 private:
  struct Member {
    std::string key;
    std::vector<const FieldNode*> nodes;
  };

  /// The children by their keys, in the order in which these come first.
  static std::vector<Member> membersOf(const FieldNode& node) {
    std::vector<Member> out;
    std::unordered_map<std::string, std::size_t> places;
    for (const FieldNode& child : node.children) {
      const auto [place, isNew] = places.emplace(keyOf(child), out.size());
      if (isNew) out.push_back({place->first, {}});
      out[place->second].nodes.push_back(&child);
    }
    return out;
  }

  void list(const std::vector<const FieldNode*>& nodes) {
    if (nodes.size() == 1 && nodes[0]->index < 0) return value(*nodes[0]);
    out += '[';
    for (const FieldNode* node : nodes) {
      if (node != nodes.front()) out += ',';
      value(*node);
    }
    out += ']';
  }

  void value(const FieldNode& node) {
    if (node.valueClass == ValueClass::Message) return object(node);
    if (node.valueClass == ValueClass::Bytes)
      return text::appendJsonString(out, base64::encodePadded(payload(node)));
    if (node.valueClass == ValueClass::String) return text::appendJsonString(out, payload(node));
    const bool bare = node.valueClass == ValueClass::Bool ||
                      (node.valueClass == ValueClass::Number && isPlainNumber(node.value));
    if (bare)
      out += node.value;
    else
      text::appendJsonString(out, node.value);
  }

  std::string_view payload(const FieldNode& node) const {
    const std::string_view bytes = wire_.substr(node.begin, node.end - node.begin);
    const auto field = WireReader(bytes).next();
    return field ? bytes.substr(field->valueBegin, field->valueEnd - field->valueBegin) : std::string_view();
  }

  std::string_view wire_;
};

}  // namespace

std::string treeToJson(const FieldTree& tree, std::string_view wire) {
  Writer writer(wire);
  writer.object(tree.root);
  return indentJson(writer.out);
}

}  // namespace bascule::schema
