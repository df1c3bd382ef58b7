// SPDX-License-Identifier: GPL-3.0-or-later
// Schema sources on disk (`--schema`, `--proto-path`): .proto files and folders are compiled in process by
// protobuf's own compiler front end, descriptor sets are read. Pure but for reading files.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <system_error>
#include <utility>

#include <google/protobuf/compiler/importer.h>
#include <google/protobuf/descriptor_database.h>

#include "bridge/schema/builtin_files.h"
#include "bridge/schema/registry.h"
#include "bridge/schema/schema_limits.h"

namespace bascule::schema {
namespace {

namespace fs = std::filesystem;
namespace pb = google::protobuf;

constexpr std::array<std::string_view, 4> kDescriptorSetEndings = {".binpb", ".pb", ".protoset", ".desc"};

class Problems final : public pb::compiler::MultiFileErrorCollector {
 public:
  void AddError(const std::string& file, int line, int column, const std::string& message) override {
    list.push_back({file, line + 1, column + 1, message});
  }
  std::vector<SourceProblem> list;
};

/// The built-in files for imports that no root has.
class BuiltinDatabase final : public pb::DescriptorDatabase {
 public:
  bool FindFileByName(const std::string& name, pb::FileDescriptorProto* out) override {
    const auto* file = builtinFile(name);
    if (file != nullptr) *out = *file;
    return file != nullptr;
  }
  bool FindFileContainingSymbol(const std::string&, pb::FileDescriptorProto*) override { return false; }
  bool FindFileContainingExtension(const std::string&, int, pb::FileDescriptorProto*) override {
    return false;
  }
};

/// Paths sorted by what they are.
struct Sources {
  std::vector<fs::path> roots;
  std::vector<fs::path> protos;
  std::vector<fs::path> sets;
};

std::unexpected<Error> unreadable(const fs::path& path, const std::string& why) {
  return fail(ErrorCode::NotFound, "schema_unreadable", path.string() + ": " + why);
}

bool isHidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

Result<void> addFolder(const fs::path& folder, Sources& out) {
  out.roots.push_back(folder);
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (entry->is_directory(error) && isHidden(entry->path())) entry.disable_recursion_pending();
    if (entry->path().extension() == ".proto" && entry->is_regular_file(error))
      out.protos.push_back(entry->path());
    if (out.protos.size() > kMaxSchemaFiles) {
      return fail(ErrorCode::LimitExceeded, "schema_too_large",
                  folder.string() + ": more than " + std::to_string(kMaxSchemaFiles) + " .proto files");
    }
  }
  if (error) return unreadable(folder, error.message());
  return {};
}

Result<Sources> sortPaths(const SourceSpec& spec) {
  Sources out;
  for (const std::string& root : spec.protoPaths) {
    if (!fs::is_directory(root)) return unreadable(root, "not a folder");
    out.roots.emplace_back(root);
  }
  for (const fs::path path : spec.paths) {
    std::error_code error;
    if (fs::is_directory(path, error)) {
      if (auto added = addFolder(path, out); !added) return std::unexpected(std::move(added.error()));
    } else if (!fs::exists(path, error)) {
      return unreadable(path, "no such file or folder");
    } else if (path.extension() == ".proto") {
      out.protos.push_back(path);
      if (spec.protoPaths.empty())
        out.roots.push_back(path.has_parent_path() ? path.parent_path() : fs::path("."));
    } else if (std::ranges::find(kDescriptorSetEndings, path.extension()) != kDescriptorSetEndings.end()) {
      out.sets.push_back(path);
    } else {
      return fail(ErrorCode::InvalidInput, "schema_invalid",
                  path.string() + ": neither .proto nor a descriptor set (.binpb, .pb, .protoset, .desc)");
    }
  }
  std::ranges::sort(out.protos);
  return out;
}

Result<std::string> readFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return unreadable(path, "cannot be opened");
  std::string bytes(std::istreambuf_iterator<char>(file), {});
  if (bytes.size() > kMaxSchemaBytes) {
    return fail(ErrorCode::LimitExceeded, "schema_too_large", path.string() + ": too large for a schema");
  }
  return bytes;
}

