// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/session_writer.h"

#include <algorithm>
#include <array>
#include <span>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bridge/capture/block_codec.h"
#include "bridge/capture/call_facts.h"
#include "bridge/capture/crc32c.h"
#include "bridge/capture/session_layout.h"
#include "bridge/capture/session_rows.h"
#include "bridge/capture/session_schema.h"
#include "bridge/capture/session_sql.h"
#include "bridge/capture/writer_identity.h"

namespace bascule::capture {
namespace {

namespace fs = std::filesystem;

// WAL: readers go on while we write. NORMAL: a killed process loses nothing that was committed, a power cut
// at most the tail. A checkpoint every 32 MiB of log keeps the log small beside the session.
constexpr std::string_view kSettings =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=4096;"
    "PRAGMA secure_delete=OFF; PRAGMA cache_size=-8192;";
constexpr std::string_view kPageSize = "PRAGMA page_size=8192;";

// When the size limit is reached, this much of it is freed at once, so that it is not reached again soon.
constexpr ByteCount kRingShare = 20;

constexpr std::string_view kBusy = "session_busy";

/// Makes `file` with mode 0600, its missing folders with 0700. False if it is there already.
Result<bool> createFile(const fs::path& file) {
  std::error_code error;
  const fs::path folder = file.parent_path();
  if (!folder.empty() && !fs::exists(folder, error)) {
    fs::create_directories(folder, error);
    if (error) return fail(ErrorCode::Io, "file_unwritable", folder.string() + ": " + error.message());
    fs::permissions(folder, fs::perms::owner_all, error);
  }
  const int handle = ::open(file.c_str(), O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_RDWR, 0600);
  if (handle >= 0) {
    ::close(handle);
    return true;
  }
  if (errno == EEXIST) return false;
  return fail(ErrorCode::Io, "file_unwritable",
              file.string() + " cannot be created: " + std::system_category().message(errno));
}

/// Of a new file all tables, of an older session those it lacks.
Result<void> prepareLayout(Database& database, bool isNew) {
  if (isNew) {
    auto made = database.execute(std::string(kPageSize));
    if (made) made = createLayout(database);
    return made;
  }
  const auto version = checkLayout(database);
  if (!version) return std::unexpected(version.error());
  return upgradeLayout(database, *version);
}

Result<void> refuseSecondWriter(Database& database) {
  auto runs = database.prepare("SELECT writer FROM runs WHERE end_ns = 0");
  if (!runs) return std::unexpected(runs.error());
  for (;;) {
    const auto row = runs->step();
    if (!row) return std::unexpected(database.lastError("reading"));
    if (!*row) return {};
    if (writerAlive(runs->bytes(0))) {
      return fail(ErrorCode::Unavailable, "session_in_use",
                  database.name() + " is being recorded by a running process");
    }
  }
}

}  // namespace

struct SessionWriter::Impl {
  Database database;
  fs::path file;
  struct stat identity{};  ///< of the file as it was opened
  ByteCount sizeLimit = 0;
  std::int64_t run = 0;
  std::vector<std::string> earlierStrings;
  CallNumber lastNumber = 0;
  std::uint64_t lastHeadSet = 0;
  std::uint32_t stringsWritten = 1;  // id 0 is "" and never written
  RouteTable routes;
  std::uint32_t routesWritten = 1;  // number of the first that is not in the file
  std::uint64_t nextBlock = 1;
  std::uint64_t droppedCalls = 0;
  ByteCount fileBytes = 0;
  ByteCount pageSize = 8192;

  Statement begin, commit, rollback, insertString, insertHeadSet, insertRoute, insertBlock, insertCall,
      insertCalls, updateCall, updateRun, pageCount, freePages, oldestBlocks, dropBlocks, dropCalls,
      replaceDescriptors, changes;

  // The block being filled, and where the calls of the current batch went.
  BlockCodec codec;
  std::string block;
  CallNumber blockLastCall = 0;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> placed;
  std::vector<CallValues> newRows;  // of the current batch, less than kRowsAtOnce

