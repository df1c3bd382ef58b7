// SPDX-License-Identifier: GPL-3.0-or-later
// withOverlay(): the descriptor files of a schema, with what the user chose written into copies of them. A
// copy that does not build leaves the file as it was.
#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <google/protobuf/descriptor.pb.h>

#include "bridge/base/ascii.h"
#include "bridge/schema/overlay.h"
#include "bridge/schema/schema_builder.h"

namespace bascule::schema {
namespace {

namespace pb = google::protobuf;
using FieldProto = pb::FieldDescriptorProto;

constexpr std::array<FieldProto::Type, kReadings> kTypes = {
    FieldProto::TYPE_UINT64,  FieldProto::TYPE_INT64,    FieldProto::TYPE_SINT64,   FieldProto::TYPE_BOOL,
    FieldProto::TYPE_ENUM,    FieldProto::TYPE_FIXED32,  FieldProto::TYPE_SFIXED32, FieldProto::TYPE_FLOAT,
    FieldProto::TYPE_FIXED64, FieldProto::TYPE_SFIXED64, FieldProto::TYPE_DOUBLE,   FieldProto::TYPE_MESSAGE,
    FieldProto::TYPE_STRING,  FieldProto::TYPE_BYTES,    FieldProto::TYPE_UINT64,   FieldProto::TYPE_INT64,
    FieldProto::TYPE_SINT64,  FieldProto::TYPE_BOOL,     FieldProto::TYPE_FIXED32,  FieldProto::TYPE_SFIXED32,
    FieldProto::TYPE_FLOAT,   FieldProto::TYPE_FIXED64,  FieldProto::TYPE_SFIXED64, FieldProto::TYPE_DOUBLE};

/// The choices below one owner as a tree.
struct Choices {
  const FieldChoice* own = nullptr;
  std::map<std::uint32_t, Choices> below;
};

/// Names of a message that are taken; protobuf compares those of fields without case and `_`, too.
class Names {
 public:
  void take(const std::string& name) { all_.insert(name); }
  void takeField(const std::string& name) { all_.insert(name), fields_.insert(plain(name)); }
  /// `wish`, or that with a number behind it.
  std::string unique(std::string name, std::int64_t number) {
    while (!all_.insert(name).second) name += "_" + std::to_string(number);
    return name;
  }
  std::string uniqueField(std::string name, std::uint32_t number) {
    while (all_.contains(name) || fields_.contains(plain(name))) name += "_" + std::to_string(number);
    takeField(name);
    return name;
  }

 private:
  static std::string plain(std::string_view name) {
    std::string out = ascii::lower(name);
    std::erase(out, '_');
    return out;
  }
  std::set<std::string> all_, fields_;
};

/// `order_lines` -> `OrderLines`.
std::string typeNameFrom(std::string_view fieldName) {
  std::string out;
  bool upper = true;
  for (const char c : fieldName) {
    if (c == '_') {
      upper = true;
      continue;
    }
    out += std::exchange(upper, false) && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  }
  return out.empty() || ascii::isDigit(out.front()) ? "T" + out : out;
}

std::string upperCase(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return out;
}

/// Writes the chosen fields of one message, and the types they need, into its descriptor.
class MessageWriter {
 public:
  /// `fullName` is the message's. Fields that were added are told to `added`.
  struct Added {
    std::vector<std::pair<std::string, std::uint32_t>> fields;
    std::vector<std::string> messages;  ///< that no schema has
  };
  MessageWriter(pb::DescriptorProto& message, std::string fullName, Added& added)
      : message_(message), fullName_(std::move(fullName)), added_(added) {
    for (const auto& field : message.field()) names_.takeField(field.name());
    for (const auto& type : message.nested_type()) names_.take(type.name());
    for (const auto& oneof : message.oneof_decl()) names_.take(oneof.name());
    for (const auto& type : message.enum_type()) {
      names_.take(type.name());
      for (const auto& value : type.value()) names_.take(value.name());
    }
  }

  void add(std::uint32_t number, const Choices& choices) {
    const int at = static_cast<int>(number);
    if (at >= pb::FieldDescriptor::kFirstReservedNumber && at <= pb::FieldDescriptor::kLastReservedNumber)
      return;
    const FieldChoice choice = choices.own != nullptr ? *choices.own : FieldChoice{Reading::Message};
    const std::string wish = choice.name.empty() ? "field_" + std::to_string(number) : choice.name;
    free(number, wish);
    FieldProto& field = *message_.add_field();
    field.set_name(names_.uniqueField(wish, number));
    field.set_number(static_cast<int>(number));
    field.set_type(kTypes[static_cast<std::size_t>(choice.reading)]);
    const bool repeated = choice.repeated || isPacked(choice.reading);
    field.set_label(repeated ? FieldProto::LABEL_REPEATED : FieldProto::LABEL_OPTIONAL);
    added_.fields.emplace_back(fullName_, number);
    if (choice.reading == Reading::Message) addMessage(field, choices);
    if (choice.reading == Reading::Enum) addEnum(field, choice);
  }

