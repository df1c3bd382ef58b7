// SPDX-License-Identifier: GPL-3.0-or-later
// The detail tabs of one call as sheets: Overview, Translation, Error, Raw. Pure functions of a record and
// a schema; run on the reader thread.
#pragma once

#include "bridge/capture/annotation.h"
#include "bridge/capture/call_record.h"
#include "bridge/schema/registry.h"
#include "ui/models/sheet.h"

namespace bascule::ui {

/// One line per fact, findings first. Columns: 1.
Sheet overviewSheet(const capture::CallRecord& record, const schema::Schema& schema);
/// The same with what the user noted about the call in front; `note` may be null.
Sheet withNote(Sheet overview, const capture::Annotation* note);
/// Both legs row by row with mark and reason. Columns: client, mark, server.
Sheet translationSheet(const capture::CallRecord& record, const schema::Schema& schema);
/// The failure as gRPC trailers, Connect JSON and gRPC-Web frame. Columns: 3. Empty for a call without error.
Sheet errorSheet(const capture::CallRecord& record, const schema::Schema& schema);
/// Heads and bytes of one leg in the order of the wire. Columns: 1.
Sheet rawSheet(const capture::LegRecord& leg);
/// The same as frames of HTTP/2 or messages of HTTP/1.1, made anew from the record. Columns: 1.
Sheet framesSheet(const capture::CallRecord& record, capture::Leg leg);

/// `HTTP/2 h2c · application/json`.
std::string transportText(const capture::LegRecord& leg);
/// The ink of a protocol's name.
Ink inkOf(rpc::Protocol protocol);
/// Lines of 16 bytes: offset, hexadecimal, text.
std::vector<std::vector<Span>> hexLines(std::string_view bytes, std::size_t limit);

}  // namespace bascule::ui
