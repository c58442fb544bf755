"""Browsers of staff in front of a running house: each with cookies and an address of its own."""

import contextlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.conftest import PASSWORD, Web

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@dataclass
class Browser:
    client: httpx.AsyncClient
    csrf: str = ""
    seen: dict[str, Any] = field(default_factory=dict[str, Any])

    async def sign_in(self, username: str = "agent", password: str = PASSWORD) -> httpx.Response:
        return await self.send("POST", "staff/sign-in", username=username, password=password)

    async def send(self, method: str, path: str, **body: object) -> httpx.Response:
        """A call as our pages make it; the CSRF token of an answer is kept for the next."""
        json = body if body or method in {"POST", "PUT"} else None
        answer = await self.client.request(method, f"/api/v1/{path}", json=json, headers={"x-csrf-token": self.csrf})
        with contextlib.suppress(ValueError):
            self.csrf = answer.json().get("csrf", self.csrf)
        return answer

    async def get(self, path: str) -> Any:
        answer = await self.client.get(f"/api/v1/{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def is_in(self) -> bool:
        """Whether a request with this browser's cookie is served."""
        return (await self.client.get("/api/v1/desk")).status_code == 200


@contextlib.asynccontextmanager
async def browser(web: Web, *, source: str = "10.1.2.3", agent: str = FIREFOX) -> AsyncGenerator[Browser]:
    transport = httpx.ASGITransport(web.app, client=(source, 40000))
    async with httpx.AsyncClient(transport=transport, base_url="http://test", headers={"user-agent": agent}) as client:
        yield Browser(client)


async def trail(web: Web) -> list[dict[str, Any]]:
    """Every record of the audit trail, as it is stored, the oldest first."""
    from qiao.access.audit.model import AuditRecordRow  # noqa: PLC0415

    table = AuditRecordRow.__table__
    async with web.house.database.engine.connect() as connection:
        return [dict(row) for row in (await connection.execute(table.select().order_by(table.c.id))).mappings()]
