"""Every route × every post × her own and somebody else's customer: nothing outside the table, no difference to nothing.

The routes are those the application has. Each says beside itself who it is for and which fields it can show; one that
does not, or that this test does not know how to call, fails it.
"""

import asyncio
import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

import pytest
from fastapi import APIRouter, FastAPI
from starlette.routing import Mount, Route, WebSocketRoute

from qiao import access
from qiao.access import Post
from qiao.desk import socket as desk_socket
from qiao.foundation.declared import RouteRule, Who, rule_of
from qiao.foundation.ids import new_id
from tests.access.views.seeded import POSTS, Person, accepted, may_see, person, signed_in, take, without_ids
from tests.conftest import PASSWORD, Web

Routes = list[tuple[str, str, RouteRule]]
CLIENT_ID = "c" * 12
INCIDENT = {
    "playbook": "disaster",
    "kind": "flood",
    "level": 1,
    "regions": ["410100"],
    "starts_at": "2026-11-23T12:00:00+08:00",
    "ends_at": "2026-12-01T12:00:00+08:00",
}
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/api/v1/staff/sign-in"): {"username": "nobody", "password": "a wrong password"},
    ("POST", "/api/v1/staff/sign-in/code"): {"ticket": "t" * 20, "code": "000000"},
    ("POST", "/api/v1/staff/sign-in/password"): {"ticket": "t" * 20, "password": "a wrong password"},
    ("POST", "/api/v1/staff/sign-in/enrol"): {"ticket": "t" * 20},
    ("POST", "/api/v1/staff/sign-in/enrol/confirm"): {"ticket": "t" * 20, "code": "000000"},
    ("POST", "/api/v1/access/me/codes"): {"current": "a wrong password"},
    ("POST", "/api/v1/access/me/codes/confirm"): {"code": "000000"},
    ("POST", "/api/v1/access/me/codes/recovery"): {"code": "000000"},
    ("POST", "/api/v1/access/me/codes/remove"): {"code": "000000"},
    ("PUT", "/api/v1/access/me/password"): {"current": "a wrong password", "new": "another long password"},
    ("PUT", "/api/v1/access/me/post"): {"post": "bot"},
    ("POST", "/api/v1/lender/events"): {"events": [{"id": "e1", "type": "kyc.passed"}]},
    ("POST", "/api/v1/access/staff"): {"username": "somebody", "name": "某人", "post": "online_agent", "reason": "new"},
    ("POST", "/api/v1/access/staff/{staff_id}/reset"): {"codes": True, "reason": "lost her telephone"},
    ("PUT", "/api/v1/access/staff/{staff_id}/sso"): {"subject": "somebody"},
    ("POST", "/api/v1/access/staff/{staff_id}/sso/agree"): {"subject": "somebody"},
    ("PUT", "/api/v1/access/staff/{staff_id}/team"): {"team": None},
    ("PUT", "/api/v1/desk/agents/{staff_id}"): {"skills": None, "capacity": None},
    ("POST", "/api/v1/desk/conversations/{conversation_id}/transfer"): {"to": None},
    ("POST", "/api/v1/desk/conversations/{conversation_id}/consults"): {
        "client_id": CLIENT_ID,
        "text": "能减免吗",
        "skill": "complaint",
    },
    ("POST", "/api/v1/desk/conversations/{conversation_id}/aside"): {
        "client_id": CLIENT_ID,
        "text": "您方便的时候把材料发在这里就可以。",
        "reason": "documents",
        "events": ["customer"],
    },
    ("POST", "/api/v1/desk/conversations/{conversation_id}/merges/preview"): {"other": "nobody"},
    ("POST", "/api/v1/desk/conversations/{conversation_id}/merges"): {
        "other": str(new_id()),
        "words": "客户说两条记录都是她",
    },
    ("POST", "/api/v1/desk/conversations/{conversation_id}/merges/{merge_id}"): {"agree": True},
    ("POST", "/api/v1/desk/conversations/{conversation_id}/merges/{merge_id}/part"): {"words": "不是同一个人"},
    ("POST", "/api/v1/desk/consults/{consult_id}/messages"): {"client_id": CLIENT_ID, "text": "能减免吗"},
    ("POST", "/api/v1/desk/floor/items/{item_id}/whisper"): {"client_id": CLIENT_ID, "text": "先安抚"},
    ("POST", "/api/v1/desk/floor/items/{item_id}/send-on"): {"to": None},
    ("POST", "/api/v1/desk/floor/agents/{staff_id}/empty-hands"): {"to": []},
    ("POST", "/api/v1/desk/calls/{item_id}/number"): {"reason": "verify_identity"},
    ("POST", "/api/v1/desk/calls/{item_id}/attempts"): {"outcome": "no_answer"},
    ("PUT", "/api/v1/access/staff/{staff_id}/shifts"): {"shifts": []},
    ("PUT", "/api/v1/access/staff/{staff_id}/shifts/{on}"): {"hours": None},
    ("POST", "/api/v1/access/teams"): {"name": "一组"},
    ("POST", "/api/v1/access/post-requests"): {
        "staff": "{customer_id}",
        "change": "give",
        "post": "online_agent",
        "reason": "new",
    },
    ("POST", "/api/v1/access/explain"): {"post": "online_agent", "field": "name", "purpose": "service"},
    ("POST", "/api/v1/staff/requests/{request_id}/retry"): {},
    ("POST", "/api/v1/staff/complaints"): {"client_id": CLIENT_ID, "source": "self"},
    ("POST", "/api/v1/staff/complaint-reports/rectifications"): {
        "cause": "other",
        "what": "改流程",
        "department": "product",
        "due_on": "2126-03-01",
        "check_on": "2126-03-10",
    },
    ("POST", "/api/v1/staff/complaint-reports/rectifications/{order_id}/check"): {
        "is_effective": True,
        "words": "少了",
    },
    ("POST", "/api/v1/staff/complaint-reports/lines"): {"asked": {"since": "2026-03-01", "until": "2026-03-10"}},
    ("POST", "/api/v1/staff/complaint-reports/paper"): {"asked": {"since": "2026-03-01", "until": "2026-03-10"}},
    ("POST", "/api/v1/staff/complaints/who"): {"said": "{customer_id}"},
    ("POST", "/api/v1/staff/complaints/{complaint_id}/acts"): {"act": "taken"},
    ("POST", "/api/v1/staff/complaints/{complaint_id}/members"): {"client_id": CLIENT_ID, "name": "测试李四"},
    ("POST", "/api/v1/staff/complaints/{complaint_id}/joinings"): {"number": "T00000000"},
    ("POST", "/api/v1/staff/complaints/{complaint_id}/partings"): {"complaint": str(new_id())},
    ("POST", "/api/v1/staff/complaints/{complaint_id}/letter"): {"outcome": "upheld"},
    ("POST", "/api/v1/staff/orders"): {
        "type": "limit_review",
        "description": "请复核",
        "form": {"what": "frozen"},
        "conversation": "{conversation_id}",
    },
    ("POST", "/api/v1/systems/{target_id}/orders/{number}/answers"): {"words": "已处理"},
    ("POST", "/api/v1/systems/{target_id}/replies"): {"channel": "sms", "customer": "borrower-1", "text": "T"},
    ("POST", "/api/v1/systems/{target_id}/touches"): {
        "customer": "borrower-1",
        "kind": "S",
        "channel": "sms",
        "at": "2026-11-20T10:00:00+08:00",
    },
    ("POST", "/api/v1/staff/incidents"): INCIDENT,
    ("PUT", "/api/v1/staff/incidents/{incident_id}"): INCIDENT,
    ("POST", "/api/v1/staff/incidents/{incident_id}/acts"): {"act": "submit"},
    ("POST", "/api/v1/staff/incidents/{incident_id}/report"): {"language": "zh"},
    ("POST", "/api/v1/staff/outreach/triggers/{trigger}/acts"): {"act": "pause", "reason": "complaints"},
    ("POST", "/api/v1/web/incidents/{incident_id}/affected"): {"is_affected": False},
    ("POST", "/api/v1/staff/orders/bulk"): {"ids": [str(new_id())], "act": "closed"},
    ("POST", "/api/v1/staff/orders/views"): {"name": "我的", "wanted": {"mine": True}},
    ("PUT", "/api/v1/staff/orders/views/{view_id}"): {"name": "我的", "wanted": {}},
    ("POST", "/api/v1/staff/orders/{order_id}/acts"): {"act": "taken"},
    ("POST", "/api/v1/staff/orders/{order_id}/reveals"): {"part": "description", "reason": "investigate"},
    ("POST", "/api/v1/staff/complaints/{complaint_id}/letter/paper"): {"outcome": "upheld"},
    ("POST", "/api/v1/web/complaints/by-number"): {"number": "T1", "digits": "0000"},
    ("POST", "/api/v1/web/complaints/{complaint_id}/facts"): {"client_id": CLIENT_ID, "words": "补充"},
    ("POST", "/api/v1/web/complaints/{complaint_id}/rating"): {"score": 5},
    ("POST", "/api/v1/web/calls/{call_id}/move"): {"starts_at": "2026-11-24T10:00:00+08:00"},
    ("POST", "/api/v1/web/proofs/code"): {},
    ("POST", "/api/v1/web/proofs/number"): {},
    ("POST", "/api/v1/web/proofs/code/tries"): {"id": str(new_id()), "code": "000000"},
    ("POST", "/api/v1/web/proofs/id-tail"): {"tail": "0000"},
    ("POST", "/api/v1/web/proofs/face"): {},
    ("POST", "/api/v1/web/consents/{purpose}/{channel}"): {"granted": False},
    ("POST", "/api/v1/web/preferences/{name}"): {"value": "en"},
    ("PUT", "/api/v1/desk/presence"): {"state": "busy"},
    ("PUT", "/api/v1/desk/conversations/{conversation_id}/subject"): {"intent": "how_to_repay"},
    ("PUT", "/api/v1/desk/conversations/{conversation_id}/party"): {
        "client_id": CLIENT_ID,
        "text": "是他儿子",
        "party": "third_party",
    },
    ("POST", "/api/v1/desk/conversations/{conversation_id}/messages"): {"client_id": CLIENT_ID, "text": "您好"},
    ("POST", "/api/v1/desk/composing/check"): {"text": "您好"},
    ("POST", "/api/v1/desk/composing/own"): {"key": "hello", "text": "您好"},
    ("PUT", "/api/v1/desk/composing/own/{snippet_id}"): {"key": "hello", "text": "您好"},
    ("POST", "/api/v1/desk/conversations/{conversation_id}/notes"): {"client_id": CLIENT_ID, "text": "备注"},
    ("POST", "/api/v1/desk/conversations/{conversation_id}/close"): {"reason": "solved"},
    ("POST", "/api/v1/desk/conversations/{conversation_id}/reveals"): {
        "value": "{customer_id}",
        "reason": "verify_identity",
    },
    ("POST", "/api/v1/desk/conversations/{conversation_id}/files/{file_id}"): {"purpose": None},
    ("POST", "/api/v1/desk/conversations/{conversation_id}/matches"): {"field": "id_number", "said": "1234567890"},
    ("POST", "/api/v1/desk/conversations/{conversation_id}/request/steps"): {"client_id": CLIENT_ID, "text": "今天"},
    ("POST", "/api/v1/desk/conversations/{conversation_id}/standing"): {
        "act": "set",
        "kind": "flag",
        "name": "elder",
        "reason": "seen_in_contact",
    },
    ("POST", "/api/v1/desk/conversations/{conversation_id}/standing/proposals/{proposal_id}"): {"agree": True},
    ("POST", "/api/v1/desk/conversations/{conversation_id}/request/card"): {"client_id": CLIENT_ID},
    ("POST", "/api/v1/desk/conversations/{conversation_id}/break-glass"): {
        "fields": ["phone"],
        "reason": "life_in_danger",
        "words": "客户说要轻生",
    },
    ("POST", "/api/v1/access/step-up"): {"password": "a wrong password"},
    ("POST", "/api/v1/access/break-glass/{glass_id}/decision"): {"approve": True},
    ("POST", "/api/v1/access/break-glass/{glass_id}/review"): {"verdict": "justified"},
    ("POST", "/api/v1/access/reveals/{reveal_id}/review"): {"verdict": "justified"},
    ("PUT", "/api/v1/access/marked-customers/{customer_id}"): {"because": "vip"},
    ("POST", "/api/v1/access/rights/requests"): {"type": "copy", "customer": "{customer_id}"},
    ("POST", "/api/v1/access/rights/requests/{rights_id}/correct"): {"field": "name", "value": "某人"},
    ("POST", "/api/v1/access/rights/requests/{rights_id}/answer"): {"words": "由机器人识别意图后转人工"},
    ("POST", "/api/v1/access/rights/requests/{rights_id}/refuse"): {"words": "无法核实身份"},
    ("POST", "/api/v1/access/rights/holds"): {"customer": "{customer_id}", "reason": "诉讼保全"},
    ("POST", "/api/v1/desk/planning/outlook"): {"on": "2026-11-24", "history": str(new_id())},
    ("POST", "/api/v1/desk/planning/week"): {"on": "2026-11-24", "history": str(new_id())},
    ("POST", "/api/v1/desk/planning/histories"): {"name": "calls.csv", "csv": "start,calls\n2026-11-20T09:00,3"},
    ("POST", "/api/v1/desk/planning/plans"): {"on": "2026-11-24", "history": str(new_id())},
    ("POST", "/api/v1/desk/planning/checks"): {"on": "2026-11-24", "history": str(new_id())},
    ("POST", "/api/v1/knowledge/search"): {"text": "怎么还款"},
    ("POST", "/api/v1/web/sessions"): {},
    ("POST", "/api/v1/web/sessions/current/identity"): {"jwt": "x"},
}
QUERIES = {
    "/api/v1/staff/complaint-reports": {"since": "2026-03-01", "until": "2026-03-10"},
    "/api/v1/staff/complaint-reports/themes": {"since": "2026-03-01", "until": "2026-03-10"},
    "/api/v1/desk/conversations/{conversation_id}/history": {"before": "20"},
    "/api/v1/staff/orders/similar": {"conversation": str(new_id()), "type": "limit_review"},
    "/api/v1/desk/planning/plans": {"on": "2026-11-24"},
    "/api/v1/desk/planning/checks": {"on": "2026-11-24"},
    "/api/v1/staff/incidents/regions": {"name": "郑州"},
}
WORDS = {
    "field": "phone",
    "post": "online_agent",
    "path": "work",
    "staff_id": new_id(),
    "request_id": new_id(),
    "complaint_id": new_id(),
    "order_id": new_id(),
    "incident_id": new_id(),
    "trigger": "due_soon",
    "view_id": new_id(),
    "target_id": new_id(),
    "number": "C23456-789AB",
    "document_id": "D000001",
    "proof_id": new_id(),
    "proposal_id": new_id(),
    "consult_id": new_id(),
    "merge_id": new_id(),
    "mention_id": new_id(),
    "snippet_id": new_id(),
    "call_id": new_id(),
    "contact_id": new_id(),
    "alert_id": new_id(),
    "history_id": new_id(),
    "plan_id": new_id(),
    "check_id": new_id(),
    "purpose": "marketing",
    "channel": "sms",
    "name": "language",
    "rights_id": new_id(),
    "hold_id": new_id(),
    "letter_id": new_id(),
    "session_id": "s" * 12,
    "client_id": CLIENT_ID,
    "decision": "approve",
    "on": "2026-03-02",
}
# What ends a contact comes last, so that everything else is asked while she has it in hand.
LAST = ("/return", "/close", "/accept", "/decline", "/sign-out")


