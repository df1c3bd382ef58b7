# SPDX-License-Identifier: GPL-3.0-or-later
"""What others make of our exports: tshark of pcapng, grpc-go of a binary log, haralyzer and har-validator of HAR,
Python's csv of the call list, jsonschema of JSON lines. The session has every protocol, kind, codec and end."""
import base64
import collections
import csv
import io
import json
import os
import subprocess

import haralyzer
import jsonschema
import pytest

from conftest import BINARY, NODE, PROTO, ROOT, TOOLS
from corpus import bascule, lines_of, record

COMPANION = ROOT / "resources/wireshark/bascule_connect.lua"


@pytest.fixture(scope="module")
def session(grpc_server, tmp_path_factory):
    path = tmp_path_factory.mktemp("corpus") / "corpus.bascule"
    record(path, grpc_server)
    return path


@pytest.fixture(scope="module")
def calls(session):
    return lines_of(session)


def values_of(member):
    """All that the JSON Schema knows, so that a new one is missed here until the corpus has it."""
    schema = json.loads((ROOT / "resources/json-lines.schema.json").read_text())
    known = schema["properties"][member]
    if "$ref" in known:
        known = schema["$defs"][known["$ref"].rsplit("/", 1)[1]]
    return set(known["enum"]) - ({"unknown"} if member != "status" else set())


@pytest.mark.parametrize("member", ["protocol", "kind", "codec", "http", "status", "origin"])
def test_corpus_has_every(calls, member):
    assert {call[member] for call in calls if member in call} >= values_of(member)


def test_corpus_has_every_compression(calls):
    """All that the bridge offers to clients; and messages that really are compressed, in each protocol."""
    offered = {coding for call in calls for coding in call["metadata_response_headers"].get("grpc-accept-encoding", [""])[0].split(",")}
    offered = {coding.strip() for coding in offered} - {"", "identity"}
    assert offered == values_of("compression") - {"identity"}
    seen = collections.defaultdict(set)
    for call in calls:
        if any(message.get("compressed") for message in call["messages"] if message["message_origin"] == "client"):
            seen[call["protocol"]].add(call["compression"])
    for protocol in values_of("protocol") - {"connect-get"}:
        assert seen[protocol] >= offered, protocol
    assert any(call["compression"] == "identity" for call in calls)


def test_corpus_has_every_end(calls):
    ended = [call for call in calls if call["state"] == "ended"]
    failed = [call for call in ended if call["status"] != "ok"]
    assert any(call["state"] == "cut_short" for call in calls) and any(call.get("client_cancelled") for call in ended)
    assert {call["origin"] for call in failed} == {"peer", "bridge"}
    assert any(call["error"].get("details") for call in failed) and any(not call["error"].get("details") for call in failed)
    assert any(call["messages"] and call["kind"] == "server" for call in failed)  # after an answer
    assert any("upstream_leg" not in call for call in failed)  # before a server was reached
    assert {"timeout_ms" in call for call in ended if call["status"] == "deadline_exceeded"} >= {True}


# pcapng

def tshark(file, *arguments):
    command = ["tshark", "-X", f"lua_script:{COMPANION}", "-r", str(file), "-o",
               f'uat:protobuf_search_paths:"{PROTO}","TRUE"', *arguments]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300,
                         env=dict(os.environ, HOME=str(file.parent)))
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.fixture(scope="module")
def pcapng(session):
    file = session.with_suffix(".pcapng")
    bascule("export", session, "--format", "pcapng", "-o", file)
    return file


def fields(file, shown, *names):
    arguments = ["-T", "fields", "-E", "separator=/t", "-E", "occurrence=a", "-E", "aggregator=|"]
    for name in names:
        arguments += ["-e", name]
    return [line.split("\t") for line in tshark(file, "-Y", shown, *arguments).splitlines()]


def test_tshark_shows_grpc(pcapng, calls):
    """Each gRPC message of either leg, decoded with its fields, without a setting for ports or keys."""
    rows = fields(pcapng, "grpc && protobuf", "frame.interface_name", "frame.comment", "protobuf.message.name")
    legs = collections.Counter(row[0] for row in rows)
    assert set(legs) == {"client leg", "upstream leg"}
    assert all("acme.peer.v1." in row[2] for row in rows if row[0] == "upstream leg")
    decoded = {int(row[1].split("call=")[1].split()[0]) for row in rows if row[0] == "upstream leg"}
    wanted = {call["number"] for call in calls if call["upstream_protocol"] == "grpc" and "upstream_leg" in call
              and any(m["size"] and not m.get("compressed") for m in call["upstream_leg"].get("messages", call["messages"]))}
    assert wanted - decoded == set()


