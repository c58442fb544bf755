"""The sandbox lender beside the demo: a child process that ends with its parent, however that ends."""

import contextlib
import hashlib
import hmac
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

from qiao.backoffice.contract.signing import secret_in
from qiao.cli.listening import PortTaken, address_of, listen

KEY_ID = "qiao"
SECRET = "secret"  # noqa: S105  (the file's name)
_SECRET_BYTES = 32
DEFAULT_PORT = 8760
_HOST = "127.0.0.1"
_STOPS_WITHIN_S = 5


def _bound() -> socket.socket:
    with contextlib.suppress(PortTaken):
        return listen(_HOST, DEFAULT_PORT)
    return listen(_HOST, 0)


@dataclass(slots=True)
class Beside:
    """The lender's place: its address holds from the beginning, requests wait until it has started."""

    folder: Path
    fresh: bool
    _listening: socket.socket = field(default_factory=_bound)
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        return address_of(self._listening)

    @property
    def secret_file(self) -> Path:
        """It is there from `start` on."""
        return self.folder / SECRET

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self, *, chat_from: str | None = None) -> None:
        """Start `qiao sandbox` on the socket that is bound already; returns at once. `chat_from`: our own address."""
        read_secret(self.folder)
        handed_over = self._listening.fileno()
        words = ["sandbox", "--data", str(self.folder), "--fd", str(handed_over), "--stop-with-stdin"]
        words += ["--chat-from", chat_from] if chat_from else []
        self._process = subprocess.Popen(  # noqa: S603  (this interpreter, our own command)
            [sys.executable, "-m", "qiao", *words, *(["--fresh"] if self.fresh else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            pass_fds=[handed_over],
            # Ctrl-C is for the parent, which then stops this one.
            start_new_session=True,
        )

    def stop(self) -> int | None:
        """Stop it, by force if it does not listen; gives its exit status, None if it was never started."""
        self._listening.close()
        if self._process is None:
            return None
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            return self._process.wait(_STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


@contextlib.contextmanager
def sandbox_beside(folder: Path, *, fresh: bool) -> Generator[Beside]:
    """A place for the lender, which is stopped on leaving. Where the usual port is taken, a free one serves."""
    beside = Beside(folder, fresh)
    try:
        yield beside
    finally:
        beside.stop()


def read_secret(folder: Path) -> bytes:
    """The secret that signs, made at the first start; readable by its owner alone."""
    file = folder / SECRET
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as opened:
            opened.write(secrets.token_hex(_SECRET_BYTES))
    return secret_in(file.read_text())


def identity_key(folder: Path) -> str:
    """The secret by which this lender's app vouches for its customers, made of the one that signs."""
    return hmac.new(read_secret(folder), b"identity", hashlib.sha256).hexdigest()
