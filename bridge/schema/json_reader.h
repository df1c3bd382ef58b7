// SPDX-License-Identifier: GPL-3.0-or-later
// `JsonReader`: one JSON text to the wire bytes of a message, in one pass by the plan of its type. Private to
// the schema floor. Thread: made for one text, not shared. protobuf's JSON mapping; translation section 11.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bridge/schema/ignored_json.h"
#include "bridge/schema/json_cursor.h"
#include "bridge/schema/json_numbers.h"
#include "bridge/schema/plan_cache.h"
#include "bridge/schema/seen.h"
#include "bridge/schema/wire_writer.h"

namespace bascule::schema {

class JsonReader {
 public:
  /// All arguments must outlive the reader.
  JsonReader(PlanCache& plans, std::string_view json, const TranscodeLimits& limits)
      : plans_(plans), json_(json), limits_(limits), cursor_(json, limits) {}

  /// Errors as jsonToProto().
  Result<std::string> read(const MessagePlan& type);
  /// To be called before read(): where something is left out, at most kMaxIgnored places.
  void tellIgnored(std::vector<IgnoredPlace>& places) { ignored_ = &places; }

 private:
  // Each of these reads the value whose first character is given, and writes it. False: the cursor has the
  // error.
  bool root(const MessagePlan& type);
  Error failure();
  bool message(const MessagePlan& type, char first);
  bool object(const MessagePlan& type, bool insideAny);
  bool field(const MessagePlan& type, const FieldPlan& field, std::size_t seen);
  bool content(const FieldPlan& field, char first);
  bool single(const FieldPlan& field, char first);
  bool list(const FieldPlan& field, char first);
  bool element(const FieldPlan& field);
  bool map(const FieldPlan& field, char first);
  bool entry(const FieldPlan& field, std::string_view key);
  bool missing(const MessagePlan& type, std::size_t seen);

  // json_scalars.cpp
  bool scalar(const FieldPlan& field, char first);
  bool mapKey(FieldKind kind, std::string_view key);
  bool truth(char first);
  bool text(char first, std::string_view& out);
  bool bytes(char first);
  bool enumeration(const EnumPlan& type, char first);
  bool whole(FieldKind kind, char first);
  bool floating(FieldKind kind, char first);
  bool numberText(char first, std::string_view& out);
  bool writeWhole(FieldKind kind, WholeNumber number);

  // json_well_known.cpp
  bool any(char first);
  bool anyContent(const MessagePlan& type);
  bool anyType(bool& empty, std::string& url);
  bool collectTypes(char first);
  bool wrapper(const MessagePlan& type, char first);
  bool time(JsonForm form, char first);
  bool fieldMask(char first);
  bool structure(char first);
  bool value(char first);
  bool listValue(char first);

  void ignore(bool isEnumName);
  bool begin(char first, char expected, const char* otherwise);
  bool noRepeatedKey(std::size_t firstKey);
  bool in(std::string_view name);
  bool inKey(std::string_view key);
  bool inElement(std::size_t index);

  PlanCache& plans_;
  std::string_view json_;
  const TranscodeLimits& limits_;
  JsonCursor cursor_;
  WireWriter out_;
  SeenFields seen_;
  std::vector<KeySpan> keys_;  // of the maps one is in; ranges of out_
  bool dropped_ = false;       // the last value is an enum name nobody knows
  std::vector<IgnoredPlace>* ignored_ = nullptr;
  std::string path_;  // where the error is, made from its end
  // For an Any whose type does not come first: `{` of each object -> its "@type" value, for all objects up to
  // scanned_. So that nested ones are not looked through again and again.
  std::unordered_map<std::size_t, std::size_t> types_;
  std::size_t scanned_ = 0;
};

}  // namespace bascule::schema
