// SPDX-License-Identifier: GPL-3.0-or-later
// The entries of a context menu that lead from a value in the details to calls like it. Thread: GUI.
#pragma once

#include <QMenu>
#include <functional>

#include "ui/models/found_value.h"

namespace bascule::ui {

/// Adds "Only …", "Without …" and "As column" for `value`; nothing if it is empty.
void addValueEntries(QMenu& menu, const FoundValue& value,
                     const std::function<void(const FoundValue&, ValueWish)>& act);

}  // namespace bascule::ui
