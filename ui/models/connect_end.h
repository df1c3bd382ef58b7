// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON a Connect response ends with (error JSON of a unary call, EndStream message of a stream), read
// for display: what is missing or odd stays empty. translation.md 8.4. Pure functions, no Qt in this header.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bascule::ui {

struct ConnectEnd {
  bool valid = false;   ///< the bytes are a JSON object
  bool failed = false;  ///< there is an error in it
  std::string code;     ///< `invalid_argument`
  std::string message;
  std::vector<std::pair<std::string, std::string>> details;   ///< type, base64 value
  std::vector<std::pair<std::string, std::string>> metadata;  ///< EndStream only; one entry per value
};

/// Reads the end of a unary call (`unary`) or of a stream.
ConnectEnd readConnectEnd(std::string_view json, bool unary);
/// `json` with line breaks and two-space indentation; unchanged if it is no JSON.
std::string indentJson(std::string_view json);

/// Fields of a gRPC-Web trailer frame: `name: value` lines.
std::vector<std::pair<std::string, std::string>> readTrailerFrame(std::string_view bytes);

}  // namespace bascule::ui
