// SPDX-License-Identifier: GPL-3.0-or-later
// `SessionReader`: rows in order of their number, details of one call through the chain of its segments.
// Nothing in the file is trusted: see SessionGuard, and every decoder of this folder. Thread: one reader per
// thread.
#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include "bridge/base/text.h"
#include "bridge/capture/call_facts.h"
#include "bridge/capture/record_builder.h"
#include "bridge/capture/session_file.h"
#include "bridge/capture/session_guard.h"
#include "bridge/capture/session_layout.h"
#include "bridge/capture/session_schema.h"
#include "bridge/capture/session_segments.h"
#include "bridge/capture/session_sql.h"
#include "bridge/capture/string_table.h"
#include "bridge/capture/writer_identity.h"

namespace bascule::capture {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxRuns = 10'000;
// Header lists that repeat are kept between calls, up to so many bytes.
constexpr ByteCount kKeptHeads = 8ULL * 1024 * 1024;

std::uint32_t toCount(std::int64_t value) {
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 0, UINT32_MAX));
}

std::unexpected<Error> refused(const fs::path& file, std::string_view cause, std::string_view why) {
  return fail(ErrorCode::InvalidInput, cause, file.string() + " " + std::string(why));
}

/// A connection to the file; a plain file in a folder we may not write is opened as immutable.
Result<Database> connect(const fs::path& file) {
  auto database = Database::open(file, OpenMode::ReadOnly);
  if (!database) return database;
  if (database->queryNumber("PRAGMA application_id")) return database;
  Error error = database->lastError("opening");
  std::error_code ignored;
  fs::path log = file;
  log += "-wal";
  if (error.code != ErrorCode::Io || fs::exists(log, ignored)) return std::unexpected(std::move(error));
  return Database::open(file, OpenMode::Immutable);
}

}  // namespace

struct SessionReader::Impl {
  fs::path file;
  Database database;
  SessionGuard guard;
  std::int64_t version = 0;  ///< of the file's layout
  Statement newRows, oneRow, newStrings, newRoutes, headSet, lastRun, newAnnotations;
  SegmentReader segments{guard};

  std::vector<std::string> strings{""};
  std::vector<Route> routes{Route{}};
  CallNumber lastNumber = 0;
  std::unordered_map<CallNumber, CallRow> inFlight;  ///< as handed out last
  std::uint64_t lostEvents = 0;
  bool writing = false;
  std::int64_t annotationRevision = 0;
  std::unordered_map<CallNumber, Annotation> annotations;
  std::vector<AnnotatedCall> newlyAnnotated;  ///< not handed out with rows yet
  bool held = false;                          ///< a Snapshot lives

  std::size_t stringsHandedOut = 1;  ///< those behind were read for a call's details
  std::unordered_map<std::uint64_t, std::string> heads;
  ByteCount headBytes = 0;

  Result<void> check();
  Result<void> prepareAll();
  Result<void> prepareAnnotations();
  Result<void> readStrings();
  Result<void> readRoutes();
  Result<void> readNewRows(RowBatch& batch, std::size_t limit);
  /// A row with the place of its newest segment.
  struct Place {
    CallRow row;
    std::uint64_t block = 0;
    std::uint64_t place = 0;
  };
  Result<std::optional<Place>> readRow(CallNumber number);
  Result<void> readChangedRows(RowBatch& batch);
  Result<void> readRunState();
  Result<void> readAnnotations();
  Result<void> readLayoutAgain();
  Result<RowBatch> readBatch(std::size_t limit);
  CallRow rowOf(const Statement& statement) const;
  std::uint32_t stringId(std::int64_t value) const {
    return value >= 0 && value < static_cast<std::int64_t>(strings.size()) ? static_cast<std::uint32_t>(value)
                                                                           : 0;
  }
  void track(const CallRow& row);

  std::string headText(const HeadRef& head);
  bool addEvents(RecordBuilder& builder, std::string_view events);
  Error error(std::string_view doing) const { return database.lastError(doing); }
};