def _walk(router: FastAPI | APIRouter) -> Iterator[tuple[Any, str, set[str]]]:
    for route in router.routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _walk(inner)
        elif isinstance(route, WebSocketRoute):
            yield route.endpoint, route.path, {"SOCKET"}
        elif isinstance(route, Route):
            yield route.endpoint, route.path, (route.methods or set()) - {"HEAD"}
        elif hasattr(route, "endpoint"):
            found = cast("Any", route)
            yield found.endpoint, found.path, (getattr(found, "methods", None) or {"SOCKET"}) - {"HEAD"}
        else:
            assert isinstance(route, Mount)
            assert route.path == "/page", "files that are served say nothing of customers; anything else is a route"


def routes_of(application: FastAPI) -> Routes:
    found: Routes = []
    for endpoint, path, methods in _walk(application):
        if path == "/openapi.json":
            continue
        rule = rule_of(endpoint)
        assert rule is not None, f"{path} does not say who it is for: put @declared(…) beside it"
        found += [(method, path, rule) for method in methods]
    return sorted(found, key=_place)


def _place(route: tuple[str, str, RouteRule]) -> tuple[int, str]:
    method, path, _ = route
    ending = f"/{path.rsplit('/', 1)[-1]}"
    return (1 + LAST.index(ending) if ending in LAST else 0, path if method == "GET" else f"~{path}")


