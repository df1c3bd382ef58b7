// SPDX-License-Identifier: GPL-3.0-or-later
// Recursion is as deep as the JSON text, which the cursor limits.
#include "bridge/schema/json_reader.h"

#include <utility>

#include "bridge/schema/field_text.h"

namespace bascule::schema {
namespace {

/// For these null is a value, not the absence of one.
bool takesNull(const FieldPlan& field) {
  return (field.message != nullptr && !field.map && field.message->form == JsonForm::Value) ||
         (field.enumeration != nullptr && field.enumeration->isNull);
}

/// Forms that are text or a number: a null stands for none.
bool mayBeNull(JsonForm form) {
  return form == JsonForm::Wrapper || form == JsonForm::Timestamp || form == JsonForm::Duration ||
         form == JsonForm::FieldMask;
}

}  // namespace

Result<std::string> JsonReader::read(const MessagePlan& type) {
  out_.reserve(json_.size());
  if (!root(type) || !cursor_.finish()) return std::unexpected(failure());
  return out_.take();
}

/// A text over the limits is refused as such, wherever else it is wrong.
Error JsonReader::failure() {
  Error error = cursor_.takeError(path_);
  JsonCursor whole(json_, limits_);
  char first = 0;
  if (whole.startValue(first) && whole.skip(first)) return error;
  Error other = whole.takeError("");
  return other.code == ErrorCode::LimitExceeded ? other : error;
}

bool JsonReader::root(const MessagePlan& type) {
  char first = 0;
  if (!cursor_.startValue(first)) return false;
  if (first == 'n' && mayBeNull(type.form)) return cursor_.word("null");
  return message(type, first);
}

bool JsonReader::message(const MessagePlan& type, char first) {
  switch (type.form) {
    case JsonForm::Object:
      return begin(first, '{', "expected an object") && object(type, false);
    case JsonForm::Any:
      return any(first);
    case JsonForm::Timestamp:
    case JsonForm::Duration:
      return time(type.form, first);
    case JsonForm::FieldMask:
      return fieldMask(first);
    case JsonForm::Struct:
      return structure(first);
    case JsonForm::Value:
      return value(first);
    case JsonForm::ListValue:
      return listValue(first);
    case JsonForm::Wrapper:
      return wrapper(type, first);
  }
  return false;
}

/// The object is open.
bool JsonReader::object(const MessagePlan& type, bool insideAny) {
  const std::size_t seen = seen_.enter(type);
  std::size_t expected = 0;  // members mostly come in the order of the fields
  bool typeSeen = false;
  for (bool isFirst = true;; isFirst = false) {
    std::string_view key;
    const JsonCursor::Step step = cursor_.member(isFirst, key);
    if (step == JsonCursor::Step::Failed) return false;
    if (step == JsonCursor::Step::End) break;
    if (expected >= type.fields.size() || type.fields[expected].name != key) {
      expected = static_cast<std::size_t>(type.names.find(key));
    }
    if (expected < type.fields.size()) {
      const FieldPlan& plan = type.fields[expected++];
      if (!field(type, plan, seen)) return in(plan.name);
      continue;
    }
    if (insideAny && key == "@type" && std::exchange(typeSeen, true))
      return cursor_.wrongValue("\"@type\" is there twice");
    char first = 0;
    const std::string_view name = cursor_.keyText();
    if (!cursor_.startValue(first) || !cursor_.skip(first)) return in(clipped(name, 64));
    if (!insideAny || key != "@type") ignore(false);
  }
  const bool complete = type.required.empty() || missing(type, seen);
  seen_.leave(seen);
  return complete;
}

/// The value that was just read.
void JsonReader::ignore(bool isEnumName) {
  if (ignored_ != nullptr && ignored_->size() < kMaxIgnored)
    ignored_->push_back({cursor_.position(), isEnumName});
}

bool JsonReader::missing(const MessagePlan& type, std::size_t seen) {
  for (const std::uint32_t index : type.required) {
    if (!seen_.has(seen, index))
      return cursor_.invalid("the required field " + type.fields[index].name + " is missing");
  }
  return true;
}

bool JsonReader::field(const MessagePlan& type, const FieldPlan& field, std::size_t seen) {
  char first = 0;
  if (!cursor_.startValue(first)) return false;
  if (first == 'n' && !(takesNull(field) && !field.repeated)) return cursor_.word("null");
  if (!seen_.add(seen, field)) return cursor_.wrongValue("the field is there twice");
  if (!seen_.addOneof(seen, type, field)) {
    return cursor_.wrongValue("another field of the same oneof is there already");
  }
  if (field.map) return map(field, first);
  return field.repeated ? list(field, first) : single(field, first);
}

/// With its tag; writes nothing for an unknown enum name.
bool JsonReader::single(const FieldPlan& field, char first) {
  const std::size_t before = out_.size();
  out_.raw(field.tag);
  if (!content(field, first)) return false;
  if (std::exchange(dropped_, false)) out_.truncate(before);
  return true;
}

bool JsonReader::content(const FieldPlan& field, char first) {
  if (field.kind == FieldKind::Message) {
    const auto opened = out_.open();
    if (!message(*field.message, first)) return false;
    out_.close(opened);
    return true;
  }
  if (field.kind == FieldKind::Group) {
    if (!message(*field.message, first)) return false;
    out_.raw(field.endTag);
    return true;
  }
  return scalar(field, first);
}

bool JsonReader::list(const FieldPlan& field, char first) {
  if (!begin(first, '[', "expected an array")) return false;
  const std::size_t before = out_.size();
  if (field.packed) out_.raw(field.tag);
  const auto opened = field.packed ? out_.open() : WireWriter::Opened{before, 0};
  for (std::size_t index = 0;; ++index) {
    const JsonCursor::Step step = cursor_.element(index == 0);
    if (step == JsonCursor::Step::Failed) return inElement(index);
    if (step == JsonCursor::Step::End) break;
    if (!element(field)) return inElement(index);
  }
  if (!field.packed) return true;
  out_.closeOrDrop(opened, before);
  return true;
}

bool JsonReader::element(const FieldPlan& field) {
  char first = 0;
  if (!cursor_.startValue(first)) return false;
  if (first == 'n' && !takesNull(field)) return cursor_.wrongValue("null is no element of a list");
  if (!field.packed) return single(field, first);
  // A name that was dropped has written nothing, and there is no tag to take back.
  return scalar(field, first) && (std::exchange(dropped_, false), true);
}

bool JsonReader::map(const FieldPlan& field, char first) {
  if (!begin(first, '{', "expected an object")) return false;
  const std::size_t firstKey = keys_.size();
  for (bool isFirst = true;; isFirst = false) {
    std::string_view key;
    const JsonCursor::Step step = cursor_.member(isFirst, key);
    if (step == JsonCursor::Step::Failed) return false;
    if (step == JsonCursor::Step::End) break;
    const std::string_view keyText = cursor_.keyText();
    if (!entry(field, key)) return inKey(keyText);
  }
  return noRepeatedKey(firstKey);
}

bool JsonReader::entry(const FieldPlan& field, std::string_view key) {
  const std::size_t source = cursor_.keyPosition();
  const std::size_t before = out_.size();
  out_.raw(field.tag);
  const auto opened = out_.open();
  out_.raw(field.message->mapKey().tag);
  const std::size_t keyBegin = out_.size();
  if (!mapKey(field.message->mapKey().kind, key)) return false;
  keys_.push_back({keyBegin, out_.size() - keyBegin, source});
  const FieldPlan& value = field.message->mapValue();
  char first = 0;
  if (!cursor_.startValue(first)) return false;
  if (first == 'n' && !takesNull(value)) return cursor_.wrongValue("null is no value of a map");
  out_.raw(value.tag);
  if (!content(value, first)) return false;
  if (std::exchange(dropped_, false)) {
    keys_.pop_back();
    out_.truncate(before);
  } else {
    out_.close(opened);
  }
  return true;
}

/// Looks at the keys from `firstKey` on, and forgets them.
bool JsonReader::noRepeatedKey(std::size_t firstKey) {
  const auto repeated = firstRepeated(std::span(keys_).subspan(firstKey), out_.buffer());
  keys_.resize(firstKey);
  return !repeated || cursor_.invalidAt(repeated->source, "the key is there twice");
}

bool JsonReader::begin(char first, char expected, const char* otherwise) {
  return first == expected ? cursor_.open() : cursor_.wrongValue(otherwise);
}

bool JsonReader::in(std::string_view name) {
  path_.insert(0, path_.empty() || path_.starts_with('[') ? "" : ".");
  path_.insert(0, name);
  return false;
}

bool JsonReader::inKey(std::string_view key) { return in("[\"" + clipped(key, 64) + "\"]"); }
bool JsonReader::inElement(std::size_t index) { return in("[" + std::to_string(index) + "]"); }

}  // namespace bascule::schema
