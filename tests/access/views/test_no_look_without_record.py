"""A field is never shown without a record: whatever is asked at the same time, and wherever a commit fails.

Transactions fail before they are committed, after it (the process goes before it answers), or find no trail.
Whatever reached a browser all the same must stand in the trail, once for each time it was shown.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from qiao import access, app
from qiao.access import Post
from qiao.access.audit.model import AuditRecordRow
from qiao.access.reveals import proving
from tests.access.views.seeded import Person, person, signed_in, take
from tests.access.views.test_cross_product import watched
from tests.access.views.test_reveals import Browser
from tests.conftest import TestHouse, Web

COMPLAINT = "complaint_register"
FINE, BEFORE, AFTER, NO_TRAIL = "fine", "before", "after", "no_trail"
CLEAR_PHONES = ("13912345678", "13887654321")

Ask = tuple[int, int, str]
ASKS = st.tuples(
    st.integers(0, 1),
    st.integers(0, 1),
    st.sampled_from(["work", "work", "history", "list", "watch", "reveal", "reveal span", "match"]),
)
FAULTS = st.lists(st.sampled_from([FINE, FINE, BEFORE, AFTER, NO_TRAIL]), max_size=12)


class Faulty:
    """Stands before `Database.transaction`: each one that begins takes the next of the drawn faults."""

    def __init__(self, house: TestHouse) -> None:
        self._original = house.database.transaction
        self.faults: Iterator[str] = iter(())

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Any]:
        fault = next(self.faults, FINE)
        async with self._original() as session:
            keys = session.info.pop("audit_keys") if fault == NO_TRAIL else None
            try:
                yield session
            finally:
                if keys is not None:
                    session.info["audit_keys"] = keys
            if fault == BEFORE:
                raise _away()
        if fault == AFTER:
            raise _away()


def _away() -> OperationalError:
    return OperationalError("COMMIT", {}, Exception("drawn by the test"))


class Floor:
    """Two officers, each with a customer in hand, and an application whose background work stands still."""

    def __init__(self, web: Web, officers: list[access.Staff], people: list[Person], faulty: Faulty) -> None:
        self.web = web
        self.officers = officers
        self.people = people
        self.faulty = faulty


@pytest.fixture
async def floor(house: TestHouse, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Floor]:
    officers = [await house.staff(name, post=Post.COMPLAINT_OFFICER) for name in ("first", "second")]
    people = [await person(house, which, subject=COMPLAINT) for which in (0, 1)]
    for staff, one in zip(officers, people, strict=True):
        await take(house, staff, one, subject=COMPLAINT)
    application = app.create_app(house.house)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://test") as client:
        faulty = Faulty(house)
        monkeypatch.setattr(house.database, "transaction", faulty.transaction)
        yield Floor(Web(application, house, client), officers, people, faulty)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=st.lists(st.tuples(st.lists(ASKS, min_size=1, max_size=3), FAULTS), min_size=1, max_size=6))
async def test_whatever_was_shown_is_on_record_as_often_as_it_was_shown(
    floor: Floor, rounds: list[tuple[list[Ask], list[str]]]
) -> None:
    house = floor.web.house
    house.clock.advance(timedelta(days=1))
    browsers: list[tuple[Browser, access.StaffSession]] = []
    for staff in floor.officers:
        cookies, headers, live = await signed_in(house, staff)
        browsers.append((Browser(floor.web, staff, cookies, headers), live))
        await proving.note(house.house.parts, live)
    for asks, faults in rounds:
        house.clock.advance(timedelta(seconds=1))
        floor.faulty.faults = iter(faults)
        answers = await asyncio.gather(*(_answer(floor, browsers[who], whose, what) for who, whose, what in asks))
        floor.faulty.faults = iter(())
        shown: Counter[tuple[str, str, str]] = Counter()
        for (who, whose, what), text in zip(asks, answers, strict=True):
            for one in floor.people if what != "reveal span" else [floor.people[whose]]:
                for field in _shown(one, what, text):
                    shown[f"staff:{floor.officers[who].id}", str(one.live.customer_id), field] += 1
        recorded = await _recorded(house)
        assert shown <= recorded, (asks, faults, shown - recorded)


async def test_the_test_sees_what_is_shown_and_what_is_missing(floor: Floor) -> None:
    """Without faults everything is shown; so a fault that hides it is what hides it."""
    house = floor.web.house
    cookies, headers, live = await signed_in(house, floor.officers[0])
    me = Browser(floor.web, floor.officers[0], cookies, headers), live
    await proving.note(house.house.parts, live)
    one = floor.people[0]
    for what, field in (("work", "phone"), ("history", "transcript"), ("watch", "transcript")):
        text = await _answer(floor, me, 0, what)
        assert field in _shown(one, what, text), what
    for what in ("reveal", "reveal span"):
        assert _shown(one, what, await _answer(floor, me, 0, what)) == {"clear phone"}
    for fault in (BEFORE, AFTER, NO_TRAIL):
        for what in ("work", "history", "watch", "reveal", "reveal span"):
            floor.faulty.faults = iter([fault] * 4)
            assert _shown(one, what, await _answer(floor, me, 0, what)) == set(), (fault, what)


async def _answer(floor: Floor, me: tuple[Browser, access.StaffSession], whose: int, what: str) -> str:
    """What reached her browser, whatever the status."""
    browser, live = me
    one = floor.people[whose]
    path = f"/desk/conversations/{one.live.conversation_id}"
    try:
        match what:
            case "work":
                answer = await browser.get(path)
            case "history":
                answer = await browser.get(f"{path}/history?before=20")
            case "list":
                answer = await browser.get("/desk")
            case "watch":
                return await watched(floor.web, live, one.live.conversation_id)
            case "reveal":
                values = await _values(floor, one)
                answer = await browser.post(f"{path}/reveals", {"value": values["phone"], "reason": "investigate"})
            case "reveal span":
                answer = await browser.post(
                    f"{path}/reveals", {"message": str(one.message_id), "span": 0, "reason": "investigate"}
                )
            case _:
                answer = await browser.post(f"{path}/matches", {"field": "phone", "said": CLEAR_PHONES[whose]})
    except OperationalError:
        return ""
    return answer.text


async def _values(floor: Floor, one: Person) -> dict[str, str]:
    from qiao import customers  # noqa: PLC0415

    async with floor.web.house.database.reading() as session:
        values = (await customers.fields_of(session, [one.live.customer_id]))[one.live.customer_id]
    return {value.field: str(value.id) for value in values}


def _shown(one: Person, what: str, text: str) -> set[str]:
    """The fields of her that stand in an answer; a clear value is more than its mask."""
    if what == "reveal":
        return {"clear phone"} if one.clear[2] in text else set()
    if what == "reveal span":
        # Both of them said the same number, so only of the one who was asked about can it be told.
        return {"clear phone"} if one.clear[-1] in text else set()
    fields = one.shown_in(text)
    return {f"listed {field}" for field in fields} if what == "list" else fields


async def _recorded(house: TestHouse) -> Counter[tuple[str, str, str]]:
    """How often each field of each customer was put on record for each officer at this moment."""
    from sqlalchemy import select  # noqa: PLC0415

    found: Counter[tuple[str, str, str]] = Counter()
    async with house.database.reading() as session:
        for row in await session.scalars(select(AuditRecordRow)):
            for seen in (row.fields or "").split():
                field, form, _ = seen.split(":", 2)
                key = (row.actor, str(row.customer_id))
                if row.action == "held":
                    # What a work list shows is on record from when the work was taken.
                    found[*key, f"listed {field}"] += 1_000
                elif row.at == house.clock.now():
                    found[*key, f"clear {field}" if row.action == "revealed" and form == "full" else field] += 1
    return found
