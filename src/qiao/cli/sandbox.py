"""`qiao sandbox`: the lender that does not exist, as a process of its own."""

import asyncio
import contextlib
import fcntl
import gc
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import click
import uvicorn
from starlette.applications import Starlette

from qiao.backoffice.sandbox.app import create_app, open_lender
from qiao.backoffice.sandbox.app_page import CustomerService
from qiao.backoffice.sandbox.counter import Counter
from qiao.cli.beside import DEFAULT_PORT, KEY_ID, SECRET, identity_key, read_secret
from qiao.cli.common import plain_errors, quiet_logging
from qiao.cli.listening import address_of, listen
from qiao.cli.screen import aside
from qiao.foundation.clock import SystemClock

_WAITS_FOR_THE_LAST_S = 10


class SandboxInUse(click.ClickException):
    """Two lenders with one file would each have half of the truth."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is in use by another sandbox lender. Stop that one, or choose another with --data.")


@click.command("sandbox")
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), default=Path("qiao-sandbox"), show_default=True,
    help="Folder of the lender's database and of the secret that signs.",
)  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=DEFAULT_PORT, show_default=True, help="Port; 0 takes a free one."
)
@click.option("--seed", type=int, default=20, show_default=True, help="Which people and loans a new lender has.")
@click.option("--fresh", is_flag=True, help="Begin with a new lender.")
@click.option("--unsigned", is_flag=True, help="Let everybody ask, without signatures. For trying by hand.")
@click.option("--chat-from", default=None, hidden=True, help="Where the customer service is, for the lender's app.")
@click.option("--fd", type=int, default=None, hidden=True, help="A listening socket that was handed over.")
@click.option("--stop-with-stdin", is_flag=True, hidden=True, help="Stop when standard input ends.")
def sandbox_command(  # noqa: PLR0917  (Click hands options over by name)
    data: Path,
    host: str,
    port: int,
    seed: int,
    fresh: bool,
    unsigned: bool,
    chat_from: str | None,
    fd: int | None,
    stop_with_stdin: bool,
) -> None:
    """Start the sandbox lender: 500 synthetic customers and 900 loans behind the back-office contract.

    Its pages show customers, loans, one-time codes, faults and the clock. Requests are signed with the key `qiao` and
    the secret in the file `secret` of its folder.

    \b
    Examples:
      qiao sandbox
      qiao sandbox --unsigned --port 0
    """
    quiet_logging()
    with plain_errors():
        data.mkdir(parents=True, exist_ok=True)
        listening = socket.socket(fileno=fd) if fd is not None else listen(host, port)
        lock = _lock(data)
        if fresh:
            remove_lender(data)
        lender = open_lender(data / "lender.db", SystemClock(), seed=seed)
        known = {} if unsigned else {KEY_ID: read_secret(data)}
        gc.freeze()
        service = CustomerService(chat_from, identity_key(data)) if chat_from else None
        application = create_app(Counter(lender, known), service)
        say = None if stop_with_stdin else lambda: _say_where(listening, data, unsigned=unsigned)
        # Ctrl-C has stopped the server cleanly by the time it arrives here.
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_serve(application, listening, say))
        lender.store.close()
        lock.close()


def _say_where(listening: socket.socket, data: Path, *, unsigned: bool) -> None:
    console = aside()
    console.print(f"The sandbox lender is open at {address_of(listening)}/")
    console.print("  unsigned requests are answered" if unsigned else f"  key {KEY_ID}, secret in {data / SECRET}")
    console.print("  Ctrl-C stops it.")


def remove_lender(folder: Path) -> None:
    """Forget the lender, but keep the secret: whoever asks it need not be told a new one."""
    for file in folder.glob("lender.db*"):
        file.unlink()


def _lock(folder: Path) -> TextIO:
    """Keep the folder to this process. One that was just killed is given a moment to be gone. Raises SandboxInUse."""
    file = (folder / "lock").open("w")
    for left in reversed(range(_WAITS_FOR_THE_LAST_S * 10)):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if not left:
                break
            time.sleep(0.1)
        else:
            return file
    raise SandboxInUse(folder)


async def _serve(application: Starlette, listening: socket.socket, say: Callable[[], None] | None) -> None:
    """Serve until stopped. Who is told nothing started this one, and it ends with whoever did."""
    config = uvicorn.Config(application, log_config=None, access_log=False, timeout_graceful_shutdown=2, lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve([listening]))
    watcher = asyncio.create_task(_stop_with_stdin(server)) if say is None else None
    while not server.started and not serving.done():  # noqa: ASYNC110  (uvicorn tells of its start by a flag alone)
        await asyncio.sleep(0.01)
    if say is not None and server.started:
        say()
    with contextlib.suppress(asyncio.CancelledError, KeyboardInterrupt):
        await serving
    if watcher is not None:
        watcher.cancel()


async def _stop_with_stdin(server: uvicorn.Server) -> None:
    """The process that started this one holds the other end: when it is gone, however it went, this one goes too."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()
    server.should_exit = True