Result<void> SessionReader::Impl::check() {
  guard.install(database.handle());
  guard.restart();
  const auto layout = checkLayout(database);
  if (!layout) return std::unexpected(layout.error());
  version = *layout;
  return prepareAll();
}

Result<void> SessionReader::Impl::prepareAll() {
  const std::string columns(session::kCallColumns);
  const std::pair<Statement*, std::string> all[] = {
      {&newRows, "SELECT " + columns + " FROM call_rows WHERE number > ?1 ORDER BY number"},
      {&oneRow, "SELECT " + columns + " FROM call_rows WHERE number = ?1"},
      {&newStrings, "SELECT id, text FROM strings WHERE id >= ?1 ORDER BY id"},
      {&newRoutes,
       "SELECT id, service, method, client, peer, host, upstream FROM routes WHERE id >= ?1 ORDER BY id"},
      {&headSet, "SELECT fields FROM header_sets WHERE id = ?1"},
      {&lastRun, "SELECT end_ns, writer, lost_events FROM runs ORDER BY id"},
  };
  for (const auto& [statement, sql] : all) {
    auto prepared = database.prepare(sql);
    if (!prepared)
      return refused(file, "session_damaged", "is damaged: its tables are not those of a session");
    *statement = std::move(*prepared);
  }
  if (!segments.prepare(database))
    return refused(file, "session_damaged", "is damaged: its tables are not those of a session");
  return prepareAnnotations();
}

/// A session of the first version has none.
Result<void> SessionReader::Impl::prepareAnnotations() {
  if (version < 2) return {};
  auto prepared = database.prepare(
      "SELECT number, revision, marked, color, comment FROM annotations WHERE revision > ?1 ORDER BY number");
  if (!prepared) return refused(file, "session_damaged", "is damaged: its tables are not those of a session");
  newAnnotations = std::move(*prepared);
  return {};
}

/// An older session that is open may be brought up to date by whoever annotates it.
Result<void> SessionReader::Impl::readLayoutAgain() {
  if (version >= 2) return {};
  const auto now = database.queryNumber("PRAGMA user_version");
  if (!now) return std::unexpected(now.error());
  if (*now == version) return {};
  version = *now;
  return prepareAnnotations();
}

Result<void> SessionReader::Impl::readAnnotations() {
  guard.restart();
  if (auto layout = readLayoutAgain(); !layout) return layout;
  if (version < 2) return {};
  newAnnotations.reset();
  newAnnotations.bind(1, annotationRevision);
  std::int64_t newest = annotationRevision;
  while (annotations.size() <= kMaxAnnotations) {
    const auto row = newAnnotations.step();
    if (!row) return std::unexpected(error("reading"));
    if (!*row) break;
    AnnotatedCall& call = newlyAnnotated.emplace_back();
    call.number = newAnnotations.unsignedNumber(0);
    newest = std::max(newest, newAnnotations.number(1));
    call.annotation.marked = newAnnotations.number(2) != 0;
    const std::int64_t color = newAnnotations.number(3);
    if (color > 0 && color <= kAnnotationColors) call.annotation.color = static_cast<std::uint8_t>(color);
    call.annotation.comment = text::toUtf8(newAnnotations.bytes(4).substr(0, kMaxComment));
    annotations[call.number] = call.annotation;
  }
  newAnnotations.reset();
  annotationRevision = newest;
  return {};
}

Result<void> SessionReader::Impl::readRunState() {
  guard.restart();
  lastRun.reset();
  writing = false;
  lostEvents = 0;
  for (std::size_t runs = 0; runs < kMaxRuns; ++runs) {
    const auto row = lastRun.step();
    if (!row) return std::unexpected(error("reading"));
    if (!*row) break;
    writing = lastRun.number(0) == 0 && writerAlive(lastRun.bytes(1));
    lostEvents += static_cast<std::uint64_t>(std::max<std::int64_t>(lastRun.number(2), 0));
  }
  lastRun.reset();
  return {};
}

