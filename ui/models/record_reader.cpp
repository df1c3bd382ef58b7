// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/record_reader.h"

#include <QTimer>
#include <chrono>
#include <fstream>
#include <span>

#include "bridge/capture/session_annotations.h"
#include "bridge/capture/session_file.h"
#include "bridge/export/copy_as.h"
#include "bridge/export/import_session.h"
#include "ui/models/call_sheets.h"
#include "ui/models/compare_sheet.h"
#include "ui/models/row_inbox.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

using capture::CallNumber;
using capture::CallRecord;

constexpr std::size_t kRowsAtOnce = 20'000;  // so that the first of a large session are seen at once
constexpr std::size_t kMatchSlice = 64;      // records matched before other requests get their turn
constexpr std::size_t kSortSlice = 256;      // records read for sorting before others get their turn
constexpr std::chrono::milliseconds kUntilWritten{100};  // the recorder writes every 100 ms
constexpr int kTries = 5;                        // after that the disk is full, or the call was dropped
constexpr std::size_t kProgressStep = 1024;      // records between two reports of progress
constexpr ByteCount kMatchPayload = 256 * 1024;  // bytes of a message searched by a filter

constexpr ByteCount kComparedPayload = 1024 * 1024;  // of a message, where two calls are compared

std::shared_ptr<CallDetail> makeDetail(CallRecord record, const schema::SchemaPtr& schema) {
  auto detail = std::make_shared<CallDetail>();
  detail->schema = schema;
  const auto* method = schema->method("/" + record.service + "/" + record.method);
  detail->methodKnown = method != nullptr && !method->assumed;
  detail->overview = overviewSheet(record, *schema);
  detail->translation = translationSheet(record, *schema);
  detail->error = errorSheet(record, *schema);
  detail->rawClient = rawSheet(record.clientLeg);
  if (record.upstreamLeg.present) detail->rawServer = rawSheet(record.upstreamLeg);
  detail->record = std::move(record);
  return detail;
}

}  // namespace

class RecordReader::Worker final : public QObject {
 public:
  explicit Worker(RecordReader& owner) : owner_(owner) {}

  /// Calls that are asked about, slice by slice, so that other requests get their turn.
  struct Question {
    std::shared_ptr<const std::vector<CallNumber>> numbers;
    std::size_t looked = 0;
    std::vector<CallNumber> unwritten{};  ///< of those, as the file has them so far
    int tries = 0;

    bool first() const { return tries == 0; }
    bool done() const { return looked == numbers->size(); }
    std::span<const CallNumber> slice(std::size_t most) {
      const std::size_t from = std::exchange(looked, std::min(numbers->size(), looked + most));
      return std::span(*numbers).subspan(from, looked - from);
    }
  };

  std::atomic<CallNumber> wantedCall{0};
  std::atomic<int> wantedMatch{0};
  std::atomic<int> wantedMessage{0};
  std::atomic<int> wantedSorting{0};

  void open(const std::filesystem::path& file, std::shared_ptr<RowInbox> rows) {
    close();
    file_ = file;
    rows_ = std::move(rows);
    if (!ensureOpen()) return;
    Q_EMIT owner_.opened(file_);
    if (!rows_) return;
    tellSchema();
    follow();
    if (timer_ == nullptr) {
      timer_ = new QTimer(this);
      connect(timer_, &QTimer::timeout, this, &Worker::follow);
    }
    timer_->start(kFollowEvery);
  }

  void close() {
    if (timer_ != nullptr) timer_->stop();
    reader_.reset();
    imported_.reset();
    notes_.reset();
    rows_.reset();
    file_.clear();
    recorded_.reset();
  }

  void setSchema(schema::SchemaPtr schema) {
    const bool other = schema != live_;
    live_ = std::move(schema);
    joined_.reset();
    if (rows_) tellSchema();
    if (other) Q_EMIT owner_.readsOtherwise();
  }

  void setOverlay(schema::Overlay overlay) {
    overlay_ = std::move(overlay);
    laid_ = nullptr;
    Q_EMIT owner_.readsOtherwise();
  }

