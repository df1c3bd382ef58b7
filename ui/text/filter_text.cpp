// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/filter_text.h"

#include <array>

#include "ui/text/words.h"

namespace bascule::ui {
namespace {

// The engine has them in English for the terminal; here they are marked for the catalogue.
constexpr auto kMeanings = std::to_array<std::string_view>({
    english("code name, ok, error, inflight or cutshort"),
    english("status as a number, 0 to 16"),
    english("what the client speaks: connect, connect-get, grpc, grpc-web, grpc-web-text"),
    english("what the upstream was spoken to in; none if it was not"),
    english("URL of the upstream"),
    english("full name of the service"),
    english("name of the method"),
    english("unary, client, server or bidi"),
    english("name of the client"),
    english("address of the client"),
    english("authority the client asked for"),
    english("HTTP version of the client: 1.1 or 2"),
    english("whether the client's connection is encrypted: yes or no"),
    english("message format of the client: proto or json"),
    english("compression of the client's messages: identity, gzip, ..."),
    english("time from request to end: 100ms, 2s"),
    english("time spent inside the bridge"),
    english("when the call began: 10:42, 2026-11-23T10:42:07"),
    english("message bytes in both directions: 10kB, 4MiB"),
    english("message bytes of the request"),
    english("message bytes of the response"),
    english("messages in both directions"),
    english("number of the call"),
    english("who made the status: peer or bridge"),
    english("whether the call is marked: yes or no"),
    english("comment on the call"),
    english("a header of either leg, request or response"),
    english("a header on the client's leg"),
    english("a header on the upstream's leg"),
    english("a trailer of either leg, however its protocol carries it"),
    english("a trailer on the client's leg"),
    english("a trailer on the upstream's leg"),
    english("a field of the request, by its path: req.items.quantity"),
    english("a field of the response, by its path"),
    english("all decoded text of all messages"),
    english("type name of an error detail"),
    english("id of a fact the bridge noted"),
});

}  // namespace

std::span<const std::string_view> filterMeanings() { return kMeanings; }

}  // namespace bascule::ui
