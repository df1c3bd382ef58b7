// SPDX-License-Identifier: GPL-3.0-or-later
// What JSON <-> protobuf costs a message, and how that compares: `bench_json [milliseconds per row]`.
//
// For a small order, a list of 15 KB of them and a 100 KB nest inside the limits: microseconds of CPU time
// per message in and out, by the bridge's transcoder and by libprotobuf's TypeResolver code with its types
// cached, in turns; the best of five rounds each. Scenario B6 of the performance reference.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/type_resolver_util.h>
#include <time.h>

#include "bridge/schema/schema_builder.h"
#include "bridge/schema/transcoder.h"
#include "tests/support/proto_text.h"

using namespace bascule;
namespace pb = google::protobuf;

namespace {

constexpr const char* kOrderProto = R"(
syntax = "proto3";
package bench;
import "google/protobuf/struct.proto";
import "google/protobuf/timestamp.proto";
enum State { STATE_UNSPECIFIED = 0; STATE_OPEN = 1; STATE_PAID = 2; }
message Line { string sku = 1; int32 count = 2; double price = 3; }
message Order {
  string id = 1; int64 number = 2; State state = 3; string customer = 4; repeated Line lines = 5;
  map<string, string> labels = 6; bool gift = 7; google.protobuf.Timestamp created = 8; repeated int32 tags = 9;
}
message Orders { repeated Order orders = 1; }
message Free { google.protobuf.Value value = 1; }
)";
constexpr const char* kOrder =
    R"({"id":"ord-4f1c29","number":"81726354","state":"STATE_PAID","customer":"Ada Lovelace",)"
    R"("lines":[{"sku":"A-17","count":2,"price":19.99}],)"
    R"("labels":{"channel":"web"},"gift":true,"created":"2026-08-09T10:11:12.500Z","tags":[1,2,3]})";

/// An array is two messages: libprotobuf prints no more than 64 of them in each other.
std::string nest(std::size_t bytes) {
  std::string json = R"({"value":[)";
  while (json.size() < bytes) {
    json += json.back() == '[' ? "" : ",";
    for (int i = 0; i < 30; ++i) json += '[';
    for (int i = 0; i < 30; ++i) json += ']';
  }
  return json + "]}";
}

/// libprotobuf asks for its types anew in every call: at its best it finds them ready.
class CachedTypes final : public pb::util::TypeResolver {
 public:
  explicit CachedTypes(const pb::DescriptorPool* pool)
      : maker_(pb::util::NewTypeResolverForDescriptorPool("type.googleapis.com", pool)) {}
  pb::util::Status ResolveMessageType(const std::string& url, pb::Type* out) override {
    auto [entry, fresh] = types_.try_emplace(url);
    if (fresh) (void)maker_->ResolveMessageType(url, &entry->second);
    *out = entry->second;
    return {};
  }
  pb::util::Status ResolveEnumType(const std::string& url, pb::Enum* out) override {
    auto [entry, fresh] = enums_.try_emplace(url);
    if (fresh) (void)maker_->ResolveEnumType(url, &entry->second);
    *out = entry->second;
    return {};
  }

 private:
  std::unique_ptr<pb::util::TypeResolver> maker_;
  std::map<std::string, pb::Type> types_;
  std::map<std::string, pb::Enum> enums_;
};

double cpuSeconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/// Microseconds of one call; runs it for about `seconds`.
double cost(double seconds, const std::function<void()>& call) {
  const double begin = cpuSeconds();
  int calls = 0;
  do {
    for (int i = 0; i < 4; ++i) call();
    calls += 4;
  } while (cpuSeconds() - begin < seconds);
  return (cpuSeconds() - begin) / calls * 1e6;
}

struct Pair {
  double ours = 1e12;
  double theirs = 1e12;
};

Pair compare(double seconds, const std::function<void()>& ours, const std::function<void()>& theirs) {
  Pair best;
  for (int round = 0; round < 5; ++round) {
    best.ours = std::min(best.ours, cost(seconds, ours));
    best.theirs = std::min(best.theirs, cost(seconds, theirs));
  }
  return best;
}

void row(const char* name, const schema::Schema& schema, const std::string& type, const std::string& json,
         double seconds) {
  CachedTypes types(&schema.impl().pool);
  const std::string url = "type.googleapis.com/" + type;
  const std::string wire = schema::jsonToProto(schema, type, json).value_or("");
  std::string sink;
  const Pair in = compare(
      seconds, [&] { sink = schema::jsonToProto(schema, type, json).value_or(""); },
      [&] {
        sink.clear();
        (void)pb::util::JsonToBinaryString(&types, url, pb::StringPiece(json.data(), json.size()), &sink, {});
      });
  const Pair out = compare(
      seconds, [&] { sink = schema::protoToJson(schema, type, wire).value_or(""); },
      [&] {
        sink.clear();
        (void)pb::util::BinaryToJsonString(&types, url, wire, &sink, {});
      });
  std::printf(
      "%-8s %7zu B JSON %7zu B wire   in %8.2f us, libprotobuf %10.2f (%.1fx)   out %8.2f us, %10.2f "
      "(%.1fx)\n",
      name, json.size(), wire.size(), in.ours, in.theirs, in.theirs / in.ours, out.ours, out.theirs,
      out.theirs / out.ours);
}

}  // namespace

int main(int argc, char** argv) {
  const double seconds = (argc > 1 ? std::atof(argv[1]) : 200) / 1e3;
  const auto schema = schema::Schema::build(testing::protoSet({{"bench.proto", kOrderProto}}));
  if (!schema) {
    std::fprintf(stderr, "%s\n", schema.error().message.c_str());
    return 1;
  }
  std::string orders = R"({"orders":[)";
  for (int i = 0; i < 66; ++i) orders.append(i == 0 ? "" : ",").append(kOrder);
  orders += "]}";
  row("small", **schema, "bench.Order", kOrder, seconds);
  row("large", **schema, "bench.Orders", orders, seconds);
  row("nest", **schema, "bench.Free", nest(100'000), seconds);
  return 0;
}
