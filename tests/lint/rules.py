#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that every test and vector that tests/RULES.md and tests/THREATS.md name is there."""
import json
import pathlib
import re
import sys

TESTS = pathlib.Path(__file__).resolve().parents[1]


def has(file, name):
    """True if one of the files called `file` has the test or vector `name`."""
    vectors = TESTS / f"vectors/{file}.json"
    if vectors.exists():
        return name in {vector["name"] for vector in json.loads(vectors.read_text())["vectors"]}
    pattern = re.compile(rf"^\s*(void (\w+::)?|def ){re.escape(name)}\(", re.M)
    sources = [path for kind in ("cpp", "py") for path in TESTS.rglob(f"{file}.{kind}")]
    return any(pattern.search(path.read_text()) for path in sources)


def main():
    sound = True
    for table in ("RULES.md", "THREATS.md"):
        names = re.findall(r"`([\w.-]+): ([^`]+)`", (TESTS / table).read_text())
        missing = [f"{file}: {name}" for file, name in names if not has(file, name)]
        for name in missing:
            print(f"tests/{table} names what is not there: {name}", file=sys.stderr)
        print(f"{table}: {len(names)} tests and vectors named; {len(missing) or 'none'} missing")
        sound = sound and names and not missing
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
