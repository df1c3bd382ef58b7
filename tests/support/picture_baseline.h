// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of the window against the ones that were looked at and kept.
//
// A baseline is the picture averaged over cells of 8 x 8 device pixels: another antialiasing of a letter
// moves no cell by much, a missing word, a line in another place or another colour does. Thread: GUI.
#pragma once

#include <QImage>
#include <QString>

namespace bascule::test {

struct BaselineFolders {
  QString kept;  ///< the baselines
  QString out;   ///< where a picture that differs goes, with frames around what differs: `<name>.differs.png`
};

/// What differs between `picture` and the baseline `name`, as a sentence; empty: nothing. With
/// BASCULE_BASELINE=write in the environment the picture becomes the baseline.
QString differenceFromBaseline(const QImage& picture, const QString& name, const BaselineFolders& folders);

}  // namespace bascule::test
