// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/schema/schema_builder.h"

#include <set>
#include <utility>

#include <google/protobuf/stubs/logging.h>

#include "bridge/schema/builtin_files.h"

namespace bascule::schema {
namespace {

namespace pb = google::protobuf;

/// Keeps the first message of the pool.
class FirstError final : public pb::DescriptorPool::ErrorCollector {
 public:
  void AddError(const std::string& file, const std::string& element, const pb::Message*, ErrorLocation,
                const std::string& message) override {
    if (text.empty()) text = file + ": " + (element.empty() ? "" : element + ": ") + message;
  }
  std::string text;
};

Error invalid(std::string message) {
  return Error{ErrorCode::InvalidInput, ErrorSide::Local, "schema_invalid", std::move(message)};
}

rpc::Kind kindOf(const pb::MethodDescriptor& method) {
  if (method.client_streaming()) {
    return method.server_streaming() ? rpc::Kind::Bidi : rpc::Kind::ClientStream;
  }
  return method.server_streaming() ? rpc::Kind::ServerStream : rpc::Kind::Unary;
}

std::string nameInPackage(const pb::Descriptor& type) {
  const std::string& package = type.file()->package();
  return package.empty() ? type.full_name() : type.full_name().substr(package.size() + 1);
}

MethodInfo infoOf(const pb::MethodDescriptor& method) {
  const pb::Descriptor& request = *method.input_type();
  const pb::Descriptor& response = *method.output_type();
  return {method.service()->full_name(),
          method.name(),
          kindOf(method),
          method.options().idempotency_level() == pb::MethodOptions::NO_SIDE_EFFECTS,
          request.full_name(),
          response.full_name(),
          method.file()->name(),
          request.file()->name(),
          response.file()->name(),
          nameInPackage(request),
          nameInPackage(response)};
}

}  // namespace

SchemaBuilder::SchemaBuilder() : impl_(std::make_unique<Schema::Impl>()) {
  // The library writes about malformed input to stderr, which a peer could fill; we report it as errors.
  static const auto previous = pb::SetLogHandler(nullptr);
  (void)previous;
}
SchemaBuilder::~SchemaBuilder() = default;

std::optional<Error> SchemaBuilder::buildOne(const pb::FileDescriptorProto& file, bool builtin) {
  FirstError errors;
  if (impl_->pool.BuildFileCollectingErrors(file, &errors) == nullptr) {
    return invalid(errors.text.empty() ? file.name() + ": cannot be built" : errors.text);
  }
  if (!builtin) *impl_->files.add_file() = file;
  return std::nullopt;
}

/// Depth-first without recursion: a hostile chain of imports must not use up the stack.
std::optional<Error> SchemaBuilder::buildWithImports(const std::string& name, const Pending& pending) {
  struct Step {
    const pb::FileDescriptorProto* file;
    bool builtin;
    int nextImport;
  };
  std::vector<Step> path;
  std::set<std::string, std::less<>> onPath;
  const auto enter = [&](const std::string& file) -> std::optional<Error> {
    if (impl_->pool.FindFileByName(file) != nullptr) return std::nullopt;
    if (!onPath.insert(file).second) return invalid(file + ": imports itself");
    if (const auto* builtin = builtinFile(file)) {
      path.push_back({builtin, true, 0});
    } else if (const auto found = pending.find(file); found != pending.end()) {
      path.push_back({found->second, false, 0});
    } else {
      return invalid(path.back().file->name() + ": the import " + file + " is missing");
    }
    return std::nullopt;
  };
  if (auto error = enter(name)) return error;
  while (!path.empty()) {
    Step& top = path.back();
    if (top.nextImport < top.file->dependency_size()) {
      if (auto error = enter(top.file->dependency(top.nextImport++))) return error;
      continue;
    }
    if (auto error = buildOne(*top.file, top.builtin)) return error;
    onPath.erase(top.file->name());
    path.pop_back();
  }
  return std::nullopt;
}

Result<void> SchemaBuilder::add(const pb::FileDescriptorSet& files, OnError onError) {
  Pending pending;
  for (const pb::FileDescriptorProto& file : files.file()) pending.emplace(file.name(), &file);
  for (const auto& [name, file] : pending) {
    auto error = buildWithImports(name, pending);
    if (error && onError == OnError::Fail) return std::unexpected(std::move(*error));
  }
  return {};
}

void SchemaBuilder::collectMethods() {
  for (const pb::FileDescriptorProto& proto : impl_->files.file()) {
    const pb::FileDescriptor* file = impl_->pool.FindFileByName(proto.name());
    for (int s = 0; s < file->service_count(); ++s) {
      const pb::ServiceDescriptor* service = file->service(s);
      for (int m = 0; m < service->method_count(); ++m) {
        const pb::MethodDescriptor* method = service->method(m);
        const auto added =
            impl_->methods.emplace("/" + service->full_name() + "/" + method->name(), infoOf(*method));
        impl_->ordered.push_back(&added.first->second);
      }
    }
  }
}

SchemaPtr SchemaBuilder::finish(const std::function<void(Schema::Impl&)>& last) {
  // A vendored copy under another name may define the same types: then ours of that file is left out.
  for (const pb::FileDescriptorProto& file : builtinFiles()) {
    if (impl_->pool.FindFileByName(file.name()) == nullptr) (void)buildOne(file, true);
  }
  impl_->plans = std::make_unique<PlanCache>(impl_->pool);
  collectMethods();
  if (last) last(*impl_);
  return std::make_shared<const Schema>(std::exchange(impl_, std::make_unique<Schema::Impl>()));
}

}  // namespace bascule::schema
