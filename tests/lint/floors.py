#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of floors, checked against the includes that are really there.

A file includes its own folder and lower floors, never a sibling on its floor, never up. Foreign headers have
floors too. Also checked: the SPDX line, a README per floor, tests that mirror the tree, plain text only.
Prints one line per violation; exit code 1 if there is any.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Folder -> folders it may include besides itself.
BRIDGE = {
    "bridge/base": [],
    "bridge/http": ["bridge/base"],
    "bridge/net": ["bridge/base"],
    "bridge/rpc": ["bridge/http", "bridge/net", "bridge/base"],
    "bridge/schema": ["bridge/rpc", "bridge/http", "bridge/net", "bridge/base"],
}
# rpc and schema share a floor; a schema speaks of rpc's plain value headers only.
LOW = list(BRIDGE)
BRIDGE["bridge/capture"] = LOW
BRIDGE["bridge/translate"] = LOW + ["bridge/capture"]
BRIDGE["bridge/insight"] = LOW + ["bridge/capture"]
BRIDGE["bridge/export"] = LOW + ["bridge/capture"]
BRIDGE["bridge/proxy"] = LOW + ["bridge/capture", "bridge/translate"]

RPC_VALUES = ["bridge/rpc/protocol.h", "bridge/rpc/server_protocols.h", "bridge/rpc/status.h"]
PROXY_FACE = ["bridge/proxy/bridge.h", "bridge/proxy/bridge_config.h", "bridge/proxy/bridge_stats.h"]
SEEN_ABOVE = ["bridge/base", "bridge/capture", "bridge/insight", "bridge/export", "bridge/schema"] + RPC_VALUES + PROXY_FACE
ALLOWED = {
    **BRIDGE,
    # Decoding a captured message for the eye starts with its compression, comparing errors with google.rpc.Status.
    "ui": SEEN_ABOVE + ["bridge/rpc/compression.h", "bridge/rpc/status_details.h"],
    # The command line names the compressions.
    "app": SEEN_ABOVE + ["ui", "app", "bridge/rpc/compression.h"],
    # The demo is a client and a server itself; it runs on the bridge's pump.
    "app/demo": LOW + ["bridge/proxy/connection.h", "bridge/proxy/turn.h"],
    # A client that sends recorded calls again, likewise.
    "app/client": LOW + ["bridge/export", "bridge/proxy/connection.h", "bridge/proxy/turn.h"],
    "app/terminal": SEEN_ABOVE + ["bridge/rpc/compression.h"],
}
# Single headers a folder may include although they stand on its own floor.
EXCEPTIONS = {"bridge/schema": RPC_VALUES}

# Foreign header pattern -> files that may include it.
FOREIGN = [
    (r"(sys/socket|netinet/|arpa/|netdb|sys/epoll|sys/uio)", r"bridge/(net|proxy)/|app/window_app\.cpp"),
    (r"boost/asio", r"bridge/(net|proxy)/"),
    (r"openssl/(?!evp|sha|rand)", r"bridge/(net|proxy)/"),
    (r"openssl/(evp|sha|rand)", r"bridge/(net|proxy)/|bridge/capture/redaction"),
    (r"nghttp2/", r"bridge/http/http2_"),
    (r"boost/beast", r"bridge/http/http1_"),
    (r"google/protobuf", r"bridge/schema/"),
    (r"sqlite3", r"bridge/capture/session_|bridge/capture/writer_identity"),
    (r"zlib\.h|zstd|brotli|snappy", r"bridge/rpc/compression|bridge/capture/"),
    (r"re2/", r"bridge/insight/"),
    (r"CLI/", r"app/options"),
    (r"yaml-cpp/", r"app/config/yaml_tree"),
    (r"spdlog/", r"app/log\.cpp"),
    (r"Q[A-Z]|Qt", r"ui/|app/window_app|app/terminal/none"),
]

PLAIN_TEXT = [
    (r"\bQTextEdit\b|\bQTextBrowser\b", "rich text widget: captured data is shown as plain text only"),
    (r"Qt::(RichText|AutoText|MarkdownText)", "rich text: captured data is shown as plain text only"),
    (r"\bsetHtml\(|\binsertHtml\(", "HTML: captured data is shown as plain text only"),
]


def folder_of(path):
    parts = path.parts
    for depth in (2, 1):
        name = "/".join(parts[:depth])
        if name in ALLOWED and len(parts) > depth:
            return name
    return None


def may_include(folder, header):
    own = "/".join(pathlib.PurePath(header).parts[:-1])
    if own == folder or own.startswith(folder + "/") or header.startswith(folder + "/"):
        return True
    allowed = ALLOWED[folder] + EXCEPTIONS.get(folder, [])
    return any(header == entry or header.startswith(entry + "/") for entry in allowed)


def check_source(path, problems):
    relative = path.relative_to(ROOT)
    text = path.read_text(encoding="utf-8")
    if "SPDX-License-Identifier: GPL-3.0-or-later" not in text.split("\n", 1)[0]:
        problems.append(f"{relative}:1: the SPDX line is missing")
    folder = folder_of(relative)
    if folder is None:
        return
    for number, line in enumerate(text.split("\n"), 1):
        local = re.match(r'\s*#include "([^"]+)"', line)
        foreign = re.match(r"\s*#include <([^>]+)>", line)
        if local and not local[1].endswith(".moc") and not may_include(folder, local[1]):
            problems.append(f"{relative}:{number}: {folder} may not include {local[1]}")
        if foreign:
            for pattern, where in FOREIGN:
                if re.match(pattern, foreign[1]) and not re.match(where, str(relative)):
                    problems.append(f"{relative}:{number}: <{foreign[1]}> does not belong here")
        if str(relative).startswith("ui/"):
            for pattern, reason in PLAIN_TEXT:
                if re.search(pattern, line.split("//")[0]):
                    problems.append(f"{relative}:{number}: {reason}")


def main():
    problems = []
    for top in ("bridge", "ui", "app", "tests"):
        for path in sorted((ROOT / top).rglob("*")):
            if path.suffix in (".h", ".cpp") and "node_modules" not in path.parts:
                check_source(path, problems)
    for folder in list(BRIDGE) + ["bridge", "ui", "app", "tests", "packaging", "resources"]:
        if not (ROOT / folder / "README.md").is_file():
            problems.append(f"{folder}: README.md is missing")
    for path in sorted((ROOT / "tests/unit").rglob("tst_*.cpp")):
        mirrored = path.parent.relative_to(ROOT / "tests/unit")
        if not ((ROOT / "bridge" / mirrored).is_dir() or (ROOT / mirrored).is_dir()):
            problems.append(f"{path.relative_to(ROOT)}: mirrors no folder of the tree")
    for path in sorted(ROOT.rglob("*")):
        if path.suffix in (".h", ".cpp", ".py", ".md") and not {"build", "node_modules", ".git"} & set(path.parts):
            for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
                if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line) and path != pathlib.Path(__file__).resolve():
                    problems.append(f"{path.relative_to(ROOT)}:{number}: unfinished work is not left in the tree")
    print("\n".join(problems) if problems else "floors: clean")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
