// SPDX-License-Identifier: GPL-3.0-or-later
// `RowInbox`: where the recorder (or a reader) leaves batches of rows for the window. Batches that arrive
// before the window looks are joined into one, and the window looks at most 60 times a second.
// Thread: push() from any thread; the signal is emitted on the thread the inbox lives on (GUI).
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <mutex>

#include "bridge/capture/row_store.h"

namespace bascule::ui {

class RowInbox final : public QObject {
  Q_OBJECT
 public:
  explicit RowInbox(QObject* parent = nullptr);

  /// Joins `batch` to what is waiting and wakes the window if it is not awake yet.
  void push(const capture::RowBatch& batch);
  /// Forgets what is waiting: the window turned to another session.
  void clear();
  /// Forgets what an earlier run left behind; what the new run has pushed already stays.
  void dropEarlierRun();

 Q_SIGNALS:
  /// Everything pushed since the last time.
  void arrived(const bascule::capture::RowBatch& batch);

 private:
  void wake();
  void deliver();

  std::mutex mutex_;
  capture::RowBatch waiting_;  ///< guarded by mutex_
  bool awake_ = false;         ///< guarded by mutex_; a delivery is on its way
  QElapsedTimer last_;
};

}  // namespace bascule::ui
