// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/session_schema.h"

namespace bascule::capture::session {

const std::string_view kCallColumns =
    "number, start_ns, duration_ns, added_ns, route, facts, request_messages, response_messages, "
    "request_bytes, response_bytes, block, place";

namespace {

// Once released a step is never changed: files of its version are about.
constexpr std::string_view kVersion1 = R"sql(
CREATE TABLE runs(
  id INTEGER PRIMARY KEY,
  start_ns INTEGER NOT NULL,       -- nanoseconds since 1970 UTC
  end_ns INTEGER NOT NULL,         -- 0: still recording, or cut short
  first_call INTEGER NOT NULL,
  lost_events INTEGER NOT NULL,    -- events that found no room while recording
  dropped_calls INTEGER NOT NULL,  -- oldest calls removed to keep the size limit
  version TEXT NOT NULL,
  listen TEXT NOT NULL,
  upstream TEXT NOT NULL,
  writer TEXT NOT NULL);           -- boot id:process id:start time
CREATE TABLE strings(id INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE header_sets(id INTEGER PRIMARY KEY, fields TEXT NOT NULL);  -- 'name: value' lines
CREATE TABLE blocks(
  id INTEGER PRIMARY KEY,
  last_call INTEGER NOT NULL,      -- highest call number with a segment in here
  size INTEGER NOT NULL,           -- bytes before compression
  crc INTEGER NOT NULL,            -- CRC-32C of data
  data BLOB NOT NULL);             -- one zstd frame
CREATE TABLE routes(
  id INTEGER PRIMARY KEY,
  service INTEGER NOT NULL, method INTEGER NOT NULL, client INTEGER NOT NULL,   -- ids of strings, 0: none
  peer INTEGER NOT NULL, host INTEGER NOT NULL, upstream INTEGER NOT NULL);
CREATE TABLE call_rows(            -- no constraint: each would cost time on every call
  number INTEGER PRIMARY KEY,
  start_ns INTEGER, duration_ns INTEGER, added_ns INTEGER,
  route INTEGER,                   -- id of routes
  facts INTEGER,                   -- from the lowest bit: flags 16, status 8, protocol 4, upstream protocol 4,
                                   -- kind 4, codec 4, compression 4
  request_messages INTEGER, response_messages INTEGER,
  request_bytes INTEGER, response_bytes INTEGER,
  block INTEGER, place INTEGER);   -- newest segment of the call
CREATE TABLE descriptors(id INTEGER PRIMARY KEY, data BLOB NOT NULL);  -- FileDescriptorSet
CREATE VIEW calls AS SELECT
  c.number,
  strftime('%Y-%m-%dT%H:%M:%f', c.start_ns / 1000000000.0, 'unixepoch') || 'Z' AS started,
  CASE WHEN c.facts & 1 THEN NULL ELSE c.duration_ns / 1e6 END AS duration_ms,
  c.added_ns / 1e3 AS added_us,
  s.text AS service, m.text AS method, cl.text AS client, p.text AS peer, h.text AS host, u.text AS upstream,
  CASE WHEN c.facts & 1 THEN 'in flight' WHEN c.facts & 8 THEN 'cut short' ELSE
    CASE (c.facts >> 16 & 255) WHEN 0 THEN 'ok' WHEN 1 THEN 'canceled' WHEN 2 THEN 'unknown' WHEN 3 THEN 'invalid_argument'
      WHEN 4 THEN 'deadline_exceeded' WHEN 5 THEN 'not_found' WHEN 6 THEN 'already_exists'
      WHEN 7 THEN 'permission_denied' WHEN 8 THEN 'resource_exhausted' WHEN 9 THEN 'failed_precondition'
      WHEN 10 THEN 'aborted' WHEN 11 THEN 'out_of_range' WHEN 12 THEN 'unimplemented' WHEN 13 THEN 'internal'
      WHEN 14 THEN 'unavailable' WHEN 15 THEN 'data_loss' WHEN 16 THEN 'unauthenticated' END
  END AS status,
  CASE WHEN c.facts & 2 THEN 'bridge' ELSE 'peer' END AS origin,
  CASE (c.facts >> 24 & 15) WHEN 1 THEN 'connect' WHEN 2 THEN 'connect-get' WHEN 3 THEN 'connect' WHEN 4 THEN 'grpc'
    WHEN 5 THEN 'grpc-web' WHEN 6 THEN 'grpc-web-text' ELSE 'unknown' END AS protocol,
  CASE (c.facts >> 28 & 15) WHEN 1 THEN 'connect' WHEN 2 THEN 'connect-get' WHEN 3 THEN 'connect'
    WHEN 4 THEN 'grpc' WHEN 5 THEN 'grpc-web' WHEN 6 THEN 'grpc-web-text' END AS upstream_protocol,
  CASE (c.facts >> 32 & 15) WHEN 1 THEN 'unary' WHEN 2 THEN 'client' WHEN 3 THEN 'server' WHEN 4 THEN 'bidi'
    ELSE 'unknown' END AS kind,
  CASE (c.facts >> 36 & 15) WHEN 1 THEN 'proto' WHEN 2 THEN 'json' ELSE 'unknown' END AS codec,
  c.request_messages, c.response_messages, c.request_bytes, c.response_bytes
FROM call_rows c LEFT JOIN routes r ON r.id = c.route
  LEFT JOIN strings s ON s.id = r.service LEFT JOIN strings m ON m.id = r.method
  LEFT JOIN strings cl ON cl.id = r.client LEFT JOIN strings p ON p.id = r.peer
  LEFT JOIN strings h ON h.id = r.host LEFT JOIN strings u ON u.id = r.upstream;
)sql";

// Annotations; what a run masked and what it was imported from; the request headers of a call by its route,
// so that plain SQL can look at them. Columns are added only where a missing one has a meaning.
constexpr std::string_view kVersion2 = R"sql(
CREATE TABLE annotations(
  number INTEGER PRIMARY KEY,      -- of the call
  revision INTEGER NOT NULL,       -- counts up with every change, so that readers see what is new
  marked INTEGER NOT NULL,         -- 0 or 1
  color INTEGER NOT NULL,          -- 0: none
  comment TEXT NOT NULL);          -- '' : none
ALTER TABLE runs ADD COLUMN redaction TEXT NOT NULL DEFAULT '';  -- what was masked, in the words of --redact
ALTER TABLE runs ADD COLUMN source TEXT NOT NULL DEFAULT '';     -- format and name of an imported file; '': recorded
ALTER TABLE routes ADD COLUMN request_headers INTEGER NOT NULL DEFAULT 0;  -- id of header_sets; 0: not known
CREATE VIEW messages AS
  SELECT number AS call, 'request' AS direction, request_messages AS messages, request_bytes AS bytes FROM call_rows
  UNION ALL
  SELECT number, 'response', response_messages, response_bytes FROM call_rows;
CREATE VIEW header_fields AS
  WITH RECURSIVE lines(id, line, rest) AS (
    SELECT id, '', fields FROM header_sets
    UNION ALL
    SELECT id, substr(rest, 1, instr(rest, char(10)) - 1), substr(rest, instr(rest, char(10)) + 1)
    FROM lines WHERE rest <> '')
  SELECT id AS header_set, substr(line, 1, instr(substr(line, 2), ':')) AS name,
    substr(line, instr(substr(line, 2), ':') + 3) AS value
  FROM lines WHERE line <> '';
CREATE VIEW headers AS
  SELECT c.number AS call, f.name, f.value
  FROM call_rows c JOIN routes r ON r.id = c.route JOIN header_fields f ON f.header_set = r.request_headers;
)sql";

}  // namespace

const std::array<std::string_view, kVersion> kSteps = {kVersion1, kVersion2};

}  // namespace bascule::capture::session
