// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/session_annotations.h"

#include <string>

#include "bridge/base/text.h"
#include "bridge/capture/session_layout.h"
#include "bridge/capture/session_sql.h"

namespace bascule::capture {
namespace {

/// Well-formed and of bounded length.
std::string cleanComment(std::string_view comment) {
  if (comment.size() <= kMaxComment) return text::toUtf8(comment);
  std::size_t end = kMaxComment;
  while (end > 0 && (static_cast<unsigned char>(comment[end]) & 0xc0U) == 0x80U) --end;
  return text::toUtf8(comment.substr(0, end));
}

}  // namespace

struct SessionAnnotations::Impl {
  Database database;
  Statement insert;

  Result<void> setAll(std::span<const AnnotatedCall> calls);
  Result<void> write(const AnnotatedCall& call, std::int64_t revision);
};

Result<void> SessionAnnotations::Impl::write(const AnnotatedCall& call, std::int64_t revision) {
  const Annotation& annotation = call.annotation;
  const std::string comment = cleanComment(annotation.comment);
  insert.bind(1, call.number);
  insert.bind(2, revision);
  insert.bind(3, std::int64_t{annotation.marked});
  insert.bind(4, std::int64_t{annotation.color <= kAnnotationColors ? annotation.color : 0});
  insert.bindText(5, comment);
  if (insert.run()) return {};
  return std::unexpected(database.lastError("writing"));
}

Result<void> SessionAnnotations::Impl::setAll(std::span<const AnnotatedCall> calls) {
  const auto count = database.queryNumber("SELECT count(*) FROM annotations");
  if (!count) return std::unexpected(count.error());
  if (static_cast<std::size_t>(*count) + calls.size() > kMaxAnnotations) {
    return fail(ErrorCode::InvalidInput, "too_many_annotations",
                database.name() + " has as many annotated calls as it can hold");
  }
  const auto last = database.queryNumber("SELECT max(revision) FROM annotations");
  if (!last) return std::unexpected(last.error());
  for (const AnnotatedCall& call : calls) {
    if (auto written = write(call, *last + 1); !written) return written;
  }
  return {};
}

SessionAnnotations::SessionAnnotations(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SessionAnnotations::~SessionAnnotations() = default;

Result<std::unique_ptr<SessionAnnotations>> SessionAnnotations::open(const std::filesystem::path& file) {
  auto database = Database::open(file, OpenMode::ReadWrite);
  if (!database) return std::unexpected(database.error());
  const auto version = checkLayout(*database);
  if (!version) return std::unexpected(version.error());
  if (auto upgraded = upgradeLayout(*database, *version); !upgraded) return std::unexpected(upgraded.error());
  auto impl = std::make_unique<Impl>();
  impl->database = std::move(*database);
  // A removed annotation stays as an empty one: readers that follow the file see the change.
  auto insert = impl->database.prepare(
      "INSERT OR REPLACE INTO annotations(number, revision, marked, color, comment) VALUES(?1,?2,?3,?4,?5)");
  if (!insert) return std::unexpected(insert.error());
  impl->insert = std::move(*insert);
  return std::unique_ptr<SessionAnnotations>(new SessionAnnotations(std::move(impl)));
}

Result<void> SessionAnnotations::set(std::span<const AnnotatedCall> calls) {
  Database& database = impl_->database;
  if (auto begun = database.execute("BEGIN IMMEDIATE"); !begun) return begun;
  auto done = impl_->setAll(calls);
  if (done) done = database.execute("COMMIT");
  if (!done) static_cast<void>(database.execute("ROLLBACK"));
  return done;
}

}  // namespace bascule::capture
