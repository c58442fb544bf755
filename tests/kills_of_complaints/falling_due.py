"""Complaints fall due while the house goes down and comes back, each time with another clock."""

import asyncio
import random
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

from qiao.cases import COMPLAINT_ESCALATED, LOOK_JOB
from qiao.cases.complaints.history import Kind
from qiao.cases.model import ComplaintActRow
from qiao.foundation.events import EventRow
from qiao.foundation.jobs import JobRow
from tests.kills.crowd import Crowd
from tests.kills.people import sign_in
from tests.kills.server import Server, furnish
from tests.kills_of_complaints.clocks import BEIJING, Promise, Told, Verdict, check
from tests.kills_of_complaints.complaining import OFFICER

Post = Callable[[str, dict[str, Any]], Awaitable[httpx.Response]]
_AN_HOUR_OFF = timedelta(hours=1)
_WHOLE_TIME = timedelta(days=17)
_PATIENCE_S = 600.0
_RAISED = (Kind.WARNED, Kind.ESCALATED, Kind.BREACHED)
_BEGINNINGS = (Kind.OPENED, Kind.REOPENED, Kind.VERIFICATION_ASKED)


@dataclass(slots=True)
class Report:
    """What a campaign found."""

    seed: int
    complaints: int = 0
    starts: int = 0
    jumps_back: int = 0
    told: int = 0
    took_s: float = 0.0
    verdict: Verdict = field(default_factory=Verdict)

    def __str__(self) -> str:
        counts = {kind: len(found) for kind, found in self.verdict.by_kind().items()}
        lines = [
            f"{self.complaints} complaints, {self.told} stages told (seed {self.seed}) in {self.took_s / 60:.1f} min",
            f"  {self.starts} starts, {self.jumps_back} of them with an earlier clock than before",
            "  " + ", ".join(f"{kind.replace('_', ' ')} {count}" for kind, count in counts.items()),
        ]
        for kind, found in self.verdict.by_kind().items():
            lines += [f"  {kind.replace('_', ' ').upper()}: {sentence}" for sentence in found[:5]]
        return "\n".join(lines)


def clock_errors(dice: random.Random, *, lives: int) -> list[timedelta]:
    """How far the clock of each life is from that of the first.

    Every other one has days passed by and is up to an hour fast, the one after it up to an hour slow, so that time goes
    back. The last is the furthest: what any of them saw due is due.
    """
    ahead, errors = timedelta(0), list[timedelta]()
    for life in range(1, lives):
        if life % 2:
            ahead = _WHOLE_TIME * life / lives
        errors.append(ahead + dice.uniform(0.0, 1.0) * (_AN_HOUR_OFF if life % 2 else -_AN_HOUR_OFF))
    return [*errors, _WHOLE_TIME + _AN_HOUR_OFF]


async def made(post: Post, dice: random.Random, count: int, *, now: datetime) -> list[Promise]:
    """Have an officer register complaints of the last two weeks; some are paused at once, some taken back."""
    today = now.astimezone(BEIJING).date()
    return [await _one_made(post, dice, today) for _ in range(count)]


async def _one_made(post: Post, dice: random.Random, today: date) -> Promise:
    fate = dice.choices(["runs", "paused", "law_too", "withdrawn"], [80, 8, 8, 4])[0]
    received_on = today - timedelta(days=dice.randrange(1, 15) if fate == "runs" else 1)
    answer_by = today + timedelta(days=dice.randrange(15)) if dice.random() < 0.3 and fate != "withdrawn" else None
    letter = {
        "client_id": uuid.UUID(int=dice.getrandbits(128), version=4).hex,
        "source": "regulator_12378",
        "received_on": received_on.isoformat(),
        "name": "测试写信人",
    }
    answer = await post("/staff/complaints", {**letter, **({"answer_by": answer_by.isoformat()} if answer_by else {})})
    complaint = answer.raise_for_status().json()["id"]
    acts = {
        "runs": (),
        "paused": ({"act": "taken"}, {"act": "paused", "reason": "records", "words": "等档案室"}),
        "law_too": ({"act": "taken"}, {"act": "paused", "reason": "examination", "words": "送外部鉴定"}),
        "withdrawn": ({"act": "taken"}, {"act": "withdrawn", "words": "来电撤回"}),
    }[fate]
    for act in acts:
        (await post(f"/staff/complaints/{complaint}/acts", act)).raise_for_status()
    stands_still = {"paused": {"house"}, "law_too": {"house", "legal"}}.get(fate, set[str]())
    return Promise(complaint, received_on, answer_by, frozenset(stands_still), is_withdrawn=fate == "withdrawn")


