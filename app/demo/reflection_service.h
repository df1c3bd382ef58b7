// SPDX-License-Identifier: GPL-3.0-or-later
// The demo server's side of server reflection (v1 and v1alpha have the same messages). Small enough to
// read and write the wire format by hand. Thread: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "bridge/schema/registry.h"

namespace bascule::demo {

bool isReflectionPath(std::string_view path);
/// Serialized ServerReflectionResponse to a serialized ServerReflectionRequest. `descriptors` is a
/// serialized FileDescriptorSet: every file question is answered with all of its files.
std::string answerReflection(std::string_view request, std::string_view descriptors,
                             const schema::Schema& schema);

}  // namespace bascule::demo
