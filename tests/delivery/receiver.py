"""Somebody else's systems: HTTP servers that get what is sent to them, and answer as they are told."""

import contextlib
import http.server
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass, field


@dataclass
class Got:
    """One request as it arrived; header names in small letters."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """`answers` gives status and body for a path; `hanging` paths answer only after `release`."""

    port: int = 0
    got: list[Got] = field(default_factory=list[Got])
    answers: Callable[[Got], tuple[int, bytes]] = field(default=lambda _: (200, b""))
    hanging: set[str] = field(default_factory=set[str])
    hangs: int = 0
    release: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def at(self, path: str) -> list[Got]:
        return [one for one in self.got if one.path == path]


@contextlib.contextmanager
def receiving() -> Generator[Receiver]:
    receiver = Receiver()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            if self.path in receiver.hanging:
                receiver.hangs += 1
                receiver.release.wait(60)
                return
            got = Got(self.command, self.path, headers, body)
            receiver.got.append(got)
            status, answer = receiver.answers(got)
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", receiver.url("/elsewhere"))
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST  # noqa: N815  (the base class calls it so)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class calls it so)
            """Say nothing."""

    class Server(http.server.ThreadingHTTPServer):
        request_queue_size = 256
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Whoever hangs up early is no error."""

    server = Server(("127.0.0.1", 0), Handler)
    receiver.port = server.server_port
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.release.set()
        server.shutdown()
        server.server_close()
        thread.join()
