// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/insight/message_values.h"

#include <algorithm>
#include <vector>

#include "bridge/base/ascii.h"
#include "bridge/rpc/compression.h"
#include "bridge/schema/field_tree.h"

namespace bascule::insight {
namespace {

// What the inspector decompresses of one message (robustness P1), and how deep JSON is followed.
constexpr ByteCount kMaxDecoded = 64ULL * 1024 * 1024;
constexpr std::size_t kMaxDepth = 100;

/// A pull reader over JSON text that only tells values and where they are. Tolerant: this is for finding
/// things.
class JsonWalker {
 public:
  JsonWalker(std::string_view text, const ValueVisitor& visit) : rest_(text), visit_(visit) {}

  bool value(std::size_t depth) {
    skip();
    if (rest_.empty() || depth > kMaxDepth) {
      rest_ = {};
      return false;
    }
    switch (rest_.front()) {
      case '{':
        return object(depth);
      case '[':
        return array(depth);
      case '"':
        return leaf(string());
      default:
        return leaf(std::string(bare()));
    }
  }

 private:
  bool leaf(const std::string& text) { return visit_({path_, text}); }

  bool object(std::size_t depth) {
    take();
    while (more('}')) {
      const std::size_t size = path_.size();
      const std::string name = rest_.front() == '"' ? string() : std::string(bare());
      if (!path_.empty()) path_ += '.';
      path_ += name;
      skip();
      if (!rest_.empty() && rest_.front() == ':') take();
      if (value(depth + 1)) return true;
      path_.resize(size);
      comma();
    }
    return false;
  }

  bool array(std::size_t depth) {
    take();
    while (more(']')) {
      if (value(depth + 1)) return true;
      comma();
    }
    return false;
  }

  /// False at the closing character (taken) or at the end of the text.
  bool more(char close) {
    skip();
    if (rest_.empty()) return false;
    if (rest_.front() != close) return true;
    take();
    return false;
  }

  void comma() {
    skip();
    if (!rest_.empty() && rest_.front() == ',') take();
  }

  std::string string() {
    std::string out;
    take();
    while (!rest_.empty() && rest_.front() != '"') {
      if (rest_.front() != '\\' || rest_.size() < 2) {
        out += rest_.front();
        take();
        continue;
      }
      take();
      escape(out);
    }
    take();
    return out;
  }

  void escape(std::string& out) {
    const char c = rest_.front();
    take();
    constexpr std::string_view kNames = "nrtbf";
    constexpr std::string_view kValues = "\n\r\t\b\f";
    if (const auto at = kNames.find(c); at != std::string_view::npos) {
      out += kValues[at];
    } else if (c == 'u') {
      unicode(out);
    } else {
      out += c;
    }
  }

  void unicode(std::string& out) {
    unsigned code = 0;
    for (int i = 0; i < 4 && !rest_.empty(); ++i) {
      const char c = ascii::toLower(rest_.front());
      const bool letter = c >= 'a' && c <= 'f';
      if (!letter && !ascii::isDigit(c)) break;
      code = code * 16 + static_cast<unsigned>(letter ? c - 'a' + 10 : c - '0');
      take();
    }
    // Pairs of surrogates stay apart: good enough to be found by what surrounds them.
    if (code < 0x80) {
      out += static_cast<char>(code);
    } else if (code < 0x800) {
      out += static_cast<char>(0xc0 | (code >> 6));
      out += static_cast<char>(0x80 | (code & 0x3f));
    } else {
      out += static_cast<char>(0xe0 | (code >> 12));
      out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
      out += static_cast<char>(0x80 | (code & 0x3f));
    }
  }

  /// A number, a literal, or whatever stands where one should; at least one character, so that it goes on.
  std::string_view bare() {
    const std::size_t end = std::min(rest_.find_first_of(" \t\r\n,:{}[]\"", 1), rest_.size());
    const std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return text;
  }

  void skip() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size())); }
  void take() {
    if (!rest_.empty()) rest_.remove_prefix(1);
  }

  std::string_view rest_;
  const ValueVisitor& visit_;
  std::string path_;
};

bool visitTree(const schema::FieldNode& node, std::string& path, const ValueVisitor& visit) {
  for (const schema::FieldNode& child : node.children) {
    const std::size_t size = path.size();
    if (!path.empty()) path += '.';
    path += child.name.empty() ? std::to_string(child.number) : child.name;
    const bool leaf = child.valueClass != schema::ValueClass::Message || !child.value.empty();
    if (leaf && visit({path, child.value})) return true;
    if (visitTree(child, path, visit)) return true;
    path.resize(size);
  }
  return false;
}

std::string typeOf(const capture::CallRecord& record, const schema::Schema& schema,
                   capture::Direction direction) {
  const schema::MethodInfo* method = schema.method("/" + record.service + "/" + record.method);
  if (method == nullptr) return {};
  return direction == capture::Direction::Request ? method->requestType : method->responseType;
}

bool visitPayload(std::string_view payload, rpc::Codec codec, std::string_view type,
                  const schema::Schema& schema, const ValueVisitor& visit) {
  if (codec == rpc::Codec::Json) return visitJson(payload, visit);
  const schema::FieldTree tree = schema::decodeTree(schema, type, payload);
  if (tree.malformed) return visit({{}, payload});
  std::string path;
  return visitTree(tree.root, path, visit);
}

}  // namespace

bool visitMessages(const capture::CallRecord& record, const schema::Schema& schema,
                   capture::Direction direction, const ValueVisitor& visit) {
  const auto hasSome = [direction](const capture::LegRecord& leg) {
    return std::ranges::any_of(leg.messages,
                               [&](const auto& message) { return message.direction == direction; });
  };
  const capture::LegRecord& leg = hasSome(record.clientLeg) ? record.clientLeg : record.upstreamLeg;
  const std::string type = typeOf(record, schema, direction);
  const rpc::Compression compression =
      direction == capture::Direction::Request ? leg.requestCompression : leg.responseCompression;
  for (const capture::MessageRecord& message : leg.messages) {
    if (message.direction != direction) continue;
    std::string_view payload = message.payload;
    std::string plain;
    if (message.compressed && !message.cut) {
      auto decompressed = rpc::decompress(compression, payload, kMaxDecoded);
      if (!decompressed) continue;
      plain = std::move(*decompressed);
      payload = plain;
    }
    if (visitPayload(payload, leg.codec, type, schema, visit)) return true;
  }
  return false;
}

bool visitJson(std::string_view json, const ValueVisitor& visit) { return JsonWalker(json, visit).value(0); }

bool samePath(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t k = 0;
  for (;;) {
    while (i < a.size() && a[i] == '_') ++i;
    while (k < b.size() && b[k] == '_') ++k;
    if (i == a.size() || k == b.size()) return i == a.size() && k == b.size();
    if (ascii::toLower(a[i++]) != ascii::toLower(b[k++])) return false;
  }
}

}  // namespace bascule::insight
