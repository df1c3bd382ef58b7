// SPDX-License-Identifier: GPL-3.0-or-later
// What someone edits before a call is sent again: metadata as lines, messages as JSON documents one after the
// other; checked as they type. Pure functions, no widgets. Thread: any.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bridge/export/call_request.h"
#include "bridge/schema/registry.h"
#include "ui/models/filter_completion.h"

namespace bascule::ui {

/// `text` cut into its JSON documents, which stand one after the other with white space between them. What
/// does not end is the last piece.
std::vector<std::string_view> jsonDocuments(std::string_view text);

struct ResendDraft {
  std::string metadata;  ///< `name: value` lines; a secret that has to be filled in has no value
  std::string messages;  ///< indented JSON
};
ResendDraft draftOf(const exporting::CallRequest& request);

/// What can be typed at `cursor` (UTF-16 units) of the messages of a call of `request`; nothing if its method
/// is not known.
Completions completeJson(const QString& text, qsizetype cursor, const exporting::CallRequest& request,
                         const schema::Schema& schema);

/// The call that the draft describes, or one sentence about what is wrong and where: InvalidInput
/// `draft_metadata`, `draft_messages`, `json_invalid`, `secret_missing`.
Result<exporting::CallToSend> callOf(const ResendDraft& draft, const exporting::CallRequest& request,
                                     rpc::ServerProtocol protocol, const schema::Schema& schema);

/// The call as it was recorded, without a look at it. Error as callOf(): a masked secret is not known.
Result<exporting::CallToSend> callAsRecorded(const exporting::CallRequest& request,
                                             rpc::ServerProtocol protocol);

}  // namespace bascule::ui
