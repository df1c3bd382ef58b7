# SPDX-License-Identifier: GPL-3.0-or-later
"""`cmake --install` into an empty prefix: everything is there, in the form that its readers want, and the installed
program runs from there."""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import xml.etree.ElementTree

import pytest

from conftest import BINARY, ROOT

BUILD = pathlib.Path(BINARY).resolve().parent
ID = "org.bascule.Bascule"
FILES = ["bin/bascule", "share/man/man1/bascule.1", "share/bash-completion/completions/bascule",
         "share/zsh/site-functions/_bascule", "share/fish/vendor_completions.d/bascule.fish",
         "share/bascule/wireshark/bascule_connect.lua", "share/bascule/json-lines.schema.json",
         f"share/applications/{ID}.desktop", f"share/metainfo/{ID}.metainfo.xml", f"share/mime/packages/{ID}.xml",
         f"share/icons/hicolor/scalable/apps/{ID}.svg"]

pytestmark = pytest.mark.window


def run(*command, **options):
    assert shutil.which(command[0]) or pathlib.Path(command[0]).exists(), f"{command[0]} is missing: packaging/setup tests"
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=120, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prefix")
    run("cmake", "--install", BUILD, "--prefix", folder)
    return folder


def test_everything_is_there(prefix):
    there = {str(path.relative_to(prefix)) for path in prefix.rglob("*") if path.is_file()}
    assert there == set(FILES)
    assert all((prefix / name).stat().st_size for name in FILES)


def test_the_installed_program_runs(prefix):
    program = prefix / "bin/bascule"
    needed = run("readelf", "-d", program)
    assert str(BUILD) not in needed and str(ROOT) not in needed  # it needs nothing of where it was built
    assert run(program, "man") == (prefix / "share/man/man1/bascule.1").read_text()
    # From elsewhere, without the variables of a build.
    bridge = subprocess.Popen([program, "--headless", "--demo", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, cwd="/",
                              env={"PATH": "/usr/bin:/bin", "HOME": str(prefix)}, text=True)
    try:
        assert json.loads(bridge.stdout.readline())["event"] == "ready"
    finally:
        bridge.send_signal(signal.SIGTERM)
        assert bridge.wait(30) == 0


def test_the_installed_window_opens(prefix):
    """As the desktop starts it: by its entry, on a screen."""
    assert shutil.which("Xvfb") and shutil.which("xwininfo"), "Xvfb or xwininfo is missing: packaging/setup tests"
    entry = (prefix / f"share/applications/{ID}.desktop").read_text()
    words = re.search(r"^Exec=(.*)$", entry, re.MULTILINE)[1].split()
    assert words[-1] == "%F" and shutil.which(words[0], path=prefix / "bin")
    sample = ROOT / "resources/sample/sample.bascule"
    ready, told = os.pipe()
    screen = subprocess.Popen(["Xvfb", "-displayfd", str(told), "-screen", "0", "1440x900x24"], stderr=subprocess.DEVNULL,
                              pass_fds=[told])
    os.close(told)
    try:
        with os.fdopen(ready) as pipe:
            environment = {"PATH": f"{prefix}/bin:/usr/bin:/bin", "HOME": str(prefix), "DISPLAY": ":" + pipe.readline().strip(),
                           "LC_ALL": "C.UTF-8"}
        window = subprocess.Popen([*words[:-1], sample], cwd="/", env=environment, stderr=subprocess.DEVNULL)
        # A window that goes while they are listed is no failure of ours.
        listing = ["xwininfo", "-root", "-tree"]
        while "sample.bascule" not in subprocess.run(listing, env=environment, capture_output=True, text=True).stdout:
            assert window.poll() is None, "the window did not open"
        window.terminate()
        assert window.wait(30) == 0
    finally:
        screen.terminate()
        screen.wait()


def test_desktop_entry(prefix):
    run("desktop-file-validate", prefix / f"share/applications/{ID}.desktop")


def test_appstream_metadata(prefix):
    file = prefix / f"share/metainfo/{ID}.metainfo.xml"
    run("appstreamcli", "validate", "--no-net", "--explain", file)
    root = xml.etree.ElementTree.parse(file).getroot()
    version = run(prefix / "bin/bascule", "--version").split()[-1]
    assert root.find("releases/release").get("version") == version
    assert root.find("launchable").text == f"{ID}.desktop"


def test_appstream_pictures(tmp_path):
    """Where whoever packages Bascule says where the pictures are, software centres show those of resources/."""
    file = tmp_path / f"{ID}.metainfo.xml"
    run("cmake", f"-DINPUT={ROOT}/packaging/desktop/{ID}.metainfo.xml", f"-DOUTPUT={file}", "-DPROJECT_VERSION=1.0",
        "-DPICTURES=https://example.org/pictures", "-P", ROOT / "packaging/cmake/Metainfo.cmake")
    run("appstreamcli", "validate", "--no-net", "--explain", file)
    images = [image.text for image in xml.etree.ElementTree.parse(file).getroot().iter("image")]
    assert len(images) == 2
    for image in images:
        name = image.removeprefix("https://example.org/pictures/")
        header = (ROOT / "resources" / name).read_bytes()[:24]
        assert header[:8] == b"\x89PNG\r\n\x1a\n" and header[16:24] == bytes.fromhex("000005a000000384")  # 1440 x 900


def test_type_of_sessions(prefix, tmp_path):
    """The shared MIME database knows a session by its bytes and by its name."""
    shutil.copytree(prefix / "share/mime", tmp_path / "mime")
    run("update-mime-database", tmp_path / "mime")
    magic = (tmp_path / "mime/magic").read_bytes()
    assert b"application/vnd.bascule.session" in magic and b"Bscl" in magic
    assert "application/vnd.bascule.session:*.bascule" in (tmp_path / "mime/globs2").read_text()
    assert (ROOT / "resources/sample/sample.bascule").read_bytes()[68:72] == b"Bscl"


def test_icon(prefix):
    root = xml.etree.ElementTree.parse(prefix / f"share/icons/hicolor/scalable/apps/{ID}.svg").getroot()
    assert root.tag.endswith("svg") and root.get("viewBox") == "0 0 128 128"
