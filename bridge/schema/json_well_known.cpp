// SPDX-License-Identifier: GPL-3.0-or-later
// `JsonReader`: the messages of google/protobuf/*.proto with a JSON form of their own. Their field numbers
// are fixed by those files.
#include <algorithm>
#include <bit>
#include <utility>

#include "bridge/base/ascii.h"
#include "bridge/schema/json_reader.h"
#include "bridge/schema/time_text.h"
#include "bridge/schema/well_known_tags.h"

namespace bascule::schema {

bool JsonReader::any(char first) {
  if (first != '{') return cursor_.wrongValue("expected an object");
  bool empty = false;
  std::string url;
  if (!anyType(empty, url)) return false;
  if (!begin(first, '{', "")) return false;
  std::string_view none;
  if (empty) return cursor_.member(true, none) == JsonCursor::Step::End;
  const std::size_t slash = url.rfind('/');
  if (slash == std::string::npos || slash == 0) {
    return in("@type"), cursor_.wrongValue("expected a type URL such as type.googleapis.com/acme.v1.Item");
  }
  const MessagePlan* type = plans_.find(std::string_view(url).substr(slash + 1));
  if (type == nullptr) return cursor_.failed(unknownType(url.substr(slash + 1)));
  out_.varint(tags::kAnyUrl);
  out_.bytes(url);
  const std::size_t before = out_.size();
  out_.varint(tags::kAnyValue);
  const auto opened = out_.open();
  if (!(type->form == JsonForm::Object ? object(*type, true) : anyContent(*type))) return false;
  out_.closeOrDrop(opened, before);
  return true;
}

/// A message with a form of its own is the member "value".
bool JsonReader::anyContent(const MessagePlan& type) {
  bool typeSeen = false;
  bool valueSeen = false;
  for (bool isFirst = true;; isFirst = false) {
    std::string_view key;
    const JsonCursor::Step step = cursor_.member(isFirst, key);
    if (step != JsonCursor::Step::More) return step == JsonCursor::Step::End;
    const bool isValue = key == "value";
    if ((isValue && std::exchange(valueSeen, true)) || (key == "@type" && std::exchange(typeSeen, true))) {
      return cursor_.wrongValue("the field is there twice");
    }
    char first = 0;
    if (!cursor_.startValue(first)) return false;
    const bool absent = first == 'n' && type.form != JsonForm::Value;
    if (!isValue || absent) {
      if (!cursor_.skip(first)) return false;
    } else if (!message(type, first)) {
      return in("value");
    }
  }
}

/// Looks ahead for the type, from the `{`; ends there again.
bool JsonReader::anyType(bool& empty, std::string& url) {
  const std::size_t begin = cursor_.position();
  const std::size_t nodes = cursor_.nodes();
  const int depth = cursor_.depth();
  std::string_view key;
  char first = 0;
  if (!cursor_.open()) return false;
  const JsonCursor::Step step = cursor_.member(true, key);
  if (step == JsonCursor::Step::Failed) return false;
  empty = step == JsonCursor::Step::End;
  if (!empty && key != "@type") {
    if (begin >= scanned_) {
      cursor_.rewind(begin, depth, nodes);
      if (!collectTypes('{')) return false;
      scanned_ = cursor_.position();
    }
    const auto found = types_.find(begin);
    if (found == types_.end()) return cursor_.invalidAt(begin, "an Any needs \"@type\"");
    cursor_.rewind(found->second, depth, nodes);
  }
  if (!empty) {
    std::string_view text;
    if (!cursor_.startValue(first)) return false;
    if (first != '"') return in("@type"), cursor_.wrongValue("expected a string");
    if (!cursor_.string(text)) return false;
    url = text;
  }
  cursor_.rewind(begin, depth, nodes);
  return true;
}

bool JsonReader::collectTypes(char first) {
  if (first != '{' && first != '[') return cursor_.skip(first);
  const std::size_t begin = cursor_.position();
  if (!cursor_.open()) return false;
  for (bool isFirst = true;; isFirst = false) {
    std::string_view key;
    const JsonCursor::Step step = first == '{' ? cursor_.member(isFirst, key) : cursor_.element(isFirst);
    if (step != JsonCursor::Step::More) return step == JsonCursor::Step::End;
    if (key == "@type") types_.emplace(begin, cursor_.position());
    char inner = 0;
    if (!cursor_.startValue(inner) || !collectTypes(inner)) return false;
  }
}

bool JsonReader::wrapper(const MessagePlan& type, char first) { return single(*type.field(1), first); }

bool JsonReader::time(JsonForm form, char first) {
  std::string_view written;
  if (!text(first, written)) return false;
  const bool timestamp = form == JsonForm::Timestamp;
  const auto time = timestamp ? parseTimestamp(written) : parseDuration(written);
  if (!time) {
    return cursor_.wrongValue(timestamp ? "expected a time such as 2026-08-09T10:11:12.500Z"
                                        : "expected a duration such as 1.500s");
  }
  if (time->seconds != 0) {
    out_.varint(tags::kSeconds);
    out_.varint(static_cast<std::uint64_t>(time->seconds));
  }
  if (time->nanos != 0) {
    out_.varint(tags::kNanos);
    out_.varint(static_cast<std::uint64_t>(std::int64_t{time->nanos}));
  }
  return true;
}

bool JsonReader::fieldMask(char first) {
  std::string_view paths;
  if (!text(first, paths)) return false;
  while (!paths.empty()) {
    const std::size_t comma = paths.find(',');
    const std::string_view path = paths.substr(0, comma);
    out_.varint(tags::kMaskPath);
    const auto opened = out_.open();
    // A comma at the end would be followed by an empty path.
    const bool good = !path.empty() && comma != paths.size() - 1 && appendSnakePath(out_.buffer(), path);
    if (!good) return cursor_.wrongValue("expected paths such as user.displayName,photo");
    out_.close(opened);
    paths.remove_prefix(std::min(path.size() + 1, paths.size()));
  }
  return true;
}

bool JsonReader::structure(char first) {
  if (!begin(first, '{', "expected an object")) return false;
  const std::size_t firstKey = keys_.size();
  for (bool isFirst = true;; isFirst = false) {
    std::string_view key;
    const JsonCursor::Step step = cursor_.member(isFirst, key);
    if (step == JsonCursor::Step::Failed) return false;
    if (step == JsonCursor::Step::End) break;
    const std::string_view keyText = cursor_.keyText();
    out_.varint(tags::kStructField);
    const auto entry = out_.open();
    out_.varint(tags::kEntryKey);
    keys_.push_back({out_.size(), 0, cursor_.keyPosition()});
    out_.bytes(key);
    keys_.back().size = out_.size() - keys_.back().begin;
    out_.varint(tags::kEntryValue);
    const auto content = out_.open();
    char inner = 0;
    if (!cursor_.startValue(inner) || !value(inner)) return inKey(keyText);
    out_.close(content);
    out_.close(entry);
  }
  return noRepeatedKey(firstKey);
}

bool JsonReader::value(char first) {
  std::string_view text;
  switch (first) {
    case 'n':
      out_.varint(tags::kNullValue);
      out_.varint(0);
      return cursor_.word("null");
    case 't':
    case 'f':
      out_.varint(tags::kBoolValue);
      return truth(first);
    case '"':
      if (!cursor_.string(text)) return false;
      out_.varint(tags::kStringValue);
      out_.bytes(text);
      return true;
    case '{':
    case '[': {
      out_.varint(first == '{' ? tags::kStructValue : tags::kListValue);
      const auto opened = out_.open();
      if (!(first == '{' ? structure(first) : listValue(first))) return false;
      out_.close(opened);
      return true;
    }
    default:
      if (first != '-' && !ascii::isDigit(first)) return cursor_.invalid("expected a value");
      out_.varint(tags::kNumberValue);
      return floating(FieldKind::Double, first);
  }
}

bool JsonReader::listValue(char first) {
  if (!begin(first, '[', "expected an array")) return false;
  for (std::size_t index = 0;; ++index) {
    const JsonCursor::Step step = cursor_.element(index == 0);
    if (step == JsonCursor::Step::Failed) return inElement(index);
    if (step == JsonCursor::Step::End) return true;
    out_.varint(tags::kListElement);
    const auto opened = out_.open();
    char inner = 0;
    if (!cursor_.startValue(inner) || !value(inner)) return inElement(index);
    out_.close(opened);
  }
}

}  // namespace bascule::schema
