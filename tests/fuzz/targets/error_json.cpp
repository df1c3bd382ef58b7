// SPDX-License-Identifier: GPL-3.0-or-later
// Connect's error JSON and EndStream message: what is read and written again reads the same.
#include "bridge/base/text.h"
#include "bridge/rpc/connect_error.h"
#include "tests/fuzz/harness.h"

namespace bascule::fuzz {
namespace {

void errorObject(std::string_view json) {
  const auto status = rpc::parseConnectError(json, rpc::Code::Unknown);
  if (!status) return;
  require(!status->ok(), "an error is no success");
  require(text::isUtf8(status->message), "a message is UTF-8");
  const std::string written = rpc::connectErrorJson(*status);
  const auto again = rpc::parseConnectError(written, rpc::Code::Unknown);
  require(again && *again == *status, "an error reads back");
}

void endStream(std::string_view json) {
  const auto end = rpc::parseEndStream(json);
  if (!end) return;
  const std::string written = rpc::endStreamJson(end->status, end->metadata);
  const auto again = rpc::parseEndStream(written);
  require(again && again->status == end->status, "the status of an end reads back");
  require(again->metadata.size() == end->metadata.size(), "the metadata of an end reads back");
}

}  // namespace

void target(Input& input) {
  const auto json = input.rest();
  errorObject(json);
  endStream(json);
}

}  // namespace bascule::fuzz
