"""The sandbox lender beside the demo: a child process that ends with its parent, however that ends."""

import contextlib
import socket
import subprocess
import sys
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

_HOST, _PORT = "127.0.0.1", 8760
_STOPS_WITHIN_S = 5


@dataclass(frozen=True, slots=True)
class Beside:
    """A process that was started, and where it answers."""

    address: str
    process: "subprocess.Popen[bytes]"

    @property
    def runs(self) -> bool:
        return self.process.poll() is None


@contextlib.contextmanager
def sandbox_beside(folder: Path, *, fresh: bool) -> Generator[Beside]:
    """Start `qiao sandbox` and stop it afterwards. Returns at once: requests wait until it is up.

    The socket is bound here and handed over, so that the address is known before the child has loaded anything. Where
    the usual port is taken, a free one serves.
    """
    folder.mkdir(parents=True, exist_ok=True)
    listening = _bound()
    address = "http://{}:{}".format(*listening.getsockname()[:2])
    words = ["sandbox", "--data", str(folder), "--fd", str(listening.fileno()), "--stop-with-stdin"]
    process = subprocess.Popen(  # noqa: S603  (this interpreter, our own command)
        [sys.executable, "-m", "qiao", *words, *(["--fresh"] if fresh else [])],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        pass_fds=[listening.fileno()],
        # Ctrl-C is for the parent, which then stops this one.
        start_new_session=True,
    )
    listening.close()
    try:
        yield Beside(address, process)
    finally:
        _stop(process)


def _bound() -> socket.socket:
    for port in (_PORT, 0):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((_HOST, port))
        except OSError:
            listening.close()
            continue
        listening.listen(1024)
        return listening
    raise OSError("no free port for the sandbox lender")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(_STOPS_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
