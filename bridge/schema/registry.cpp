// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/schema/registry.h"

#include <map>
#include <utility>

#include "bridge/schema/schema_builder.h"

namespace bascule::schema {

namespace pb = google::protobuf;

Schema::Schema(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Schema::~Schema() = default;

Result<SchemaPtr> Schema::build(const pb::FileDescriptorSet& files) {
  SchemaBuilder builder;
  if (auto built = builder.add(files, SchemaBuilder::OnError::Fail); !built) {
    return std::unexpected(std::move(built.error()));
  }
  return builder.finish();
}

SchemaPtr Schema::wellKnown() {
  static const SchemaPtr schema = SchemaBuilder().finish();
  return schema;
}

const MethodInfo* Schema::method(std::string_view path) const {
  const auto found = impl_->methods.find(path);
  return found == impl_->methods.end() ? nullptr : &found->second;
}

std::vector<const MethodInfo*> Schema::methods() const { return impl_->ordered; }

const pb::Descriptor* Schema::message(std::string_view fullName) const {
  return impl_->pool.FindMessageTypeByName(std::string(fullName));
}

std::string Schema::serialized() const { return impl_->files.SerializeAsString(); }

bool Schema::empty() const { return impl_->files.file_size() == 0; }

Result<SchemaPtr> merge(const SchemaPtr& first, const SchemaPtr& second) {
  SchemaBuilder builder;
  if (auto built = builder.add(first->impl().files, SchemaBuilder::OnError::Fail); !built) {
    return std::unexpected(std::move(built.error()));
  }
  // The same types often come under other file names (a local path here, the server's there): what
  // clashes with `first` is left out.
  (void)builder.add(second->impl().files, SchemaBuilder::OnError::Skip);
  return builder.finish();
}

std::vector<std::string> conflicts(const Schema& first, const Schema& second) {
  std::map<std::string_view, const pb::FileDescriptorProto*> known;
  for (const auto& file : first.impl().files.file()) known.emplace(file.name(), &file);
  std::vector<std::string> names;
  for (const auto& file : second.impl().files.file()) {
    const auto found = known.find(file.name());
    if (found != known.end() && found->second->SerializeAsString() != file.SerializeAsString())
      names.push_back(file.name());
  }
  return names;
}

}  // namespace bascule::schema
