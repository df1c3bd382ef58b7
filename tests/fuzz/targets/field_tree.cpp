// SPDX-License-Identifier: GPL-3.0-or-later
// The field tree of any bytes, with and without a schema: within its limits, every node inside its parent.
#include "bridge/schema/field_tree.h"

#include "bridge/base/text.h"
#include "bridge/schema/reading.h"
#include "bridge/schema/tree_json.h"
#include "tests/fuzz/harness.h"
#include "tests/fuzz/test_schema.h"

namespace bascule::fuzz {
namespace {

struct Counted {
  std::size_t nodes = 0;
  int depth = 0;
};

void walk(const schema::FieldNode& node, int depth, Counted& counted) {
  ++counted.nodes;
  counted.depth = std::max(counted.depth, depth);
  require(node.begin <= node.end, "a node has a byte range");
  require(text::isUtf8(node.value), "a value is UTF-8");
  require(text::isUtf8(node.name), "a name is UTF-8");
  for (const schema::FieldNode& child : node.children) {
    require(child.begin >= node.begin && child.end <= node.end, "a child lies inside its parent");
    walk(child, depth + 1, counted);
  }
}

// What a field without schema can be, from the bytes that it came from.
void readings(std::string_view wire, const schema::FieldNode& node) {
  for (const schema::FieldNode& child : node.children) {
    const std::string_view field = schema::fieldBytes(wire, node, child);
    require(field.size() <= wire.size(), "a field lies inside the message");
    for (const schema::ReadValue& value : schema::plausibleReadings(field)) {
      require(text::isUtf8(value.value), "a reading is UTF-8");
      require(value.value.size() < 512, "a reading is short");
    }
    readings(wire, child);
  }
}

void check(std::string_view type, std::string_view wire, const schema::TreeLimits& limits) {
  const schema::FieldTree tree = schema::decodeTree(*testSchema(), type, wire, limits);
  Counted counted;
  walk(tree.root, 0, counted);
  require(counted.nodes <= limits.nodes + 1, "no more nodes than allowed");
  require(counted.depth <= limits.depth + 1, "no deeper than allowed");
  require(!tree.malformed || tree.malformedAt <= wire.size(), "a fault has its place");
  constexpr std::size_t kLine = 60;
  require(schema::preview(tree, kLine).size() <= kLine + 8, "a preview is short");
  readings(wire, tree.root);
  require(text::isUtf8(schema::treeToJson(tree, wire)), "JSON of a tree is UTF-8");
}

}  // namespace

void target(Input& input) {
  const schema::TreeLimits few{.depth = 5, .nodes = 20, .valueBytes = 16};
  const auto wire = input.rest();
  for (const std::string_view type :
       {kEvery, std::string_view("google.protobuf.Struct"), std::string_view()}) {
    check(type, wire, {});
    check(type, wire, few);
  }
}

}  // namespace bascule::fuzz
