// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/envoy_walk.h"

#include <algorithm>

namespace bascule::app::config {

using Kind = YamlNode::Kind;

void EnvoyWalk::refuse(const At& at, const std::string& why) {
  if (!error_) error_ = invalidAt(out_.file, at.node->place, at.path + ": " + why);
}

void EnvoyWalk::warnAt(Place place, const std::string& path, const std::string& why) {
  out_.warnings.push_back(invalidAt(out_.file, place, path + ": " + why).message);
}

void EnvoyWalk::warn(const At& at, const std::string& why) { warnAt(at.node->place, at.path, why); }

void EnvoyWalk::check(const At& at, const Fields& fields) {
  if (at.node->kind == Kind::Null) return;
  if (at.node->kind != Kind::Map)
    return refuse(at, "expected a map, not " + std::string(kindName(at.node->kind)));
  for (const YamlEntry& entry : at.node->entries) {
    const std::string path = at.path.empty() ? entry.key : at.path + "." + entry.key;
    const auto field = std::ranges::find(fields, entry.key, &Field::name);
    if (field == fields.end()) {
      if (entry.key != "@type") warnAt(entry.place, path, "has no effect in bascule");
    } else if (field->use == Use::Refuse && !error_) {
      error_ = invalidAt(out_.file, entry.place, path + ": bascule cannot do this, and calls would differ");
    }
  }
}

std::optional<At> EnvoyWalk::find(const At& at, std::string_view key) const {
  const YamlNode* found = at.node->find(key);
  if (found == nullptr) return std::nullopt;
  return At{found, at.path.empty() ? std::string(key) : at.path + "." + std::string(key)};
}

std::vector<At> EnvoyWalk::items(const At& at, std::string_view key) {
  std::vector<At> out;
  const auto list = find(at, key);
  if (!list) return out;
  if (list->node->kind != Kind::List) refuse(*list, "expected a list");
  for (std::size_t i = 0; i < list->node->items.size(); ++i)
    out.push_back({&list->node->items[i], list->path + "[" + std::to_string(i) + "]"});
  return out;
}

std::string EnvoyWalk::text(const At& at, std::string_view key) {
  const auto found = find(at, key);
  if (!found) return {};
  if (found->node->kind != Kind::Scalar) refuse(*found, "expected one value");
  return found->node->scalar;
}

std::string EnvoyWalk::textAt(At at, std::initializer_list<std::string_view> keys) {
  for (auto key = keys.begin(); key + 1 != keys.end(); ++key) {
    const auto next = find(at, *key);
    if (!next) return {};
    at = *next;
  }
  return text(at, *(keys.end() - 1));
}

void EnvoyWalk::checkOnly(const At& at, std::string_view key, const std::vector<std::string>& allowed) {
  const std::string value = text(at, key);
  if (value.empty() || std::ranges::find(allowed, value) != allowed.end()) return;
  refuse(*find(at, key), value + ": bascule cannot do this, and calls would differ");
}

std::string EnvoyWalk::address(const At& at) {
  const auto socket = find(at, "socket_address");
  if (!socket) {
    refuse(at, "expected a socket_address");
    return {};
  }
  check(*socket, {{"address"}, {"port_value"}, {"protocol"}, {"named_port", Use::Refuse}});
  checkOnly(*socket, "protocol", {"TCP"});
  const std::string host = text(*socket, "address");
  const std::string port = text(*socket, "port_value");
  if (host.empty() || port.empty()) refuse(*socket, "expected address and port_value");
  return (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + port;
}

std::string EnvoyWalk::file(const At& at, std::string_view key) {
  const auto source = find(at, key);
  if (!source) return {};
  check(*source, {{"filename"},
                  {"inline_string", Use::Refuse},
                  {"inline_bytes", Use::Refuse},
                  {"environment_variable", Use::Refuse}});
  return text(*source, "filename");
}

Result<FileWords> EnvoyWalk::finish() {
  if (error_) return std::unexpected(*error_);
  return std::move(out_);
}

}  // namespace bascule::app::config
