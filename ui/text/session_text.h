// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions in words. Pure functions.
#pragma once

#include <QString>

#include "ui/models/leftover_session.h"

namespace bascule::ui {

/// `22 Nov 10:42 · 1 215 calls · 9.6 MB`, in local time.
QString leftoverFacts(const LeftoverSession& session);
/// What the bar says about `count` unsaved sessions, of which `newest` is one; at least one.
QString leftoverSentence(const LeftoverSession& newest, std::size_t count);

/// While the calls are read that the table is to be sorted by.
QString sortingSentence(const QString& looked, const QString& all);

}  // namespace bascule::ui
