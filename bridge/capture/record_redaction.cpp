// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/record_redaction.h"

#include "bridge/capture/header_text.h"

namespace bascule::capture {
namespace {

constexpr std::string_view kMark = "[masked sha256:";

void redactFields(HeaderFields& fields, const Redaction& redaction) {
  for (HeaderField& field : fields) {
    if (!field.value.starts_with(kMark) && redaction.masks(field.name)) field.value = redaction.mask(field.value);
  }
}

}  // namespace

void redactRecord(CallRecord& record, const Redaction& redaction) {
  for (LegRecord* leg : {&record.clientLeg, &record.upstreamLeg}) {
    redactFields(leg->requestHeaders, redaction);
    redactFields(leg->responseHeaders, redaction);
    redactFields(leg->trailers, redaction);
    if (!leg->endBody.contains(kMark)) leg->endBody = redactEndBody(leg->endBody, redaction);
  }
}

}  // namespace bascule::capture
