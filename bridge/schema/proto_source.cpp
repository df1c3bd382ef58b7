// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/schema/proto_source.h"

#include <algorithm>
#include <map>

#include <google/protobuf/compiler/importer.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor_database.h>

#include "bridge/schema/builtin_files.h"

namespace bascule::schema {
namespace {

namespace fs = std::filesystem;
namespace pb = google::protobuf;

class Problems final : public pb::compiler::MultiFileErrorCollector {
 public:
  Problems(pb::compiler::DiskSourceTree& tree, std::vector<SourceProblem>& list) : tree_(tree), list_(list) {}
  void AddError(const std::string& file, int line, int column, const std::string& message) override {
    SourceProblem problem{file, line + 1, column + 1, message, {}};
    std::string path;
    if (tree_.VirtualFileToDiskFile(file, &path)) problem.path = fs::absolute(path).lexically_normal();
    list_.push_back(std::move(problem));
  }

 private:
  pb::compiler::DiskSourceTree& tree_;
  std::vector<SourceProblem>& list_;
};

/// Files for imports that no root has: the program's own, and what other sources brought.
class KnownFiles final : public pb::DescriptorDatabase {
 public:
  explicit KnownFiles(const pb::FileDescriptorSet& known) {
    for (const pb::FileDescriptorProto& file : known.file()) byName_.emplace(file.name(), &file);
  }
  bool FindFileByName(const std::string& name, pb::FileDescriptorProto* out) override {
    const auto known = byName_.find(name);
    const auto* file = known == byName_.end() ? builtinFile(name) : known->second;
    if (file != nullptr) *out = *file;
    return file != nullptr;
  }
  bool FindFileContainingSymbol(const std::string&, pb::FileDescriptorProto*) override { return false; }
  bool FindFileContainingExtension(const std::string&, int, pb::FileDescriptorProto*) override {
    return false;
  }

 private:
  std::map<std::string, const pb::FileDescriptorProto*, std::less<>> byName_;
};

std::unexpected<Error> unreadable(const fs::path& path, const std::string& why) {
  return fail(ErrorCode::NotFound, "schema_unreadable", path.string() + ": " + why);
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

/// The name under which the tree knows a file on disk; empty if an earlier root has another file of it.
Result<std::string> nameOf(pb::compiler::DiskSourceTree& tree, const fs::path& path) {
  std::string name;
  std::string shadowing;
  switch (tree.DiskFileToVirtualFile(path.string(), &name, &shadowing)) {
    case pb::compiler::DiskSourceTree::SUCCESS:
      return name;
    case pb::compiler::DiskSourceTree::SHADOWED:
      return std::string();
    case pb::compiler::DiskSourceTree::CANNOT_OPEN:
      return unreadable(path, "cannot be opened");
    case pb::compiler::DiskSourceTree::NO_MAPPING:
      break;
  }
  return unreadable(path, "lies in none of the --proto-path folders");
}

}  // namespace

Result<CompiledProtos> compileProtos(const ProtoSources& sources, const pb::FileDescriptorSet& known,
                                     std::vector<SourceProblem>& problems) {
  pb::compiler::DiskSourceTree tree;
  for (const fs::path& root : sources.roots) tree.MapPath("", root.string());
  KnownFiles fallback(known);
  Problems collected(tree, problems);
  pb::compiler::SourceTreeDescriptorDatabase database(&tree, &fallback);
  database.RecordErrorsTo(&collected);
  pb::DescriptorPool pool(&database, database.GetValidationErrorCollector());
  // Options are read by the file that defines them, if the pool has it before the files that use them.
  pool.FindFileByName("google/protobuf/descriptor.proto");
  CompiledProtos out;
  std::set<std::string> seen;
  for (const fs::path& path : sources.protos) {
    const auto name = nameOf(tree, path);
    if (!name) return std::unexpected(name.error());
    if (name->empty()) continue;
    out.own.insert(*name);
    if (const pb::FileDescriptor* file = pool.FindFileByName(*name)) collect(*file, seen, out.files);
  }
  if (!problems.empty()) return firstOf(problems);
  return out;
}

}  // namespace bascule::schema
