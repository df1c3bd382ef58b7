// SPDX-License-Identifier: GPL-3.0-or-later
// The files every schema knows without being told: google/protobuf/*.proto (from the protobuf library) and
// google/rpc/{code,error_details,status}.proto (texts compiled in). Private to the schema floor.
// Thread: made once, then read-only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <google/protobuf/descriptor.pb.h>

namespace bascule::schema {

struct EmbeddedProto {
  std::string_view name;
  std::string_view text;
};

/// The text of a .proto file as a descriptor; what is wrong in it is left out.
google::protobuf::FileDescriptorProto parsedProto(std::string_view name, std::string_view text);
/// Texts compiled in.
const std::vector<EmbeddedProto>& embeddedProtos();
/// All built-in files, each after those it imports.
const std::vector<google::protobuf::FileDescriptorProto>& builtinFiles();
/// The built-in file of that name; null if there is none.
const google::protobuf::FileDescriptorProto* builtinFile(std::string_view name);

}  // namespace bascule::schema
