// SPDX-License-Identifier: GPL-3.0-or-later
// Descriptors to plans. Links to other plans are left to the caller's `resolve` functions, so that recursive
// types end. Private to the schema floor. Thread: the caller's.
#pragma once

#include <functional>

#include "bridge/schema/message_plan.h"

namespace google::protobuf {
class Descriptor;
class DescriptorPool;
class EnumDescriptor;
}  // namespace google::protobuf

namespace bascule::schema {

struct PlanLinks {
  std::function<const MessagePlan*(const google::protobuf::Descriptor&)> message;
  std::function<const EnumPlan*(const google::protobuf::EnumDescriptor&)> enumeration;
};

/// Fills `plan`; extensions are those `pool` knows.
void compilePlan(const google::protobuf::Descriptor& type, const google::protobuf::DescriptorPool& pool,
                 const PlanLinks& links, MessagePlan& plan);
void compilePlan(const google::protobuf::EnumDescriptor& type, EnumPlan& plan);

}  // namespace bascule::schema
