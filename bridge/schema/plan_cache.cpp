// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/schema/plan_cache.h"

#include <string>

#include <google/protobuf/descriptor.h>

namespace bascule::schema {

namespace pb = google::protobuf;

Error unknownType(std::string_view fullName) {
  return {ErrorCode::NotFound, ErrorSide::Local, "type_unknown",
          "The schema has no message type " + std::string(fullName) + "."};
}

PlanCache::PlanCache(const pb::DescriptorPool& pool) : pool_(pool) {}

PlanCache::Bucket& PlanCache::bucketOf(std::string_view fullName) {
  return buckets_[std::hash<std::string_view>{}(fullName) % buckets_.size()];
}

const MessagePlan* PlanCache::inBucket(const Bucket& bucket, std::string_view fullName) {
  const MessagePlan* plan = bucket.load(std::memory_order_acquire);
  while (plan != nullptr && plan->fullName != fullName) plan = plan->next;
  return plan;
}

const MessagePlan* PlanCache::find(std::string_view fullName) {
  const Bucket& bucket = bucketOf(fullName);
  if (const MessagePlan* plan = inBucket(bucket, fullName)) return plan;
  const pb::Descriptor* type = pool_.FindMessageTypeByName(std::string(fullName));
  if (type == nullptr) return nullptr;
  const std::lock_guard lock(compiling_);
  if (!plans_.contains(type)) compile(*type);
  return inBucket(bucket, fullName);
}

/// Without recursion: chains of types are as long as the peer that sent the schema likes. Plans become
/// visible when everything they refer to is complete.
void PlanCache::compile(const pb::Descriptor& type) {
  const PlanLinks links{[this](const pb::Descriptor& other) { return linked(other); },
                        [this](const pb::EnumDescriptor& other) { return linked(other); }};
  std::vector<MessagePlan*> made;
  linked(type);
  while (!waiting_.empty()) {
    const pb::Descriptor* next = waiting_.back();
    waiting_.pop_back();
    made.push_back(plans_.at(next).get());
    compilePlan(*next, pool_, links, *made.back());
  }
  for (MessagePlan* plan : made) {
    Bucket& bucket = bucketOf(plan->fullName);
    plan->next = bucket.load(std::memory_order_relaxed);
    bucket.store(plan, std::memory_order_release);
  }
}

const MessagePlan* PlanCache::linked(const pb::Descriptor& type) {
  auto& plan = plans_[&type];
  if (!plan) {
    plan = std::make_unique<MessagePlan>();
    waiting_.push_back(&type);
  }
  return plan.get();
}

const EnumPlan* PlanCache::linked(const pb::EnumDescriptor& type) {
  auto& plan = enums_[&type];
  if (!plan) {
    plan = std::make_unique<EnumPlan>();
    compilePlan(type, *plan);
  }
  return plan.get();
}

}  // namespace bascule::schema
