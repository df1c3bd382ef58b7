// SPDX-License-Identifier: GPL-3.0-or-later
// `Headers`: an ordered list of header fields (RFC 9110 section 5), duplicates kept, in one arena.
//
// Names are stored lower-case (HTTP/2 form); HTTP/1.1 writers may send them so too. Pseudo header fields
// are not in here: the heads of http_events.h carry them. Thread: a list is built on one thread and then
// shared as `HeadersPtr`, which nobody changes any more.
#pragma once

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bascule::http {

/// One field as a view into its list.
struct Field {
  std::string_view name;
  std::string_view value;
  friend bool operator==(const Field&, const Field&) = default;
};

/// Where a field lies in the arena of its list: the name, then the value.
struct FieldSpan {
  std::uint32_t offset;
  std::uint32_t nameSize;
  std::uint32_t valueSize;
};

/// Walks the fields of a list or view: anything with size() and operator[].
template <typename List>
class FieldIterator {
 public:
  using value_type = Field;
  using difference_type = std::ptrdiff_t;
  FieldIterator() = default;
  FieldIterator(const List* list, std::size_t index) : list_(list), index_(index) {}
  Field operator*() const { return (*list_)[index_]; }
  FieldIterator& operator++() {
    ++index_;
    return *this;
  }
  FieldIterator operator++(int) {
    FieldIterator old = *this;
    ++index_;
    return old;
  }
  friend bool operator==(const FieldIterator&, const FieldIterator&) = default;

 private:
  const List* list_ = nullptr;
  std::size_t index_ = 0;
};

/// The fields of a list that somebody else keeps alive: its arena and its spans as plain bytes, so that a
/// list can be moved to other memory with two copies. The spans need no alignment.
class HeadersView {
 public:
  HeadersView() = default;
  HeadersView(std::string_view arena, std::string_view spans) : arena_(arena), spans_(spans) {}

  std::string_view arena() const { return arena_; }
  std::string_view spans() const { return spans_; }
  std::size_t size() const { return spans_.size() / sizeof(FieldSpan); }
  bool empty() const { return spans_.empty(); }
  Field operator[](std::size_t index) const {
    FieldSpan span;
    std::memcpy(&span, spans_.data() + index * sizeof(FieldSpan), sizeof(FieldSpan));
    return {arena_.substr(span.offset, span.nameSize),
            arena_.substr(span.offset + span.nameSize, span.valueSize)};
  }
  /// Value of the first field called `name` (lower-case), if there is one.
  std::optional<std::string_view> find(std::string_view name) const;

  using Iterator = FieldIterator<HeadersView>;
  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, size()}; }

 private:
  std::string_view arena_;
  std::string_view spans_;
};

class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<Field> fields) {
    for (const Field& field : fields) add(field.name, field.value);
  }

  /// Appends a field. `name` must be lower-case already.
  void add(std::string_view name, std::string_view value);
  /// Makes room for `fields` fields of `bytes` name and value bytes in all.
  void reserve(std::size_t fields, std::size_t bytes);

  std::size_t size() const { return spans_.size(); }
  bool empty() const { return spans_.empty(); }
  Field operator[](std::size_t index) const {
    const FieldSpan& span = spans_[index];
    return {std::string_view(arena_).substr(span.offset, span.nameSize),
            std::string_view(arena_).substr(span.offset + span.nameSize, span.valueSize)};
  }

  /// Value of the first field called `name` (lower-case), if there is one.
  std::optional<std::string_view> find(std::string_view name) const;
  bool contains(std::string_view name) const { return find(name).has_value(); }
  /// Size as HTTP/2 counts it: name + value + 32 for each field (RFC 9113 section 6.5.2).
  std::size_t listSize() const { return arena_.size() + 32 * spans_.size(); }

  /// Valid until the list changes or goes.
  HeadersView view() const {
    return {arena_, {reinterpret_cast<const char*>(spans_.data()), spans_.size() * sizeof(FieldSpan)}};
  }

  using Iterator = FieldIterator<Headers>;
  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, spans_.size()}; }

  friend bool operator==(const Headers& a, const Headers& b);

 private:
  std::string arena_;
  std::vector<FieldSpan> spans_;
};

/// A finished list, shared by both legs and the recorder.
using HeadersPtr = std::shared_ptr<const Headers>;

/// The empty list; never null.
const HeadersPtr& noHeaders();

}  // namespace bascule::http