def judged(session: Session, promises: list[Promise], *, furthest: datetime) -> tuple[Verdict, int]:
    """The verdict, and how many stages were told."""
    told = [*_told(session)]
    return check(promises, told, _published(session), furthest=furthest), len(told)


def _told(session: Session) -> Iterator[Told]:
    rounds = Counter[uuid.UUID]()
    for act in session.scalars(select(ComplaintActRow).order_by(ComplaintActRow.complaint_id, ComplaintActRow.seq)):
        rounds[act.complaint_id] += act.kind in _BEGINNINGS
        if act.kind in _RAISED:
            stage = (act.facts["clock"], act.facts["stage"], act.facts["days"])
            yield Told(str(act.complaint_id), rounds[act.complaint_id], stage, act.at)


def _published(session: Session) -> Counter[tuple[str, tuple[str, str, int]]]:
    rows = session.scalars(select(EventRow).where(EventRow.type == COMPLAINT_ESCALATED))
    return Counter(
        (one.subject or "", (one.payload["clock"], one.payload["stage"], one.payload["days"])) for one in rows
    )


async def campaign(*, complaints: int, seed: int, folder: Path, lives: int = 24) -> Report:
    """Start a real house `lives` times with clocks that jump, and kill it in the midst of what fell due."""
    report, began = Report(seed, complaints, lives), time.monotonic()
    dice = random.Random(seed)  # noqa: S311  (dice, not secrets)
    await asyncio.to_thread(furnish, folder)
    house = Server(folder, launcher=("-m", "tests.kills_of_complaints.off"), environment={"CLOCK_OFF_S": "0"})
    engine = create_engine(f"sqlite:///{folder / 'qiao.db'}")
    try:
        await house.start()
        promises = await _registered(house, dice, complaints)
        house.kill()
        errors = clock_errors(dice, lives=lives)
        report.jumps_back = sum(after < before for before, after in pairwise(errors))
        for error in errors[:-1]:
            house.environment["CLOCK_OFF_S"] = str(error.total_seconds())
            await house.start()
            await asyncio.sleep(dice.uniform(0.0, 3.0))
            house.kill()
        house.environment["CLOCK_OFF_S"] = str(errors[-1].total_seconds())
        await house.start()
        await _all_looked_at(engine, errors[-1])
        house.kill()
        with Session(engine) as session:
            report.verdict, report.told = judged(session, promises, furthest=datetime.now(UTC) + errors[-1])
    finally:
        house.kill()
        engine.dispose()
    report.took_s = time.monotonic() - began
    return report


async def _registered(house: Server, dice: random.Random, complaints: int) -> list[Promise]:
    async with httpx.AsyncClient(base_url=house.url, timeout=60.0) as http:
        assert await sign_in(Crowd(dice=dice), http, OFFICER)
        return await made(
            lambda path, body: http.post(f"/api/v1{path}", json=body), dice, complaints, now=datetime.now(UTC)
        )


async def _all_looked_at(engine: Engine, error: timedelta) -> None:
    async with asyncio.timeout(_PATIENCE_S):
        while await asyncio.to_thread(_waiting, engine, datetime.now(UTC) + error):  # noqa: ASYNC110  (another process)
            await asyncio.sleep(0.5)


def _waiting(engine: Engine, now: datetime) -> int:
    with Session(engine) as session:
        query = select(func.count()).where(JobRow.kind == LOOK_JOB, JobRow.due_at <= now)
        return session.scalar(query) or 0
