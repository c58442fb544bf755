"""Who asks: nobody, and staff of two posts; each with a customer's session too."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx

from qiao import access
from qiao.access import Post, audit
from qiao.access.model import StaffRow
from qiao.access.signin import sessions
from qiao.foundation.database import Database
from qiao.foundation.keys import read_key_ring
from qiao.foundation.settings import read_settings
from tests.kills.people import PASSWORD
from tests.kills.server import Server

_LASTS = sessions.Lasts(idle=timedelta(hours=12), longest=timedelta(hours=12))
POSTS = (None, Post.ONLINE_AGENT, Post.SYSADMIN)


@dataclass(slots=True)
class Asker:
    """Somebody with what a browser would send. Random requests sign her out now and then; `renew` lets her in again."""

    server: Server
    post: Post | None
    headers: dict[str, str] = field(default_factory=dict[str, str])
    cookies: dict[str, str] = field(default_factory=dict[str, str])

    def renew(self) -> None:
        answer = httpx.post(f"{self.server.url}/api/v1/web/sessions", json={}, timeout=60)
        self.headers = {"Authorization": f"Bearer {answer.raise_for_status().json()['token']}"}
        if self.post is not None:
            secret, csrf = asyncio.run(_session(self.server, self.post))
            self.headers["X-CSRF-Token"] = csrf
            self.cookies = {"qiao_staff": secret}


async def _session(server: Server, post: Post) -> tuple[str, str]:
    """A session without signing in, because random requests would lock the account."""
    settings = read_settings(data=server.folder)
    database, ring = Database(settings.database), read_key_ring(settings.master_key_file, create=False)
    audit.attach(database, ring)
    await database.connect()
    now = datetime.now(UTC)
    try:
        async with database.transaction() as session:
            staff = await access.staff_by_username(session, f"asks-as-{post}")
            staff_id = (
                staff.id
                if staff
                else await access.add_staff(
                    session,
                    username=f"asks-as-{post}",
                    name="问",
                    post=post,
                    password_hash=await access.hash_password(PASSWORD),
                    now=now,
                )
            )
            row = await session.get_one(StaffRow, staff_id)
            browser = sessions.Browser("127.0.0.1")
            secret = await sessions.begin(session, ring, row, browser=browser, lasts=_LASTS, way="password", now=now)
        async with database.reading() as session:
            live = await access.session_of(session, ring.token_digest(secret), now=now)
        return secret, live.csrf
    finally:
        await database.close()