  Result<void> prepareAll();
  Result<void> loadEarlier();
  Result<void> loadRoutes();
  Result<void> beginRun(const RunInfo& info);
  Result<void> writeAll(const WriteBatch& batch);
  Result<void> writeStrings(const WriteBatch& batch);
  Result<void> writeRoutes();
  Result<void> writeCall(const CallState& call);
  Result<void> writeRow(const CallValues& row, bool inFile);
  Result<void> writeNewRows();
  Result<void> flushBlock();
  Result<void> keepLimit();
  Result<void> stillThere() const;
  Result<std::int64_t> ask(Statement& statement);
  Result<void> runOnce(Statement& statement);
};

/// Runs a statement without rows; a failure gets the file's name and cause.
Result<void> SessionWriter::Impl::runOnce(Statement& statement) {
  const auto stepped = statement.step();
  if (stepped) {
    statement.reset();
    return {};
  }
  Error error = database.lastError("writing");
  statement.reset();
  return std::unexpected(std::move(error));
}

/// SQLite goes on writing into a file that nobody can find any more: deleted, moved, or replaced by another.
Result<void> SessionWriter::Impl::stillThere() const {
  struct stat now{};
  const bool found = ::stat(file.c_str(), &now) == 0;
  if (found && now.st_ino == identity.st_ino && now.st_dev == identity.st_dev) return {};
  return fail(ErrorCode::Io, "file_gone",
              file.string() + (found ? " was replaced by another file" : " was deleted or moved"));
}

Result<std::int64_t> SessionWriter::Impl::ask(Statement& statement) {
  const auto row = statement.step();
  if (!row) {
    Error error = database.lastError("reading");
    statement.reset();
    return std::unexpected(std::move(error));
  }
  const std::int64_t value = *row ? statement.number(0) : 0;
  statement.reset();
  return value;
}

Result<void> SessionWriter::Impl::prepareAll() {
  const std::pair<Statement*, std::string> all[] = {
      {&begin, "BEGIN IMMEDIATE"},
      {&commit, "COMMIT"},
      {&rollback, "ROLLBACK"},
      {&insertString, "INSERT INTO strings(id, text) VALUES(?1, ?2)"},
      {&insertHeadSet, "INSERT INTO header_sets(id, fields) VALUES(?1, ?2)"},
      {&insertRoute,
       "INSERT INTO routes(id, service, method, client, peer, host, upstream, request_headers) "
       "VALUES(?1,?2,?3,?4,?5,?6,?7,?8)"},
      {&insertBlock, "INSERT INTO blocks(id, last_call, size, crc, data) VALUES(?1, ?2, ?3, ?4, ?5)"},
      {&insertCall, insertCallsSql(1)},
      {&insertCalls, insertCallsSql(kRowsAtOnce)},
      {&updateCall, updateCallSql()},
      {&updateRun, "UPDATE runs SET end_ns = ?2, lost_events = ?3, dropped_calls = ?4 WHERE id = ?1"},
      {&pageCount, "PRAGMA page_count"},
      {&freePages, "PRAGMA freelist_count"},
      {&oldestBlocks, "SELECT id, last_call, length(data) FROM blocks WHERE id < ?1 ORDER BY id"},
      {&dropBlocks, "DELETE FROM blocks WHERE id <= ?1"},
      {&dropCalls, "DELETE FROM call_rows WHERE number <= ?1 AND block <= ?2 AND (facts & 1) = 0"},
      {&changes, "SELECT changes()"},
      {&replaceDescriptors, "INSERT OR REPLACE INTO descriptors(id, data) VALUES(1, ?1)"},
  };
  for (const auto& [statement, sql] : all) {
    auto prepared = database.prepare(sql);
    if (!prepared) return std::unexpected(prepared.error());
    *statement = std::move(*prepared);
  }
  return {};
}

Result<void> SessionWriter::Impl::loadRoutes() {
  auto rows = database.prepare(
      "SELECT service, method, client, peer, host, upstream, request_headers FROM routes ORDER BY id "
      "LIMIT 262144");
  if (!rows) return std::unexpected(rows.error());
  for (;;) {
    const auto row = rows->step();
    if (!row) return std::unexpected(database.lastError("reading"));
    if (!*row) break;
    Route route;
    for (std::size_t i = 0; i < route.size(); ++i) {
      route[i] = static_cast<std::uint32_t>(rows->number(static_cast<int>(i)));
    }
    routes.append(route);
  }
  routesWritten = routes.next();
  return {};
}

Result<void> SessionWriter::Impl::loadEarlier() {
  auto texts = database.prepare("SELECT text FROM strings ORDER BY id LIMIT 262144");
  if (!texts) return std::unexpected(texts.error());
  for (;;) {
    const auto row = texts->step();
    if (!row) return std::unexpected(database.lastError("reading"));
    if (!*row) break;
    earlierStrings.emplace_back(texts->bytes(0).substr(0, StringTable::kMaxText));
  }
  stringsWritten = static_cast<std::uint32_t>(earlierStrings.size()) + 1;
  if (auto loaded = loadRoutes(); !loaded) return loaded;
  for (const auto& [sql, target] :
       {std::pair<std::string_view, std::uint64_t*>{"SELECT max(number) FROM call_rows", &lastNumber},
        {"PRAGMA page_size", &pageSize},
        {"SELECT max(id) FROM header_sets", &lastHeadSet},
        {"SELECT max(id) + 1 FROM blocks", &nextBlock}}) {
    const auto value = database.queryNumber(sql);
    if (!value) return std::unexpected(value.error());
    *target = std::max(*target, static_cast<std::uint64_t>(std::max<std::int64_t>(*value, 0)));
  }
  return {};
}

/// One transaction, so that of two processes that open the same session at once one is refused.
Result<void> SessionWriter::Impl::beginRun(const RunInfo& info) {
  if (auto begun = runOnce(begin); !begun) return begun;
  if (auto free = refuseSecondWriter(database); !free) return free;
  // Calls an earlier run left in flight will never end.
  if (auto mended = database.execute("UPDATE call_rows SET facts = (facts & ~1) | 8 WHERE facts & 1");
      !mended)
    return mended;
  auto insert = database.prepare(
      "INSERT INTO runs(start_ns, end_ns, first_call, lost_events, dropped_calls, version, listen, upstream, "
      "writer, redaction, source) VALUES(?1, 0, ?2, 0, 0, ?3, ?4, ?5, ?6, ?7, ?8)");
  if (!insert) return std::unexpected(insert.error());
  const std::string writer = writerIdentity();
  insert->bind(1, info.startNs);
  insert->bind(2, lastNumber + 1);
  insert->bindText(3, info.version);
  insert->bindText(4, info.listen);
  insert->bindText(5, info.upstream);
  insert->bindText(6, writer);
  insert->bindText(7, info.redaction);
  insert->bindText(8, info.source);
  if (auto inserted = runOnce(*insert); !inserted) return inserted;
  const auto id = database.queryNumber("SELECT max(id) FROM runs");
  if (!id) return std::unexpected(id.error());
  run = *id;
  return runOnce(commit);
}

Result<void> SessionWriter::Impl::writeStrings(const WriteBatch& batch) {
  for (std::uint32_t id = stringsWritten; id < batch.strings.size(); ++id) {
    insertString.bind(1, std::int64_t{id});
    insertString.bindText(2, batch.strings.text(id));
    if (auto done = runOnce(insertString); !done) return done;
  }
  for (const auto& [id, fields] : batch.headSets) {
    insertHeadSet.bind(1, id);
    insertHeadSet.bindText(2, fields);
    if (auto done = runOnce(insertHeadSet); !done) return done;
  }
  return {};
}

Result<void> SessionWriter::Impl::writeRoutes() {
  std::int64_t id = routesWritten;
  for (const Route& route : routes.since(routesWritten)) {
    insertRoute.bind(1, id++);
    for (std::size_t i = 0; i < route.size(); ++i) {
      insertRoute.bind(static_cast<int>(i) + 2, std::int64_t{route[i]});
    }
    if (auto done = runOnce(insertRoute); !done) return done;
  }
  return {};
}

Result<void> SessionWriter::Impl::writeCall(const CallState& call) {
  std::uint64_t newestBlock = call.block;
  std::uint64_t newestPlace = call.place;
  const std::string_view pending = call.pending;
  for (std::size_t start = 0, i = 0; start < pending.size(); ++i) {
    const std::size_t end = i < call.cuts.size() ? call.cuts[i] : pending.size();
    const std::uint64_t place = block.size();
    appendSegment(block, {newestBlock, newestPlace, pending.substr(start, end - start)});
    newestBlock = nextBlock;
    newestPlace = place;
    blockLastCall = std::max(blockLastCall, call.row.number);
    start = end;
    if (block.size() >= session::kBlockBytes) {
      if (auto flushed = flushBlock(); !flushed) return flushed;
    }
  }
  placed.emplace_back(newestBlock, newestPlace);
  const std::uint32_t route = routes.intern(routeOf(call.row, routes.roomy() ? call.requestHeaders : 0));
  return writeRow(valuesOf(call.row, route, newestBlock, newestPlace), call.inFile);
}

Result<void> SessionWriter::Impl::writeRow(const CallValues& row, bool inFile) {
  if (inFile) {
    bindRows(updateCall, {&row, 1});
    return runOnce(updateCall);
  }
  newRows.push_back(row);
  if (newRows.size() < kRowsAtOnce) return {};
  bindRows(insertCalls, newRows);
  newRows.clear();
  return runOnce(insertCalls);
}

/// The rows that were too few for one statement.
Result<void> SessionWriter::Impl::writeNewRows() {
  for (const CallValues& row : newRows) {
    bindRows(insertCall, {&row, 1});
    if (auto done = runOnce(insertCall); !done) return done;
  }
  newRows.clear();
  return {};
}

Result<void> SessionWriter::Impl::flushBlock() {
  if (block.empty()) return {};
  const auto frame = codec.compress(block);
  if (!frame) return std::unexpected(frame.error());
  insertBlock.bind(1, nextBlock);
  insertBlock.bind(2, blockLastCall);
  insertBlock.bind(3, static_cast<std::uint64_t>(block.size()));
  insertBlock.bind(4, std::int64_t{crc32c(*frame)});
  insertBlock.bindBlob(5, *frame);
  if (auto done = runOnce(insertBlock); !done) return done;
  ++nextBlock;
  block.clear();
  blockLastCall = 0;
  return {};
}

/// Removes the oldest blocks, and the finished calls that end in them, once the file is over its limit.
Result<void> SessionWriter::Impl::keepLimit() {
  const auto pages = ask(pageCount);
  if (!pages) return std::unexpected(pages.error());
  const auto free = ask(freePages);
  if (!free) return std::unexpected(free.error());
  fileBytes = static_cast<ByteCount>(*pages) * pageSize;
  const ByteCount used = static_cast<ByteCount>(std::max<std::int64_t>(*pages - *free, 0)) * pageSize;
  if (sizeLimit == 0 || used <= sizeLimit) return {};

  const ByteCount goal = used - sizeLimit + sizeLimit / kRingShare;
  ByteCount freed = 0;
  std::int64_t lastBlock = 0;
  std::int64_t lastCall = 0;
  oldestBlocks.bind(1, nextBlock - 1);
  while (freed < goal) {
    const auto row = oldestBlocks.step();
    if (!row || !*row) break;
    lastBlock = oldestBlocks.number(0);
    lastCall = std::max(lastCall, oldestBlocks.number(1));
    freed += static_cast<ByteCount>(std::max<std::int64_t>(oldestBlocks.number(2), 0));
  }
  oldestBlocks.reset();
  if (lastBlock == 0) return {};
  dropBlocks.bind(1, lastBlock);
  if (auto done = runOnce(dropBlocks); !done) return done;
  dropCalls.bind(1, lastCall);
  dropCalls.bind(2, lastBlock);
  if (auto done = runOnce(dropCalls); !done) return done;
  const auto dropped = ask(changes);
  if (!dropped) return std::unexpected(dropped.error());
  droppedCalls += static_cast<std::uint64_t>(*dropped);
  return {};
}

Result<void> SessionWriter::Impl::writeAll(const WriteBatch& batch) {
  if (auto there = stillThere(); !there) return there;
  if (auto done = runOnce(begin); !done) return done;
  if (auto done = writeStrings(batch); !done) return done;
  for (const CallState* call : batch.calls) {
    if (auto done = writeCall(*call); !done) return done;
  }
  if (auto done = writeNewRows(); !done) return done;
  if (auto done = writeRoutes(); !done) return done;
  if (auto done = flushBlock(); !done) return done;
  if (batch.descriptors != nullptr) {
    replaceDescriptors.bindBlob(1, *batch.descriptors);
    if (auto done = runOnce(replaceDescriptors); !done) return done;
  }
  if (auto done = keepLimit(); !done) return done;
  updateRun.bind(1, run);
  updateRun.bind(2, std::int64_t{0});
  updateRun.bind(3, batch.lostEvents);
  updateRun.bind(4, droppedCalls);
  if (auto done = runOnce(updateRun); !done) return done;
  return runOnce(commit);
}

SessionWriter::SessionWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SessionWriter::~SessionWriter() = default;

Result<std::unique_ptr<SessionWriter>> SessionWriter::open(const fs::path& file, const RunInfo& run,
                                                           ByteCount sizeLimit) {
  const auto created = createFile(file);
  if (!created) return std::unexpected(created.error());
  auto database = Database::open(file, OpenMode::ReadWrite);
  if (!database) return std::unexpected(database.error());
  auto impl = std::make_unique<Impl>();
  impl->database = std::move(*database);
  impl->sizeLimit = sizeLimit;
  impl->file = file;
  if (::stat(file.c_str(), &impl->identity) != 0) {
    return fail(ErrorCode::Io, "file_unreadable",
                file.string() + ": " + std::system_category().message(errno));
  }
  Database& opened = impl->database;
  if (auto prepared = prepareLayout(opened, *created); !prepared) return std::unexpected(prepared.error());
  auto ready = opened.execute(std::string(kSettings));
  if (ready) ready = impl->prepareAll();
  if (ready) ready = impl->loadEarlier();
  if (ready) ready = impl->beginRun(run);
  if (!ready) return std::unexpected(ready.error());
  return std::unique_ptr<SessionWriter>(new SessionWriter(std::move(impl)));
}

const std::vector<std::string>& SessionWriter::earlierStrings() const { return impl_->earlierStrings; }
CallNumber SessionWriter::lastNumber() const { return impl_->lastNumber; }
std::uint64_t SessionWriter::lastHeadSet() const { return impl_->lastHeadSet; }
ByteCount SessionWriter::fileBytes() const { return impl_->fileBytes; }

Result<void> SessionWriter::write(const WriteBatch& batch) {
  Impl& impl = *impl_;
  const std::uint64_t firstBlock = impl.nextBlock;
  const std::uint64_t droppedBefore = impl.droppedCalls;
  impl.placed.clear();
  impl.newRows.clear();
  impl.block.clear();
  impl.blockLastCall = 0;
  if (auto written = impl.writeAll(batch); !written) {
    static_cast<void>(impl.rollback.step());
    impl.rollback.reset();
    impl.nextBlock = firstBlock;
    impl.droppedCalls = droppedBefore;
    return written;
  }
  impl.routesWritten = impl.routes.next();
  impl.stringsWritten = std::max(impl.stringsWritten, batch.strings.size());
  for (std::size_t i = 0; i < batch.calls.size(); ++i) {
    batch.calls[i]->block = impl.placed[i].first;
    batch.calls[i]->place = impl.placed[i].second;
  }
  return {};
}

Result<void> SessionWriter::close(std::int64_t endNs) {
  Impl& impl = *impl_;
  auto update = impl.database.prepare("UPDATE runs SET end_ns = ?2 WHERE id = ?1");
  if (!update) return std::unexpected(update.error());
  update->bind(1, impl.run);
  update->bind(2, endNs);
  if (auto done = impl.runOnce(*update); !done) return done;
  auto folded = impl.database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  if (folded) folded = impl.database.execute("PRAGMA journal_mode=DELETE");
  // Somebody who has the file open keeps its log: nothing is lost, and whoever closes it last folds it in.
  return folded || folded.error().cause == kBusy ? Result<void>() : folded;
}

}  // namespace bascule::capture