 private:
  void addMessage(FieldProto& field, const Choices& choices) {
    const std::string name = names_.unique(typeNameFrom(field.name()), field.number());
    field.set_type_name("." + fullName_ + "." + name);
    pb::DescriptorProto& nested = *message_.add_nested_type();
    nested.set_name(name);
    added_.messages.push_back(fullName_ + "." + name);
    MessageWriter writer(nested, fullName_ + "." + name, added_);
    for (const auto& [number, below] : choices.below) writer.add(number, below);
  }

  void addEnum(FieldProto& field, const FieldChoice& choice) {
    pb::EnumDescriptorProto& type = *message_.add_enum_type();
    type.set_name(names_.unique(typeNameFrom(field.name()), field.number()));
    field.set_type_name("." + fullName_ + "." + type.name());
    std::map<std::int32_t, std::string> values = choice.values;
    values.emplace(0, upperCase(field.name()) + "_0");
    const auto put = [&](std::int32_t number, const std::string& name) {
      auto& value = *type.add_value();
      value.set_name(names_.unique(name, number));
      value.set_number(number);
    };
    put(0, values.at(0));  // proto3 wants it first
    for (const auto& [number, name] : values)
      if (number != 0) put(number, name);
  }

  /// A field that was taken out of the schema and reserved may still be sent.
  void free(std::uint32_t number, const std::string& name) {
    const int at = static_cast<int>(number);
    pb::RepeatedPtrField<pb::DescriptorProto::ReservedRange> ranges;
    ranges.Swap(message_.mutable_reserved_range());
    const auto keep = [this](int begin, int end) {
      if (begin >= end) return;
      auto& range = *message_.add_reserved_range();
      range.set_start(begin), range.set_end(end);
    };
    for (const auto& range : ranges) {
      const bool inside = at >= range.start() && at < range.end();
      keep(range.start(), inside ? at : range.end());
      if (inside) keep(at + 1, range.end());
    }
    auto* reserved = message_.mutable_reserved_name();
    for (int i = reserved->size() - 1; i >= 0; --i) {
      if (reserved->Get(i) == name) reserved->DeleteSubrange(i, 1);
    }
  }

  pb::DescriptorProto& message_;
  std::string fullName_;
  Added& added_;
  Names names_;
};

pb::DescriptorProto& protoOf(const pb::Descriptor& type, pb::FileDescriptorProto& file) {
  const pb::Descriptor* outer = type.containing_type();
  return outer == nullptr ? *file.mutable_message_type(type.index())
                          : *protoOf(*outer, file).mutable_nested_type(type.index());
}

class OverlayBuilder {
 public:
  OverlayBuilder(const Schema& schema, const Overlay& overlay)
      : schema_(schema), pool_(schema.impl().pool), files_(schema.impl().files), overlay_(overlay) {}

  SchemaPtr build() {
    std::map<std::string, Choices> owners;
    for (const auto& [place, choice] : overlay_.fields) {
      Choices* at = &owners[place.owner];
      for (const std::uint32_t number : place.path) at = &at->below[number];
      at->own = &choice;
    }
    for (const auto& [owner, choices] : owners) {
      if (!owner.starts_with('/')) addToMessage(owner, choices);
    }
    for (const auto& [owner, choices] : owners) {
      if (owner.starts_with('/')) addMethod(owner.substr(0, owner.find(':')), owners);
    }
    return finish();
  }

 private:
  pb::FileDescriptorProto* file(const std::string& name) {
    for (pb::FileDescriptorProto& file : *files_.mutable_file())
      if (file.name() == name) return &file;
    return nullptr;
  }

  void addToMessage(const std::string& fullName, const Choices& choices) {
    const pb::Descriptor* type = pool_.FindMessageTypeByName(fullName);
    pb::FileDescriptorProto* in = type == nullptr ? nullptr : file(type->file()->name());
    if (in == nullptr || type->options().map_entry()) return;
    MessageWriter writer(protoOf(*type, *in), fullName, added_);
    for (const auto& [number, below] : choices.below) {
      const int at = static_cast<int>(number);
      if (type->FindFieldByNumber(at) == nullptr && !type->IsExtensionNumber(at)) writer.add(number, below);
    }
  }

