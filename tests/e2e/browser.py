# SPDX-License-Identifier: GPL-3.0-or-later
"""Headless Chromium with a page of our own: serves it on an origin of its own and takes what the page posts back."""
import http.server
import json
import os
import queue
import shutil
import subprocess
import threading

from conftest import GENERATED, NODE, TOOLS, peer_script

PAGE = b'<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module" src="/client.js"></script>'


def bundle():
    """web_client.mjs and all that it imports in one script, as a browser takes it."""
    target = GENERATED / "web_client.js"
    subprocess.run([TOOLS / "node/node_modules/.bin/esbuild", peer_script("web_client.mjs"), "--bundle", "--format=esm",
                    "--log-level=warning", f"--outfile={target}"],
                   check=True, env=dict(os.environ, PATH=f"{NODE.parent}:{os.environ['PATH']}"))
    return target.read_bytes()


class PageServer:
    """Serves the page at `/`; `jobs[query]` is what the page is told to do, `results` what it posted."""

    def __init__(self):
        self.jobs = {}
        self.results = queue.Queue()
        outer = self
        script = bundle()

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, body, content_type):
                self.send_response(200)
                self.send_header("content-type", content_type)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                path, _, query = self.path.partition("?")
                if path == "/job":
                    return self.answer(json.dumps(outer.jobs[query]).encode(), "application/json")
                return self.answer(*((script, "text/javascript") if path == "/client.js" else (PAGE, "text/html")))

            def do_POST(self):
                outer.results.put(json.loads(self.rfile.read(int(self.headers["content-length"]))))
                self.answer(b"", "text/plain")

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Browser:
    """One headless Chromium on one page."""

    def __init__(self, url, profile):
        program = shutil.which("chromium")
        assert program, "chromium is not installed: packaging/setup tests"
        self.page_log = profile / "log"
        self.log = open(self.page_log, "w")
        self.process = subprocess.Popen([program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                                         "--no-first-run", "--disable-background-networking", "--ignore-certificate-errors",
                                         f"--user-data-dir={profile}", url], stdout=self.log, stderr=self.log)

    def result(self, server, timeout=120):
        """What the page posts next to its `server`."""
        try:
            return server.results.get(timeout=timeout)
        except queue.Empty:
            raise AssertionError(f"nothing from the page; Chromium says {self.page_log.read_text()[-2000:]}") from None

    def close(self):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()
