// SPDX-License-Identifier: GPL-3.0-or-later
// Recursion is as deep as the JSON text, which the cursor limits.
#include "bridge/schema/ignored_json.h"

#include <algorithm>
#include <map>

#include "bridge/schema/field_text.h"
#include "bridge/schema/json_cursor.h"

namespace bascule::schema {
namespace {

constexpr std::size_t kKeyBytes = 64;
constexpr std::size_t kValueBytes = 200;

class Walker {
 public:
  Walker(std::string_view json, const std::vector<IgnoredPlace>& places, const TranscodeLimits& limits)
      : json_(json), cursor_(json, limits) {
    for (const IgnoredPlace& place : places) wanted_.emplace(place.valueEnd, place.isEnumName);
  }

  std::vector<IgnoredJson> walk() {
    (void)value();
    return std::move(out_);
  }

 private:
  bool value() {
    char first = 0;
    if (out_.size() == wanted_.size() || !cursor_.startValue(first)) return false;
    const std::size_t begin = cursor_.position();
    const std::size_t entry = out_.size();
    const bool done = first == '{' ? object() : first == '[' ? list() : cursor_.skip(first);
    const auto found = done ? wanted_.find(cursor_.position()) : wanted_.end();
    if (found != wanted_.end())
      out_.insert(out_.begin() + static_cast<std::ptrdiff_t>(entry),
                  {path_, clipped(json_.substr(begin, found->first - begin), kValueBytes), found->second});
    return done;
  }

  bool object() {
    if (!cursor_.open()) return false;
    for (bool first = true;; first = false) {
      std::string_view key;
      const auto step = cursor_.member(first, key);
      if (step != JsonCursor::Step::More) return step == JsonCursor::Step::End;
      const std::size_t size = path_.size();
      path_ += (path_.empty() ? "" : ".") + clipped(key, kKeyBytes);
      if (!value()) return false;
      path_.resize(size);
    }
  }

  bool list() {
    if (!cursor_.open()) return false;
    for (std::size_t index = 0;; ++index) {
      const auto step = cursor_.element(index == 0);
      if (step != JsonCursor::Step::More) return step == JsonCursor::Step::End;
      const std::size_t size = path_.size();
      path_ += "[" + std::to_string(index) + "]";
      if (!value()) return false;
      path_.resize(size);
    }
  }

  std::string_view json_;
  JsonCursor cursor_;
  std::map<std::size_t, bool> wanted_;
  std::string path_;
  std::vector<IgnoredJson> out_;
};

}  // namespace

std::vector<IgnoredJson> ignoredJson(std::string_view json, const std::vector<IgnoredPlace>& places,
                                     const TranscodeLimits& limits) {
  return Walker(json, places, limits).walk();
}

}  // namespace bascule::schema
