// SPDX-License-Identifier: GPL-3.0-or-later
// `TypeCache`: the types of a pool as libprotobuf's JSON code wants them (google.protobuf.Type), each made
// once. That code asks for them anew in every call. Private to the schema floor. Thread: any; read-mostly.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/type.pb.h>
#include <google/protobuf/util/type_resolver.h>

namespace bascule::schema {

/// URL prefix under which a cache knows its types.
inline constexpr std::string_view kTypeUrlPrefix = "type.googleapis.com";

class TypeCache final : public google::protobuf::util::TypeResolver {
 public:
  /// `pool` must outlive the cache.
  explicit TypeCache(const google::protobuf::DescriptorPool* pool);

  google::protobuf::util::Status ResolveMessageType(const std::string& url,
                                                    google::protobuf::Type* out) override;
  google::protobuf::util::Status ResolveEnumType(const std::string& url,
                                                 google::protobuf::Enum* out) override;

 private:
  template <typename T>
  using Map = std::map<std::string, std::unique_ptr<const T>, std::less<>>;
  template <typename T, typename Make>
  google::protobuf::util::Status resolve(Map<T>& known, const std::string& url, T* out, Make make);

  std::unique_ptr<google::protobuf::util::TypeResolver> maker_;
  std::shared_mutex mutex_;
  Map<google::protobuf::Type> types_;  // guarded by mutex_; entries are never removed
  Map<google::protobuf::Enum> enums_;  // likewise
};

}  // namespace bascule::schema