/// Adds `file` after everything it imports; built-in files are left to the builder.
void collect(const pb::FileDescriptor& file, std::set<std::string>& seen, pb::FileDescriptorSet& out) {
  if (builtinFile(file.name()) != nullptr || !seen.insert(file.name()).second) return;
  for (int i = 0; i < file.dependency_count(); ++i) collect(*file.dependency(i), seen, out);
  pb::FileDescriptorProto& proto = *out.add_file();
  file.CopyTo(&proto);
  file.CopyJsonNameTo(&proto);
}

std::unexpected<Error> firstOf(const std::vector<SourceProblem>& problems) {
  // A problem with a place says more than "file not found" without one.
  auto first = std::ranges::find_if(problems, [](const SourceProblem& problem) { return problem.line > 0; });
  if (first == problems.end()) first = problems.begin();
  std::string place = first->file;
  if (first->line > 0) place += ":" + std::to_string(first->line) + ":" + std::to_string(first->column);
  return fail(ErrorCode::InvalidInput, "schema_invalid", place + ": " + first->message);
}

Result<void> compile(const Sources& sources, Problems& problems, pb::FileDescriptorSet& out) {
  pb::compiler::DiskSourceTree tree;
  for (const fs::path& root : sources.roots) tree.MapPath("", root.string());
  BuiltinDatabase builtins;
  pb::compiler::SourceTreeDescriptorDatabase database(&tree, &builtins);
  database.RecordErrorsTo(&problems);
  pb::DescriptorPool pool(&database, database.GetValidationErrorCollector());
  // Options are read by the file that defines them, if the pool has it before the files that use them.
  pool.FindFileByName("google/protobuf/descriptor.proto");
  std::set<std::string> seen;
  for (const pb::FileDescriptorProto& file : out.file()) seen.insert(file.name());
  for (const fs::path& path : sources.protos) {
    std::string name;
    std::string shadowing;
    switch (tree.DiskFileToVirtualFile(path.string(), &name, &shadowing)) {
      case pb::compiler::DiskSourceTree::SUCCESS:
        break;
      case pb::compiler::DiskSourceTree::SHADOWED:
        continue;  // the same name in an earlier root wins
      case pb::compiler::DiskSourceTree::CANNOT_OPEN:
        return unreadable(path, "cannot be opened");
      case pb::compiler::DiskSourceTree::NO_MAPPING:
        return unreadable(path, "lies in none of the --proto-path folders");
    }
    if (const pb::FileDescriptor* file = pool.FindFileByName(name)) collect(*file, seen, out);
  }
  if (!problems.list.empty()) return firstOf(problems.list);
  return {};
}

Result<pb::FileDescriptorSet> loadAll(const SourceSpec& spec, Problems& problems) {
  auto sources = sortPaths(spec);
  if (!sources) return std::unexpected(std::move(sources.error()));
  pb::FileDescriptorSet files;
  for (const fs::path& path : sources->sets) {
    const auto bytes = readFile(path);
    if (!bytes) return std::unexpected(bytes.error());
    pb::FileDescriptorSet set;
    if (!set.ParseFromString(*bytes)) {
      return fail(ErrorCode::InvalidInput, "schema_invalid", path.string() + ": not a descriptor set");
    }
    files.MergeFrom(set);
  }
  if (auto compiled = compile(*sources, problems, files); !compiled) {
    return std::unexpected(std::move(compiled.error()));
  }
  return files;
}

}  // namespace

Result<SchemaPtr> loadSources(const SourceSpec& spec, std::vector<SourceProblem>* problems) {
  Problems collected;
  const auto files = loadAll(spec, collected);
  auto schema = files ? Schema::build(*files) : Result<SchemaPtr>(std::unexpected(files.error()));
  if (problems != nullptr) *problems = std::move(collected.list);
  return schema;
}

}  // namespace bascule::schema
