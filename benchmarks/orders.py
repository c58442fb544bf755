"""How quick work orders are looked through: `python -m benchmarks.orders [--orders 50000] [--json]`.

A house on its embedded default with many orders, over HTTP as a page asks: every filter of the list and every further
page, the board, the search, and one order with its history. Asked by an agent, by the leader of all who opened them,
and by a clerk of the department that has half of them.
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from rich.console import Console
from sqlalchemy import insert

from benchmarks import servers
from benchmarks.figures import Figures, latencies_ms, meets, report
from benchmarks.servers import MODELS
from qiao import access, app, migrations
from qiao.access import Post
from qiao.access.api import COOKIE
from qiao.access.signin import planning, sessions
from qiao.cases.orders import WorkOrderActRow, WorkOrderRow, details_place
from qiao.cases.orders.history import RUNNING, State
from qiao.foundation.ids import new_id, short_number
from qiao.foundation.keys import KeyId, KeyRing, read_key_ring
from qiao.foundation.settings import Settings

BAR_VIEW_MS, BAR_SEARCH_MS = 300.0, 500.0
_AGENTS = 40
_ROUNDS = 10
_AT_ONCE = 2_000
_STILL_RUN = 0.3
_LISTS = {
    "list": "",
    "newest first": "?sort=newest",
    "a hundred of them": "?limit=100",
    "of a department": "?department=operations",
    "of a type": "?type=payment_not_booked",
    "done": "?state=done&sort=newest",
    "mine": "?mine=true",
    "nobody's": "?unowned=true",
    "opened by me": "?opened_by_me=true",
    "urgent": "?priority=3",
    "late": "?pressing=2",
    "board": "/board",
    "board of a type": "/board?type=payment_not_booked",
    "views": "/views",
}
_SEARCHES = {
    "by words": "?text=对公转账",
    "by words nobody wrote": "?text=没有这样的词",
    "by words, done": "?state=done&text=对公转账",
    "by type": "?text=征信记录更正",
    "by number": "?text={number}",
    "by customer": "?text={customer}",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A house full of orders: who asks, by the cookies of their browsers, and one order of each state."""

    cookies: dict[str, str]
    number: str
    customer: UUID
    orders: tuple[UUID, ...]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=50_000)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    report(measure(chosen.orders, Console(stderr=True)), as_json=chosen.json)


def measure(orders: int, console: Console) -> Figures:
    with tempfile.TemporaryDirectory(prefix="qiao-orders-") as folder:
        with console.status(f"{orders} orders are written …"):
            asked = asyncio.run(_filled(Path(folder), orders))
        with console.status("Asking …"), servers.qiao(Path(folder), command="serve") as server:
            views, searches, one = _timed(server.address, asked)
    worst = {name: max(times.values(), key=lambda one: one["p99"]) for name, times in (("v", views), ("s", searches))}
    return {
        "orders": orders,
        "bars": {
            "a view, ms": meets(worst["v"]["p99"], BAR_VIEW_MS, at_most=True),
            "a search, ms": meets(worst["s"]["p99"], BAR_SEARCH_MS, at_most=True),
        },
        "views_ms": views,
        "searches_ms": searches,
        "one_order_ms": one,
    }


def _timed(address: str, asked: Asked) -> tuple[Figures, Figures, Figures]:
    views, searches, of_one = Figures(), Figures(), Figures()
    with httpx.Client(base_url=address, timeout=60) as client:
        for who, cookie in asked.cookies.items():
            client.cookies.set(COOKIE, cookie)
            for name, query in _LISTS.items():
                views[f"{who}: {name}"] = latencies_ms([_ask(client, query)[0] for _ in range(_ROUNDS)])
            views[f"{who}: further pages"] = latencies_ms([*_pages(client)])
            for name, query in _SEARCHES.items():
                filled = query.format(number=asked.number[:4], customer=asked.customer)
                searches[f"{who}: {name}"] = latencies_ms([_ask(client, filled)[0] for _ in range(_ROUNDS)])
        of_one = latencies_ms([_ask(client, f"/{one}")[0] for one in asked.orders])
    return views, searches, of_one


def _ask(client: httpx.Client, query: str) -> tuple[float, dict[str, Any]]:
    began = time.perf_counter()
    answer = client.get(f"/api/v1/staff/orders{query}")
    taken = time.perf_counter() - began
    return taken, answer.raise_for_status().json()


def _pages(client: httpx.Client) -> Iterator[float]:
    query = "?sort=newest"
    for _ in range(_ROUNDS):
        taken, page = _ask(client, query)
        yield taken
        if page["next"] is None:
            return
        query = str(httpx.QueryParams({"sort": "newest", **page["next"]}))
        query = f"?{query}"


