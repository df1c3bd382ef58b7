// SPDX-License-Identifier: GPL-3.0-or-later
// Schemas for tests from .proto text, parsed in memory.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <google/protobuf/compiler/parser.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "bridge/schema/registry.h"

namespace bascule::testing {

struct SilentErrors final : google::protobuf::io::ErrorCollector {
  void AddError(int, int, const std::string&) override {}
};

inline google::protobuf::FileDescriptorProto protoFile(const std::string& name, const std::string& text) {
  google::protobuf::io::ArrayInputStream input(text.data(), static_cast<int>(text.size()));
  SilentErrors errors;
  google::protobuf::io::Tokenizer tokenizer(&input, &errors);
  google::protobuf::compiler::Parser parser;
  parser.RecordErrorsTo(&errors);
  google::protobuf::FileDescriptorProto file;
  parser.Parse(&tokenizer, &file);
  file.set_name(name);
  return file;
}

inline google::protobuf::FileDescriptorSet protoSet(
    const std::vector<std::pair<std::string, std::string>>& files) {
  google::protobuf::FileDescriptorSet set;
  for (const auto& [name, text] : files) *set.add_file() = protoFile(name, text);
  return set;
}

inline const std::string kShopProto = R"(
syntax = "proto3";
package acme.shop.v1;
import "google/protobuf/any.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/empty.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";

enum State { STATE_UNSPECIFIED = 0; STATE_OPEN = 1; STATE_CLOSED = 2; }

message Item {
  string sku = 1;
  int32 on_hand = 2;
  repeated string tags = 3;
  map<string, int32> stock = 4;
  repeated Item parts = 5;
  State state = 6;
  bytes blob = 7;
  int64 big = 8;
  uint64 huge = 9;
  double ratio = 10;
  float small = 11;
  bool flag = 12;
  repeated int32 numbers = 13;
  sint32 zig = 14;
  fixed32 fixed = 15;
  sfixed64 sfixed = 16;
  google.protobuf.Timestamp when = 17;
  google.protobuf.Duration took = 18;
  google.protobuf.Any extra = 19;
  google.protobuf.Struct free = 20;
  google.protobuf.Value any_value = 21;
  google.protobuf.StringValue note = 22;
  google.protobuf.FieldMask mask = 23;
  oneof choice { string left = 24; int32 right = 25; }
  optional int32 maybe = 26;
  google.protobuf.Int64Value count = 27;
}

message GetRequest { string sku = 1; }

service ShopService {
  rpc Get(GetRequest) returns (Item) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc Watch(GetRequest) returns (stream Item);
  rpc Upload(stream Item) returns (google.protobuf.Empty);
  rpc Chat(stream Item) returns (stream Item);
}
)";

inline schema::SchemaPtr shopSchema() {
  auto schema = schema::Schema::build(protoSet({{"acme/shop/v1/shop.proto", kShopProto}}));
  return schema ? *schema : nullptr;
}

}  // namespace bascule::testing
