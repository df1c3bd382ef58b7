// SPDX-License-Identifier: GPL-3.0-or-later
// `PlanCache`: the plans of a schema's messages, each compiled when it is first asked for, with all it refers
// to. Private to the schema floor. Thread: any; a plan that is there is found without a lock.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bridge/base/error.h"
#include "bridge/schema/message_plan.h"
#include "bridge/schema/plan_compiler.h"

namespace bascule::schema {

/// NotFound `type_unknown`: the schema has no such message.
Error unknownType(std::string_view fullName);

class PlanCache {
 public:
  /// `pool` must outlive the cache.
  explicit PlanCache(const google::protobuf::DescriptorPool& pool);

  /// The plan of a message; null if the pool has no such message. Valid as long as the cache.
  const MessagePlan* find(std::string_view fullName);

 private:
  using Bucket = std::atomic<const MessagePlan*>;
  Bucket& bucketOf(std::string_view fullName);
  static const MessagePlan* inBucket(const Bucket& bucket, std::string_view fullName);
  void compile(const google::protobuf::Descriptor& type);
  const MessagePlan* linked(const google::protobuf::Descriptor& type);
  const EnumPlan* linked(const google::protobuf::EnumDescriptor& type);

  const google::protobuf::DescriptorPool& pool_;
  std::array<Bucket, 256> buckets_{};  // plans in use, as lists; a plan that is in is complete and stays
  std::mutex compiling_;               // guards all below
  std::unordered_map<const google::protobuf::Descriptor*, std::unique_ptr<MessagePlan>> plans_;
  std::unordered_map<const google::protobuf::EnumDescriptor*, std::unique_ptr<EnumPlan>> enums_;
  std::vector<const google::protobuf::Descriptor*> waiting_;  // linked to, not compiled yet
};

}  // namespace bascule::schema