def test_tshark_shows_nothing_malformed(pcapng):
    assert fields(pcapng, "_ws.malformed", "frame.number", "frame.comment") == []


def test_tshark_counts_every_head(pcapng, calls):
    """Requests of the client leg: as many as there are calls, over HTTP/2 and HTTP/1.1."""
    over2 = fields(pcapng, 'http2.headers.method && frame.interface_name == "client leg"', "http2.headers.path")
    over1 = fields(pcapng, 'http.request && frame.interface_name == "client leg"', "http.request.uri")
    assert len(over2) == sum(call["http"] == "2" for call in calls)
    assert len(over1) == sum(call["http"] == "1.1" for call in calls)


def test_companion_shows_connect(pcapng, calls):
    """Connect unary with the types of its messages, over HTTP/1.1 and HTTP/2, both directions."""
    rows = fields(pcapng, 'protobuf && !grpc && frame.interface_name == "client leg"', "frame.comment", "protobuf.message.name",
                  "_ws.col.Protocol")
    seen = collections.defaultdict(set)
    for comment, names, protocol in rows:
        assert protocol in ("CONNECT", "HTTP")
        seen[int(comment.split("call=")[1].split()[0])].update(names.split("|"))
    wanted = [call for call in calls if call["protocol"] == "connect" and call["kind"] == "unary" and call["codec"] == "proto"
              and call.get("status") == "ok" and not any(m.get("compressed") for m in call["messages"])
              and all(m["size"] > 0 for m in call["messages"])]
    assert {call["http"] for call in wanted} == {"1.1", "2"}
    # What fits into no packet is put together again.
    assert any(call["http"] == "1.1" and any(m["size"] > 256 * 1024 for m in call["messages"]) for call in wanted)
    for call in wanted:
        assert {"acme.peer.v1.Request", "acme.peer.v1.Reply"} <= seen[call["number"]], call["number"]


def test_companion_shows_connect_streams(pcapng, calls):
    rows = fields(pcapng, 'grpc && frame.interface_name == "client leg"', "frame.comment")
    shown = {int(row[0].split("call=")[1].split()[0]) for row in rows}
    wanted = {call["number"] for call in calls if call["protocol"] == "connect" and call["kind"] in ("client", "server", "bidi")
              and call["codec"] == "proto" and call["messages"] and call.get("status") == "ok"}
    assert wanted and wanted <= shown


# gRPC binary log

