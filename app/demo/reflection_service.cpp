// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/reflection_service.h"

#include <cstdint>
#include <optional>
#include <set>

#include "bridge/base/varint.h"
#include "bridge/schema/reflection.h"

namespace bascule::demo {
namespace {

// Field numbers of grpc.reflection.v1.ServerReflectionRequest and -Response.
constexpr std::uint32_t kListServices = 7;
constexpr std::uint32_t kOriginalRequest = 2;
constexpr std::uint32_t kFileDescriptorResponse = 4;
constexpr std::uint32_t kListServicesResponse = 6;

/// Calls `visit(field, bytes)` for each length-delimited field; these messages have no others.
template <typename Visit>
void eachField(std::string_view in, Visit visit) {
  while (!in.empty()) {
    const auto tag = varint::take(in);
    const auto length = tag && (*tag & 7) == 2 ? varint::take(in) : std::nullopt;
    if (!length || *length > in.size()) return;
    visit(static_cast<std::uint32_t>(*tag >> 3), in.substr(0, *length));
    in.remove_prefix(*length);
  }
}

}  // namespace

bool isReflectionPath(std::string_view path) {
  return path == schema::kReflectionV1Path || path == schema::kReflectionV1AlphaPath;
}

std::string answerReflection(std::string_view request, std::string_view descriptors,
                             const schema::Schema& schema) {
  bool list = false;
  eachField(request, [&](std::uint32_t field, std::string_view) { list = list || field == kListServices; });
  std::string answer;
  if (list) {
    std::set<std::string_view> services;
    for (const schema::MethodInfo* method : schema.methods()) services.insert(method->service);
    for (const std::string_view service : services) {
      std::string entry;
      varint::putField(entry, 1, service);
      varint::putField(answer, 1, entry);
    }
  } else {
    eachField(descriptors, [&](std::uint32_t, std::string_view file) { varint::putField(answer, 1, file); });
  }
  std::string response;
  varint::putField(response, kOriginalRequest, request);
  varint::putField(response, list ? kListServicesResponse : kFileDescriptorResponse, answer);
  return response;
}

}  // namespace bascule::demo
