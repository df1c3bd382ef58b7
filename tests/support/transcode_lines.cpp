// SPDX-License-Identifier: GPL-3.0-or-later
// The transcoder for a peer that speaks lines: `transcode_lines schema | make SEED COUNT | check`.
//
// schema: the descriptors of the test schema, binary. make: random messages, a line each: type, wire bytes in
// base64, our JSON, with tabs between. check: reads lines of type, JSON, and what the peer makes of it in
// base64, or `!` and its error; prints a line where we do not agree: ours, theirs, JSON. End: `N agree`.
#include <cstdio>
#include <iostream>
#include <set>
#include <string>
#include <vector>

#include "bridge/base/base64.h"
#include "bridge/schema/schema_builder.h"
#include "bridge/schema/transcoder.h"
#include "tests/support/proto_text.h"
#include "tests/support/random_messages.h"

using namespace bascule;
namespace pb = google::protobuf;

namespace {

void collect(const pb::FileDescriptor& file, std::set<std::string>& seen, pb::FileDescriptorSet& out) {
  if (!seen.insert(file.name()).second) return;
  for (int i = 0; i < file.dependency_count(); ++i) collect(*file.dependency(i), seen, out);
  file.CopyTo(out.add_file());
  file.CopyJsonNameTo(out.mutable_file(out.file_size() - 1));
}

int printSchema(const pb::DescriptorPool& pool) {
  pb::FileDescriptorSet set;
  std::set<std::string> seen;
  for (const char* name : {"every.proto", "old.proto"}) collect(*pool.FindFileByName(name), seen, set);
  std::cout << set.SerializeAsString();
  return 0;
}

int make(const schema::Schema& schema, std::uint32_t seed, int count) {
  testing::RandomMessages messages(schema.impl().pool, seed);
  for (int i = 0; i < count; ++i) {
    const std::string type = std::array{"every.All", "every.All", "old.Plain", "old.Extended"}[i % 4];
    const std::string wire = messages.make(type);
    const auto json = schema::protoToJson(schema, type, wire);
    if (!json) return std::fprintf(stderr, "%s\n", json.error().message.c_str()), 1;
    std::cout << type << '\t' << base64::encodePadded(wire) << '\t' << *json << '\n';
  }
  return 0;
}

std::string canonical(testing::RandomMessages& messages, const pb::DescriptorPool& pool,
                      const std::string& type, const std::string& wire) {
  pb::DynamicMessageFactory extensions(&pool);
  const auto message = messages.empty(type);
  pb::io::CodedInputStream input(reinterpret_cast<const std::uint8_t*>(wire.data()),
                                 static_cast<int>(wire.size()));
  input.SetExtensionRegistry(&pool, &extensions);
  if (!message->MergePartialFromCodedStream(&input)) return "malformed";
  messages.normalize(*message);
  return testing::RandomMessages::serialized(*message);
}

int check(const schema::Schema& schema) {
  const pb::DescriptorPool& pool = schema.impl().pool;
  testing::RandomMessages messages(pool, 0);
  int agree = 0;
  for (std::string line; std::getline(std::cin, line);) {
    const std::size_t first = line.find('\t');
    const std::size_t second = line.find('\t', first + 1);
    if (second == std::string::npos) return 1;
    const std::string type = line.substr(0, first);
    const std::string json = line.substr(first + 1, second - first - 1);
    const std::string theirs = line.substr(second + 1);
    const auto ours = schema::jsonToProto(schema, type, json);
    const bool refused = theirs.starts_with('!');
    const auto wire = refused ? std::nullopt : base64::decode(theirs);
    const bool same =
        ours ? wire && canonical(messages, pool, type, *ours) == canonical(messages, pool, type, *wire)
             : refused;
    agree += same ? 1 : 0;
    if (!same) {
      std::cout << (ours ? "accepted" : ours.error().message) << '\t' << (refused ? theirs : "accepted")
                << '\t' << json << '\n';
    }
  }
  std::cout << agree << " agree\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const auto schema = schema::Schema::build(
      testing::protoSet({{"every.proto", testing::kEverythingProto}, {"old.proto", testing::kOldProto}}));
  if (!schema || arguments.empty()) return 2;
  if (arguments[0] == "schema") return printSchema((*schema)->impl().pool);
  if (arguments[0] == "check") return check(**schema);
  if (arguments[0] != "make" || arguments.size() != 3) return 2;
  return make(**schema, static_cast<std::uint32_t>(std::stoul(arguments[1])), std::stoi(arguments[2]));
}