def read_binlog(file, framing="go"):
    run = subprocess.run([TOOLS / "bin/binlog", "read", file, framing], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


@pytest.mark.parametrize("framing", ["go", "java"])
def test_grpc_go_reads_the_binary_log(session, calls, framing):
    file = session.with_suffix(f".{framing}.binlog")
    bascule("export", session, "--format", "binlog", "--framing", framing, "-o", file)
    entries = collections.defaultdict(list)
    for entry in read_binlog(file, framing):
        entries[int(entry["call_id"]), entry["logger"]].append(entry)
    for call in calls:
        of_call = entries[call["number"], "LOGGER_SERVER"]
        assert [int(e["sequence_id_within_call"]) for e in of_call] == list(range(1, len(of_call) + 1))
        header = of_call[0]["client_header"]
        assert header["method_name"] == f"/{call['service']}/{call['method']}" and header["authority"] == call["host"]
        pairs = {e["key"]: base64.b64decode(e.get("value", "")) for e in header["metadata"].get("entry", [])}
        assert pairs["bascule-client-protocol"].decode() == call["protocol"]
        messages = [e for e in of_call if e["type"] in ("EVENT_TYPE_CLIENT_MESSAGE", "EVENT_TYPE_SERVER_MESSAGE")]
        assert [m["message"].get("data", "") for m in messages] == [m["raw_message"] for m in call["messages"]]
        if call["state"] == "ended" and not call.get("client_cancelled"):
            trailer = of_call[-1]["trailer"]
            assert trailer.get("status_message", "") == call.get("error", {}).get("message", "")
            assert (trailer.get("status_code", 0) == 0) == (call["status"] == "ok")
        assert ((call["number"], "LOGGER_CLIENT") in entries) == ("upstream_leg" in call)


# HAR

@pytest.fixture(scope="module")
def har(session):
    file = session.with_suffix(".har")
    bascule("export", session, "--format", "har", "-o", file)
    return file


@pytest.fixture(scope="module")
def har_of_both(session):
    file = session.with_suffix(".both.har")
    bascule("export", session, "--format", "har", "--legs", "both", "-o", file)
    return file


@pytest.mark.parametrize("legs", ["har", "har_of_both"])
def test_har_validator(request, legs):
    har = request.getfixturevalue(legs)
    script = "const v=require('har-validator');v.har(JSON.parse(require('fs').readFileSync(process.argv[1])))" \
             ".then(()=>console.log('valid'),e=>{console.log(JSON.stringify(e.errors));process.exit(1)})"
    run = subprocess.run([NODE, "-e", script, har], capture_output=True, text=True, cwd=TOOLS / "node", timeout=60)
    assert run.returncode == 0 and "valid" in run.stdout, run.stdout + run.stderr


def test_haralyzer(har, calls):
    """A second reader: pages by client, entries with their status, body and time."""
    parsed = haralyzer.HarParser(json.loads(har.read_text()))
    assert parsed.version == "1.2" and parsed.creator["name"] == "Bascule"
    entries = [entry for page in parsed.pages for entry in page.entries]
    assert len(entries) == len(calls)
    assert {page.title for page in parsed.pages} == {call["client"] for call in calls}
    by_number = {entry.raw_entry["_bascule"]["callId"]: entry for entry in entries}
    for call in calls:
        entry = by_number[call["number"]]
        assert entry.url.startswith("http://") and call["target"] in entry.url
        assert entry.status == call.get("http_status", 0)
        assert entry.time >= 0 and entry.request.method == call["http_method"]


def test_har_of_both_legs(har_of_both, calls):
    """A call is an entry for each of its legs, joined by the members that are ours."""
    entries = json.loads(har_of_both.read_text())["log"]["entries"]
    legs = collections.Counter((entry["_bascule"]["callId"], entry["_bascule"]["leg"]) for entry in entries)
    assert set(legs.values()) == {1}
    assert {number for number, leg in legs if leg == "client"} == {call["number"] for call in calls}
    assert {number for number, leg in legs if leg == "upstream"} == {c["number"] for c in calls if "upstream_leg" in c}
    by_leg = {(entry["_bascule"]["callId"], entry["_bascule"]["leg"]): entry for entry in entries}
    for call in calls:
        if "upstream_leg" not in call:
            continue
        upstream = by_leg[call["number"], "upstream"]
        assert upstream["_bascule"]["protocol"] == call["upstream_protocol"]
        assert upstream["response"]["status"] == call["upstream_leg"].get("http_status", 0)
        assert upstream["request"]["url"] == f"http://{call['upstream_leg']['authority']}{call['upstream_leg']['target']}"


# CSV

def test_csv(session, calls):
    text = bascule("export", session, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert [int(row["number"]) for row in rows] == [call["number"] for call in calls]
    for row, call in zip(rows, calls):
        assert (row["method"], row["protocol"], row["client"]) == (call["method"], call["protocol"], call["client"])
        assert int(row["request_bytes"]) == call["request_bytes"]


# JSON lines

def test_json_lines(calls):
    schema = json.loads((ROOT / "resources/json-lines.schema.json").read_text())
    validator = jsonschema.Draft202012Validator(schema)
    for call in calls:
        validator.validate(call)


# The command

def test_filter(session, calls):
    numbers = [call["number"] for call in lines_of(session, "--filter", "protocol:grpc-web and status:error")]
    assert numbers == [c["number"] for c in calls if c["protocol"] == "grpc-web" and c.get("status") != "ok"] and numbers


def test_whole_file_or_none(session, tmp_path):
    run = subprocess.run([BINARY, "export", session, "--format", "har", "-o", tmp_path / "no/such/folder.har"],
                         capture_output=True, text=True, timeout=60)
    assert run.returncode == 1 and "folder.har cannot be written" in run.stderr
    old = tmp_path / "old.har"
    old.write_text("kept until the new one is whole")
    bascule("export", session, "--format", "har", "-o", old)
    assert json.loads(old.read_text())["log"]["entries"] and oct(old.stat().st_mode & 0o777) == "0o600"
    assert [p.name for p in tmp_path.iterdir()] == ["old.har"]
