"""Seeing what a mask hides: only by the table, for a reason, after a step-up, for a while, counted and on record."""

from datetime import timedelta
from typing import Any

import pytest
from pyotp.totp import TOTP

from qiao import access, conversations
from qiao.access import Post
from qiao.access.signin import codes
from qiao.foundation.ids import new_id
from tests.access.signin.people import browser, trail
from tests.access.views.seeded import Person, person, signed_in, take
from tests.conftest import PASSWORD, Web


class Browser:
    """Somebody signed in."""

    def __init__(self, web: Web, staff: access.Staff, cookies: dict[str, str], headers: dict[str, str]) -> None:
        self.staff = staff
        self._web = web
        self._headers = {**headers, "cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}

    async def get(self, path: str) -> Any:
        self._web.client.cookies.clear()
        return await self._web.client.get(f"/api/v1{path}", headers=self._headers)

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        self._web.client.cookies.clear()
        return await self._web.client.post(f"/api/v1{path}", json=body, headers=self._headers)

    async def upload(self, path: str, data: bytes) -> Any:
        self._web.client.cookies.clear()
        headers = {**self._headers, "content-type": "application/octet-stream"}
        return await self._web.client.post(f"/api/v1{path}", content=data, headers=headers)

    async def sends(self, path: str, content: bytes, headers: dict[str, str]) -> Any:
        """A file as the body of a PUT."""
        self._web.client.cookies.clear()
        return await self._web.client.put(f"/api/v1{path}", content=content, headers={**self._headers, **headers})

    async def put(self, path: str, body: dict[str, Any]) -> Any:
        self._web.client.cookies.clear()
        return await self._web.client.put(f"/api/v1{path}", json=body, headers=self._headers)

    async def delete(self, path: str) -> Any:
        self._web.client.cookies.clear()
        return await self._web.client.delete(f"/api/v1{path}", headers=self._headers)

    async def step_up(self) -> None:
        assert (await self.post("/access/step-up", {"password": PASSWORD})).status_code == 200

    async def reveal(self, one: Person, **what: object) -> Any:
        return await self.post(f"/desk/conversations/{one.live.conversation_id}/reveals", dict(what))


async def _browser(web: Web, post: Post, name: str = "one") -> Browser:
    staff = await web.house.staff(name, post=post)
    cookies, headers, _ = await signed_in(web.house, staff)
    return Browser(web, staff, cookies, headers)


COMPLAINT = "complaint_register"


async def _work(browser: Browser, one: Person) -> Any:
    return (await browser.get(f"/desk/conversations/{one.live.conversation_id}")).json()


def _value(work: Any, field: str) -> str:
    return next(value["id"] for value in work["customer"]["fields"] if value["field"] == field)


@pytest.fixture
async def one(web: Web) -> Person:
    return await person(web.house, 0, subject=COMPLAINT)


@pytest.fixture
async def officer(web: Web, one: Person) -> Browser:
    browser = await _browser(web, Post.COMPLAINT_OFFICER)
    await take(web.house, browser.staff, one, subject=COMPLAINT)
    return browser


async def test_the_clear_value_is_had_after_a_step_up_and_is_on_record(web: Web, one: Person, officer: Browser) -> None:
    work = await _work(officer, one)
    phone = _value(work, "phone")
    assert work["view"]["fields"]["phone"]["clear"] == {"reveal": True, "step_up": True, "purposes": ["complaint"]}
    refused = await officer.reveal(one, value=phone, reason="investigate")
    assert (refused.status_code, refused.json()["error"]) == (403, "StepUpNeeded")

    await officer.step_up()
    opened = await officer.reveal(one, value=phone, reason="investigate")

    assert opened.status_code == 200
    assert opened.headers["cache-control"] == "no-store"
    shown = opened.json()
    assert (shown["value"], shown["seconds"], shown["left_today"]) == ("13912345678", 60, 39)
    assert officer.staff.username in shown["watermark"]
    async with web.house.database.reading() as session:
        records = await access.audit.records_about(session, one.live.customer_id)
    revealed = [record for record in records if record.action == "revealed"]
    assert [(record.fields, record.reason, record.purpose) for record in revealed] == [
        (" phone:full:cmp-phone-2 ", "investigate", "complaint")
    ]


async def test_a_masked_span_of_a_message_is_a_field_like_any_other(one: Person, officer: Browser) -> None:
    entries = (await _work(officer, one))["entries"]
    message = next(entry["message"] for entry in entries if entry.get("message", {}).get("masks"))
    (mask,) = message["masks"]
    assert (mask["field"], message["content"]["text"][mask["start"] : mask["end"]]) == ("phone", "150****2222")
    await officer.step_up()
    opened = await officer.reveal(one, message=message["id"], span=mask["span"], reason="investigate")
    assert opened.json()["value"] == "15011112222"
    assert (await officer.reveal(one, message=message["id"], span=7, reason="investigate")).status_code == 404


async def test_what_was_masked_later_is_revealed_by_the_same_rule(web: Web, one: Person, officer: Browser) -> None:
    for text in ("新号前七位1391234", "后四位5678"):
        await web.house.receive(one.live, text)
    entries = (await _work(officer, one))["entries"]
    revised = next(entry for entry in entries if entry["kind"] == "revised")
    shown = next(entry for entry in entries if entry["seq"] == revised["of"])
    assert shown["message"] == revised["message"]
    (mask,) = shown["message"]["masks"]
    assert (mask["field"], shown["message"]["content"]["text"]) == ("phone", "新号前七位139****")
    refused = await officer.reveal(one, message=shown["message"]["id"], span=mask["span"], reason="investigate")
    assert refused.json()["error"] == "StepUpNeeded"
    await officer.step_up()
    opened = await officer.reveal(one, message=shown["message"]["id"], span=mask["span"], reason="investigate")
    assert opened.json()["value"] == "1391234"


async def test_without_a_row_the_answer_says_why_and_how_to_ask(web: Web, one: Person) -> None:
    agent = await _browser(web, Post.ONLINE_AGENT)
    await take(web.house, agent.staff, one, subject=COMPLAINT)
    await agent.step_up()
    phone = _value(await _work(agent, one), "phone")
    refused = await agent.reveal(one, value=phone, reason="investigate")
    assert (refused.status_code, refused.json()["error"]) == (403, "RevealRefused")
    params = refused.json()["params"]
    assert params["because"] == "no_grant"
    assert params["why"]["zh"]
    assert params["ask"]["en"]


async def test_what_is_another_customers_is_not_there(web: Web, one: Person, officer: Browser) -> None:
    other = await person(web.house, 1)
    await officer.step_up()
    foreign = await officer.reveal(one, value=str(other.live.customer_id), reason="investigate")
    nobody = await officer.reveal(one, value=str(other.contact_id), reason="investigate")
    assert (foreign.status_code, foreign.json()) == (nobody.status_code, nobody.json())
    span = await officer.reveal(one, message=str(other.message_id), reason="investigate")
    assert (span.status_code, span.json()) == (nobody.status_code, nobody.json())


async def test_the_quota_of_a_day_holds_and_comes_back_the_next(web: Web, one: Person, officer: Browser) -> None:
    await officer.step_up()
    phone = _value(await _work(officer, one), "phone")
    quota = web.house.house.desk.reveals.rules.quota(Post.COMPLAINT_OFFICER)
    for left in range(quota, 0, -1):
        assert (await officer.reveal(one, value=phone, reason="investigate")).json()["left_today"] == left - 1
    used_up = await officer.reveal(one, value=phone, reason="investigate")
    assert (used_up.status_code, used_up.json()["error"]) == (429, "RevealsUsedUp")


async def test_a_step_up_holds_for_minutes_and_for_this_session_alone(web: Web, one: Person, officer: Browser) -> None:
    await officer.step_up()
    phone = _value(await _work(officer, one), "phone")
    cookies, headers, _ = await signed_in(web.house, officer.staff)
    elsewhere = Browser(web, officer.staff, cookies, headers)
    assert (await elsewhere.reveal(one, value=phone, reason="investigate")).json()["error"] == "StepUpNeeded"
    web.house.clock.advance(timedelta(minutes=5, seconds=1))
    assert (await officer.reveal(one, value=phone, reason="investigate")).json()["error"] == "StepUpNeeded"


async def test_wrong_passwords_at_the_step_up_lock_the_account_for_the_door_as_well(web: Web) -> None:
    officer = await _browser(web, Post.COMPLAINT_OFFICER)
    for _ in range(5):
        assert (await officer.post("/access/step-up", {"password": "wrong"})).json()["error"] == "StepUpRefused"
    locked = await officer.post("/access/step-up", {"password": PASSWORD})
    assert (locked.status_code, locked.json()["error"]) == (429, "StepUpsUsedUp")
    assert locked.json()["params"]["retry_after_s"] == 60
    async with browser(web) as other:
        assert (await other.sign_in("one")).status_code == 401
        web.house.clock.advance(timedelta(seconds=61))
        assert (await other.sign_in("one")).status_code == 200
    await officer.step_up()


async def test_wrong_passwords_at_the_door_lock_the_step_up(web: Web) -> None:
    officer = await _browser(web, Post.COMPLAINT_OFFICER)
    async with browser(web) as other:
        for _ in range(5):
            assert (await other.sign_in("one", "wrong password")).status_code == 401
    assert (await officer.post("/access/step-up", {"password": PASSWORD})).json()["error"] == "StepUpsUsedUp"
    web.house.clock.advance(timedelta(seconds=61))
    await officer.step_up()


async def test_right_step_ups_count_for_nothing_against_her(web: Web) -> None:
    officer = await _browser(web, Post.COMPLAINT_OFFICER)
    for _ in range(4):
        assert (await officer.post("/access/step-up", {"password": "wrong"})).status_code == 403
    await officer.step_up()
    for _ in range(4):
        assert (await officer.post("/access/step-up", {"password": "wrong"})).status_code == 403
    await officer.step_up()


async def test_a_one_time_code_steps_up_and_serves_once(web: Web, one: Person, officer: Browser) -> None:
    ring, now = web.house.house.parts.ring, web.house.clock.now()
    async with web.house.database.transaction() as session:
        shown = await codes.enrol(session, ring, officer.staff.id, username="one", house="test", now=now)
        await codes.confirm(session, ring, officer.staff.id, TOTP(shown["secret"]).at(now), now=now)
    web.house.clock.advance(timedelta(seconds=30))
    code = TOTP(shown["secret"]).at(web.house.clock.now())
    phone = _value(await _work(officer, one), "phone")
    assert (await officer.post("/access/step-up", {"code": "000000"})).json()["error"] == "StepUpRefused"
    assert (await officer.post("/access/step-up", {"code": code})).status_code == 200
    assert (await officer.reveal(one, value=phone, reason="investigate")).json()["value"] == "13912345678"
    assert (await officer.post("/access/step-up", {"code": code})).json()["error"] == "StepUpRefused"
    both = await officer.post("/access/step-up", {"code": code, "password": PASSWORD})
    assert both.status_code == 422
    assert [one["action"] for one in await trail(web)].count("stepped_up") == 1


async def test_whoever_has_no_codes_does_not_step_up_by_one(web: Web) -> None:
    officer = await _browser(web, Post.COMPLAINT_OFFICER)
    assert (await officer.post("/access/step-up", {"code": "123456"})).json()["error"] == "StepUpRefused"


async def test_an_agent_on_the_phone_learns_only_whether_it_matches(web: Web, one: Person) -> None:
    agent = await _browser(web, Post.PHONE_AGENT)
    await take(web.house, agent.staff, one, subject=COMPLAINT)
    path = f"/desk/conversations/{one.live.conversation_id}/matches"
    right = {"field": "id_number", "said": "110105 19491231 002x"}
    assert (await agent.post(path, right)).json()["error"] == "StepUpNeeded"
    await agent.step_up()
    assert (await agent.post(path, right)).json() == {"matches": True, "tries_left": 3}
    for left in (2, 1, 0):
        wrong = await agent.post(path, {"field": "id_number", "said": "110105194912310011"})
        assert wrong.json() == {"matches": False, "tries_left": left}
    assert (await agent.post(path, right)).json()["error"] == "MatchesUsedUp"
    assert (await agent.post(path, {"field": "phone", "said": "13912345678"})).json()["error"] == "RevealRefused"


async def test_glass_is_broken_by_two_for_minutes_and_reviewed_by_a_third(web: Web, one: Person) -> None:
    agent = await _browser(web, Post.ONLINE_AGENT)
    leader, auditor = await _browser(web, Post.TEAM_LEADER, "two"), await _browser(web, Post.DPO_AUDITOR, "three")
    await take(web.house, agent.staff, one, subject=COMPLAINT)
    phone = _value(await _work(agent, one), "phone")
    path = f"/desk/conversations/{one.live.conversation_id}/break-glass"
    wish = {"fields": ["phone"], "reason": "life_in_danger", "words": "客户说要轻生"}
    asked = (await agent.post(path, wish)).json()["id"]
    early = await agent.reveal(one, value=phone, reason="life_in_danger", glass=asked)
    assert early.json()["error"] == "RevealRefused"
    assert (await agent.post(f"/access/break-glass/{asked}/decision", {"approve": True})).status_code == 404
    agreed = await leader.post(f"/access/break-glass/{asked}/decision", {"approve": True})
    assert agreed.json()["approved"] is True

    opened = await agent.reveal(one, value=phone, reason="life_in_danger", glass=asked)
    assert opened.json()["value"] == "13912345678"
    name = str(one.live.customer_id)
    assert (await agent.reveal(one, value=name, reason="life_in_danger", glass=asked)).status_code == 403
    web.house.clock.advance(timedelta(minutes=15))
    late = await agent.reveal(one, value=phone, reason="life_in_danger", glass=asked)
    assert late.json()["error"] == "RevealRefused"
    verdict = {"verdict": "justified"}
    assert (await leader.post(f"/access/break-glass/{asked}/review", verdict)).status_code == 403
    assert (await auditor.post(f"/access/break-glass/{asked}/review", verdict)).json()["verdict"] == "justified"
    (reveal,) = (await auditor.get("/access/reveals?reviewed=false")).json()["reveals"]
    assert (reveal["field"], reveal["broke_glass"]) == ("phone", True)
    assert (await auditor.post(f"/access/reveals/{reveal['id']}/review", verdict)).json()["verdict"] == "justified"


async def test_nobody_agrees_to_her_own_exception(web: Web, one: Person) -> None:
    leader = await _browser(web, Post.TEAM_LEADER)
    await take(web.house, leader.staff, one, subject=COMPLAINT)
    path = f"/desk/conversations/{one.live.conversation_id}/break-glass"
    wish = {"fields": ["phone"], "reason": "life_in_danger", "words": "客户说要轻生"}
    asked = (await leader.post(path, wish)).json()["id"]
    own = await leader.post(f"/access/break-glass/{asked}/decision", {"approve": True})
    assert (own.status_code, own.json()["error"]) == (403, "NotAlone")


async def test_when_the_contact_is_over_nothing_is_shown_or_opened(web: Web, one: Person, officer: Browser) -> None:
    await officer.step_up()
    phone = _value(await _work(officer, one), "phone")
    async with web.house.database.transaction() as session:
        await access.release_contact(session, one.contact_id, now=web.house.clock.now())
    web.house.clock.advance(timedelta(seconds=1))
    gone = await officer.reveal(one, value=phone, reason="investigate")
    assert (gone.status_code, gone.json()["error"]) == (404, conversations.ConversationNotFound.__name__)
    assert (await officer.get(f"/desk/conversations/{one.live.conversation_id}")).status_code == 404


async def test_f26_looks_without_a_contact_are_told_to_the_auditor(web: Web, one: Person) -> None:
    agent, auditor = await _browser(web, Post.ONLINE_AGENT), await _browser(web, Post.DPO_AUDITOR, "two")
    for _ in range(5):
        assert (await agent.get(f"/desk/conversations/{one.live.conversation_id}")).status_code == 404
    found = (await auditor.get("/access/anomalies")).json()["anomalies"]
    assert [(one["sign"], one["count"]) for one in found] == [("without_contact", 5)]
    assert (await agent.get("/access/anomalies")).status_code == 403


async def test_f26_beyond_the_hours_customers_only_masks_are_shown(web: Web, one: Person, officer: Browser) -> None:
    house = web.house
    views = house.house.desk.views
    about = access.About(one.live.customer_id, one.contact_id, COMPLAINT)
    async with house.database.transaction() as session:
        for _ in range(views.looks_an_hour):
            other = access.audit.Record(f"staff:{officer.staff.id}", access.audit.Action.VIEWED, customer_id=new_id())
            await access.audit.record(session, other, now=house.clock.now())
        look = await views.look(session, officer.staff, about, now=house.clock.now())
    assert not look.allows("transcript")
    assert look.allows("phone")
    web.house.clock.advance(timedelta(hours=1, seconds=1))
    assert (await _work(officer, one))["entries"]


async def test_f24_without_a_record_nothing_is_opened(web: Web, one: Person, officer: Browser) -> None:
    await officer.step_up()
    phone = _value(await _work(officer, one), "phone")
    keys = web.house.database.session_info.pop("audit_keys")
    refused = await officer.reveal(one, value=phone, reason="investigate")
    web.house.database.session_info["audit_keys"] = keys
    assert (refused.status_code, refused.json()["error"]) == (503, "AuditUnavailable")
    assert "13912345678" not in refused.text


async def test_a_match_after_a_step_up_is_offered_before_it(web: Web, one: Person) -> None:
    agent = await _browser(web, Post.PHONE_AGENT)
    await take(web.house, agent.staff, one, subject=COMPLAINT)
    fields = (await _work(agent, one))["view"]["fields"]
    assert (fields["id_number"]["acts"], fields["phone"]["acts"], fields["name"]["acts"]) == (["match"], ["dial"], [])
