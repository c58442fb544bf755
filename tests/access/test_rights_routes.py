"""A person's requests about her data, as compliance works on them in the browser."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from qiao import access, app, conversations, customers
from qiao.access import Post, rights
from qiao.access.rights import queries
from qiao.conversations import ChannelSession, Claim, Level
from qiao.customers import CustomerField
from qiao.desk import DeskHolder
from qiao.foundation.ids import new_id
from tests.access.signin.people import trail
from tests.access.views.seeded import signed_in
from tests.access.views.test_reveals import Browser
from tests.conftest import Web

PATH = "/access/rights"
PHONE, NAME, REFERENCE = "13800000000", "张三丰", "borrower-7"


async def _browser(web: Web, post: Post, name: str = "one") -> Browser:
    staff = await web.house.staff(name, post=post)
    cookies, headers, _ = await signed_in(web.house, staff)
    return Browser(web, staff, cookies, headers)


@pytest.fixture
async def officer(web: Web) -> Browser:
    return await _browser(web, Post.COMPLIANCE)


@pytest.fixture
async def person(web: Web) -> ChannelSession:
    """A customer with a name, a telephone and something said."""
    house = web.house
    live, ring, now = await house.visitor(), house.house.parts.ring, house.clock.now()
    claim = Claim(REFERENCE, NAME, Level.A1, new_id().hex, now + timedelta(minutes=5))
    async with house.database.transaction() as session:
        live = await conversations.identify_session(session, ring, live, claim, now=now)
        phone = CustomerField.PHONE
        await customers.put_field(session, ring, live.customer_id, phone, [PHONE], source="lender", now=now)
    await house.receive(live, f"我的号{PHONE}收不到验证码")
    await house.settle()
    return live


async def _opened(officer: Browser, person: ChannelSession, wanted: str, *, verified: bool = True) -> str:
    answer = await officer.post(f"{PATH}/requests", {"type": wanted, "customer": str(person.customer_id)})
    assert answer.status_code == 201, answer.text
    path = f"{PATH}/requests/{answer.json()['id']}"
    if verified:
        assert (await officer.post(f"{path}/verify", {})).json()["state"] == "verified"
    return path


async def _ran(web: Web, officer: Browser, path: str) -> dict[str, Any]:
    started = await officer.post(f"{path}/run", {})
    assert started.status_code == 202, started.text
    assert started.json()["state"] in {"working", "done"}
    await web.house.settle()
    return (await officer.get(path)).json()


@pytest.mark.parametrize(
    ("by", "value"), [("reference", REFERENCE), ("phone", "138 0000 0000"), ("phone", "0000"), ("id", None)]
)
async def test_the_person_is_found_by_what_she_said(
    web: Web, officer: Browser, person: ChannelSession, by: str, value: str | None
) -> None:
    said = value or str(person.customer_id)
    answer = await officer.post(f"{PATH}/requests", {"type": "copy", "by": by, "customer": said})
    assert answer.json()["customer"] == str(person.customer_id)
    (searched,) = [row for row in await trail(web) if row["action"] == "searched"]
    assert said not in str(searched)


async def test_nobody_and_several_are_told_apart_and_looking_is_on_record(
    web: Web, officer: Browser, person: ChannelSession
) -> None:
    unknown = await officer.post(f"{PATH}/requests", {"type": "copy", "by": "phone", "customer": "13900000001"})
    assert (unknown.status_code, unknown.json()["error"]) == (404, "PersonNotFound")
    for said in ("not an id", str(new_id())):
        assert (await officer.post(f"{PATH}/requests", {"type": "copy", "customer": said})).status_code == 404
    other, house = await web.house.visitor(), web.house
    async with house.database.transaction() as session:
        ring, now = house.house.parts.ring, house.clock.now()
        await customers.put_field(
            session, ring, other.customer_id, CustomerField.PHONE, [PHONE], source="lender", now=now
        )
    both = await officer.post(f"{PATH}/requests", {"type": "copy", "by": "phone", "customer": PHONE})
    assert (both.status_code, both.json()["error"]) == (409, "SeveralPeople")
    assert set(both.json()["params"]["customers"]) == {str(person.customer_id), str(other.customer_id)}
    assert [row["action"] for row in await trail(web)].count("searched") == 4


async def test_a_request_has_a_number_a_deadline_and_one_clock(
    web: Web, officer: Browser, person: ChannelSession
) -> None:
    path = await _opened(officer, person, "copy", verified=False)
    told = (await officer.get(path)).json()
    assert (told["state"], told["days_left"], told["overdue"]) == ("received", 15, False)
    assert told["number"].startswith("P")
    assert await _opened(officer, person, "copy", verified=False) == path
    withdrawn = (await officer.get(await _opened(officer, person, "withdraw", verified=False))).json()
    assert withdrawn["days_left"] == 15
    listed = (await officer.get(f"{PATH}/requests")).json()["requests"]
    assert [one["type"] for one in listed] == ["copy", "withdraw"]

    web.house.clock.advance(timedelta(days=31))
    later = await _browser(web, Post.COMPLIANCE, "later")
    assert (await later.get(path)).json()["overdue"] is True


async def test_a_copy_is_made_by_a_job_and_fetched_once_proved(
    web: Web, officer: Browser, person: ChannelSession
) -> None:
    path = await _opened(officer, person, "copy")
    done = await _ran(web, officer, path)
    assert (done["state"], done["progress"]) == ("done", None)
    assert done["outcome"]["rows"]["conversations.messages"] == 2
    assert done["file_until"]

    assert (await officer.get(f"{path}/file")).json()["error"] == "StepUpNeeded"
    await officer.step_up()
    copy = await officer.get(f"{path}/file")

    assert copy.headers["content-disposition"] == f'attachment; filename="{done["number"]}.json"'
    assert (copy.headers["cache-control"], copy.headers["x-content-type-options"]) == ("no-store", "nosniff")
    told = copy.json()
    assert officer.staff.username in told["fetched"]
    assert told["held"]["customers"]["customers"][0]["name"] == NAME
    assert PHONE in copy.text
    exported = [row for row in await trail(web) if row["action"] == "exported"]
    assert [("fetched" in str(row["detail"]), PHONE in str(row)) for row in exported] == [(False, False), (True, False)]


async def test_the_copy_is_sealed_where_it_lies_and_goes_after_three_days(
    web: Web, officer: Browser, person: ChannelSession
) -> None:
    path = await _opened(officer, person, "copy")
    await _ran(web, officer, path)
    async with web.house.database.reading() as session:
        (row,) = (await session.scalars(select(rights.ExportRow))).all()
    assert PHONE.encode() not in row.sealed
    assert NAME.encode() not in row.sealed
    now, lasts = web.house.clock.now(), timedelta(hours=72)
    async with web.house.database.reading() as session:
        assert await queries.export_of(session, row.request_id, now=now + lasts - timedelta(seconds=1)) is not None
        # Whether or not the job that throws it away has run.
        assert await queries.export_of(session, row.request_id, now=now + lasts) is None

    web.house.clock.advance(timedelta(hours=72))
    later = await _browser(web, Post.COMPLIANCE, "later")
    await later.step_up()
    assert (await later.get(f"{path}/file")).status_code == 404
    await web.house.settle()
    async with web.house.database.reading() as session:
        assert (await session.scalars(select(rights.ExportRow))).all() == []


async def test_erasing_takes_the_copy_with_it(web: Web, officer: Browser, person: ChannelSession) -> None:
    copy = await _opened(officer, person, "copy")
    await _ran(web, officer, copy)
    erased = await _ran(web, officer, await _opened(officer, person, "delete"))
    assert erased["state"] == "done"
    assert {kept["what"] for kept in erased["outcome"]["kept"]} >= {"events", "audit_records"}
    await officer.step_up()
    assert (await officer.get(f"{copy}/file")).status_code == 404
    assert (await web.house.messages(person))[0]["content"]["text"] == ""


async def test_a_deletion_is_refused_with_the_holds_named(officer: Browser, person: ChannelSession) -> None:
    held = await officer.post(
        f"{PATH}/holds", {"customer": str(person.customer_id), "reason": f"诉讼保全，原告电话{PHONE}"}
    )
    hold = held.json()["id"]
    path = await _opened(officer, person, "delete")
    (standing,) = (await officer.get(path)).json()["holds"]
    assert (standing["id"], standing["reason"]) == (hold, "诉讼保全，原告电话138****0000")
    run = await officer.post(f"{path}/run", {})
    assert (run.status_code, run.json()["error"]) == (409, "ErasureHeld")
    assert run.json()["params"]["reasons"] == [standing["reason"]]

    refused = (await officer.post(f"{path}/refuse", {"words": "诉讼期间依法保留"})).json()
    assert (refused["state"], refused["outcome"]) == (
        "refused",
        {"reason": "诉讼期间依法保留", "holds": [standing["reason"]]},
    )
    (listed,) = (await officer.get(f"{PATH}/holds?customer={person.customer_id}")).json()["holds"]
    assert (listed["id"], listed["by"]) == (hold, officer.staff.name)
    assert (await officer.post(f"{PATH}/holds/{hold}/lift", {})).status_code == 204
    assert (await officer.get(f"{PATH}/holds")).json()["holds"] == []
    closed = (await officer.get(f"{PATH}/requests?state=closed")).json()["requests"]
    assert [one["state"] for one in closed] == ["refused"]
    assert (await officer.post(f"{path}/run", {})).json()["error"] == "RequestClosed"


async def test_a_hold_that_came_after_the_start_stops_the_erasing(
    web: Web, officer: Browser, person: ChannelSession
) -> None:
    path = await _opened(officer, person, "delete")
    house, now = web.house, web.house.clock.now()
    request = path.rsplit("/", 1)[-1]
    async with house.database.transaction() as session:
        # In one transaction, so that the job finds the hold however soon it runs.
        holders = app.personal_data_holders(house.house.parts.ring)
        await rights.start(session, holders, UUID(request), by=f"staff:{officer.staff.id}", now=now)
        await rights.place_hold(session, person.customer_id, "诉讼保全", by=officer.staff.id, now=now)
    await house.settle()
    told = (await officer.get(path)).json()
    assert (told["state"], told["progress"]) == ("verified", {"held": ["诉讼保全"]})
    assert (await house.messages(person))[0]["content"]["text"] != ""


async def test_nobody_answers_a_request_on_which_a_job_works(
    web: Web, officer: Browser, person: ChannelSession
) -> None:
    house, by = web.house, f"staff:{officer.staff.id}"
    request = UUID((await _opened(officer, person, "copy")).rsplit("/", 1)[-1])
    now, holders = house.clock.now(), app.personal_data_holders(house.house.parts.ring)
    # In one transaction, so that the job cannot have ended it.
    async with house.database.transaction() as session:
        await rights.start(session, holders, request, by=by, now=now)
        with pytest.raises(rights.RequestRuns):
            await rights.refuse(session, request, "not now", by=by, now=now)
        with pytest.raises(rights.RequestRuns):
            await rights.verify(session, request, by=by, now=now)
        with pytest.raises(rights.RequestRuns):
            await rights.start(session, holders, request, by=by, now=now)


async def test_what_fails_again_and_again_can_be_started_anew(
    web: Web, officer: Browser, person: ChannelSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> dict[str, Any]:
        raise RuntimeError("a holder that does not answer")

    path = await _opened(officer, person, "copy")
    with monkeypatch.context() as patched:
        patched.setattr(DeskHolder, "export", broken)
        await officer.post(f"{path}/run", {})
        for _ in range(8):
            await web.house.settle()
            web.house.clock.advance(timedelta(seconds=90))
        told = (await officer.get(path)).json()
        assert (told["state"], told["progress"]) == ("verified", {"failed": True})
    assert (await _ran(web, officer, path))["state"] == "done"


async def test_a_field_is_corrected_and_a_question_answered(web: Web, officer: Browser, person: ChannelSession) -> None:
    path = await _opened(officer, person, "correct")
    assert (await officer.post(f"{path}/correct", {"field": "shoe_size", "value": "42"})).json()[
        "error"
    ] == "FieldUnknown"
    done = (await officer.post(f"{path}/correct", {"field": "name", "value": "李四"})).json()
    assert (done["state"], done["outcome"]) == ("done", {"field": "name", "rooms": ["customers"]})
    async with web.house.database.reading() as session:
        assert (await customers.find(session, person.customer_id)).name == "李*"

    path = await _opened(officer, person, "explain")
    answered = (await officer.post(f"{path}/answer", {"words": f"机器人按意图转人工，已电话{PHONE}说明"})).json()
    assert answered["outcome"] == {"answer": "机器人按意图转人工，已电话138****0000说明"}
    withdrawn = await _opened(officer, person, "withdraw")
    assert (await officer.post(f"{withdrawn}/answer", {"words": "已停止营销触达"})).json()["state"] == "done"
    did = [row["action"] for row in await trail(web)]
    assert {"corrected", "consent_withdrawn", "data_rights"} <= set(did)


async def test_nothing_is_done_before_somebody_made_sure_who_asks(officer: Browser, person: ChannelSession) -> None:
    for wanted, step, body in (
        ("copy", "run", {}),
        ("delete", "run", {}),
        ("correct", "correct", {"field": "name", "value": "李四"}),
        ("withdraw", "answer", {"words": "已停止"}),
    ):
        path = await _opened(officer, person, wanted, verified=False)
        assert (await officer.post(f"{path}/{step}", body)).json()["error"] == "NotVerified", wanted


async def test_it_is_for_compliance_alone(web: Web, officer: Browser, person: ChannelSession) -> None:
    path = await _opened(officer, person, "copy")
    await _ran(web, officer, path)
    for number, post in enumerate(post for post in Post if post not in {Post.BOT, Post.COMPLIANCE}):
        other = await _browser(web, post, f"other{number}")
        for asked in (path, f"{path}/file", f"{PATH}/requests", f"{PATH}/holds"):
            assert (await other.get(asked)).json()["error"] == "OfficersOnly", (post, asked)
        opening = await other.post(f"{PATH}/requests", {"type": "copy", "customer": str(person.customer_id)})
        assert opening.json()["error"] == "OfficersOnly", post


async def test_progress_is_told_while_a_job_collects(
    web: Web, officer: Browser, person: ChannelSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A holder in the middle looks at the request while it is asked itself."""
    path, seen = await _opened(officer, person, "copy"), list[Any]()

    async def looking(_self: object, _session: object, _customer: object) -> dict[str, Any]:
        told = (await officer.get(path)).json()
        seen.append((told["state"], told["progress"]))
        return {}

    monkeypatch.setattr(access.HouseHolder, "export", looking)
    await _ran(web, officer, path)
    assert seen[0] == ("working", {"done": 9, "of": 10})
