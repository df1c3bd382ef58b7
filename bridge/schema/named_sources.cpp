// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/schema/named_sources.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include <google/protobuf/descriptor.pb.h>

#include "bridge/schema/proto_source.h"
#include "bridge/schema/schema_limits.h"

namespace bascule::schema {
namespace {

namespace fs = std::filesystem;
namespace pb = google::protobuf;

constexpr std::string_view kProtoEnding = ".proto";
constexpr std::array<std::string_view, 4> kDescriptorSetEndings = {".binpb", ".protoset", ".desc", ".pb"};
constexpr std::size_t kUnmistakable = 3;  // the last one is also an ending of recorded traffic

/// One source before it is compiled.
struct Source {
  SourceKind kind = SourceKind::Unknown;
  std::optional<fs::path> root;  ///< of imports
  std::vector<fs::path> protos;
};

std::unexpected<Error> unreadable(const fs::path& path, const std::string& why) {
  return fail(ErrorCode::NotFound, "schema_unreadable", path.string() + ": " + why);
}

bool isHidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

Result<Source> folderSource(const fs::path& folder) {
  Source out{SourceKind::Folder, folder, {}};
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (entry->is_directory(error) && isHidden(entry->path())) entry.disable_recursion_pending();
    if (entry->path().extension() == kProtoEnding && entry->is_regular_file(error))
      out.protos.push_back(entry->path());
    if (out.protos.size() > kMaxSchemaFiles) {
      return fail(ErrorCode::LimitExceeded, "schema_too_large",
                  folder.string() + ": more than " + std::to_string(kMaxSchemaFiles) + " .proto files");
    }
  }
  if (error) return unreadable(folder, error.message());
  std::ranges::sort(out.protos);
  return out;
}

Result<Source> sourceOf(const fs::path& path, const SourceSpec& spec) {
  std::error_code error;
  const SourceKind kind = sourceKind(path);
  if (kind == SourceKind::Folder) return folderSource(path);
  if (!fs::exists(path, error)) return unreadable(path, "no such file or folder");
  if (kind == SourceKind::Unknown) {
    return fail(ErrorCode::InvalidInput, "schema_invalid",
                path.string() + ": neither .proto nor a descriptor set (.binpb, .pb, .protoset, .desc)");
  }
  Source out{kind, std::nullopt, {}};
  if (kind == SourceKind::DescriptorSet) return out;
  out.protos.push_back(path);
  if (spec.protoPaths.empty()) out.root = path.has_parent_path() ? path.parent_path() : fs::path(".");
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

Result<CompiledProtos> readSet(const fs::path& path) {
  const auto bytes = readFile(path);
  if (!bytes) return std::unexpected(bytes.error());
  CompiledProtos out;
  if (!out.files.ParseFromString(*bytes)) {
    return fail(ErrorCode::InvalidInput, "schema_invalid", path.string() + ": not a descriptor set");
  }
  for (const pb::FileDescriptorProto& file : out.files.file()) out.own.insert(file.name());
  return out;
}

/// The comments of a file's source do not matter, and only some compilers write them down.
bool sameContents(pb::FileDescriptorProto a, pb::FileDescriptorProto b) {
  a.clear_source_code_info();
  b.clear_source_code_info();
  return a.SerializeAsString() == b.SerializeAsString();
}

class Loader {
 public:
  explicit Loader(const SourceSpec& spec) : spec_(spec) { out_.schema = Schema::wellKnown(); }

  LoadedSources load() {
    std::vector<Result<Source>> sources;
    const auto roots = checkRoots();
    for (const std::string& path : spec_.paths) {
      sources.push_back(roots ? sourceOf(path, spec_) : std::unexpected(roots.error()));
      if (sources.back() && sources.back()->root) roots_.push_back(*sources.back()->root);
    }
    for (std::size_t i = 0; i < sources.size(); ++i) {
      SourceReport& report = out_.sources.emplace_back();
      report.path = spec_.paths[i];
      report.kind = sourceKind(report.path);
      auto taken = sources[i] ? take(*sources[i], report) : std::unexpected(sources[i].error());
      if (!taken) refuse(report, std::move(taken.error()));
    }
    return std::move(out_);
  }

 private:
  Result<void> checkRoots() {
    for (const std::string& root : spec_.protoPaths) {
      if (!fs::is_directory(root)) return unreadable(root, "not a folder");
      roots_.emplace_back(root);
    }
    return {};
  }

  static void refuse(SourceReport& report, Error error) {
    if (report.problems.empty()) {
      std::error_code ignored;
      const fs::path path = fs::absolute(report.path, ignored).lexically_normal();
      std::string what = error.message;
      const std::string named = report.path + ": ";
      if (what.starts_with(named)) what.erase(0, named.size());
      report.problems.push_back({report.path, 0, 0, std::move(what), path.string()});
    }
    report.error = std::move(error);
  }

  Result<void> take(const Source& source, SourceReport& report) {
    auto compiled = source.kind == SourceKind::DescriptorSet
                        ? readSet(report.path)
                        : compileProtos({roots_, source.protos}, files_, report.problems);
    if (!compiled) return std::unexpected(std::move(compiled.error()));
    pb::FileDescriptorSet joined = files_;
    std::map<std::string_view, const pb::FileDescriptorProto*> known;
    for (const pb::FileDescriptorProto& file : files_.file()) known.emplace(file.name(), &file);
    for (const pb::FileDescriptorProto& file : compiled->files.file()) {
      const bool own = compiled->own.contains(file.name());
      const auto before = known.find(file.name());
      if (before == known.end()) *joined.add_file() = file;
      if (!own) continue;
      ++report.files;
      for (const pb::ServiceDescriptorProto& service : file.service())
        report.methods += static_cast<std::size_t>(service.method_size());
      if (before != known.end() && !sameContents(*before->second, file))
        report.shadowed.push_back(file.name());
    }
    auto schema = Schema::build(joined);
    if (!schema) return std::unexpected(std::move(schema.error()));
    files_ = std::move(joined);
    out_.schema = std::move(*schema);
    return {};
  }

  const SourceSpec& spec_;
  std::vector<fs::path> roots_;
  pb::FileDescriptorSet files_;  ///< of the sources that are in order so far
  LoadedSources out_;
};

}  // namespace

SourceKind sourceKind(const std::string& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return SourceKind::Folder;
  const std::string ending = fs::path(path).extension();
  if (ending == kProtoEnding) return SourceKind::ProtoFile;
  const bool set = std::ranges::find(kDescriptorSetEndings, ending) != kDescriptorSetEndings.end();
  return set ? SourceKind::DescriptorSet : SourceKind::Unknown;
}

bool isSchemaFile(std::string_view fileName) {
  const auto ends = [&](std::string_view ending) { return fileName.ends_with(ending); };
  return ends(kProtoEnding) ||
         std::any_of(kDescriptorSetEndings.begin(), kDescriptorSetEndings.begin() + kUnmistakable, ends);
}

std::vector<std::string> LoadedSources::usedPaths() const {
  std::vector<std::string> paths;
  for (const SourceReport& source : sources) {
    if (source.used()) paths.push_back(source.path);
  }
  return paths;
}

LoadedSources loadEach(const SourceSpec& spec) { return Loader(spec).load(); }

Result<SchemaPtr> loadSources(const SourceSpec& spec, std::vector<SourceProblem>* problems) {
  LoadedSources loaded = loadEach(spec);
  for (SourceReport& source : loaded.sources) {
    if (source.used()) continue;
    if (problems != nullptr) *problems = std::move(source.problems);
    return std::unexpected(std::move(*source.error));
  }
  return std::move(loaded.schema);
}

}  // namespace bascule::schema
