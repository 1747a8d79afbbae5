"""The other end of a line, as processes of its own: Git over HTTP or HTTPS, and a line that is cut after some bytes.

    servers.py http ROOT PORT_FILE [--certificate FILE --key FILE] [--user NAME:PASSWORD] [--read-only]
    servers.py line TARGET_PORT PORT_FILE PLAN_FILE

Each listens on a free port of this machine, and writes its number into the file.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import json
import os
import socket
import ssl
import struct
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Backend(BaseHTTPRequestHandler):
    """``git http-backend``, asked as a web server asks it."""

    protocol_version = "HTTP/1.1"
    root, user, may_write = "", "", True

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        self._serve(self._body())

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        found = b""
        while size := int(self.rfile.readline().split(b";")[0] or b"0", 16):
            found += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return found

    def _serve(self, body: bytes) -> None:
        path, _, query = self.path.partition("?")
        wanted = "Basic " + base64.b64encode(self.user.encode()).decode()
        if self.user and self.headers.get("Authorization") != wanted:
            self._answer(401, [("WWW-Authenticate", 'Basic realm="desk"')], b"")
        elif not self.may_write and "receive-pack" in self.path:
            self._answer(403, [], b"")
        else:
            self._answer(*self._asked(path, query, body))

    def _asked(self, path: str, query: str, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")} | {
            "GIT_PROJECT_ROOT": self.root, "GIT_HTTP_EXPORT_ALL": "1", "REQUEST_METHOD": self.command,
            "PATH_INFO": path, "QUERY_STRING": query, "CONTENT_LENGTH": str(len(body)), "REMOTE_USER": "someone",
            "CONTENT_TYPE": self.headers.get("Content-Type", ""), "REMOTE_ADDR": "127.0.0.1",
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }  # fmt: skip
        done = subprocess.run(["git", "http-backend"], input=body, env=env, stdout=subprocess.PIPE, check=False)
        head, _, rest = done.stdout.partition(b"\r\n\r\n")
        fields = [line.split(": ", 1) for line in head.decode().split("\r\n") if line]
        status = next((int(value.split()[0]) for key, value in fields if key == "Status"), 200)
        return status, [(key, value) for key, value in fields if key != "Status"], rest

    def _answer(self, status: int, fields: list[tuple[str, str]], body: bytes) -> None:
        with contextlib.suppress(OSError):
            self.send_response(status)
            for key, value in (*fields, ("Content-Length", str(len(body)))):
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def http(asked: argparse.Namespace) -> None:
    """Serve Git over HTTP, over HTTPS where there is a certificate."""
    Backend.root, Backend.user, Backend.may_write = asked.root, asked.user, not asked.read_only
    server = ThreadingHTTPServer(("127.0.0.1", 0), Backend)
    if asked.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(asked.certificate, asked.key)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    _tell(asked.port_file, server.server_address[1])
    server.serve_forever()


class Line:
    """A line to a port of this machine that is cut by plan.

    A plan is ``{"way": "up" or "down", "count": bytes, "end": "close", "reset" or "mute"}``; an empty one cuts
    nothing. Bytes are counted over all connections since the plan was made; once cut the line stays so.
    """

    def __init__(self, target: int, plan: Path) -> None:
        self.target = target
        self.plan = plan
        self.lock = threading.Lock()
        self.made = ""
        self.left = {"up": -1, "down": -1}
        self.end = ""

    def serve(self, port_file: str) -> None:
        """Take connections."""
        server = socket.create_server(("127.0.0.1", 0))
        _tell(port_file, server.getsockname()[1])
        while True:
            here = server.accept()[0]
            self._look()
            if self._is_cut() and self.end != "mute":
                _close(here, self.end)
                continue
            there = socket.create_connection(("127.0.0.1", self.target))
            for way, source, goal in (("up", here, there), ("down", there, here)):
                threading.Thread(target=self._pass, args=(way, source, goal), daemon=True).start()

    def _look(self) -> None:
        text = self.plan.read_text()
        with self.lock:
            if text == self.made:
                return
            self.made, plan = text, json.loads(text)
            self.left = {"up": -1, "down": -1}
            self.end = plan.get("end", "")
            if plan.get("way"):
                self.left[plan["way"]] = plan["count"]

    def _is_cut(self) -> bool:
        return 0 in self.left.values()

    def _pass(self, way: str, source: socket.socket, goal: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while not self._is_cut() and (piece := source.recv(16384)):
                with self.lock:
                    most = self.left[way]
                    if most >= 0:
                        piece = piece[:most]
                        self.left[way] = most - len(piece)
                goal.sendall(piece)
            if self._is_cut():
                while self.end == "mute" and self._is_cut():
                    time.sleep(0.05)
                for one in (source, goal):
                    _close(one, self.end)
            else:
                goal.shutdown(socket.SHUT_WR)


def _close(one: socket.socket, end: str) -> None:
    if end == "reset":
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with contextlib.suppress(OSError):  # it wakes whoever listens there
        one.shutdown(socket.SHUT_RD if end == "reset" else socket.SHUT_RDWR)
    one.close()


def _tell(file: str, port: int) -> None:
    whole = Path(f"{file}.new")
    whole.write_text(str(port))
    whole.rename(file)


def main() -> None:
    """Serve until somebody ends it."""
    parser = argparse.ArgumentParser()
    kinds = parser.add_subparsers(dest="kind", required=True)
    web, line = kinds.add_parser("http"), kinds.add_parser("line")
    web.add_argument("root")
    web.add_argument("port_file")
    for name in ("certificate", "key", "user"):
        web.add_argument(f"--{name}", default="")
    web.add_argument("--read-only", action="store_true")
    line.add_argument("target", type=int)
    line.add_argument("port_file")
    line.add_argument("plan", type=Path)
    asked = parser.parse_args()
    http(asked) if asked.kind == "http" else Line(asked.target, asked.plan).serve(asked.port_file)


if __name__ == "__main__":
    main()