Result<void> SessionReader::Impl::readStrings() {
  guard.restart();
  newStrings.reset();
  newStrings.bind(1, static_cast<std::int64_t>(strings.size()));
  for (;;) {
    const auto row = newStrings.step();
    if (!row) return std::unexpected(error("reading"));
    if (!*row) break;
    if (newStrings.number(0) != static_cast<std::int64_t>(strings.size()) ||
        strings.size() >= StringTable::kMaxTexts) {
      newStrings.reset();
      return refused(file, "session_damaged", "is damaged: its table of names has gaps");
    }
    strings.push_back(text::toUtf8(newStrings.bytes(1).substr(0, StringTable::kMaxText)));
  }
  newStrings.reset();
  return {};
}

Result<void> SessionReader::Impl::readRoutes() {
  guard.restart();
  newRoutes.reset();
  newRoutes.bind(1, static_cast<std::int64_t>(routes.size()));
  for (;;) {
    const auto row = newRoutes.step();
    if (!row) return std::unexpected(error("reading"));
    if (!*row) break;
    if (newRoutes.number(0) != static_cast<std::int64_t>(routes.size()) ||
        routes.size() > RouteTable::kMaxRoutes) {
      newRoutes.reset();
      return refused(file, "session_damaged", "is damaged: its table of routes has gaps");
    }
    Route& route = routes.emplace_back();
    for (std::size_t i = 0; i < route.size(); ++i) {
      route[i] = stringId(newRoutes.number(static_cast<int>(i) + 1));
    }
  }
  newRoutes.reset();
  return {};
}

CallRow SessionReader::Impl::rowOf(const Statement& statement) const {
  CallRow row;
  int column = 0;
  const auto next = [&] { return statement.number(column++); };
  row.number = static_cast<CallNumber>(next());
  row.startNs = next();
  row.durationNs = std::max<std::int64_t>(next(), 0);
  row.addedNs = toCount(next());
  const std::int64_t route = next();
  if (route > 0 && route < static_cast<std::int64_t>(routes.size())) {
    setRoute(routes[static_cast<std::size_t>(route)], row);
  }
  unpackFacts(next(), row);
  row.requestMessages = toCount(next());
  row.responseMessages = toCount(next());
  row.requestBytes = static_cast<ByteCount>(std::max<std::int64_t>(next(), 0));
  row.responseBytes = static_cast<ByteCount>(std::max<std::int64_t>(next(), 0));
  // Nobody will write the end of a call whose recording ended: a killed process could not say so itself.
  if (row.inFlight() && !writing) {
    row.flags = static_cast<std::uint16_t>((row.flags & ~kInFlight) | kCutShort);
  }
  const auto annotation = annotations.find(row.number);
  if (annotation != annotations.end() && annotation->second.marked) row.flags |= kMarked;
  return row;
}

void SessionReader::Impl::track(const CallRow& row) {
  if (row.inFlight()) {
    inFlight[row.number] = row;
  } else {
    inFlight.erase(row.number);
  }
}

Result<void> SessionReader::Impl::readNewRows(RowBatch& batch, std::size_t limit) {
  guard.restart();
  newRows.reset();
  newRows.bind(1, lastNumber);
  for (std::size_t count = 0; count < limit; ++count) {
    const auto found = newRows.step();
    if (!found) return std::unexpected(error("reading"));
    if (!*found) break;
    if (count % 65536 == 0) guard.restart();  // a large session takes long, a hanging statement gives no rows
    if (newRows.number(0) <= 0) continue;
    batch.rows.push_back(rowOf(newRows));
    lastNumber = batch.rows.back().number;
    if (batch.rows.back().inFlight()) track(batch.rows.back());
  }
  newRows.reset();
  return {};
}

