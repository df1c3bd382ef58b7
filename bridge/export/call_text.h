// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces that several writers need: moments as text, a message decompressed and decoded, the body of a leg as
// it was on the wire. Thread: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bridge/capture/call_record.h"
#include "bridge/schema/registry.h"

namespace bascule::exporting {

/// `2026-11-23T10:42:07.240Z` with `decimals` (0 to 9) of a second.
std::string isoTime(std::int64_t wallNs, int decimals);
/// `1.1` or `2`.
std::string_view versionText(http::Version version);
/// HTTP method and scheme of a leg; what was not recorded of it (an upstream's) follows from its protocol.
std::string_view httpMethod(const capture::LegRecord& leg);
std::string_view httpScheme(const capture::LegRecord& leg);
/// Value of the first field called `name`; empty if there is none.
std::string_view fieldValue(const capture::HeaderFields& fields, std::string_view name);

/// The message's bytes, decompressed where that is possible.
std::string plainPayload(const capture::LegRecord& leg, const capture::MessageRecord& message);
/// Full name of the messages of a direction; empty if the schema does not know the method.
std::string_view messageType(const capture::CallRecord& record, const schema::Schema& schema,
                             capture::Direction direction);
/// The message as one line of JSON; nothing if it is cut, unknown or malformed.
std::optional<std::string> messageJson(const capture::MessageRecord& message, std::string_view plain,
                                       rpc::Codec codec, const schema::Schema& schema, std::string_view type);
/// An envelope; `size` is what it says: more than the payload's if that was cut.
std::string enveloped(unsigned flags, ByteCount size, std::string_view payload);
/// One message as it stands in the HTTP body: bare for Connect unary, in its envelope otherwise, as
/// base64 for gRPC-Web text. Empty where the message is no body: in the target of a GET.
std::string wireMessage(const capture::LegRecord& leg, const capture::MessageRecord& message);
/// What comes behind the messages of a response: the end as it came in the body.
std::string wireEnd(const capture::LegRecord& leg);
/// The end that came in the body without its envelope: EndStream or error JSON, trailers of gRPC-Web.
std::string_view endPayload(const capture::LegRecord& leg);
/// Messages of one direction as they were in the HTTP body: bare for Connect unary (decompressed), in
/// envelopes otherwise, with the end that the protocol puts there.
std::string bodyOf(const capture::LegRecord& leg, capture::Direction direction);

}  // namespace bascule::exporting
