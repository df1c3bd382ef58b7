// SPDX-License-Identifier: GPL-3.0-or-later
// A schema with every kind of field and every well-known type, and seeded random messages of it.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

namespace bascule::testing {

inline const std::string kEverythingProto = R"(
syntax = "proto3";
package every;
import "google/protobuf/any.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/empty.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";

enum Color { COLOR_UNSPECIFIED = 0; RED = 1; GREEN = 2; BELOW = -1; }
message All {
  double f_double = 1; float f_float = 2; int32 f_int32 = 3; int64 f_int64 = 4; uint32 f_uint32 = 5;
  uint64 f_uint64 = 6; sint32 f_sint32 = 7; sint64 f_sint64 = 8; fixed32 f_fixed32 = 9; fixed64 f_fixed64 = 10;
  sfixed32 f_sfixed32 = 11; sfixed64 f_sfixed64 = 12; bool f_bool = 13; string f_string = 14; bytes f_bytes = 15;
  Color f_color = 16; All child = 17;
  optional int32 o_int32 = 18; optional string o_string = 19; optional Color o_color = 20; optional bool o_bool = 21;
  repeated double r_double = 31; repeated float r_float = 32; repeated int32 r_int32 = 33; repeated int64 r_int64 = 34;
  repeated uint32 r_uint32 = 35; repeated uint64 r_uint64 = 36; repeated sint32 r_sint32 = 37;
  repeated sint64 r_sint64 = 38 [packed = false]; repeated fixed32 r_fixed32 = 39; repeated fixed64 r_fixed64 = 40;
  repeated sfixed32 r_sfixed32 = 41; repeated sfixed64 r_sfixed64 = 42; repeated bool r_bool = 43;
  repeated string r_string = 44; repeated bytes r_bytes = 45; repeated Color r_color = 46; repeated All children = 47;
  map<int32, string> m_int32 = 51; map<int64, int64> m_int64 = 52; map<uint32, double> m_uint32 = 53;
  map<uint64, bytes> m_uint64 = 54; map<sint32, sint32> m_sint32 = 55; map<sint64, bool> m_sint64 = 56;
  map<fixed32, float> m_fixed32 = 57; map<fixed64, fixed64> m_fixed64 = 58; map<sfixed32, Color> m_sfixed32 = 59;
  map<sfixed64, All> m_sfixed64 = 60; map<bool, uint64> m_bool = 61; map<string, All> m_string = 62;
  map<string, google.protobuf.Value> m_value = 63; map<string, google.protobuf.Timestamp> m_time = 64;
  oneof choice {
    string c_string = 71; int64 c_int64 = 72; All c_all = 73; google.protobuf.NullValue c_null = 74;
    google.protobuf.Duration c_duration = 75; Color c_color = 76;
  }
  google.protobuf.Any any = 81; google.protobuf.Timestamp timestamp = 82; google.protobuf.Duration duration = 83;
  google.protobuf.FieldMask field_mask = 84; google.protobuf.Struct structure = 85; google.protobuf.Value value = 86;
  google.protobuf.ListValue list_value = 87; google.protobuf.NullValue null_value = 88;
  google.protobuf.Empty nothing = 89; google.protobuf.DoubleValue w_double = 91; google.protobuf.FloatValue w_float = 92;
  google.protobuf.Int64Value w_int64 = 93; google.protobuf.UInt64Value w_uint64 = 94;
  google.protobuf.Int32Value w_int32 = 95; google.protobuf.UInt32Value w_uint32 = 96;
  google.protobuf.BoolValue w_bool = 97; google.protobuf.StringValue w_string = 98; google.protobuf.BytesValue w_bytes = 99;
  repeated google.protobuf.Any r_any = 101; repeated google.protobuf.Timestamp r_timestamp = 102;
  repeated google.protobuf.Duration r_duration = 103; repeated google.protobuf.FieldMask r_field_mask = 104;
  repeated google.protobuf.Struct r_structure = 105; repeated google.protobuf.Value r_value = 106;
  repeated google.protobuf.ListValue r_list_value = 107; repeated google.protobuf.Int64Value r_wrapped = 108;
  int32 renamed = 109 [json_name = "andNow"]; int32 far = 536870911;
}
)";

inline const std::string kOldProto = R"(
syntax = "proto2";
package old;
enum Size { NONE = 0; SMALL = 1; LARGE = 2; }
message Plain {
  required int32 id = 1; optional string name = 2 [default = "x"]; optional Size size = 3 [default = LARGE];
  repeated int32 numbers = 4; repeated int32 packed = 5 [packed = true]; optional Plain child = 6;
  map<string, Size> sizes = 7; optional double ratio = 8; optional bytes blob = 9; optional bool flag = 10;
}
message Extended {
  optional int32 id = 1;
  optional group Part = 2 { optional int32 count = 1; optional group Inner = 2 { optional string name = 1; } }
  repeated group Row = 3 { optional string cell = 1; }
  extensions 100 to 200;
}
extend Extended { optional string note = 100; repeated int32 marks = 101 [packed = true]; optional Plain plain = 102; }
message Scope { extend Extended { optional Size scoped = 110; } }
)";