Result<void> SessionReader::Impl::readChangedRows(RowBatch& batch) {
  guard.restart();
  std::vector<CallNumber> numbers;
  numbers.reserve(inFlight.size());
  for (const auto& entry : inFlight) numbers.push_back(entry.first);
  std::ranges::sort(numbers);
  for (const CallNumber number : numbers) {
    oneRow.reset();
    oneRow.bind(1, number);
    const auto found = oneRow.step();
    if (!found) return std::unexpected(error("reading"));
    if (!*found) {
      inFlight.erase(number);
      continue;
    }
    const CallRow row = rowOf(oneRow);
    const CallRow& before = inFlight[number];
    if (row.flags == before.flags && row.durationNs == before.durationNs) continue;
    batch.rows.push_back(row);
    track(row);
  }
  oneRow.reset();
  return {};
}

Result<RowBatch> SessionReader::Impl::readBatch(std::size_t limit) {
  RowBatch batch;
  auto done = readRunState();
  if (done) done = readStrings();
  if (done) done = readRoutes();
  if (done) done = readAnnotations();
  // Known rows first: the new ones then end the batch in order.
  if (done) done = readChangedRows(batch);
  if (done) done = readNewRows(batch, limit);
  if (!done) return std::unexpected(done.error());
  batch.firstString = static_cast<std::uint32_t>(stringsHandedOut);
  batch.strings.assign(strings.begin() + static_cast<std::ptrdiff_t>(stringsHandedOut), strings.end());
  stringsHandedOut = strings.size();
  batch.annotations = std::exchange(newlyAnnotated, {});
  batch.lostEvents = lostEvents;
  std::error_code ignored;
  const auto size = fs::file_size(file, ignored);
  batch.sessionBytes = ignored ? 0 : size;
  return batch;
}

std::string SessionReader::Impl::headText(const HeadRef& head) {
  if (head.set == 0) return std::string(head.text);
  if (const auto known = heads.find(head.set); known != heads.end()) return known->second;
  guard.restart();
  headSet.reset();
  headSet.bind(1, head.set);
  const auto found = headSet.step();
  std::string text(found && *found ? headSet.bytes(0) : std::string_view());
  headSet.reset();
  if (text.empty()) return text;  // it may be there the next time
  if (headBytes + text.size() > kKeptHeads) heads.clear(), headBytes = 0;
  headBytes += text.size();
  heads.emplace(head.set, text);
  return text;
}

bool SessionReader::Impl::addEvents(RecordBuilder& builder, std::string_view events) {
  std::int64_t previousNs = 0;
  StoredEvent event;
  while (!events.empty()) {
    if (!decode(events, event, previousNs)) return false;
    previousNs = event.offsetNs;
    const bool hasHead = event.head.set != 0 || !event.head.text.empty();
    builder.add(event, hasHead ? headText(event.head) : std::string());
  }
  return true;
}

SessionReader::SessionReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SessionReader::~SessionReader() = default;

Result<std::unique_ptr<SessionReader>> SessionReader::open(const fs::path& file) {
  auto database = connect(file);
  if (!database) return std::unexpected(database.error());
  auto impl = std::make_unique<Impl>();
  impl->file = file;
  impl->database = std::move(*database);
  if (auto checked = impl->check(); !checked) return std::unexpected(checked.error());
  if (auto state = impl->readRunState(); !state) return std::unexpected(state.error());
  return std::unique_ptr<SessionReader>(new SessionReader(std::move(impl)));
}

Result<RowBatch> SessionReader::nextRows(std::size_t limit) {
  // One transaction: rows never name strings that the batch lacks.
  if (auto begun = impl_->database.execute("BEGIN"); !begun) return std::unexpected(begun.error());
  auto batch = impl_->readBatch(limit);
  static_cast<void>(impl_->database.execute("COMMIT"));
  return batch;
}

SessionReader::Snapshot::Snapshot(SessionReader& reader) : reader_(reader) {
  // Without it everything works too, only more slowly.
  static_cast<void>(reader_.impl_->database.execute("BEGIN"));
  static_cast<void>(reader_.impl_->readAnnotations());
  reader_.impl_->held = true;
}

