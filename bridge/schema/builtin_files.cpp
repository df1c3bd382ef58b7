// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/schema/builtin_files.h"

#include <algorithm>
#include <array>

#include <google/protobuf/compiler/parser.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

namespace bascule::schema {
namespace {

namespace pb = google::protobuf;

// In an order in which each follows its imports.
constexpr std::array<std::string_view, 10> kLibraryFiles = {
    "google/protobuf/any.proto",        "google/protobuf/source_context.proto",
    "google/protobuf/type.proto",       "google/protobuf/api.proto",
    "google/protobuf/descriptor.proto", "google/protobuf/duration.proto",
    "google/protobuf/empty.proto",      "google/protobuf/field_mask.proto",
    "google/protobuf/struct.proto",     "google/protobuf/timestamp.proto"};
constexpr std::string_view kWrappers = "google/protobuf/wrappers.proto";

class IgnoreErrors final : public pb::io::ErrorCollector {
 public:
  void AddError(int, int, const std::string&) override {}
};

void addLibraryFile(std::string_view name, std::vector<pb::FileDescriptorProto>& out) {
  const pb::FileDescriptor* file = pb::DescriptorPool::generated_pool()->FindFileByName(std::string(name));
  if (file == nullptr) return;
  file->CopyTo(&out.emplace_back());
  file->CopyJsonNameTo(&out.back());
}

/// An option that is younger than the protobuf library: protos that use it must load, too.
void addDebugRedact(pb::FileDescriptorProto& file) {
  for (pb::DescriptorProto& message : *file.mutable_message_type()) {
    if (message.name() != "FieldOptions") continue;
    const bool known =
        std::ranges::any_of(message.field(), [](const auto& f) { return f.name() == "debug_redact"; });
    if (known) return;
    pb::FieldDescriptorProto& field = *message.add_field();
    field.set_name("debug_redact");
    field.set_json_name("debugRedact");
    field.set_number(16);
    field.set_label(pb::FieldDescriptorProto::LABEL_OPTIONAL);
    field.set_type(pb::FieldDescriptorProto::TYPE_BOOL);
    field.set_default_value("false");
  }
}

std::vector<pb::FileDescriptorProto> makeFiles() {
  std::vector<pb::FileDescriptorProto> files;
  for (const std::string_view name : kLibraryFiles) addLibraryFile(name, files);
  addLibraryFile(kWrappers, files);
  const auto descriptor =
      std::ranges::find(files, "google/protobuf/descriptor.proto", &pb::FileDescriptorProto::name);
  if (descriptor != files.end()) addDebugRedact(*descriptor);
  for (const EmbeddedProto& embedded : embeddedProtos())
    files.push_back(parsedProto(embedded.name, embedded.text));
  return files;
}

}  // namespace

pb::FileDescriptorProto parsedProto(std::string_view name, std::string_view text) {
  pb::io::ArrayInputStream input(text.data(), static_cast<int>(text.size()));
  IgnoreErrors ignore;
  pb::io::Tokenizer tokenizer(&input, &ignore);
  pb::compiler::Parser parser;
  parser.RecordErrorsTo(&ignore);
  pb::FileDescriptorProto file;
  parser.Parse(&tokenizer, &file);
  file.set_name(std::string(name));
  return file;
}

const std::vector<pb::FileDescriptorProto>& builtinFiles() {
  static const std::vector<pb::FileDescriptorProto> files = makeFiles();
  return files;
}

const pb::FileDescriptorProto* builtinFile(std::string_view name) {
  const auto& files = builtinFiles();
  const auto found = std::ranges::find_if(files, [name](const auto& file) { return file.name() == name; });
  return found == files.end() ? nullptr : &*found;
}

}  // namespace bascule::schema