async def _filled(data: Path, orders: int) -> Asked:
    settings = Settings(data=data, secure_cookies=False)
    read_key_ring(settings.master_key_file, create=True)
    pack, learnt = app.load_pack(settings), Settings(data=MODELS.parent)
    house = app.assemble(settings, pack, app.load_understander(learnt, pack), app.load_library(learnt, pack))
    (data / "models").symlink_to(MODELS)
    database, now = house.parts.database, datetime.now(UTC)
    await database.connect()
    await migrations.upgrade(database)
    password_hash = await access.hash_password("a password of nobody")
    posts = {"agent": Post.ONLINE_AGENT, "leader": Post.TEAM_LEADER, "clerk": Post.OPERATIONS_ACTIVATOR}
    cookies: dict[str, str] = {}
    people: dict[str, UUID] = {}
    async with database.transaction() as session:
        agents = [f"agent{number}" for number in range(_AGENTS)]
        for name in ("leader", "clerk", "agent", *agents):
            people[name] = await access.add_staff(
                session,
                username=name,
                name=name,
                post=posts.get(name, Post.ONLINE_AGENT),
                password_hash=password_hash,
                now=now,
            )
        for name in posts:
            cookies[name] = await sessions.begin(
                session,
                house.parts.ring,
                await session.get_one(access.StaffRow, people[name]),
                browser=sessions.Browser("127.0.0.1"),
                lasts=sessions.Lasts(settings.session_idle, settings.session_lasts),
                way="password",
                now=now,
            )
        made = await planning.make_team(session, "一组", leader_id=people["leader"], by="house", now=now)
        for name in ("agent", *agents):
            await planning.join_team(session, people[name], made.id, by="house", now=now)
        key = await house.parts.ring.create(session, new_id(), now=now)
    openers = [people[name] for name in ("agent", *agents)]
    chance, types = random.Random(1), [*house.orders.rules.types]
    writer = _Writer(chance, types, openers, people["clerk"], house.parts.ring, key, now)
    rows: list[dict[str, Any]] = []
    for first in range(0, orders, _AT_ONCE):
        async with database.transaction() as session:
            await house.parts.ring.load(session, key)
            many = min(_AT_ONCE, orders - first)
            written = [writer.order() for _ in range(many)]
            await session.execute(insert(WorkOrderRow), written)
            await session.execute(insert(WorkOrderActRow), [act for row in written for act in _acts(row)])
            rows += written[:1]
    await database.close()
    theirs = [row["id"] for row in rows if row["department"] == "operations"]
    return Asked(cookies, rows[0]["number"], rows[0]["customer_id"], tuple(theirs))


@dataclass(frozen=True, slots=True)
class _Writer:
    """Invents orders."""

    chance: random.Random
    types: Sequence[str]
    openers: Sequence[UUID]
    clerk: UUID
    ring: KeyRing
    key: KeyId
    now: datetime

    def order(self) -> dict[str, Any]:
        order_id = new_id()
        runs = self.chance.random() < _STILL_RUN
        opened_at = self.now - timedelta(minutes=self.chance.randrange(60 * 24 * (5 if runs else 300)))
        state = (
            self.chance.choice(RUNNING)
            if runs
            else self.chance.choice((State.DONE, State.DONE, State.DONE, State.CANCELLED))
        )
        day = opened_at.date().isoformat()
        subject = f"{day} {self.chance.choice(('对公转账', '自动扣款', '应用内还款', '其他'))}未入账"
        details = f'{{"description":"请查{order_id}","form":{{}}}}'.encode()
        return {
            "id": order_id,
            "number": short_number("C", order_id),
            "type": self.chance.choice(self.types),
            "subject": subject,
            "customer_id": new_id(),
            "links": {"requests": [], "complaints": []},
            "form": {"paid_on": day},
            "details": self.ring.seal(self.key, details, bound_to=details_place(order_id)),
            "key_id": self.key,
            "opened_by": self.chance.choice(self.openers),
            "opened_at": opened_at,
            "state": state,
            "department": self.chance.choice(("operations", "operations", "risk", "postloan")),
            "owner_id": self.chance.choice((self.clerk, self.clerk, new_id(), None)),
            "priority": self.chance.choice((0, 1, 1, 1, 2, 3)),
            "pressing": self.chance.choice((0, 0, 0, 1, 2)) if runs else 0,
            "due_at": opened_at + timedelta(days=3),
            "closed_at": None if runs else opened_at + timedelta(days=2),
        }


def _acts(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    opened = {"department": row["department"], "priority": row["priority"], "tasks": 1}
    taken = {"to": str(row["owner_id"] or row["opened_by"])}
    for seq, (kind, facts) in enumerate((("opened", opened), ("taken", taken)), start=1):
        yield {
            "id": new_id(),
            "order_id": row["id"],
            "customer_id": row["customer_id"],
            "seq": seq,
            "kind": kind,
            "at": row["opened_at"],
            "by": f"staff:{row['opened_by']}",
            "facts": facts,
        }


if __name__ == "__main__":
    main()
