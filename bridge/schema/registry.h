// SPDX-License-Identifier: GPL-3.0-or-later
// `Schema`: an immutable set of message and service descriptors. Made by a loader (proto_source.h,
// descriptor_set.h, reflection.h), then shared read-only by every worker and reader.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/error.h"
#include "bridge/rpc/protocol.h"

namespace google::protobuf {
class Descriptor;
class DescriptorPool;
class FileDescriptorSet;
}  // namespace google::protobuf

namespace bascule::schema {

/// What the schema says about one method.
struct MethodInfo {
  std::string service;  ///< full name, `acme.shop.v1.OrderService`
  std::string name;     ///< `CreateOrder`
  rpc::Kind kind = rpc::Kind::Unary;
  bool noSideEffects = false;  ///< idempotency_level = NO_SIDE_EFFECTS: may be called with GET
  std::string requestType;     ///< full message name
  std::string responseType;
  // Where generated code keeps them: path of the .proto file, name within its package (`Outer.Inner`).
  std::string file, requestFile, responseFile;
  std::string requestName, responseName;
  bool assumed = false;  ///< no schema has it: it stands for the user's readings of its messages (overlay.h)
};

class Schema;
using SchemaPtr = std::shared_ptr<const Schema>;

class Schema {
 public:
  /// Builds a schema of its own pool. Missing well-known types (google/protobuf/*, google/rpc/*) are
  /// supplied from the program. Error InvalidInput `schema_invalid` names file and reason.
  static Result<SchemaPtr> build(const google::protobuf::FileDescriptorSet& files);
  /// Knows only the well-known types and google.rpc error details.
  static SchemaPtr wellKnown();
  ~Schema();

  /// `path` is `/acme.shop.v1.OrderService/CreateOrder`. Null if unknown; valid as long as the schema.
  const MethodInfo* method(std::string_view path) const;
  std::vector<const MethodInfo*> methods() const;
  /// Descriptor of a message by full name; null if unknown.
  const google::protobuf::Descriptor* message(std::string_view fullName) const;
  /// Serialized FileDescriptorSet of everything but the built-in files, for the session file.
  std::string serialized() const;
  bool empty() const;

  struct Impl;
  explicit Schema(std::unique_ptr<Impl> impl);
  const Impl& impl() const { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

/// Schema of a descriptor set's bytes (`.binpb`, `.protoset`). Errors as build(); `fileName` is for them.
Result<SchemaPtr> schemaFromDescriptorSet(std::string_view bytes, std::string_view fileName);

/// One problem of a schema source, with its place.
struct SourceProblem {
  std::string file;
  int line = 0;    ///< from 1; 0 = unknown
  int column = 0;  ///< from 1
  std::string message;
  std::string path = {};  ///< of the file on disk, absolute; empty: it was not found
};

/// What the user named with `--schema`: files, folders, descriptor sets; see cli.md.
struct SourceSpec {
  std::vector<std::string> paths;
  std::vector<std::string> protoPaths;  ///< `--proto-path`
  bool operator==(const SourceSpec&) const = default;
};

/// Loads and merges all named sources, the first to have a file wins; `.proto` is compiled in process. On
/// failure `problems` (if given) has every message about the source that failed, and the error names the
/// first with file, line and reason. See named_sources.h for a report on each.
Result<SchemaPtr> loadSources(const SourceSpec& spec, std::vector<SourceProblem>* problems = nullptr);

/// Files of `first` win over files of the same name in `second`.
Result<SchemaPtr> merge(const SchemaPtr& first, const SchemaPtr& second);
/// Names of the files that both have with different contents.
std::vector<std::string> conflicts(const Schema& first, const Schema& second);

}  // namespace bascule::schema
