"""A collector of traces on loopback that keeps every byte it is sent (OTLP over HTTP)."""

import gzip
import http.server
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def collecting(into: Path) -> Generator[str]:
    """The address to send traces to; bodies are kept, unpacked, as files in `into`."""
    into.mkdir(parents=True, exist_ok=True)

    class Keep(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            if self.headers.get("content-encoding") == "gzip":
                body = gzip.decompress(body)
            (into / f"{len(list(into.iterdir())):06}.otlp").write_bytes(body)
            self.send_response(200)
            self.send_header("content-type", "application/x-protobuf")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class calls it so)
            """Say nothing."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Keep)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/traces"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
