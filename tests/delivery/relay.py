"""A mail relay: SMTP by itself, with STARTTLS, a sign-in, and the bad days relays have."""

import base64
import contextlib
import socketserver
import ssl
import threading
from collections.abc import Generator
from dataclasses import dataclass, field


@dataclass
class Letter:
    """One letter as the relay took it."""

    envelope_from: str
    envelope_to: str
    data: bytes
    was_encrypted: bool
    user: str | None


@dataclass
class Relay:
    """`refuses` maps a command to the answer that it gets; `drops_after_data` takes the letter and hangs up."""

    port: int = 0
    taken: list[Letter] = field(default_factory=list[Letter])
    refuses: dict[str, str] = field(default_factory=dict[str, str])
    drops_after_data: bool = False
    knows_tls: bool = True
    commands: list[str] = field(default_factory=list[str])


@contextlib.contextmanager
def relaying(context: ssl.SSLContext, *, implicit: bool = False) -> Generator[Relay]:
    relay = Relay()

    class Handler(socketserver.StreamRequestHandler):
        is_encrypted, user = False, None

        def setup(self) -> None:
            if implicit:
                self.request = context.wrap_socket(self.request, server_side=True)
                self.is_encrypted = True
            super().setup()

        def finish(self) -> None:
            with contextlib.suppress(OSError):
                super().finish()
            self.request.close()

        def say(self, text: str) -> None:
            self.wfile.write(text.encode() + b"\r\n")

        def handle(self) -> None:
            self.say("220 relay.test")
            sender = recipient = ""
            while line := self.rfile.readline().decode("ascii").strip():
                relay.commands.append(line)
                verb = line.split(" ", 1)[0].upper()
                if verb in relay.refuses:
                    self.say(relay.refuses[verb])
                elif verb == "EHLO":
                    tls = "250-STARTTLS\r\n" if relay.knows_tls and not self.is_encrypted else ""
                    self.say(f"250-relay.test\r\n{tls}250-AUTH PLAIN\r\n250 DSN")
                elif verb == "STARTTLS":
                    self.say("220 go ahead")
                    self.request = context.wrap_socket(self.request, server_side=True)
                    self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)
                    self.is_encrypted = True
                elif verb == "AUTH":
                    _, user, password = base64.b64decode(line.split(" ")[2]).decode().split("\0")
                    self.user = user if password == "p@ss" else None
                    self.say("235 in" if self.user else "535 no")
                elif verb == "MAIL":
                    sender = line
                    self.say("250 ok")
                elif verb == "RCPT":
                    recipient = line
                    self.say("250 ok")
                elif verb == "DATA":
                    self.say("354 go on")
                    data = self.read_data()
                    relay.taken.append(Letter(sender, recipient, data, self.is_encrypted, self.user))
                    if relay.drops_after_data:
                        return
                    self.say(relay.refuses.get(".", "250 taken"))
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

        def read_data(self) -> bytes:
            lines: list[bytes] = []
            while (line := self.rfile.readline()) != b".\r\n":
                assert line.endswith(b"\r\n"), "lines end as the protocol says"
                lines.append(line[1:] if line.startswith(b".") else line)
            return b"".join(lines)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Whoever hangs up early is no error."""

    server = Server(("127.0.0.1", 0), Handler)
    relay.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield relay
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
