// SPDX-License-Identifier: GPL-3.0-or-later
// Server reflection, sans-io: the dialogue that fetches all descriptors of a server. v1 and v1alpha have
// the same messages and differ only in the path. gRPC "server-reflection.md". Thread: not shared.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/error.h"
#include "bridge/schema/registry.h"

namespace bascule::schema {

inline constexpr std::string_view kReflectionV1Path =
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
inline constexpr std::string_view kReflectionV1AlphaPath =
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

/// Asks for the services, then for the file of each, then for imports that are still missing. Bounded: at
/// most 64 MiB and 10,000 files (robustness).
class ReflectionSession {
 public:
  ReflectionSession();
  ~ReflectionSession();

  /// First requests to send (serialized ServerReflectionRequest).
  std::vector<std::string> start();
  /// Takes a serialized ServerReflectionResponse; gives further requests to send.
  std::vector<std::string> onMessage(std::string_view response);
  /// Everything was answered, or the dialogue failed.
  bool done() const;
  /// The schema once done. Errors: InvalidInput `reflection_malformed`, `schema_invalid`, LimitExceeded
  /// `reflection_too_large`, NotFound `reflection_empty`.
  Result<SchemaPtr> result() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bascule::schema