  void makeProtos() { Q_EMIT owner_.protosMade(schema::protosOf(*shownSchema())); }

  void writeProtos(const std::vector<schema::ProtoFile>& files, const std::filesystem::path& to) {
    Error error;
    for (const schema::ProtoFile& file : files) {
      const std::filesystem::path at = files.size() == 1 ? to : to / file.name;
      std::error_code ignored;  // the file then cannot be written
      if (files.size() > 1) std::filesystem::create_directories(at.parent_path(), ignored);
      std::ofstream out(at, std::ios::binary | std::ios::trunc);
      out.write(file.text.data(), static_cast<std::streamsize>(file.text.size()));
      if (out.flush()) continue;
      error = {ErrorCode::Io, ErrorSide::Local, "file_unwritable",
               Words::tr("%1 cannot be written").arg(QString::fromStdString(at.string())).toStdString()};
      break;
    }
    Q_EMIT owner_.protosWritten(to, files.size(), error);
  }

  void readCall(CallNumber number) {
    if (number != wantedCall) return;
    const auto begin = std::chrono::steady_clock::now();
    auto record = load(number, kCarriedPayload);
    if (!record) {
      Q_EMIT owner_.callMissing(number, record.error());
      return;
    }
    auto detail = makeDetail(std::move(*record), shownSchema());
    detail->readTime = std::chrono::steady_clock::now() - begin;
    Q_EMIT owner_.callRead(number, detail);
  }

  void decode(int question, const CallDetailPtr& detail, std::size_t message) {
    if (question != wantedMessage) return;
    const auto& messages = shownLeg(detail->record).messages;
    const bool again =
        message < messages.size() && messages[message].cut && !recordedInPart(messages[message]);
    auto whole = again ? load(detail->record.row.number, std::nullopt) : std::unexpected(Error());
    auto text = std::make_shared<const DecodedMessage>(
        whole ? decodeMessage(std::move(*whole), *detail->schema, message)
              : decodeMessage(detail->record, *detail->schema, message));
    Q_EMIT owner_.decoded(detail, message, text);
  }

  void annotate(const std::vector<capture::AnnotatedCall>& calls) {
    Result<void> done;
    if (file_.empty())
      done = fail(ErrorCode::NotFound, "no_session", Words::utf8("this capture keeps no notes"));
    if (done && notes_ == nullptr) {
      auto notes = capture::SessionAnnotations::open(imported_ ? imported_->file() : file_);
      if (notes)
        notes_ = std::move(*notes);
      else
        done = std::unexpected(notes.error());
    }
    if (done) done = notes_->set(calls);
    Q_EMIT owner_.annotated(calls, done ? Error() : done.error());
  }

  void readRequest(CallNumber number) {
    const auto record = load(number, std::nullopt);
    auto request = record ? exporting::requestOf(*record, *schema()) : std::unexpected(record.error());
    const auto protocol = record ? exporting::protocolOf(*record) : rpc::ServerProtocol::Connect;
    const auto messages = record ? record->row.requestMessages : 0;
    Q_EMIT owner_.requestRead(number, std::make_shared<const ReadRequest>(
                                          ReadRequest{std::move(request), protocol, messages, schema()}));
  }

  void compare(CallNumber left, CallNumber right) {
    const auto first = load(left, kComparedPayload);
    const auto second = load(right, kComparedPayload);
    Q_EMIT owner_.compared(left, right,
                           first && second ? compareSheet(*first, *second, *shownSchema()) : Sheet());
  }

