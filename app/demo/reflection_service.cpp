// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/reflection_service.h"

#include <cstdint>
#include <optional>
#include <set>

#include "bridge/schema/reflection.h"

namespace bascule::demo {
namespace {

// Field numbers of grpc.reflection.v1.ServerReflectionRequest and -Response.
constexpr std::uint32_t kListServices = 7;
constexpr std::uint32_t kOriginalRequest = 2;
constexpr std::uint32_t kFileDescriptorResponse = 4;
constexpr std::uint32_t kListServicesResponse = 6;

void appendVarint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

void appendBytes(std::string& out, std::uint32_t field, std::string_view bytes) {
  appendVarint(out, field << 3 | 2);
  appendVarint(out, bytes.size());
  out += bytes;
}

std::optional<std::uint64_t> readVarint(std::string_view& in) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !in.empty(); shift += 7) {
    const auto byte = static_cast<std::uint8_t>(in.front());
    in.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  return std::nullopt;
}

/// Calls `visit(field, bytes)` for each length-delimited field; these messages have no others.
template <typename Visit>
void eachField(std::string_view in, Visit visit) {
  while (!in.empty()) {
    const auto tag = readVarint(in);
    const auto length = tag && (*tag & 7) == 2 ? readVarint(in) : std::nullopt;
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
      appendBytes(entry, 1, service);
      appendBytes(answer, 1, entry);
    }
  } else {
    eachField(descriptors, [&](std::uint32_t, std::string_view file) { appendBytes(answer, 1, file); });
  }
  std::string response;
  appendBytes(response, kOriginalRequest, request);
  appendBytes(response, list ? kListServicesResponse : kFileDescriptorResponse, answer);
  return response;
}

}  // namespace bascule::demo
