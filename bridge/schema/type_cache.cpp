// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/schema/type_cache.h"

#include <mutex>
#include <utility>

#include <google/protobuf/util/type_resolver_util.h>

namespace bascule::schema {

namespace pb = google::protobuf;

TypeCache::TypeCache(const pb::DescriptorPool* pool)
    : maker_(pb::util::NewTypeResolverForDescriptorPool(std::string(kTypeUrlPrefix), pool)) {}

template <typename T, typename Make>
pb::util::Status TypeCache::resolve(Map<T>& known, const std::string& url, T* out, Make make) {
  const T* found = nullptr;
  {
    const std::shared_lock lock(mutex_);
    if (const auto entry = known.find(url); entry != known.end()) found = entry->second.get();
  }
  if (found == nullptr) {
    auto made = std::make_unique<T>();
    if (auto status = make(made.get()); !status.ok()) return status;
    const std::unique_lock lock(mutex_);
    found = known.try_emplace(url, std::move(made)).first->second.get();
  }
  *out = *found;
  return {};
}

pb::util::Status TypeCache::ResolveMessageType(const std::string& url, pb::Type* out) {
  return resolve(types_, url, out, [&](pb::Type* type) { return maker_->ResolveMessageType(url, type); });
}

pb::util::Status TypeCache::ResolveEnumType(const std::string& url, pb::Enum* out) {
  return resolve(enums_, url, out, [&](pb::Enum* type) { return maker_->ResolveEnumType(url, type); });
}

}  // namespace bascule::schema
