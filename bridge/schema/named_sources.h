// SPDX-License-Identifier: GPL-3.0-or-later
// What the user named with `--schema`, source by source: each is loaded, or has a list of what is wrong with
// it. Reads files; pure functions otherwise. Thread: any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/schema/registry.h"

namespace bascule::schema {

enum class SourceKind : std::uint8_t { Unknown, ProtoFile, Folder, DescriptorSet };

/// What a path is by its look: a folder, or the ending of a file's name.
SourceKind sourceKind(const std::string& path);
/// True for the endings that nothing but a schema has: `.proto`, `.binpb`, `.protoset`, `.desc`.
bool isSchemaFile(std::string_view fileName);

/// What became of one source.
struct SourceReport {
  std::string path;  ///< as it was named
  SourceKind kind = SourceKind::Unknown;
  std::size_t files = 0;  ///< .proto files, in the case of a set those that it was made of
  std::size_t methods = 0;
  std::vector<SourceProblem> problems;  ///< empty: it is part of the schema
  std::optional<Error> error;           ///< the first of them, as loadSources() gives it
  /// Its files that an earlier source has with other contents: the earlier one's are used.
  std::vector<std::string> shadowed;
  bool used() const { return problems.empty(); }
};

struct LoadedSources {
  SchemaPtr schema;                   ///< of the sources that are in order; never null
  std::vector<SourceReport> sources;  ///< in the order of the specification
  /// The paths of those that are in order.
  std::vector<std::string> usedPaths() const;
};

/// Loads every source that is in order, the first to have a file wins; what is wrong with one leaves it out
/// alone. Sources may import from each other's folders, and from sets that come before.
LoadedSources loadEach(const SourceSpec& spec);

}  // namespace bascule::schema
