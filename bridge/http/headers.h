// SPDX-License-Identifier: GPL-3.0-or-later
// `Headers`: an ordered list of header fields (RFC 9110 section 5), duplicates kept, in one arena.
//
// Names are stored lower-case (HTTP/2 form); HTTP/1.1 writers may send them so too. Pseudo header fields
// are not in here: the heads of http_events.h carry them. Thread: a list is built on one thread and then
// shared as `HeadersPtr`, which nobody changes any more.
#pragma once

#include <cstdint>
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
    const Span& span = spans_[index];
    return {std::string_view(arena_).substr(span.offset, span.nameSize),
            std::string_view(arena_).substr(span.offset + span.nameSize, span.valueSize)};
  }

  /// Value of the first field called `name` (lower-case), if there is one.
  std::optional<std::string_view> find(std::string_view name) const;
  bool contains(std::string_view name) const { return find(name).has_value(); }
  /// Size as HTTP/2 counts it: name + value + 32 for each field (RFC 9113 section 6.5.2).
  std::size_t listSize() const { return arena_.size() + 32 * spans_.size(); }

  class Iterator {
   public:
    using value_type = Field;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    Iterator(const Headers* list, std::size_t index) : list_(list), index_(index) {}
    Field operator*() const { return (*list_)[index_]; }
    Iterator& operator++() {
      ++index_;
      return *this;
    }
    Iterator operator++(int) {
      Iterator old = *this;
      ++index_;
      return old;
    }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    const Headers* list_ = nullptr;
    std::size_t index_ = 0;
  };
  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, spans_.size()}; }

  friend bool operator==(const Headers& a, const Headers& b);

 private:
  struct Span {
    std::uint32_t offset;
    std::uint32_t nameSize;
    std::uint32_t valueSize;
  };
  std::string arena_;
  std::vector<Span> spans_;
};

/// A finished list, shared by both legs and the recorder.
using HeadersPtr = std::shared_ptr<const Headers>;

/// The empty list; never null.
const HeadersPtr& noHeaders();

}  // namespace bascule::http
