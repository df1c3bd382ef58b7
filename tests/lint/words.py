#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the catalogues of the window's words: up to date with the sources, complete, of one context, and each
translation with the placeholders of its text."""
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as tree

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "resources/translations"
CONTEXT = "bascule::ui"
PLACEHOLDER = re.compile(r"%L?\d|%n|\{[^}]*\}")


def outdated(now):
    """Names of the catalogues that differ from what the sources say."""
    subprocess.run([FOLDER / "update", now], check=True)
    return [kept.name for kept in sorted(FOLDER.glob("*.ts"))
            if kept.read_text() != (pathlib.Path(now) / kept.name).read_text()]


def forms(message):
    """The translations of a message: one, or one for each number."""
    translation = message.find("translation")
    return [form.text or "" for form in translation.findall("numerusform")] or [translation.text or ""]


def faults(message):
    """What is wrong with one message, in words."""
    source = message.findtext("source")
    if message.find("translation").get("type") == "unfinished" or not all(forms(message)):
        yield "is not translated"
        return
    for form in forms(message):
        if sorted(PLACEHOLDER.findall(form)) != sorted(PLACEHOLDER.findall(source)):
            yield f"has other placeholders in {form!r}"
        if source[:1].isspace() != form[:1].isspace() or source[-1:].isspace() != form[-1:].isspace():
            yield f"begins or ends with other space in {form!r}"
        if source.endswith("…") != form.endswith("…"):
            yield f"asks more or less in {form!r}"


def check(catalogue):
    """Complaints about a catalogue, and how many texts it has."""
    complaints = []
    count = 0
    for context in tree.parse(catalogue).getroot().findall("context"):
        name = context.findtext("name")
        for message in context.findall("message"):
            count += 1
            source = message.findtext("source")
            if name != CONTEXT:
                complaints.append(f"{source!r} is looked up in the context {name}: inside functions use Words::tr(); lupdate also "
                                  "errs in the first function behind a constant of a std:: type")
            complaints += [f"{source!r} {fault}" for fault in faults(message)]
    return complaints, count


def main():
    with tempfile.TemporaryDirectory() as now:
        complaints = [f"{name} is not up to date: run resources/translations/update" for name in outdated(now)]
    for catalogue in sorted(FOLDER.glob("*.ts")):
        found, count = check(catalogue)
        complaints += [f"{catalogue.name}: {complaint}" for complaint in found]
        print(f"{catalogue.name}: {count} texts")
    print("\n".join(complaints), file=sys.stderr, end="\n" if complaints else "")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
