// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/schema/text_format.h"

#include <limits>
#include <memory>

#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/text_format.h>

#include "bridge/schema/builtin_files.h"

namespace bascule::schema {
namespace {

namespace pb = google::protobuf;

// As deep as binary messages may be; the parser itself has no bound.
constexpr int kMaxDepth = 100;
// protobuf counts bytes in an int.
constexpr std::size_t kMaxText = std::numeric_limits<int>::max();

/// Keeps the first error with its place.
class FirstError final : public pb::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (!text_.empty()) return;
    text_ = "line " + std::to_string(line + 1) + ", column " + std::to_string(column + 1) + ": " + message;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

std::unexpected<Error> invalid(std::string why) {
  return fail(ErrorCode::InvalidInput, "text_invalid", std::move(why));
}

}  // namespace

Result<SchemaPtr> schemaFromText(std::string_view proto, std::string_view fileName) {
  pb::FileDescriptorSet files;
  *files.add_file() = parsedProto(fileName, proto);
  return Schema::build(files);
}

Result<std::string> textToProto(const Schema& schema, std::string_view type, std::string_view text) {
  const pb::Descriptor* descriptor = schema.message(type);
  if (descriptor == nullptr)
    return fail(ErrorCode::NotFound, "type_unknown", "the schema has no message " + std::string(type));
  if (text.size() > kMaxText) return invalid("a text of more than 2 GiB");
  pb::DynamicMessageFactory factory;
  const std::unique_ptr<pb::Message> message(factory.GetPrototype(descriptor)->New());
  FirstError error;
  pb::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  parser.AllowUnknownField(true);
  parser.SetRecursionLimit(kMaxDepth);
  pb::io::ArrayInputStream input(text.data(), static_cast<int>(text.size()));
  if (!parser.Parse(&input, message.get())) return invalid(error.text());
  if (message->ByteSizeLong() > kMaxText) return invalid("a message of more than 2 GiB");
  return message->SerializePartialAsString();
}

}  // namespace bascule::schema
