// SPDX-License-Identifier: GPL-3.0-or-later
// `RecordReader`: reads and decodes records of a session file on a thread of its own, so that the window
// never waits for a file. Requests return at once; answers come as queued signals. A newer question of the
// same sort makes the older one stop. Owned by the main window. Thread: GUI, but for the worker inside.
#pragma once

#include <QObject>
#include <QThread>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "bridge/capture/annotation.h"
#include "bridge/capture/call_record.h"
#include "bridge/export/call_request.h"
#include "bridge/insight/call_filter.h"
#include "bridge/insight/filter_terms.h"
#include "bridge/schema/overlay.h"
#include "bridge/schema/registry.h"
#include "ui/models/column_values.h"
#include "ui/models/decoded_message.h"
#include "ui/models/leftover_session.h"
#include "ui/models/sheet.h"

namespace bascule::ui {

class RowInbox;

/// Everything the detail tabs show of one call, decoded; the messages page by page, when they are looked at.
struct CallDetail {
  capture::CallRecord record;
  schema::SchemaPtr schema;
  bool methodKnown = false;              ///< the schema has the method
  std::chrono::nanoseconds readTime{0};  ///< what reading and decoding took
  Sheet overview, translation, error, rawClient, rawServer;
};
using CallDetailPtr = std::shared_ptr<const CallDetail>;

/// What has to be sent for a call to happen again, or why that is not known.
struct ReadRequest {
  Result<exporting::CallRequest> request;
  rpc::ServerProtocol protocol = rpc::ServerProtocol::Connect;  ///< the client's own
  std::uint32_t messages = 0;  ///< of the request, as far as they were written when this was read
  schema::SchemaPtr schema;
};
using ReadRequestPtr = std::shared_ptr<const ReadRequest>;

class RecordReader final : public QObject {
  Q_OBJECT
 public:
  /// How often a session that is followed is looked at: a writer commits at least this often.
  static constexpr std::chrono::milliseconds kFollowEvery{100};

  explicit RecordReader(QObject* parent = nullptr);
  ~RecordReader() override;

  /// Turns to another file. With `rows` its calls are read into that inbox and followed as they are written.
  void open(const std::filesystem::path& file, std::shared_ptr<RowInbox> rows);
  void close();
  /// Schema of the live bridge; the session's own is used for what this one lacks.
  void setSchema(schema::SchemaPtr schema);

  /// How the user reads fields without schema: in force for everything that is looked at.
  void setOverlay(schema::Overlay overlay);
  /// The overlay's fields as .proto files; protosMade() has them.
  void makeProtos();
  /// Writes one file as `to`, several below it.
  void writeProtos(std::vector<schema::ProtoFile> files, const std::filesystem::path& to);

  void readCall(capture::CallNumber number);
  /// `count` lines of the message grid from `first` on.
  void readLines(const CallDetailPtr& detail, std::size_t first, std::size_t count);
  /// One message in full; an older question that still waits is dropped.
  void decode(const CallDetailPtr& detail, std::size_t message);
  void readRequest(capture::CallNumber number);
  /// Sets two calls beside each other.
  void compare(capture::CallNumber left, capture::CallNumber right);
  /// One leg as frames, each with its bytes.
  void readFrames(const CallDetailPtr& detail, capture::Leg leg);
  /// The JSON of a message that is too long to have it at once; an older question that waits is dropped.
  void writeJson(const CallDetailPtr& detail, const DecodedMessagePtr& message);
  void match(int generation, const insight::CallFilter& filter,
             const std::vector<capture::CallNumber>& numbers);
  void stopMatching();
  /// What these calls have under the keys of the filter language, for `ColumnValues`.
  void readValues(int generation, const std::vector<std::string>& keys,
                  const std::vector<capture::CallNumber>& numbers);
  /// What these calls have under one key, all of them, bit by bit; a newer generation makes it stop.
  void readSortValues(int generation, const std::string& key, const std::vector<capture::CallNumber>& calls);
  /// Which names of headers and fields occur in these calls.
  void readNames(const std::vector<capture::CallNumber>& numbers);
  /// Copies the session at `from` (empty: the one that is open) into one file.
  void saveAs(const std::filesystem::path& to, const std::filesystem::path& from = {});
  /// Writes what is noted about calls into the session that is open.
  void annotate(std::vector<capture::AnnotatedCall> calls);
  /// Asks for unsaved sessions of earlier runs.
  void find(std::function<std::vector<LeftoverSession>()> leftovers);

 Q_SIGNALS:
  /// Another schema or overlay is in force: what was read out of messages before may be different now.
  void readsOtherwise();
  void callRead(bascule::capture::CallNumber number, const bascule::ui::CallDetailPtr& detail);
  void callMissing(bascule::capture::CallNumber number, const bascule::Error& error);
  void linesRead(const bascule::ui::CallDetailPtr& detail, std::size_t first,
                 const std::vector<bascule::ui::MessageLine>& lines);
  void decoded(const bascule::ui::CallDetailPtr& detail, std::size_t message,
               const bascule::ui::DecodedMessagePtr& text);
  void requestRead(bascule::capture::CallNumber number, const bascule::ui::ReadRequestPtr& request);
  /// `sheet` has no rows if one of them cannot be read.
  void compared(bascule::capture::CallNumber left, bascule::capture::CallNumber right,
                const bascule::ui::Sheet& sheet);
  void framesRead(const bascule::ui::CallDetailPtr& detail, bascule::capture::Leg leg,
                  const bascule::ui::Sheet& sheet);
  void jsonWritten(const bascule::ui::DecodedMessagePtr& message,
                   const std::shared_ptr<const std::string>& json);
  void matched(int generation, const std::vector<bascule::capture::CallNumber>& numbers);
  /// How many of the calls of a question have been looked at; once at the end, at intervals before.
  void matchProgress(int generation, std::size_t looked, std::size_t all);
  void valuesRead(const bascule::ui::ValueRows& rows);
  void sortValuesRead(int generation, const std::vector<bascule::capture::CallNumber>& calls,
                      const std::vector<std::string>& values, bool done);
  /// How far the reading of a long list has come; at its end, too.
  void sortProgress(std::size_t looked, std::size_t all);
  void namesRead(const bascule::insight::SeenNames& names);
  void opened(const std::filesystem::path& file);
  /// What the calls of a session that is read with its rows are decoded with, and what it brings along itself
  /// (null: nothing).
  void schemaKnown(const bascule::schema::SchemaPtr& schema, const bascule::schema::SchemaPtr& own);
  void openFailed(const std::filesystem::path& file, const bascule::Error& error);
  /// A copy ended, of `from`; `error.cause` is empty if it went well.
  void saved(const std::filesystem::path& from, const std::filesystem::path& to, const bascule::Error& error);
  /// Notes were written; `error.cause` is empty if it went well.
  void annotated(const std::vector<bascule::capture::AnnotatedCall>& calls, const bascule::Error& error);
  void protosMade(const std::vector<bascule::schema::ProtoFile>& files);
  /// `error.cause` is empty if it went well.
  void protosWritten(const std::filesystem::path& to, std::size_t files, const bascule::Error& error);
  void found(const std::vector<bascule::ui::LeftoverSession>& leftovers);

 private:
  class Worker;
  template <typename Function>
  void post(Function function);

  QThread thread_;
  Worker* worker_;  ///< lives on thread_, deleted when it ends
};

}  // namespace bascule::ui