def _filled(path: str, ids: Mapping[str, object]) -> str:
    try:
        return path.replace(":path", "").format_map({**WORDS, **ids})
    except KeyError as missing:
        raise AssertionError(f"{path}: say in this test what {missing} is") from None


def _ids(one: Person | None) -> dict[str, object]:
    others = {"glass_id": new_id(), "reveal_id": new_id()}
    if one is None:
        return {
            **others,
            "conversation_id": new_id(),
            "item_id": new_id(),
            "customer_id": new_id(),
            "file_id": new_id(),
        }
    live = one.live
    return {
        **others,
        "conversation_id": live.conversation_id,
        "item_id": one.item_id,
        "customer_id": live.customer_id,
        "file_id": one.file_id or new_id(),
    }


async def _answer(
    web: Web, browser: tuple[dict[str, str], dict[str, str], Any], method: str, path: str, ids: Mapping[str, object]
) -> tuple[int, str]:
    cookies, headers, _ = browser
    body = {
        name: value.format_map(ids) if isinstance(value, str) else value
        for name, value in BODIES.get((method, path), {}).items()
    }
    kwargs: dict[str, Any] = {"json": body} if method in {"POST", "PUT"} else {}
    web.client.cookies.clear()
    answer = await web.client.request(
        method,
        _filled(path, ids),
        headers={**headers, "cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())},
        params=QUERIES.get(path),
        **kwargs,
    )
    assert answer.status_code != 422, f"{method} {path}: say in this test what to send: {answer.text}"
    assert answer.status_code < 500 or "/static" in path or answer.status_code == 503, answer.text
    return answer.status_code, json.dumps(answer.json(), ensure_ascii=False) if _is_json(answer) else answer.text


def _is_json(answer: Any) -> bool:
    return answer.headers.get("content-type", "").startswith("application/json")


class _Browser:
    """Sends what it is given and goes when it has been answered."""

    def __init__(self, *frames: dict[str, Any]) -> None:
        self.headers: dict[str, str] = {}
        self.said: list[dict[str, Any]] = []
        self._frames = [*frames]
        self._heard = asyncio.Event()
        self._expected = 1 + len(frames)

    async def accept(self) -> None:
        pass

    async def receive(self) -> dict[str, Any]:
        if self._frames:
            return {"type": "websocket.receive", "text": json.dumps(self._frames.pop(0))}
        async with asyncio.timeout(10):
            await self._heard.wait()
        return {"type": "websocket.disconnect"}

    async def send_text(self, text: str) -> None:
        self.said.append(json.loads(text))
        if len(self.said) >= self._expected:
            self._heard.set()

    async def send_json(self, frame: dict[str, Any]) -> None:
        await self.send_text(json.dumps(frame))

    async def close(self, code: int) -> None:
        _ = code


async def watched(web: Web, live: access.StaffSession, conversation: object) -> str:
    """What a desk's socket sends to whoever asks to watch this conversation."""
    house = web.house.house
    browser = _Browser({"type": "watch", "conversation": str(conversation)})
    await desk_socket.serve(house.parts, house.desk, house.desks, house.marks, cast("Any", browser), live=live)
    return json.dumps(browser.said, ensure_ascii=False)


_hashes: list[str] = []


async def _somebodys_hash() -> str:
    """One for all of them: to make one takes longer than all that is asked of a post."""
    if not _hashes:
        _hashes.append(await access.hash_password(PASSWORD))
    return _hashes[0]


async def _staff(web: Web, post: Post, number: int) -> access.Staff:
    now = web.house.clock.now()
    async with web.house.database.transaction() as session:
        staff_id = await access.add_staff(
            session,
            username=f"{post}{number}",
            name=f"员工{number}",
            post=post,
            password_hash=await _somebodys_hash(),
            now=now,
        )
    async with web.house.database.reading() as session:
        return await access.find_staff(session, staff_id)


async def test_every_route_says_who_it_is_for(web: Web) -> None:
    routes = routes_of(web.app)
    assert len(routes) > 25
    fields = {field for _, _, rule in routes for field in rule.fields}
    assert fields <= set(web.house.house.pack.section(access.GRANTS).fields)
    for method, path, rule in routes:
        assert rule.who is Who.HOLDER or not rule.fields or path.startswith("/api/v1/desk"), (method, path)


async def test_a_route_that_does_not_say_it_is_found(web: Web) -> None:
    async def undeclared() -> None:
        pass

    web.app.add_api_route("/api/v1/desk/new", undeclared)
    with pytest.raises(AssertionError, match="/api/v1/desk/new does not say who it is for"):
        routes_of(web.app)


@pytest.mark.slow
@pytest.mark.parametrize("subject", [None, "complaint_register", "someone_borrowed_in_my_name"])
async def test_nothing_outside_the_table_and_no_difference_to_nothing(web: Web, subject: str | None) -> None:
    # What a conversation is about changes what some posts may see: for the others, and where nothing of a customer is
    # shown, one round is enough.
    routes = [one for one in routes_of(web.app) if subject is None or one[2].fields or one[0] == "GET"]
    foreign = await person(web.house, 1, with_file=True)
    await accepted(web.house, await _staff(web, Post.ONLINE_AGENT, len(POSTS)), foreign)
    asked, shown_fields = 0, set[tuple[str, str]]()
    for number, post in enumerate(POSTS):
        allowed = may_see(web.house, post, subject)
        if subject is not None and allowed == may_see(web.house, post, None):
            continue
        staff = await _staff(web, post, number)
        browser = await signed_in(web.house, staff)
        own = await person(web.house, 0, subject=subject, with_file=True)
        await take(web.house, staff, own, subject=subject)
        ids_of = {"own": _ids(own), "foreign": _ids(foreign), "nothing": _ids(None)}
        for method, path, rule in routes:
            if method == "SOCKET":
                continue
            answers: dict[str, tuple[int, str]] = {}
            for whose in ids_of if "_id}" in path else ("own",):
                status, body = await _answer(web, browser, method, path, ids_of[whose])
                answers[whose] = status, without_ids(body, *ids_of[whose].values())
                asked += 1
                seen = own.shown_in(body)
                assert seen <= rule.fields & allowed, (post, method, path, whose, seen - (rule.fields & allowed))
                assert not foreign.shown_in(body), (post, method, path, whose)
                shown_fields |= {(post, field) for field in seen}
            if "_id}" in path:
                assert answers["foreign"] == answers["nothing"], (post, method, path)
        shown_fields |= {
            (post, field)
            for field in await _over_the_socket(web, post, ids_of, own=own, foreign=foreign, allowed=allowed)
        }
    assert shown_fields
    if subject is not None:
        return
    assert asked > 800
    assert {
        ("online_agent", one) for one in ("name", "id_number", "phone", "bank_card", "transcript", "files")
    } <= shown_fields
    assert ("sysadmin", "name") not in shown_fields


async def _over_the_socket(
    web: Web,
    post: Post,
    ids_of: Mapping[str, Mapping[str, object]],
    *,
    own: Person,
    foreign: Person,
    allowed: set[str],
) -> set[str]:
    """The same over the desk's socket, which the routes before have signed out: with a session of its own."""
    house = web.house
    async with house.database.reading() as session:
        staff = await access.staff_by_username(session, f"{post}{POSTS.index(post)}")
        assert staff is not None
        member = await access.find_staff(session, staff.id)
    await take(house, member, own, subject=None)
    _, _, live = await signed_in(house, member)
    said = {whose: await watched(web, live, ids["conversation_id"]) for whose, ids in ids_of.items()}
    assert own.shown_in(said["own"]) <= {"name", "transcript"} & allowed, post
    for text in said.values():
        assert not foreign.shown_in(text), post
    ids = {whose: [*ids.values()] for whose, ids in ids_of.items()}
    assert without_ids(said["foreign"], *ids["foreign"])[-200:] == without_ids(said["nothing"], *ids["nothing"])[-200:]
    return own.shown_in(said["own"])
