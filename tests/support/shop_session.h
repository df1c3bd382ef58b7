// SPDX-License-Identifier: GPL-3.0-or-later
// A recorded session of a shop, as the design's pictures show one: many small calls, then a page of calls
// of every kind, protocol and end. Written by the real recorder under a clock that stands still.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>

#include "bridge/base/clock.h"
#include "bridge/capture/recorder.h"
#include "bridge/schema/registry.h"

namespace bascule::test {

/// A clock that stands at 2026-11-22 10:42:38 UTC.
class StillClock final : public Clock {
 public:
  MonotonicTime now() const override { return MonotonicTime(std::chrono::hours(100)); }
  WallTime wallNow() const override { return WallTime(std::chrono::nanoseconds(1'795'344'158'200'000'000)); }
};

/// Numbers of calls that tests look at.
struct ShopCalls {
  capture::CallNumber ok = 0;           ///< Connect unary over JSON, a success
  capture::CallNumber failed = 0;       ///< Connect unary over JSON, invalid_argument with details
  capture::CallNumber stream = 0;       ///< server stream, still open
  capture::CallNumber bridgeError = 0;  ///< deadline passed in the bridge
  capture::CallNumber web = 0;          ///< gRPC-Web
};

struct ShopOptions {
  bool withSchema = true;
  int earlierCalls = 1203;  ///< small calls in front of the interesting page
};

/// The session and the recorder that goes on holding its open calls open.
class ShopSession {
 public:
  ShopSession(const std::filesystem::path& file, const ShopOptions& options);
  ~ShopSession();

  const ShopCalls& calls() const { return calls_; }
  /// Every row, as the recorder announced it.
  const capture::RowBatch& rows() const { return rows_; }
  capture::Recorder& recorder() { return *recorder_; }

 private:
  StillClock clock_;
  capture::RowBatch rows_;
  ShopCalls calls_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::unique_ptr<capture::Recorder> recorder_;
};

/// The shop's schema, compiled from resources/demo.
schema::SchemaPtr shopSchema();

/// What a client that is behind has of the shop's schema: fields and values are missing, one has another
/// type.
inline constexpr const char* kOlderShop = R"(syntax = "proto3";
package acme.shop.v1;
service OrderService {
  rpc GetOrder(GetOrderRequest) returns (Order);
  rpc CreateOrder(CreateOrderRequest) returns (Order);
}
service StockService { rpc WatchStock(WatchStockRequest) returns (stream StockLevel); }
enum OrderState { ORDER_STATE_UNSPECIFIED = 0; ORDER_STATE_OPEN = 1; }
message Item { string sku = 1; }
message Order { string id = 1; string customer = 2; repeated Item items = 3; OrderState state = 4; }
message GetOrderRequest { string id = 1; }
message CreateOrderRequest { string customer = 1; repeated Item items = 2; }
message WatchStockRequest { repeated string skus = 1; }
message StockLevel { string sku = 1; string on_hand = 2; bool low = 3; }
)";

}  // namespace bascule::test