  /// A method that no schema has, with the messages of both directions.
  void addMethod(const std::string& path, const std::map<std::string, Choices>& owners) {
    const std::size_t slash = path.rfind('/');
    const std::string service = path.substr(1, slash - 1);
    const std::string name = path.substr(slash + 1);
    if (slash == 0 || slash == std::string::npos || !isFieldName(name) || !isTypeName(service)) return;
    if (!methods_.insert(path).second || pool_.FindMethodByName(service + "." + name) != nullptr) return;
    const auto [proto, in] = serviceProto(service);
    if (proto == nullptr) return;
    pb::MethodDescriptorProto& method = *proto->add_method();
    method.set_name(name);
    const auto kind = overlay_.kinds.find(path);
    const rpc::Kind is = kind == overlay_.kinds.end() ? rpc::Kind::Unary : kind->second;
    if (is == rpc::Kind::ClientStream || is == rpc::Kind::Bidi) method.set_client_streaming(true);
    if (is == rpc::Kind::ServerStream || is == rpc::Kind::Bidi) method.set_server_streaming(true);
    for (const bool request : {true, false}) {
      const auto choices = owners.find(ownerOf(path, request));
      const std::string type = "." + addMessage(*in, service, name + (request ? "Request" : "Response"),
                                                choices == owners.end() ? Choices() : choices->second);
      if (request)
        method.set_input_type(type);
      else
        method.set_output_type(type);
    }
  }

  std::string addMessage(pb::FileDescriptorProto& in, const std::string& service, const std::string& wish,
                         const Choices& choices) {
    const std::string package = in.package().empty() ? std::string() : in.package() + ".";
    std::string name = wish;
    // Two services may have a method of one name.
    if (isTaken(package + name)) name = service.substr(service.rfind('.') + 1) + name;
    while (isTaken(package + name)) name += '_';
    taken_.insert(package + name);
    pb::DescriptorProto& message = *in.add_message_type();
    message.set_name(name);
    added_.messages.push_back(package + name);
    MessageWriter writer(message, package + name, added_);
    for (const auto& [number, below] : choices.below) writer.add(number, below);
    return package + name;
  }

  bool isTaken(const std::string& fullName) const {
    return taken_.contains(fullName) || pool_.FindFileContainingSymbol(fullName) != nullptr;
  }

  static bool isTypeName(std::string_view name) {
    const auto parts = ascii::splitTrimmed(name, '.');
    return !parts.empty() && std::ranges::all_of(parts, isFieldName);
  }

  std::pair<pb::ServiceDescriptorProto*, pb::FileDescriptorProto*> serviceProto(const std::string& service) {
    if (const auto* known = pool_.FindServiceByName(service)) {
      pb::FileDescriptorProto* in = file(known->file()->name());
      return {in == nullptr ? nullptr : in->mutable_service(known->index()), in};
    }
    const std::size_t dot = service.rfind('.');
    const std::string package = dot == std::string::npos ? std::string() : service.substr(0, dot);
    const std::string name = service.substr(dot + 1);
    std::string fileName = package;
    std::ranges::replace(fileName, '.', '/');
    fileName += fileName.empty() ? "recorded.proto" : "/recorded.proto";
    while (pool_.FindFileByName(fileName) != nullptr) fileName.insert(fileName.size() - 6, "_");
    pb::FileDescriptorProto* in = file(fileName);
    if (in == nullptr) {
      in = files_.add_file();
      in->set_name(fileName);
      in->set_package(package);
      in->set_syntax("proto3");
    }
    for (pb::ServiceDescriptorProto& known : *in->mutable_service())
      if (known.name() == name) return {&known, in};
    pb::ServiceDescriptorProto* added = in->add_service();
    added->set_name(name);
    return {added, in};
  }

  SchemaPtr finish() {
    SchemaBuilder builder;
    (void)builder.add(files_, SchemaBuilder::OnError::Skip);
    // Files that do not take what was chosen, and those that import them.
    (void)builder.add(schema_.impl().files, SchemaBuilder::OnError::Skip);
    return builder.finish([this](Schema::Impl& impl) {
      for (const std::string& message : added_.messages) {
        if (const auto* type = impl.pool.FindMessageTypeByName(message)) impl.made.insert(type);
      }
      for (const auto& [message, number] : added_.fields) {
        const pb::Descriptor* type = impl.pool.FindMessageTypeByName(message);
        const auto* field = type == nullptr ? nullptr : type->FindFieldByNumber(static_cast<int>(number));
        if (field != nullptr) impl.chosen.insert(field);
      }
      for (const std::string& path : methods_) {
        const auto method = impl.methods.find(path);
        if (method != impl.methods.end()) method->second.assumed = true;
      }
    });
  }

  const Schema& schema_;
  const pb::DescriptorPool& pool_;
  pb::FileDescriptorSet files_;
  const Overlay& overlay_;
  MessageWriter::Added added_;
  std::set<std::string> methods_;
  std::set<std::string> taken_;
};

}  // namespace

SchemaPtr withOverlay(const SchemaPtr& schema, const Overlay& overlay) {
  return overlay.empty() ? schema : OverlayBuilder(*schema, overlay).build();
}

}  // namespace bascule::schema
