// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/record_redaction.h"

#include <utility>

#include "bridge/capture/header_text.h"

namespace bascule::capture {
namespace {

constexpr std::string_view kMark = "[masked sha256:";

std::size_t redactFields(HeaderFields& fields, const Redaction& redaction) {
  std::size_t masked = 0;
  for (HeaderField& field : fields) {
    if (field.value.starts_with(kMark) || !redaction.masks(field.name)) continue;
    field.value = redaction.mask(field.value);
    ++masked;
  }
  return masked;
}

}  // namespace

std::size_t redactRecord(CallRecord& record, const Redaction& redaction) {
  std::size_t masked = 0;
  for (LegRecord* leg : {&record.clientLeg, &record.upstreamLeg}) {
    masked += redactFields(leg->requestHeaders, redaction);
    masked += redactFields(leg->responseHeaders, redaction);
    masked += redactFields(leg->trailers, redaction);
    if (leg->endBody.contains(kMark)) continue;
    std::string body = redactEndBody(leg->endBody, redaction);
    if (body != leg->endBody) ++masked;
    leg->endBody = std::move(body);
  }
  return masked;
}

}  // namespace bascule::capture
