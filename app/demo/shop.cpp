// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/shop.h"

#include <array>
#include <cstdint>
#include <ctime>

#include <boost/json.hpp>

#include "bridge/schema/transcoder.h"

namespace bascule::demo {

extern const std::string_view kShopDescriptorSet;  // generated from resources/demo at build time

namespace {

namespace json = boost::json;
using std::chrono::milliseconds;

std::string stringOf(const json::object& object, std::string_view name) {
  const json::value* member = object.if_contains(name);
  return member != nullptr && member->is_string() ? std::string(member->as_string()) : std::string();
}

std::string isoTime(WallTime time) {
  const auto seconds = std::chrono::time_point_cast<std::chrono::seconds>(time);
  const std::time_t value = seconds.time_since_epoch().count();
  const auto ms = std::chrono::duration_cast<milliseconds>(time - seconds).count();
  std::tm utc{};
  gmtime_r(&value, &utc);
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
  std::string out(text.data(), size);
  return out + '.' + std::to_string(1000 + ms).substr(1) + 'Z';
}

rpc::Status statusOf(rpc::Code code, std::string message) {
  rpc::Status status;
  status.code = code;
  status.message = std::move(message);
  return status;
}

json::object order(const std::string& id, const std::string& customer, const json::value& items,
                   WallTime now) {
  return {{"id", id},
          {"customer", customer},
          {"items", items},
          {"state", "ORDER_STATE_OPEN"},
          {"createdAt", isoTime(now)},
          {"labels", json::object{{"channel", "web"}}}};
}

/// A method with one request: remembers it and answers when the request is complete.
class UnaryCall : public ShopCall {
 public:
  explicit UnaryCall(Responder& responder) : responder_(responder) {}
  void onMessage(const json::object& request) final { request_ = request; }

 protected:
  void reply(const json::object& response) {
    responder_.message(response);
    responder_.end({});
  }
  Responder& responder_;
  json::object request_;
};

class GetOrder final : public UnaryCall {
 public:
  using UnaryCall::UnaryCall;
  void onHalfClose() override {
    const std::string id = stringOf(request_, "id");
    if (!id.starts_with("ord-")) {
      responder_.end(statusOf(rpc::Code::NotFound, "no order \"" + id + "\""));
      return;
    }
    const json::array items{{{"sku", "A-17"},
                             {"quantity", 2},
                             {"price", {{"currency", "EUR"}, {"units", "49"}, {"nanos", 900'000'000}}}}};
    reply(order(id, "ada@example.com", items, responder_.wallNow()));
  }
};

class CreateOrder final : public UnaryCall {
 public:
  CreateOrder(Responder& responder, const schema::Schema& schema) : UnaryCall(responder), schema_(schema) {}
  void onHalfClose() override {
    const json::value* items = request_.if_contains("items");
    if (items == nullptr || !items->is_array()) {
      refuse("items", "must not be empty", 0);
      return;
    }
    for (std::size_t i = 0; i < items->as_array().size(); ++i) {
      const json::value* quantity = items->as_array()[i].as_object().if_contains("quantity");
      const std::int64_t count = quantity != nullptr && quantity->is_int64() ? quantity->as_int64() : 0;
      if (count < 1) {
        refuse("items[" + std::to_string(i) + "].quantity", "must be > 0, got " + std::to_string(count),
               count);
        return;
      }
    }
    responder_.later(milliseconds(6), [this, items = *items] {
      reply(order("ord-" + std::to_string(1000 + items.as_array().size()), stringOf(request_, "customer"),
                  items, responder_.wallNow()));
    });
  }

 private:
  void refuse(const std::string& field, const std::string& description, std::int64_t count) {
    rpc::Status status = statusOf(rpc::Code::InvalidArgument, "quantity must be positive");
    addDetail(status, "google.rpc.BadRequest",
              {{"fieldViolations", json::array{{{"field", field}, {"description", description}}}}});
    addDetail(status, "google.rpc.ErrorInfo",
              {{"reason", "QUANTITY_RANGE"},
               {"domain", "shop.acme"},
               {"metadata", {{"quantity", std::to_string(count)}}}});
    responder_.end(status);
  }
  void addDetail(rpc::Status& status, const std::string& type, const json::object& detail) {
    auto bytes = schema::jsonToProto(schema_, type, json::serialize(detail));
    if (bytes) status.details.push_back({type, std::move(*bytes)});
  }
  const schema::Schema& schema_;
};

class ListProducts final : public UnaryCall {
 public:
  using UnaryCall::UnaryCall;
  void onHalfClose() override {
    json::array products;
    for (int i = 1; i <= 40; ++i) {
      products.push_back(
          {{"sku", "A-" + std::to_string(i)},
           {"title", "Espresso cup no. " + std::to_string(i)},
           {"price", {{"currency", "EUR"}, {"units", std::to_string(7 + i)}, {"nanos", 500'000'000}}},
           {"tags", {"kitchen", "porcelain", "dishwasher-safe"}}});
    }
    reply({{"products", std::move(products)}});
  }
};

class Authorize final : public UnaryCall {
 public:
  using UnaryCall::UnaryCall;
  void onHalfClose() override {
    responder_.later(milliseconds(38),
                     [this] { reply({{"authorizationId", "auth-" + stringOf(request_, "orderId")}}); });
  }
};

class Capture final : public UnaryCall {
 public:
  using UnaryCall::UnaryCall;
  void onHalfClose() override {
    // Slow on purpose: callers with a deadline of half a second miss it.
    responder_.later(milliseconds(1200), [this] { reply({{"took", "1.200s"}}); });
  }
};

class WatchStock final : public ShopCall {
 public:
  explicit WatchStock(Responder& responder) : responder_(responder) {}
  void onMessage(const json::object& request) override { request_ = request; }
  void onHalfClose() override { next(); }

