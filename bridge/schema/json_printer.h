// SPDX-License-Identifier: GPL-3.0-or-later
// `JsonPrinter`: the wire bytes of one message to JSON text, in one pass by the plan of its type. Fields come
// in the order of the bytes. Bytes no serializer writes (a field in two places, a key twice) are brought in
// order first, see wire_order.h. Private to the schema floor. Thread: made for one message, not shared.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/schema/plan_cache.h"
#include "bridge/schema/seen.h"
#include "bridge/schema/wire_reader.h"

namespace bascule::schema {

class JsonPrinter {
 public:
  /// `plans` must outlive the printer.
  explicit JsonPrinter(PlanCache& plans) : plans_(plans) {}

  /// Errors as protoToJson().
  Result<std::string> print(const MessagePlan& type, std::string_view wire);

 private:
  // Each of these appends one value. False: problem_, error_ or disordered_ says why.
  bool message(const MessagePlan& type, std::string_view wire, int depth);
  bool fields(const MessagePlan& type, std::string_view wire, int depth, bool first);
  bool bareList(const FieldPlan& field, std::string_view wire, int depth);
  bool orderedFields(const MessagePlan& type, std::string_view wire, int depth, bool first);
  bool begins(const MessagePlan& type, const FieldPlan& field, std::size_t seen);
  bool single(const FieldPlan& field, const WireField& wire, std::string_view bytes, int depth);
  bool elements(const FieldPlan& field, const WireField& wire, std::string_view bytes, int depth, bool first);
  bool packed(const FieldPlan& field, std::string_view bytes, bool first);
  bool entry(const MessagePlan& type, std::string_view wire, int depth);
  bool closes(const FieldPlan& field, std::size_t firstKey);
  void number(const FieldPlan& field, std::uint64_t raw);
  void enumeration(const EnumPlan& type, std::int32_t number);
  bool mapKey(const FieldPlan& key, const std::optional<WireField>& wire, std::string_view bytes);

  // printer_well_known.cpp
  bool any(std::string_view wire, int depth);
  bool wrapper(const MessagePlan& type, std::string_view wire, int depth);
  bool time(JsonForm form, std::string_view wire);
  bool fieldMask(std::string_view wire);
  bool structure(const MessagePlan& type, std::string_view wire, int depth);
  bool value(const MessagePlan& type, std::string_view wire, int depth);
  bool listValue(const MessagePlan& type, std::string_view wire, int depth);

  bool invalid(std::string_view what);
  bool string(std::string_view utf8);

  PlanCache& plans_;
  std::string out_;
  SeenFields seen_;
  std::vector<KeySpan> keys_;  // of the maps one is in; ranges of out_
  std::string problem_;        // what is wrong with the bytes
  std::optional<Error> error_;
  bool ordering_ = false;    // bring every message in order
  bool disordered_ = false;  // there is one that needs it
};

}  // namespace bascule::schema
