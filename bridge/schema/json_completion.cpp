// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/schema/json_completion.h"

#include <optional>
#include <set>

#include <google/protobuf/descriptor.h>

namespace bascule::schema {
namespace {

namespace pb = google::protobuf;

constexpr std::size_t kMaxDepth = 100;  // what the transcoder reads

/// An open object or list.
struct Level {
  const pb::Descriptor* message = nullptr;     ///< whose fields are the keys; null: nothing is known of them
  const pb::FieldDescriptor* map = nullptr;    ///< whose entries are the members; the keys are the user's own
  const pb::FieldDescriptor* field = nullptr;  ///< of the value that comes next; null: nothing is known of it
  bool list = false;
  bool wantsKey = false;
  bool keyed = false;                       ///< the key is there, its colon or value is not
  std::set<std::string, std::less<>> keys;  ///< there so far
};

bool isSpace(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
bool isWordEnd(char c) {
  return isSpace(c) || c == ',' || c == ':' || c == '}' || c == ']' || c == '{' || c == '[';
}

/// A message whose JSON is an object of its fields.
const pb::Descriptor* plainMessage(const pb::Descriptor* type) {
  const bool known = type != nullptr && type->well_known_type() != pb::Descriptor::WELLKNOWNTYPE_UNSPECIFIED;
  return known ? nullptr : type;
}

const pb::FieldDescriptor* fieldNamed(const pb::Descriptor* message, std::string_view key) {
  if (message == nullptr) return nullptr;
  for (int i = 0; i < message->field_count(); ++i) {
    const pb::FieldDescriptor* field = message->field(i);
    if (field->json_name() == key || field->name() == key) return field;
  }
  return nullptr;
}

std::string typeText(const pb::FieldDescriptor& field) {
  if (field.is_map())
    return "map of " + typeText(*field.message_type()->field(0)) + " to " +
           typeText(*field.message_type()->field(1));
  std::string type = field.type_name();
  if (field.message_type() != nullptr) type = field.message_type()->full_name();
  if (field.enum_type() != nullptr) type = field.enum_type()->full_name();
  return field.is_repeated() ? "repeated " + type : type;
}

class Scanner {
 public:
  Scanner(const pb::Descriptor* type, std::string_view json, std::size_t cursor)
      : type_(type), json_(json), cursor_(std::min(cursor, json.size())) {}

  JsonOffers offers() {
    JsonOffers out;
    while (at_ < cursor_ && levels_.size() <= kMaxDepth) {
      if (isSpace(json_[at_])) {
        ++at_;
      } else if (json_[at_] == '"') {
        if (!string(out)) return out;
      } else if (!sign(json_[at_]) && !word(out)) {
        return out;
      }
    }
    if (levels_.size() <= kMaxDepth) fill(out, cursor_, {});
    return out;
  }

 private:
  bool sign(char c) {
    switch (c) {
      case '{':
      case '[':
        open(c == '[');
        break;
      case '}':
      case ']':
        if (!levels_.empty()) levels_.pop_back();
        ended();
        break;
      case ',':
        if (!levels_.empty() && !levels_.back().list) levels_.back() = next(std::move(levels_.back()));
        break;
      case ':':
        if (!levels_.empty()) levels_.back().wantsKey = false;
        break;
      default:
        return false;
    }
    ++at_;
    return true;
  }

  static Level next(Level level) {
    level.field = nullptr;
    level.wantsKey = true;
    level.keyed = false;
    return level;
  }

  /// What a value that begins here is of: of the field before it, or of the list it is in.
  void open(bool list) {
    Level made;
    made.list = list;
    made.wantsKey = !list;
    const pb::FieldDescriptor* field = levels_.empty() ? nullptr : levels_.back().field;
    if (levels_.empty())
      made.message = list ? nullptr : type_;
    else if (list)
      made.field = field != nullptr && field->is_repeated() && !field->is_map() ? field : nullptr;
    else if (field != nullptr && field->is_map())
      made.map = field;
    else if (field != nullptr)
      made.message = plainMessage(field->message_type());
    levels_.push_back(std::move(made));
  }

  void ended() {
    if (!levels_.empty() && !levels_.back().list) levels_.back().field = nullptr;
  }

  /// False if the cursor is in it.
  bool string(JsonOffers& out) {
    const std::size_t begin = at_++;
    while (at_ < json_.size() && json_[at_] != '"' && json_[at_] != '\n') at_ += json_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_, json_.size());
    const bool closed = at_ < json_.size() && json_[at_] == '"';
    const std::string_view text = json_.substr(begin + 1, at_ - begin - 1);
    if (closed) ++at_;
    if (begin < cursor_ && cursor_ < at_ + (closed ? 0 : 1)) {
      fill(out, begin, json_.substr(begin + 1, cursor_ - begin - 1));
      out.end = behindKey(at_);
      return false;
    }
    value(text);
    return true;
  }

  bool word(JsonOffers& out) {
    const std::size_t begin = at_;
    while (at_ < json_.size() && !isWordEnd(json_[at_]) && json_[at_] != '"') ++at_;
    if (cursor_ <= at_) {
      fill(out, begin, json_.substr(begin, cursor_ - begin));
      out.end = behindKey(at_);
      return false;
    }
    value({});
    return true;
  }

  void value(std::string_view text) {
    if (levels_.empty()) return;
    Level& level = levels_.back();
    if (!level.wantsKey || level.list) return ended();
    level.keyed = true;
    level.keys.insert(std::string(text));
    level.field =
        level.map != nullptr ? level.map->message_type()->field(1) : fieldNamed(level.message, text);
  }

  void fill(JsonOffers& out, std::size_t begin, std::string_view prefix) const {
    out.begin = begin;
    out.end = cursor_;
    if (levels_.empty()) return;
    const Level& level = levels_.back();
    if (level.wantsKey && !level.list)
      fillKeys(out, level, prefix);
    else if (level.field != nullptr && (level.list || !level.field->is_repeated()))
      fillValues(out, *level.field, prefix);
  }

  /// A colon that is there already is part of the key that is offered.
  std::size_t behindKey(std::size_t end) const {
    if (levels_.empty() || !levels_.back().wantsKey) return end;
    std::size_t colon = end;
    while (colon < json_.size() && isSpace(json_[colon])) ++colon;
    if (colon == json_.size() || json_[colon] != ':') return end;
    return colon + (colon + 1 < json_.size() && json_[colon + 1] == ' ' ? 2 : 1);
  }

  static void fillKeys(JsonOffers& out, const Level& level, std::string_view prefix) {
    // Behind a key stands a colon, not another key.
    for (int i = 0; level.message != nullptr && !level.keyed && i < level.message->field_count(); ++i) {
      const pb::FieldDescriptor& field = *level.message->field(i);
      const bool there = level.keys.contains(field.json_name()) || level.keys.contains(field.name());
      if (there || !field.json_name().starts_with(prefix)) continue;
      out.offers.push_back({"\"" + field.json_name() + "\": ", typeText(field)});
    }
  }

  static void fillValues(JsonOffers& out, const pb::FieldDescriptor& field, std::string_view prefix) {
    const auto add = [&](const std::string& word, const char* quote) {
      if (word.starts_with(prefix)) out.offers.push_back({quote + word + quote, {}});
    };
    if (field.type() == pb::FieldDescriptor::TYPE_BOOL) {
      add("true", "");
      add("false", "");
    }
    for (int i = 0; field.enum_type() != nullptr && i < field.enum_type()->value_count(); ++i)
      add(field.enum_type()->value(i)->name(), "\"");
  }

  const pb::Descriptor* type_;
  std::string_view json_;
  std::size_t cursor_;
  std::size_t at_ = 0;
  std::vector<Level> levels_;
};

}  // namespace

JsonOffers jsonOffers(const Schema& schema, std::string_view type, std::string_view json,
                      std::size_t cursor) {
  const pb::Descriptor* message = plainMessage(schema.message(type));
  if (message == nullptr) return {};
  return Scanner(message, json, cursor).offers();
}

}  // namespace bascule::schema
