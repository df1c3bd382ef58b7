// SPDX-License-Identifier: GPL-3.0-or-later
// `.proto` files on disk to descriptors, compiled in process, with every message of the compiler and its
// place. Private to the schema floor. Thread: any.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <google/protobuf/descriptor.pb.h>

#include "bridge/schema/registry.h"

namespace bascule::schema {

struct ProtoSources {
  std::vector<std::filesystem::path> roots;  ///< of imports; the first that has a file wins
  std::vector<std::filesystem::path> protos;
};

struct CompiledProtos {
  google::protobuf::FileDescriptorSet files;  ///< imports first; those of the program are left out
  std::set<std::string> own;                  ///< names of the files that were asked for
};

/// Compiles `sources`; what no root has is looked for in `known`. Errors: InvalidInput `schema_invalid` names
/// file, line and reason and `problems` then has all of them; NotFound `schema_unreadable`.
Result<CompiledProtos> compileProtos(const ProtoSources& sources,
                                     const google::protobuf::FileDescriptorSet& known,
                                     std::vector<SourceProblem>& problems);

}  // namespace bascule::schema
