// SPDX-License-Identifier: GPL-3.0-or-later
// From text to the nodes of a filter. Private to this folder. Thread: pure function.
#pragma once

#include <memory>
#include <string_view>

#include "bridge/insight/filter_node.h"

namespace bascule::insight {

/// The root of the parsed filter; an empty text gives a node that matches everything.
std::expected<std::shared_ptr<const CallFilter::Node>, FilterProblem> parseFilter(std::string_view text);

}  // namespace bascule::insight
