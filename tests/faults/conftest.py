import contextlib
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import pytest

from tests.kills.server import Server, furnish

BENT = ("-m", "tests.faults.bent_server")
StartServer = Callable[..., contextlib.AbstractAsyncContextManager[Server]]


@pytest.fixture
def serving(tmp_path: Path) -> StartServer:
    """Start a real server process in the test's folder; it is killed at the end, and so is its successor."""

    @contextlib.asynccontextmanager
    async def start(*, database_url: str | None = None, **environment: str) -> AsyncGenerator[Server]:
        furnish(tmp_path)
        server = Server(tmp_path, database_url=database_url, launcher=BENT, environment=environment)
        try:
            await server.start()
            yield server
        finally:
            server.kill()

    return start
