// SPDX-License-Identifier: GPL-3.0-or-later
// `ExportTask`: one export on a thread of its own, with progress and cancel, and a look at what would be
// masked. It opens the session by itself, so neither the reader nor the recorder waits for it. Thread: GUI,
// but for the work inside.
#pragma once

#include <QObject>
#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "bridge/base/error.h"
#include "bridge/capture/record_redaction.h"
#include "bridge/export/format_writer.h"

namespace bascule::ui {

/// What an export masks.
enum class Masking : std::uint8_t { Default, ByFile, AsRecorded };

struct ExportOrder {
  std::filesystem::path session;
  std::filesystem::path to;
  exporting::Format format = exporting::Format::JsonLines;
  bool all = true;
  std::vector<capture::CallNumber> calls;  ///< what is wanted where not all are; ascending
  Masking masking = Masking::Default;
  schema::SchemaPtr schema;       ///< of the live bridge; null: the session's own
  std::filesystem::path rules{};  ///< file of rules, for Masking::ByFile
  bool bothLegs = false;          ///< a HAR has an entry for the upstream leg of a call, too
};

class ExportTask final : public QObject {
  Q_OBJECT
 public:
  explicit ExportTask(QObject* parent = nullptr) : QObject(parent) {}
  ~ExportTask() override;

  /// One at a time: an export that still runs is cancelled first.
  void start(const ExportOrder& order);
  /// Looks at the first calls of `order` and tells what would be masked by previewed().
  void preview(const ExportOrder& order);
  void cancel() { cancelled_ = true; }

 Q_SIGNALS:
  void progress(unsigned done, unsigned all);
  /// `error.cause` is empty if it went well; `masked` values were replaced by this export.
  void finished(const std::filesystem::path& to, quint64 calls, quint64 masked, const bascule::Error& error);
  /// `error` says what is wrong with the session or the file of rules; its cause is empty if nothing is.
  void previewed(const bascule::capture::MaskedValues& values, quint64 looked, const bascule::Error& error);

 private:
  void stop();
  void run(const ExportOrder& order);
  void look(const ExportOrder& order);

  std::atomic<bool> cancelled_{false};
  std::thread thread_;
};

}  // namespace bascule::ui
