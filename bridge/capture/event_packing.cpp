// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/event_packing.h"

#include <array>
#include <cstring>
#include <tuple>
#include <type_traits>
#include <utility>

namespace bascule::capture {
namespace {

// The members of each kind, in the order in which they are packed.
template <typename Event>
constexpr auto kMembers = std::tuple<>();
template <>
constexpr auto kMembers<CallOpened> =
    std::tuple(&CallOpened::call, &CallOpened::time, &CallOpened::peer, &CallOpened::version,
               &CallOpened::tls, &CallOpened::protocol, &CallOpened::codec, &CallOpened::kind,
               &CallOpened::compression, &CallOpened::method, &CallOpened::scheme, &CallOpened::authority,
               &CallOpened::target, &CallOpened::headers, &CallOpened::timeout);
template <>
constexpr auto kMembers<UpstreamOpened> =
    std::tuple(&UpstreamOpened::call, &UpstreamOpened::time, &UpstreamOpened::protocol,
               &UpstreamOpened::codec, &UpstreamOpened::compression, &UpstreamOpened::url,
               &UpstreamOpened::authority, &UpstreamOpened::target, &UpstreamOpened::headers);
template <>
constexpr auto kMembers<UpstreamConnected> =
    std::tuple(&UpstreamConnected::call, &UpstreamConnected::time, &UpstreamConnected::peer,
               &UpstreamConnected::version, &UpstreamConnected::tls);
template <>
constexpr auto kMembers<ResponseHeadSeen> =
    std::tuple(&ResponseHeadSeen::call, &ResponseHeadSeen::time, &ResponseHeadSeen::leg,
               &ResponseHeadSeen::status, &ResponseHeadSeen::headers);
template <>
constexpr auto kMembers<MessageSeen> = std::tuple(
    &MessageSeen::call, &MessageSeen::time, &MessageSeen::legs, &MessageSeen::direction, &MessageSeen::first,
    &MessageSeen::last, &MessageSeen::compressed, &MessageSeen::total, &MessageSeen::bytes);
template <>
constexpr auto kMembers<EndBodySeen> =
    std::tuple(&EndBodySeen::call, &EndBodySeen::time, &EndBodySeen::leg, &EndBodySeen::bytes);
template <>
constexpr auto kMembers<TrailersSeen> =
    std::tuple(&TrailersSeen::call, &TrailersSeen::time, &TrailersSeen::leg, &TrailersSeen::trailers);
template <>
constexpr auto kMembers<DirectionEnded> = std::tuple(&DirectionEnded::call, &DirectionEnded::time,
                                                     &DirectionEnded::leg, &DirectionEnded::direction);
template <>
constexpr auto kMembers<Noted> = std::tuple(&Noted::call, &Noted::time, &Noted::finding, &Noted::subject);
template <>
constexpr auto kMembers<CallEnded> = std::tuple(&CallEnded::call, &CallEnded::time, &CallEnded::status,
                                                &CallEnded::inBridge, &CallEnded::clientCancelled);

using Length = std::uint32_t;

/// Where packed bytes go: nowhere, only counted; or to memory that has room for them.
struct Count {
  std::size_t size = 0;
  void operator()(const void* /*bytes*/, std::size_t count) { size += count; }
};
struct Copy {
  char* to;
  void operator()(const void* bytes, std::size_t count) {
    if (count > 0) std::memcpy(to, bytes, count);
    to += count;
  }
};

template <typename Sink>
struct Packer {
  Sink sink;
  bool payloadBeside = false;

  template <typename Scalar>
  void operator()(const Scalar& value) {
    static_assert(std::is_trivially_copyable_v<Scalar>);
    sink(&value, sizeof(value));
  }
  void operator()(std::string_view text) {
    (*this)(static_cast<Length>(text.size()));
    sink(text.data(), text.size());
  }
  void operator()(const http::HeadersView& headers) {
    (*this)(headers.arena());
    (*this)(headers.spans());
  }
  void operator()(const Slice& payload) { (*this)(payloadBeside ? std::string_view() : payload.view()); }
  void operator()(const rpc::Status& status) {
    (*this)(status.code);
    (*this)(status.origin);
    (*this)(std::string_view(status.message));
    (*this)(std::string_view(status.cause));
    (*this)(static_cast<Length>(status.details.size()));
    for (const rpc::Detail& detail : status.details) {
      (*this)(std::string_view(detail.type));
      (*this)(std::string_view(detail.value));
    }
  }
};

/// Reads what Packer wrote.
struct Unpacker {
  const char* from;

  template <typename Scalar>
  void operator()(Scalar& value) {
    std::memcpy(&value, from, sizeof(value));
    from += sizeof(value);
  }
  void operator()(std::string_view& text) {
    Length length = 0;
    (*this)(length);
    text = {from, length};
    from += length;
  }
  void operator()(std::string& text) {
    std::string_view view;
    (*this)(view);
    text = view;
  }
  void operator()(http::HeadersView& headers) {
    std::string_view arena;
    std::string_view spans;
    (*this)(arena);
    (*this)(spans);
    headers = {arena, spans};
  }
  void operator()(Slice& payload) {
    std::string_view view;
    (*this)(view);
    payload = Slice::ofStatic(view);  // the queue's memory outlives the view that is handed over
  }
  void operator()(rpc::Status& status) {
    Length details = 0;
    (*this)(status.code);
    (*this)(status.origin);
    (*this)(status.message);
    (*this)(status.cause);
    (*this)(details);
    status.details.resize(details);
    for (rpc::Detail& detail : status.details) {
      (*this)(detail.type);
      (*this)(detail.value);
    }
  }
};

template <typename Visitor, typename Event>
void visitMembers(Visitor& visitor, Event& event) {
  std::apply([&](auto... member) { (visitor(event.*member), ...); }, kMembers<std::remove_const_t<Event>>);
}

template <std::size_t Kind>
CaptureEvent unpackAs(const char* from) {
  CaptureEvent event(std::in_place_index<Kind>);
  Unpacker unpacker{from};
  visitMembers(unpacker, std::get<Kind>(event));
  return event;
}

template <std::size_t... Kinds>
constexpr auto unpackers(std::index_sequence<Kinds...> /*kinds*/) {
  return std::array{&unpackAs<Kinds>...};
}
constexpr auto kUnpackers = unpackers(std::make_index_sequence<std::variant_size_v<CaptureEvent>>());

}  // namespace

template <typename Event>
std::size_t Packing<Event>::size(const Event& event, bool payloadBeside) {
  Packer<Count> packer{{}, payloadBeside};
  visitMembers(packer, event);
  return packer.sink.size;
}

template <typename Event>
void Packing<Event>::pack(char* to, const Event& event, bool payloadBeside) {
  Packer<Copy> packer{{to}, payloadBeside};
  visitMembers(packer, event);
}

template struct Packing<CallOpened>;
template struct Packing<UpstreamOpened>;
template struct Packing<UpstreamConnected>;
template struct Packing<ResponseHeadSeen>;
template struct Packing<MessageSeen>;
template struct Packing<EndBodySeen>;
template struct Packing<TrailersSeen>;
template struct Packing<DirectionEnded>;
template struct Packing<Noted>;
template struct Packing<CallEnded>;

CaptureEvent unpack(std::size_t kind, const char* from) { return kUnpackers.at(kind)(from); }

}  // namespace bascule::capture
