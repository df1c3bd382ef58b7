// SPDX-License-Identifier: GPL-3.0-or-later
// What the demo shop does: one small state machine per method, in terms of JSON messages.
// Thread: the demo's.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include <boost/json/object.hpp>

#include "bridge/base/clock.h"
#include "bridge/rpc/status.h"
#include "bridge/schema/registry.h"

namespace bascule::demo {

/// The way back to the caller of one method.
class Responder {
 public:
  virtual ~Responder() = default;
  virtual void message(const boost::json::object& response) = 0;
  virtual void end(const rpc::Status& status) = 0;
  /// Runs `task` after `delay`, unless the call is over by then.
  virtual void later(Duration delay, std::function<void()> task) = 0;
  virtual WallTime wallNow() const = 0;
};

/// One running call of the shop.
class ShopCall {
 public:
  virtual ~ShopCall() = default;
  virtual void onMessage(const boost::json::object& request) = 0;
  virtual void onHalfClose() = 0;
};

/// The call for a method path; null if the shop has no such method.
std::unique_ptr<ShopCall> makeShopCall(std::string_view path, Responder& responder,
                                       const schema::Schema& schema);

/// Descriptors of the shop's protos, as compiled into the program.
schema::SchemaPtr shopSchema();
/// The same as a serialized FileDescriptorSet.
std::string_view shopDescriptors();

}  // namespace bascule::demo
