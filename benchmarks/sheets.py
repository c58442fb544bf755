"""How long an authority's sheet of complaints takes: `python -m benchmarks.sheets [--lines 1000] [--json]`.

A house on its embedded default, over HTTP as an officer's page sends it: looked at, imported, and the same sheet once
more, while the house does what follows from each complaint. Beside it somebody else asks for a small page again and
again: a sheet must not keep her waiting.
"""

import argparse
import asyncio
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import httpx
from rich.console import Console

from benchmarks import servers
from benchmarks.figures import Figures, latencies_ms, meets, report
from benchmarks.servers import MODELS
from qiao import access, app, migrations
from qiao.access import Post
from qiao.access.api import COOKIE
from qiao.access.signin import sessions
from qiao.foundation.business_calendar import business_date
from qiao.foundation.keys import read_key_ring
from qiao.foundation.settings import Settings

BAR_IMPORT_S = 5.0
BAR_OTHERS_MS = 500.0
_IMPORTS = "/api/v1/staff/complaints/imports"
_OTHER = "/api/v1/web/sessions"
_ANSWERED_WITHIN_S = 600.0


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=1_000)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    report(measure(chosen.lines, Console(stderr=True)), as_json=chosen.json)


def measure(lines: int, console: Console) -> Figures:
    with tempfile.TemporaryDirectory(prefix="qiao-sheets-") as folder:
        cookie, token = asyncio.run(_officer(Path(folder)))
        sheet = sheet_of(lines)
        with console.status("A sheet is imported …"), servers.qiao(Path(folder), command="serve") as server:
            client = httpx.Client(
                base_url=server.address,
                timeout=_ANSWERED_WITHIN_S,
                cookies={COOKIE: cookie},
                headers={"x-csrf-token": token},
            )
            with client, _Others(server.address) as others:
                preview_s, _ = _sent(client, f"{_IMPORTS}/preview", sheet)
                import_s, counts = _sent(client, _IMPORTS, sheet)
                again_s, known = _sent(client, _IMPORTS, sheet)
                waited_s = [*others.waited_s]
    if (counts["new"], known["known"]) != (lines, lines):
        raise SystemExit(f"{counts} came in of {lines} lines, and {known} were known")
    worst_ms = latencies_ms(waited_s)
    return {
        "lines": lines,
        "bars": {
            "an import, s": meets(import_s, BAR_IMPORT_S, at_most=True),
            "others meanwhile, p99 in ms": meets(worst_ms["p99"], BAR_OTHERS_MS, at_most=True),
        },
        "preview_s": round(preview_s, 2),
        "import_s": round(import_s, 2),
        "again_s": round(again_s, 2),
        "others_ms": worst_ms,
    }


def sheet_of(lines: int) -> bytes:
    """A sheet of invented complaints."""
    today, matters = business_date(datetime.now(UTC)), ("利息", "征信", "扣款")
    answer_by = today + timedelta(days=15)
    told = [
        f"ZB{number:06},{today},测试{number},139{number:08},{matters[number % 3]},多收了费用,{answer_by}"
        for number in range(lines)
    ]
    return "\n".join(["转办编号,转办日期,投诉人,联系电话,投诉事由,投诉内容,答复期限", *told]).encode()


class _Others:
    """Somebody else whose page asks twenty times a second."""

    def __init__(self, address: str) -> None:
        self.waited_s = list[float]()
        self._address = address
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _ask(self) -> None:
        with httpx.Client(base_url=self._address, timeout=60) as client:
            while not self._over.wait(0.05):
                began = time.perf_counter()
                client.post(_OTHER, json={"locale": "zh-CN"}).raise_for_status()
                self.waited_s.append(time.perf_counter() - began)


def _sent(client: httpx.Client, path: str, sheet: bytes) -> tuple[float, dict[str, int]]:
    began = time.perf_counter()
    answer = client.post(path, content=sheet, headers={"content-type": "application/octet-stream"})
    taken_s = time.perf_counter() - began
    return taken_s, answer.raise_for_status().json()["counts"]


async def _officer(data: Path) -> tuple[str, str]:
    """A house with an officer in it; what her browser sends with every change."""
    settings = Settings(data=data, secure_cookies=False)
    read_key_ring(settings.master_key_file, create=True)
    pack, learnt = app.load_pack(settings), Settings(data=MODELS.parent)
    house = app.assemble(settings, pack, app.load_understander(learnt, pack), app.load_library(learnt, pack))
    (data / "models").symlink_to(MODELS)
    database, now = house.parts.database, datetime.now(UTC)
    await database.connect()
    await migrations.upgrade(database)
    password_hash = await access.hash_password("a password of nobody")
    async with database.transaction() as session:
        officer = await access.add_staff(
            session,
            username="officer",
            name="测试",
            post=Post.COMPLAINT_OFFICER,
            password_hash=password_hash,
            now=now,
        )
        cookie = await sessions.begin(
            session,
            house.parts.ring,
            await session.get_one(access.StaffRow, officer),
            browser=sessions.Browser("127.0.0.1"),
            lasts=sessions.Lasts(settings.session_idle, settings.session_lasts),
            way="password",
            now=now,
        )
    async with database.reading() as session:
        live = await access.session_of(session, house.parts.ring.token_digest(cookie), now=now)
    await database.close()
    return cookie, live.csrf


if __name__ == "__main__":
    main()