SessionReader::Snapshot::~Snapshot() {
  reader_.impl_->held = false;
  static_cast<void>(reader_.impl_->database.execute("COMMIT"));
}

Result<std::optional<SessionReader::Impl::Place>> SessionReader::Impl::readRow(CallNumber number) {
  // Names are read again only for a call that has new ones.
  for (const bool again : {false, true}) {
    guard.restart();
    oneRow.reset();
    oneRow.bind(1, number);
    const auto found = oneRow.step();
    if (!found) return std::unexpected(error("reading"));
    if (!*found) break;
    const std::int64_t route = oneRow.number(session::kRouteColumn);
    if (!again && route >= static_cast<std::int64_t>(routes.size())) {
      auto names = readStrings();
      if (names) names = readRoutes();
      if (!names) return std::unexpected(names.error());
      continue;
    }
    const Place place{rowOf(oneRow), oneRow.unsignedNumber(session::kCallColumnCount - 2),
                      oneRow.unsignedNumber(session::kCallColumnCount - 1)};
    oneRow.reset();
    return place;
  }
  oneRow.reset();
  return std::optional<Place>();
}

Result<CallRecord> SessionReader::call(CallNumber number, ByteCount maxPayload) {
  Impl& impl = *impl_;
  if (!impl.held) {
    if (auto noted = impl.readAnnotations(); !noted) return std::unexpected(noted.error());
  }
  const auto found = impl.readRow(number);
  if (!found) return std::unexpected(found.error());
  if (!*found) {
    return fail(ErrorCode::NotFound, "no_such_call",
                impl.file.string() + " has no call " + std::to_string(number));
  }
  const auto& [row, block, place] = **found;

  std::vector<std::string> segments;
  bool whole = impl.segments.read(block, place, segments);
  RecordBuilder builder(maxPayload);
  for (auto segment = segments.rbegin(); segment != segments.rend(); ++segment) {
    whole = impl.addEvents(builder, *segment) && whole;
  }
  CallRecord record = builder.take();
  record.row = row;
  if (!whole) {
    record.row.flags |= kPayloadCut;
    record.notes.push_back({0, "recording_incomplete", {}});
  }
  record.service = impl.strings[row.service];
  record.method = impl.strings[row.method];
  record.client = impl.strings[row.client];
  record.peer = impl.strings[row.peer];
  record.host = impl.strings[row.host];
  record.upstreamUrl = impl.strings[row.upstream];
  if (const auto noted = impl.annotations.find(number); noted != impl.annotations.end())
    record.comment = noted->second.comment;
  return record;
}

Result<std::string> SessionReader::schema() {
  impl_->guard.restart();
  auto statement = impl_->database.prepare("SELECT data FROM descriptors WHERE id = 1");
  if (!statement) return std::unexpected(statement.error());
  const auto found = statement->step();
  if (!found) return std::unexpected(impl_->error("reading"));
  return *found ? std::string(statement->bytes(0)) : std::string();
}

Result<std::vector<RunInfo>> SessionReader::runs() {
  impl_->guard.restart();
  const std::string later = impl_->version < 2 ? "'', ''" : "redaction, source";
  auto statement = impl_->database.prepare("SELECT start_ns, end_ns, version, listen, upstream, " + later +
                                           " FROM runs ORDER BY id LIMIT 10000");
  if (!statement) return std::unexpected(statement.error());
  std::vector<RunInfo> runs;
  for (;;) {
    const auto found = statement->step();
    if (!found) return std::unexpected(impl_->error("reading"));
    if (!*found) return runs;
    const auto text = [&](int column) { return text::toUtf8(statement->bytes(column).substr(0, 4096)); };
    runs.push_back({statement->number(0), statement->number(1), text(2), text(3), text(4), text(5), text(6)});
  }
}

std::uint64_t SessionReader::lostEvents() const { return impl_->lostEvents; }

}  // namespace bascule::capture