 private:
  void next() {
    const int onHand = 40 - count_ % 41;
    responder_.message({{"sku", count_ % 2 == 0 ? "A-17" : "B-02"},
                        {"onHand", onHand},
                        {"low", onHand < 5},
                        {"updatedAt", isoTime(responder_.wallNow())}});
    if (++count_ >= 45) {
      responder_.end({});
      return;
    }
    responder_.later(milliseconds(700), [this] { next(); });
  }
  Responder& responder_;
  json::object request_;
  int count_ = 0;
};

class PutImage final : public ShopCall {
 public:
  explicit PutImage(Responder& responder) : responder_(responder) {}
  void onMessage(const json::object& request) override {
    ++chunks_;
    bytes_ += stringOf(request, "data").size() * 3 / 4;
  }
  void onHalfClose() override {
    responder_.message({{"bytes", std::to_string(bytes_)}, {"chunks", chunks_}});
    responder_.end({});
  }

 private:
  Responder& responder_;
  int chunks_ = 0;
  std::uint64_t bytes_ = 0;
};

class Chat final : public ShopCall {
 public:
  explicit Chat(Responder& responder) : responder_(responder) {}
  void onMessage(const json::object& request) override {
    const std::string text = stringOf(request, "text");
    responder_.later(milliseconds(120), [this, text] {
      responder_.message({{"from", "support"}, {"text", "You wrote: " + text}});
      if (halfClosed_ && --open_ == 0) responder_.end({});
      if (!halfClosed_) --open_;
    });
    ++open_;
  }
  void onHalfClose() override {
    halfClosed_ = true;
    if (open_ == 0) responder_.end({});
  }

 private:
  Responder& responder_;
  int open_ = 0;  ///< answers still to come
  bool halfClosed_ = false;
};

using Factory = std::unique_ptr<ShopCall> (*)(Responder&, const schema::Schema&);
template <typename T>
std::unique_ptr<ShopCall> make(Responder& responder, const schema::Schema& schema) {
  if constexpr (std::is_constructible_v<T, Responder&, const schema::Schema&>) {
    return std::make_unique<T>(responder, schema);
  } else {
    return std::make_unique<T>(responder);
  }
}

struct MethodRow {
  std::string_view path;
  Factory make;
};
constexpr std::array<MethodRow, 8> kMethods = {{
    {"/acme.shop.v1.OrderService/GetOrder", make<GetOrder>},
    {"/acme.shop.v1.OrderService/CreateOrder", make<CreateOrder>},
    {"/acme.shop.v1.CatalogService/ListProducts", make<ListProducts>},
    {"/acme.shop.v1.StockService/WatchStock", make<WatchStock>},
    {"/acme.shop.v1.PaymentService/Authorize", make<Authorize>},
    {"/acme.shop.v1.PaymentService/Capture", make<Capture>},
    {"/acme.shop.v1.UploadService/PutImage", make<PutImage>},
    {"/acme.shop.v1.SupportService/Chat", make<Chat>},
}};

}  // namespace

std::unique_ptr<ShopCall> makeShopCall(std::string_view path, Responder& responder,
                                       const schema::Schema& schema) {
  for (const MethodRow& row : kMethods) {
    if (row.path == path) return row.make(responder, schema);
  }
  return nullptr;
}

schema::SchemaPtr shopSchema() {
  auto schema = schema::schemaFromDescriptorSet(kShopDescriptorSet, "resources/demo");
  return schema ? *schema : schema::Schema::wellKnown();
}

std::string_view shopDescriptors() { return kShopDescriptorSet; }

}  // namespace bascule::demo