  void match(int generation, const insight::CallFilter& filter, Question question) {
    std::vector<CallNumber> yes;
    const auto snapshot = this->snapshot();
    for (const CallNumber number : question.slice(kMatchSlice)) {
      if (generation != wantedMatch) return;
      const auto record = load(number, kMatchPayload);
      if (isUnwritten(record)) question.unwritten.push_back(number);
      if (record && filter.matches(*record, *shownSchema())) yes.push_back(number);
    }
    if (!yes.empty()) Q_EMIT owner_.matched(generation, yes);
    if (question.first() && (question.done() || question.looked % kProgressStep < kMatchSlice))
      Q_EMIT owner_.matchProgress(generation, question.looked, question.numbers->size());
    goOn(std::move(question),
         [this, generation, filter](Question rest) { match(generation, filter, std::move(rest)); });
  }

  void readValues(int generation, const std::vector<std::string>& keys,
                  const std::vector<CallNumber>& numbers) {
    ValueRows rows;
    rows.generation = generation;
    const auto snapshot = this->snapshot();
    for (const CallNumber number : numbers) {
      const auto record = load(number, kMatchPayload);
      if (!record) continue;
      rows.calls.push_back(number);
      std::vector<std::string>& values = rows.values.emplace_back();
      for (const std::string& key : keys) values.push_back(insight::valuesOf(key, *record, *shownSchema()));
    }
    Q_EMIT owner_.valuesRead(rows);
  }

  void readSortValues(int generation, const std::string& key, Question question) {
    if (generation != wantedSorting) return;
    const auto slice = question.slice(kSortSlice);
    const std::vector<CallNumber> calls(slice.begin(), slice.end());
    std::vector<std::string> values;
    const auto snapshot = this->snapshot();
    for (const CallNumber number : calls) {
      const auto record = load(number, kMatchPayload);
      if (isUnwritten(record)) question.unwritten.push_back(number);
      values.push_back(record ? insight::valuesOf(key, *record, *shownSchema()) : std::string());
    }
    Q_EMIT owner_.sortValuesRead(generation, calls, values, question.done());
    if (question.first() && (question.done() || question.looked % (kSortSlice * 8) == 0))
      Q_EMIT owner_.sortProgress(question.looked, question.numbers->size());
    goOn(std::move(question),
         [this, generation, key](Question rest) { readSortValues(generation, key, std::move(rest)); });
  }

  void readNames(const std::vector<CallNumber>& numbers) {
    insight::SeenNames names;
    const auto snapshot = this->snapshot();
    for (const CallNumber number : numbers) {
      if (const auto record = load(number, kMatchPayload)) names.add(*record, *shownSchema());
    }
    Q_EMIT owner_.namesRead(names);
  }

  void saveAs(const std::filesystem::path& to, const std::filesystem::path& named) {
    const std::filesystem::path from = named.empty() ? file_ : named;
    std::error_code ignored;
    if (!std::filesystem::equivalent(from, to, ignored))
      std::filesystem::remove(to, ignored);  // the user confirmed in the file dialog
    const auto saved = capture::saveSessionAs(from, to);
    Q_EMIT owner_.saved(from, to, saved ? Error{} : saved.error());
  }

 private:
  bool ensureOpen() {
    if (reader_) return true;
    auto imported = exporting::TemporarySession::import(file_, {});
    if (imported) imported_ = std::move(*imported);
    auto reader = imported
                      ? capture::SessionReader::open(imported_ ? imported_->file() : file_)
                      : Result<std::unique_ptr<capture::SessionReader>>(std::unexpected(imported.error()));
    if (!reader) {
      Q_EMIT owner_.openFailed(file_, reader.error());
      return false;
    }
    reader_ = std::move(*reader);
    return true;
  }

  std::unique_ptr<capture::SessionReader::Snapshot> snapshot() {
    if (file_.empty() || !ensureOpen()) return nullptr;
    return std::make_unique<capture::SessionReader::Snapshot>(*reader_);
  }

  void tellSchema() {
    const schema::SchemaPtr whole = schema();  // reads the session's own, too
    Q_EMIT owner_.schemaKnown(whole, recorded_);
  }

  void follow() {
    if (!reader_ || !rows_) return;
    const auto batch = reader_->nextRows(kRowsAtOnce);
    if (!batch || (batch->rows.empty() && batch->strings.empty() && batch->annotations.empty())) return;
    rows_->push(*batch);
    // The rest of a large session comes after whatever else was asked for.
    if (batch->rows.size() >= kRowsAtOnce)
      QMetaObject::invokeMethod(this, &Worker::follow, Qt::QueuedConnection);
  }

