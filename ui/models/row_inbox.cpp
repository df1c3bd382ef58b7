// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/row_inbox.h"

#include <QTimer>
#include <algorithm>

namespace bascule::ui {
namespace {

constexpr qint64 kFrameMs = 16;  // 60 Hz

// Id 0 is the empty string, so a run's first batch announces strings from 1 on.
bool beginsRun(const capture::RowBatch& batch) { return batch.firstString == 1 && !batch.strings.empty(); }

}  // namespace

RowInbox::RowInbox(QObject* parent) : QObject(parent) {}

void RowInbox::push(const capture::RowBatch& batch) {
  const std::lock_guard lock(mutex_);
  if (beginsRun(batch)) waiting_ = {};
  if (waiting_.strings.empty()) waiting_.firstString = batch.firstString;
  waiting_.strings.insert(waiting_.strings.end(), batch.strings.begin(), batch.strings.end());
  waiting_.rows.insert(waiting_.rows.end(), batch.rows.begin(), batch.rows.end());
  waiting_.annotations.insert(waiting_.annotations.end(), batch.annotations.begin(), batch.annotations.end());
  waiting_.lostEvents = batch.lostEvents;
  waiting_.sessionBytes = batch.sessionBytes;
  if (std::exchange(awake_, true)) return;
  QMetaObject::invokeMethod(this, &RowInbox::wake, Qt::QueuedConnection);
}

void RowInbox::clear() {
  const std::lock_guard lock(mutex_);
  waiting_ = {};
}

void RowInbox::dropEarlierRun() {
  const std::lock_guard lock(mutex_);
  if (!beginsRun(waiting_)) waiting_ = {};
}

void RowInbox::wake() {
  const qint64 since = last_.isValid() ? last_.elapsed() : kFrameMs;
  if (since >= kFrameMs)
    deliver();
  else
    QTimer::singleShot(static_cast<int>(kFrameMs - since), Qt::PreciseTimer, this, &RowInbox::deliver);
}

void RowInbox::deliver() {
  last_.start();
  capture::RowBatch batch;
  {
    const std::lock_guard lock(mutex_);
    std::swap(batch, waiting_);
    awake_ = false;
  }
  Q_EMIT arrived(batch);
}

}  // namespace bascule::ui