class RandomMessages {
  using Fd = google::protobuf::FieldDescriptor;
  using Message = google::protobuf::Message;

 public:
  explicit RandomMessages(const google::protobuf::DescriptorPool& pool, std::uint32_t seed)
      : pool_(pool), factory_(&pool), random_(seed) {}

  /// Wire bytes of a message.
  std::string make(const std::string& type) {
    const auto message = empty(type);
    fill(*message, 0);
    normalize(*message);
    return serialized(*message);
  }
  std::unique_ptr<google::protobuf::Message> empty(const std::string& type) {
    return std::unique_ptr<google::protobuf::Message>(
        factory_.GetPrototype(pool_.FindMessageTypeByName(type))->New());
  }
  /// In one way for the same message: maps are sorted, a key is there once.
  static std::string serialized(const google::protobuf::Message& message) {
    std::string out;
    google::protobuf::io::StringOutputStream stream(&out);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    (void)message.SerializePartialToCodedStream(&coded);
    coded.Trim();
    return out;
  }
  /// Of equal keys of a map only the last stays, what is in an Any is written in one way; here and in all
  /// messages within.
  void normalize(Message& message) {
    if (message.GetDescriptor()->full_name() == "google.protobuf.Any") normalizeAny(message);
    const auto* reflection = message.GetReflection();
    std::vector<const Fd*> fields;
    reflection->ListFields(message, &fields);
    for (const Fd* field : fields) {
      if (field->cpp_type() != Fd::CPPTYPE_MESSAGE) continue;
      std::map<std::string, int> last;
      for (int i = 0; i < (field->is_repeated() ? reflection->FieldSize(message, field) : 1); ++i) {
        auto& inner = field->is_repeated() ? *reflection->MutableRepeatedMessage(&message, field, i)
                                           : *reflection->MutableMessage(&message, field);
        normalize(inner);
        if (!field->is_map()) continue;
        const auto [place, fresh] = last.emplace(keyOf(inner), i);
        if (fresh) continue;
        reflection->SwapElements(&message, field, place->second, i);
        reflection->SwapElements(&message, field, i, reflection->FieldSize(message, field) - 1);
        reflection->RemoveLast(&message, field);
        --i;
      }
    }
  }
  std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(random_() % end); }

 private:
  void normalizeAny(Message& any) {
    const auto* url = any.GetDescriptor()->FindFieldByNumber(1);
    const auto* value = any.GetDescriptor()->FindFieldByNumber(2);
    const std::string type = any.GetReflection()->GetString(any, url);
    if (type.empty()) return;
    const auto content = empty(type.substr(type.rfind('/') + 1));
    (void)content->ParsePartialFromString(any.GetReflection()->GetString(any, value));
    normalize(*content);
    any.GetReflection()->SetString(&any, value, serialized(*content));
  }

  static std::string keyOf(const Message& entry) {
    const auto* value = entry.GetDescriptor()->FindFieldByNumber(2);
    std::unique_ptr<Message> key(entry.New());
    key->CopyFrom(entry);
    key->GetReflection()->ClearField(key.get(), value);
    return key->ShortDebugString();
  }

  void fill(Message& message, int depth) {
    if (fillWellKnown(message, depth)) return;
    const auto* type = message.GetDescriptor();
    std::vector<const Fd*> fields;
    pool_.FindAllExtensions(type, &fields);
    for (int i = 0; i < type->field_count(); ++i) fields.push_back(type->field(i));
    for (const Fd* field : fields) {
      const bool nested = field->cpp_type() == Fd::CPPTYPE_MESSAGE;
      const bool always = field->is_required() || type->options().map_entry();
      if (!always && (below(7) != 0 || (nested && depth > 3))) continue;
      const std::uint32_t count = field->is_repeated() ? 1 + below(3) : 1;
      for (std::uint32_t i = 0; i < count; ++i) set(message, *field, depth);
    }
  }

  bool fillWellKnown(Message& message, int depth) {
    const auto* type = message.GetDescriptor();
    const auto* reflection = message.GetReflection();
    const std::string& name = type->full_name();
    if (name == "google.protobuf.Timestamp" || name == "google.protobuf.Duration") {
      const bool time = name.ends_with("Timestamp");
      const std::int64_t seconds =
          time ? static_cast<std::int64_t>(random_() % 315'537'897'600) - 62'135'596'800
               : static_cast<std::int64_t>(below(2'000'000)) - 1'000'000;
      const std::int32_t nanos = std::array{0, 500'000'000, 1'000, 123'456'789, 999'000'000}[below(5)];
      reflection->SetInt64(&message, type->FindFieldByNumber(1), seconds);
      reflection->SetInt32(&message, type->FindFieldByNumber(2), !time && seconds < 0 ? -nanos : nanos);
    } else if (name == "google.protobuf.FieldMask") {
      for (std::uint32_t i = below(3); i > 0; --i) {
        reflection->AddString(&message, type->FindFieldByNumber(1),
                              std::array{"a", "foo_bar", "a.b_c", "x1.y2_z"}[below(4)]);
      }
    } else if (name == "google.protobuf.Value") {
      const int kind = static_cast<int>(1 + below(depth > 4 ? 4 : 6));
      set(message, *type->FindFieldByNumber(kind), depth);
    } else if (name == "google.protobuf.Any") {
      fillAny(message, depth);
    } else {
      return false;
    }
    return true;
  }

  void fillAny(Message& message, int depth) {
    if (below(6) == 0) return;
    const std::string type = std::array{"every.All", "google.protobuf.Duration", "google.protobuf.Struct",
                                        "google.protobuf.Int64Value", "google.protobuf.Value"}[below(5)];
    auto content = empty(type);
    fill(*content, depth + 2);
    normalize(*content);
    if (content->ByteSizeLong() == 0) return;
    const auto* reflection = message.GetReflection();
    reflection->SetString(&message, message.GetDescriptor()->FindFieldByNumber(1),
                          "type.googleapis.com/" + type);
    reflection->SetString(&message, message.GetDescriptor()->FindFieldByNumber(2), serialized(*content));
  }

  void set(Message& message, const Fd& field, int depth) {
    const auto* reflection = message.GetReflection();
    const bool add = field.is_repeated();
    switch (field.cpp_type()) {
      case Fd::CPPTYPE_MESSAGE:
        fill(add ? *reflection->AddMessage(&message, &field) : *reflection->MutableMessage(&message, &field),
             depth + 1);
        break;
      case Fd::CPPTYPE_STRING: {
        std::string text = field.type() == Fd::TYPE_STRING ? string() : bytes();
        add ? reflection->AddString(&message, &field, std::move(text))
            : reflection->SetString(&message, &field, std::move(text));
        break;
      }
      case Fd::CPPTYPE_INT32:
        add ? reflection->AddInt32(&message, &field, static_cast<std::int32_t>(integer()))
            : reflection->SetInt32(&message, &field, static_cast<std::int32_t>(integer()));
        break;
      case Fd::CPPTYPE_INT64:
        add ? reflection->AddInt64(&message, &field, static_cast<std::int64_t>(integer()))
            : reflection->SetInt64(&message, &field, static_cast<std::int64_t>(integer()));
        break;
      case Fd::CPPTYPE_UINT32:
        add ? reflection->AddUInt32(&message, &field, static_cast<std::uint32_t>(integer()))
            : reflection->SetUInt32(&message, &field, static_cast<std::uint32_t>(integer()));
        break;
      case Fd::CPPTYPE_UINT64:
        add ? reflection->AddUInt64(&message, &field, integer())
            : reflection->SetUInt64(&message, &field, integer());
        break;
      case Fd::CPPTYPE_DOUBLE:
        add ? reflection->AddDouble(&message, &field, real())
            : reflection->SetDouble(&message, &field, real());
        break;
      case Fd::CPPTYPE_FLOAT:
        add ? reflection->AddFloat(&message, &field, static_cast<float>(real()))
            : reflection->SetFloat(&message, &field, static_cast<float>(real()));
        break;
      case Fd::CPPTYPE_BOOL:
        add ? reflection->AddBool(&message, &field, below(2) == 1)
            : reflection->SetBool(&message, &field, below(2) == 1);
        break;
      case Fd::CPPTYPE_ENUM: {
        const auto* value = field.enum_type()->value(
            static_cast<int>(below(static_cast<std::uint32_t>(field.enum_type()->value_count()))));
        add ? reflection->AddEnum(&message, &field, value) : reflection->SetEnum(&message, &field, value);
        break;
      }
    }
  }

  std::uint64_t integer() {
    const std::uint64_t value = random_() >> below(64);
    return below(2) == 0 ? value : 0 - value;
  }
  /// Of few digits, so that every shortest form is the same.
  double real() {
    if (below(12) == 0) return std::array{1e300, -1e-30, 0.1, 1e15, 1e16, 123456.0, 1e-5, 65536.5}[below(8)];
    return static_cast<double>(static_cast<int>(below(200'000)) - 100'000) / 8;
  }
  std::string string() {
    static constexpr std::array kParts = {"a",
                                          "Order",
                                          "\"",
                                          "\\",
                                          "\n",
                                          "<b>",
                                          "\x01",
                                          "\x7f",
                                          "ö",
                                          "√",
                                          "\xf0\x9f\x8d\x8f",
                                          "\xe2\x80\xae",
                                          "\xe2\x80\xa8",
                                          "\t\b\f\r",
                                          "a longer piece of text without anything",
                                          "/"};
    std::string out;
    for (std::uint32_t i = below(5); i > 0; --i) out += kParts[below(kParts.size())];
    return out;
  }
  std::string bytes() {
    std::string out(below(9), '\0');
    for (char& c : out) c = static_cast<char>(random_());
    return out;
  }

  const google::protobuf::DescriptorPool& pool_;
  google::protobuf::DynamicMessageFactory factory_;
  std::mt19937_64 random_;
};

}  // namespace bascule::testing