  /// The recorder tells of a row before it writes the call: its end may be missing, or all of it.
  static bool isUnwritten(const Result<CallRecord>& record) {
    return record ? record->row.inFlight() : record.error().code == ErrorCode::NotFound;
  }

  /// The rest of the question, and a moment later once more what was not written yet.
  template <typename Ask>
  void goOn(Question question, const Ask& ask) {
    if (!question.done()) {
      QMetaObject::invokeMethod(
          this, [ask, question = std::move(question)] { ask(question); }, Qt::QueuedConnection);
    } else if (!question.unwritten.empty() && question.tries < kTries) {
      auto again = std::make_shared<const std::vector<CallNumber>>(std::move(question.unwritten));
      QTimer::singleShot(kUntilWritten, this,
                         [ask, again, tries = question.tries + 1] { ask({again, 0, {}, tries}); });
    }
  }

  Result<CallRecord> load(CallNumber number, std::optional<ByteCount> maxPayload) {
    if (file_.empty())
      return fail(ErrorCode::NotFound, "no_session", Words::utf8("this capture keeps no details"));
    if (!ensureOpen())
      return fail(ErrorCode::Io, "file_unreadable", Words::utf8("the session file cannot be read"));
    return maxPayload ? reader_->call(number, *maxPayload) : reader_->call(number);
  }

  schema::SchemaPtr schema() {
    if (joined_) return joined_;
    if (reader_ && !recorded_) {
      const auto bytes = reader_->schema();
      if (bytes && !bytes->empty()) {
        if (auto loaded = schema::schemaFromDescriptorSet(*bytes, file_.string())) recorded_ = *loaded;
      }
    }
    if (live_ && recorded_) {
      const auto merged = schema::merge(live_, recorded_);
      joined_ = merged ? *merged : live_;
    } else if (live_ || recorded_) {
      return live_ ? live_ : joined_ = recorded_;
    } else {
      return schema::Schema::wellKnown();  // not kept: a session may get its schema later
    }
    return joined_;
  }

  /// With what the user chose for fields that it lacks. What is sent or copied again goes by schema(): a
  /// field that nobody chose a reading for would be lost there.
  schema::SchemaPtr shownSchema() {
    const schema::SchemaPtr base = schema();
    if (!laid_ || laidOver_ != base) {
      laidOver_ = base;
      laid_ = schema::withOverlay(base, overlay_);
    }
    return laid_;
  }

  RecordReader& owner_;
  std::filesystem::path file_;
  std::shared_ptr<RowInbox> rows_;
  std::optional<exporting::TemporarySession> imported_;  ///< of a file that is no session; behind the reader
  std::unique_ptr<capture::SessionReader> reader_;
  std::unique_ptr<capture::SessionAnnotations> notes_;  ///< opened for the first note
  schema::SchemaPtr live_, recorded_, joined_;
  schema::Overlay overlay_;
  schema::SchemaPtr laid_, laidOver_;
  QTimer* timer_ = nullptr;
};

RecordReader::RecordReader(QObject* parent) : QObject(parent), worker_(new Worker(*this)) {
  worker_->moveToThread(&thread_);
  connect(&thread_, &QThread::finished, worker_, &QObject::deleteLater);
  thread_.setObjectName(QStringLiteral("reader"));
  thread_.start();
}

RecordReader::~RecordReader() {
  worker_->wantedCall = 0;
  worker_->wantedMatch = -1;
  worker_->wantedSorting = -1;
  thread_.quit();
  thread_.wait();
}

template <typename Function>
void RecordReader::post(Function function) {
  QMetaObject::invokeMethod(worker_, std::move(function), Qt::QueuedConnection);
}

