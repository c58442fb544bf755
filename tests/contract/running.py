"""A server to ask."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.kills.server import Server, furnish


@contextmanager
def running(folder: Path) -> Generator[Server]:
    """Without the limits that random requests would soon run into."""
    furnish(folder)
    environment = {"QIAO_SESSIONS_PER_MINUTE": "1000000", "QIAO_CODE_POSTS": "none"}
    server = Server(folder, environment=environment)
    try:
        asyncio.run(server.start())
        yield server
    finally:
        server.stop()
