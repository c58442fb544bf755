"""From what the lender tells to what the customer reads: `python -m benchmarks.touches [--customers 200] [--json]`.

A house on its embedded default, in this process, with its work running. The lender tells of one loan paid out after the
other, each of another customer who has written here before, at a steady rate. Measured is the time from the commit of
the event to the beginning of the transaction that puts the message into her conversation: the outbox, the journey that
begins, the governor, and the hand-over, each a job.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from rich.console import Console
from sqlalchemy import select

from benchmarks.figures import Figures, latencies_ms, meets, report
from benchmarks.servers import MODELS
from qiao import app, conversations, migrations
from qiao.app.house import House
from qiao.conversations import ChannelSession, Claim, Level, MessageRow
from qiao.conversations.content import Text
from qiao.customers import lifecycle
from qiao.customers.lifecycle import LIFECYCLE, Intake
from qiao.foundation.keys import read_key_ring
from qiao.foundation.settings import Settings

BAR_S = 1.0
_SETTLES_S = 20.0


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=200)
    parser.add_argument("--a-second", type=float, default=10.0, help="events the lender tells")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="qiao-touches-") as folder, Console(stderr=True).status("Running …"):
        figures = asyncio.run(measure(Path(folder), chosen.customers, chosen.a_second))
    report(figures, as_json=chosen.json)


async def measure(data: Path, customers: int, a_second: float) -> Figures:
    settings = Settings(data=data, secure_cookies=False)
    read_key_ring(settings.master_key_file, create=True)
    pack, learnt = app.load_pack(settings), Settings(data=MODELS.parent)
    house = app.assemble(settings, pack, app.load_understander(learnt, pack), app.load_library(learnt, pack))
    await house.parts.database.connect()
    await migrations.upgrade(house.parts.database)
    await house.start()
    try:
        people = {name: await _customer(house, name) for name in (f"borrower-{one}" for one in range(customers))}
        told = {live.conversation_id: await _told(house, name, 1 / a_second) for name, live in people.items()}
        arrived = await _arrived(house, customers)
    finally:
        await house.stop()
        await house.parts.database.close()
    taken = [(arrived[one] - at).total_seconds() for one, at in told.items() if one in arrived]
    shown = latencies_ms(taken)
    return {
        "events": customers,
        "events a second": a_second,
        "messages": len(taken),
        "bars": {"event to message, p99, s": meets(shown["p99"] / 1000, BAR_S, at_most=True)},
        "event to message, ms": shown,
    }


async def _customer(house: House, reference: str) -> ChannelSession:
    """Somebody who is signed in and has written once."""
    ring, now = house.parts.ring, datetime.now(UTC)
    async with house.parts.database.transaction() as session:
        session_id, _ = await conversations.start_session(
            session, ring, channel="web", entrance="web", locale="zh-CN", now=now
        )
        live = await conversations.session_by_id(session, session_id)
        claim = Claim(reference, None, Level.A1, uuid4().hex, now + timedelta(minutes=5))
        live = await conversations.identify_session(session, ring, live, claim, now=now)
        inbound = conversations.Inbound(live, uuid4().hex, Text(text="你好"), None, now)
        await conversations.receive(session, ring, inbound, max_text=4000, idle_after=timedelta(hours=1))
    return live


async def _told(house: House, reference: str, pause_s: float) -> datetime:
    """The lender tells that her loan was paid out; returns when that was on record."""
    await asyncio.sleep(pause_s)
    now = datetime.now(UTC)
    intake = Intake(house.parts.ring, house.pack.section(LIFECYCLE), "call")
    async with house.parts.database.transaction() as session:
        event = {"id": uuid4().hex, "type": "loan.disbursed", "customer": reference, "loan": f"LN-{uuid4().hex[:8]}"}
        facts = {"due_on": (now + timedelta(days=30)).date().isoformat()}
        await lifecycle.take_in(session, intake, [{**event, "at": now.isoformat(), "facts": facts}], now=now)
    return datetime.now(UTC)


async def _arrived(house: House, expected: int) -> dict[object, datetime]:
    """When each message came into its conversation, as soon as all are there or after a while."""
    query = select(MessageRow.conversation_id, MessageRow.accepted_at).where(MessageRow.template == "touch")
    found: dict[object, datetime] = {}
    for _ in range(int(_SETTLES_S * 10)):
        async with house.parts.database.reading() as session:
            found = {row.conversation_id: row.accepted_at for row in await session.execute(query)}
        if len(found) >= expected:
            break
        await asyncio.sleep(0.1)
    return found


if __name__ == "__main__":
    main()