void RecordReader::open(const std::filesystem::path& file, std::shared_ptr<RowInbox> rows) {
  post([worker = worker_, file, rows = std::move(rows)] { worker->open(file, rows); });
}

void RecordReader::close() {
  post([worker = worker_] { worker->close(); });
}

void RecordReader::setSchema(schema::SchemaPtr schema) {
  post([worker = worker_, schema = std::move(schema)] { worker->setSchema(schema); });
}

void RecordReader::setOverlay(schema::Overlay overlay) {
  post([worker = worker_, overlay = std::move(overlay)] { worker->setOverlay(overlay); });
}

void RecordReader::makeProtos() {
  post([worker = worker_] { worker->makeProtos(); });
}

void RecordReader::writeProtos(std::vector<schema::ProtoFile> files, const std::filesystem::path& to) {
  post([worker = worker_, files = std::move(files), to] { worker->writeProtos(files, to); });
}

void RecordReader::readCall(CallNumber number) {
  worker_->wantedCall = number;
  post([worker = worker_, number] { worker->readCall(number); });
}

void RecordReader::decode(const CallDetailPtr& detail, std::size_t message) {
  const int question = ++worker_->wantedMessage;
  post([worker = worker_, question, detail, message] { worker->decode(question, detail, message); });
}

void RecordReader::annotate(std::vector<capture::AnnotatedCall> calls) {
  post([worker = worker_, calls = std::move(calls)] { worker->annotate(calls); });
}

void RecordReader::readRequest(CallNumber number) {
  post([worker = worker_, number] { worker->readRequest(number); });
}

void RecordReader::compare(CallNumber left, CallNumber right) {
  post([worker = worker_, left, right] { worker->compare(left, right); });
}

void RecordReader::writeJson(const CallDetailPtr& detail, const DecodedMessagePtr& message) {
  const int question = worker_->wantedMessage;
  post([this, question, detail, message] {
    if (question != worker_->wantedMessage) return;
    Q_EMIT jsonWritten(message, std::make_shared<const std::string>(jsonOf(*message, *detail->schema)));
  });
}

void RecordReader::readFrames(const CallDetailPtr& detail, capture::Leg leg) {
  post([this, detail, leg] { Q_EMIT framesRead(detail, leg, framesSheet(detail->record, leg)); });
}

void RecordReader::readLines(const CallDetailPtr& detail, std::size_t first, std::size_t count) {
  post([this, detail, first, count] {
    Q_EMIT linesRead(detail, first, messageLines(detail->record, *detail->schema, first, count));
  });
}

void RecordReader::match(int generation, const insight::CallFilter& filter,
                         const std::vector<CallNumber>& numbers) {
  worker_->wantedMatch = generation;
  auto shared = std::make_shared<const std::vector<CallNumber>>(numbers);
  post([worker = worker_, generation, filter, shared] { worker->match(generation, filter, {shared}); });
}

void RecordReader::readValues(int generation, const std::vector<std::string>& keys,
                              const std::vector<CallNumber>& numbers) {
  post([worker = worker_, generation, keys, numbers] { worker->readValues(generation, keys, numbers); });
}

void RecordReader::readSortValues(int generation, const std::string& key,
                                  const std::vector<CallNumber>& calls) {
  worker_->wantedSorting = generation;
  auto shared = std::make_shared<const std::vector<CallNumber>>(calls);
  post([worker = worker_, generation, key, shared] { worker->readSortValues(generation, key, {shared}); });
}

void RecordReader::readNames(const std::vector<CallNumber>& numbers) {
  post([worker = worker_, numbers] { worker->readNames(numbers); });
}

void RecordReader::stopMatching() { worker_->wantedMatch = -1; }

void RecordReader::saveAs(const std::filesystem::path& to, const std::filesystem::path& from) {
  post([worker = worker_, to, from] { worker->saveAs(to, from); });
}

void RecordReader::find(std::function<std::vector<LeftoverSession>()> leftovers) {
  post([this, leftovers = std::move(leftovers)] { Q_EMIT found(leftovers()); });
}

}  // namespace bascule::ui
