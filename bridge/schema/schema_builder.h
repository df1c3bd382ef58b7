// SPDX-License-Identifier: GPL-3.0-or-later
// `SchemaBuilder`: descriptor files in any order to a `Schema`, and `Schema::Impl`, what a schema holds.
// Private to the schema floor. Thread: a builder is not shared; a finished schema is read-only.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include "bridge/schema/plan_cache.h"
#include "bridge/schema/registry.h"

namespace bascule::schema {

struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

struct Schema::Impl {
  google::protobuf::DescriptorPool pool;
  std::unique_ptr<PlanCache> plans;  // grows as types are asked for
  std::unordered_map<std::string, MethodInfo, StringHash, std::equal_to<>> methods;  // by path
  std::vector<const MethodInfo*> ordered;
  google::protobuf::FileDescriptorSet files;  // without the built-in ones, in building order
  std::unordered_set<const google::protobuf::FieldDescriptor*> chosen;  // that come from an overlay
  std::unordered_set<const google::protobuf::Descriptor*> made;         // of an overlay alone
};

class SchemaBuilder {
 public:
  /// What to do with a file that cannot be built: fail, or leave it and its importers out.
  enum class OnError : std::uint8_t { Fail, Skip };

  SchemaBuilder();
  ~SchemaBuilder();

  /// Builds all files of the set that are not there yet. A file of a name already known is ignored.
  Result<void> add(const google::protobuf::FileDescriptorSet& files, OnError onError);
  /// The finished schema; the builder is empty afterwards. `last` may add what is known of it beside the
  /// files.
  SchemaPtr finish(const std::function<void(Schema::Impl&)>& last = {});

 private:
  using Pending = std::map<std::string, const google::protobuf::FileDescriptorProto*, std::less<>>;
  std::optional<Error> buildWithImports(const std::string& name, const Pending& pending);
  std::optional<Error> buildOne(const google::protobuf::FileDescriptorProto& file, bool builtin);
  void collectMethods();

  std::unique_ptr<Schema::Impl> impl_;
};

}  // namespace bascule::schema
