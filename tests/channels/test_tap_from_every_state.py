"""The way to complain is one tap in the menu of every page: wherever a conversation stands, a receipt follows."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from qiao import app, conversations, desk
from qiao.conversations import OwnerKind
from qiao.foundation.admission import Admission
from qiao.foundation.ids import new_id
from qiao.language import Understander
from qiao.requests import Acceptance
from tests.access.views.test_reveals import Browser
from tests.backoffice.conftest import Teller
from tests.channels.sending import Sender, picture
from tests.channels.tapping import Tapping
from tests.conftest import TestHouse, Web
from tests.desk.floor.people import becomes, led, somebody, takes
from tests.requests.serving import filled, house, signed_in, teller

__all__ = ["filled", "house", "teller"]

_NIGHT = timedelta(hours=11)
"""From noon to an hour at which nobody is on duty."""
State = Callable[[Web, Tapping], Awaitable[None]]


@pytest.fixture
async def web(house: TestHouse) -> AsyncGenerator[Web]:
    """The same house behind its routes and sockets; its background work is done when a test lets it."""
    application = app.create_app(house.house)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://test") as client:
        yield Web(application, house, client)


async def nothing_said(web: Web, person: Tapping) -> None:
    _ = web, person


async def nobody_on_duty(web: Web, person: Tapping) -> None:
    _ = person
    web.house.clock.advance(_NIGHT)


async def queued_while_nobody_is_on_duty(web: Web, person: Tapping) -> None:
    web.house.clock.advance(_NIGHT)
    await person.taps("human")


async def in_the_queue(web: Web, person: Tapping) -> None:
    _ = web
    await person.taps("human")


async def helped_by_the_robot_meanwhile(web: Web, person: Tapping) -> None:
    await in_the_queue(web, person)
    await person.taps("wait:robot")


async def has_left_the_queue(web: Web, person: Tapping) -> None:
    await in_the_queue(web, person)
    await person.taps("wait:leave")


async def asks_to_be_called(web: Web, person: Tapping) -> None:
    await in_the_queue(web, person)
    await person.taps("wait:call")


async def offered_to_an_agent(web: Web, person: Tapping) -> None:
    await becomes(await somebody(web, "ann"), "ready")
    await person.taps("human")


async def served(web: Web, person: Tapping) -> Browser:
    ann = await somebody(web, "ann")
    await becomes(ann, "busy")
    await person.taps("human")
    await takes(ann, person.live)
    assert (await web.house.state(person.live)).owner.kind is OwnerKind.AGENT
    return ann


async def with_an_agent(web: Web, person: Tapping) -> None:
    await served(web, person)


async def with_an_agent_and_her_leader(web: Web, person: Tapping) -> None:
    leader, ann = await led(web, "ann")
    await becomes(ann, "busy")
    await person.taps("human")
    item = await takes(ann, person.live)
    assert (await leader.post(f"/desk/floor/items/{item}/join", {})).status_code == 204


async def put_aside(web: Web, person: Tapping) -> None:
    ann = await served(web, person)
    until = web.house.clock.now() + timedelta(hours=2)
    wish = {"client_id": "aside-0001", "text": "我正在为您核实，今天 14:00前在这里回复您。", "reason": "result"}
    answer = await ann.post(
        f"/desk/conversations/{person.live.conversation_id}/aside",
        wish | {"until": until.isoformat(), "events": ["request"]},
    )
    assert answer.status_code == 200, answer.text


async def handed_back_to_the_robot(web: Web, person: Tapping) -> None:
    ann, now = await served(web, person), web.house.clock.now()
    async with web.house.database.transaction() as session:
        await desk.give_back(session, web.house.house.desk, person.live.conversation_id, by=ann.staff, now=now)


async def handed_on_to_a_team(web: Web, person: Tapping) -> None:
    ann, now = await served(web, person), web.house.clock.now()
    async with web.house.database.transaction() as session:
        await desk.hand_on(session, web.house.house.desk, person.live.conversation_id, to=None, by=ann.staff, now=now)
    await web.house.settle()


async def closed_by_an_agent(web: Web, person: Tapping) -> None:
    ann = await served(web, person)
    answer = await ann.post(f"/desk/conversations/{person.live.conversation_id}/close", {"reason": "solved"})
    assert answer.status_code == 204, answer.text
    await web.house.settle()


async def ended_by_silence(web: Web, person: Tapping) -> None:
    await person.says("你好")
    web.house.clock.advance(web.house.settings.contact_idle + timedelta(hours=1))
    await web.house.settle()


async def a_robot_that_understands_nothing(web: Web, person: Tapping) -> None:
    _ = web
    for said in ("蓝色的月亮", "紫色的河", "绿色的风"):
        await person.says(said)


async def in_the_middle_of_a_request(web: Web, person: Tapping) -> None:
    _ = web
    await person.taps("intent:request_callback")


async def halfway_through_this_very_form(web: Web, person: Tapping) -> None:
    _ = web
    await person.taps("complaint")
    await person.says("多扣了我两次钱，没有人管")


async def taken_over_halfway_through_this_very_form(web: Web, person: Tapping) -> None:
    await person.taps("complaint")
    pick = person.button("pick:")
    assert pick is not None
    await person.taps(pick)
    await served(web, person)


async def a_danger_was_heard(web: Web, person: Tapping) -> None:
    _ = web
    await person.says("我不想活了")


async def sends_files(web: Web, person: Tapping) -> None:
    await web.house.hand_over_file(person.live, picture(), name="图.png", kind="image/png")
    await person.hears()


STATES: tuple[State, ...] = (
    nothing_said,
    nobody_on_duty,
    queued_while_nobody_is_on_duty,
    in_the_queue,
    helped_by_the_robot_meanwhile,
    has_left_the_queue,
    asks_to_be_called,
    offered_to_an_agent,
    with_an_agent,
    with_an_agent_and_her_leader,
    put_aside,
    handed_back_to_the_robot,
    handed_on_to_a_team,
    closed_by_an_agent,
    ended_by_silence,
    a_robot_that_understands_nothing,
    in_the_middle_of_a_request,
    halfway_through_this_very_form,
    taken_over_halfway_through_this_very_form,
    a_danger_was_heard,
    sends_files,
)


@pytest.mark.parametrize("state", STATES, ids=lambda one: one.__name__)
async def test_a_visitor_registers_it_by_taps_alone(web: Web, state: State) -> None:
    person = Tapping(web.house, await web.house.visitor())
    await state(web, person)
    await person.complains()


@pytest.mark.parametrize("state", STATES, ids=lambda one: one.__name__)
@pytest.mark.one_database("a visitor goes through the same states on both")
async def test_so_does_somebody_signed_in(web: Web, teller: Teller, state: State) -> None:
    person = Tapping(web.house, (await signed_in(web.house, teller, teller.running().customer_id)).live)
    await state(web, person)
    await person.complains()


@pytest.mark.parametrize("state", [with_an_agent, put_aside, taken_over_halfway_through_this_very_form])
async def test_beside_an_agent_her_tap_shows_the_card_at_once_and_the_agent_keeps_her(web: Web, state: State) -> None:
    """The card and the receipt are the house's: the complaint may be about whoever serves her."""
    person = Tapping(web.house, await web.house.visitor())
    await state(web, person)
    await person.hears()
    await person.taps("complaint", "我要投诉")
    (card,) = person.last
    assert (card["author"]["kind"], card["content"]["card"]) == ("house", "confirm")
    assert {one["id"].partition(":")[0] for one in card["content"]["buttons"]} == {"yes", "cancel"}
    await person.finishes()
    assert [one["author"]["kind"] for one in person.last] == ["house"]
    assert (await web.house.state(person.live)).owner.kind is OwnerKind.AGENT


async def test_what_she_had_answered_before_she_was_taken_over_stands_on_the_card(web: Web) -> None:
    person = Tapping(web.house, await web.house.visitor())
    await taken_over_halfway_through_this_very_form(web, person)
    await person.complains()
    (row,) = await person.registered()
    assert row.subject == "service"
    assert len(row.not_handled_by) == 1


async def _served_meanwhile(house: TestHouse, person: Tapping) -> None:
    ann = await house.staff("ann")
    async with house.database.transaction() as session:
        await conversations.hand_over(
            session,
            person.live.conversation_id,
            to=OwnerKind.AGENT,
            actor=f"agent:{ann.id}",
            reason="taken",
            now=house.clock.now(),
            agent=(ann.id, ann.name),
        )


async def _closed_meanwhile(house: TestHouse, person: Tapping) -> None:
    async with house.database.transaction() as session:
        await conversations.close_contact(
            session, person.live.conversation_id, reason="solved", actor="house", now=house.clock.now()
        )


@pytest.mark.parametrize("meanwhile", [_served_meanwhile, _closed_meanwhile])
@pytest.mark.parametrize("before", [in_the_queue, sends_files])
async def test_a_tap_counts_though_her_conversation_changed_hands_while_it_was_heard(
    web: Web,
    monkeypatch: pytest.MonkeyPatch,
    meanwhile: Callable[[TestHouse, Tapping], Awaitable[None]],
    before: State,
) -> None:
    person = Tapping(web.house, await web.house.visitor())
    await before(web, person)
    move, happens = Acceptance.move, [meanwhile]

    async def moves(acceptance: Acceptance, *arguments: Any) -> Any:
        moved = await move(acceptance, *arguments)
        while happens:
            await happens.pop()(web.house, person)
        return moved

    monkeypatch.setattr(Acceptance, "move", moves)
    await person.complains()


async def test_a_robot_that_cannot_understand_any_words_registers_it(
    house: TestHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> Any:
        raise RuntimeError("no model")

    person = Tapping(house, await house.visitor())
    monkeypatch.setattr(Understander, "understand", fails)
    monkeypatch.setattr(Understander, "feel", fails)
    await person.complains()


class _Page:
    """A customer's page over the socket that real ones use, a new one for each tap."""

    def __init__(self, web: Web, sender: Sender, person: Tapping) -> None:
        self.web, self.sender, self.person = web, sender, person

    @classmethod
    async def opens(cls, web: Web) -> "_Page":
        sender = await Sender.comes(web)
        return cls(web, sender, Tapping(web.house, await sender.live()))

    async def taps(self, button: str) -> str:
        answer = await self.sender.sends({"v": 1, "kind": "choice", "button": button, "label": "…"})
        await self.person.hears()
        return str(answer.get("error", answer["type"]))

    async def says(self, text: str) -> str:
        answer = await self.sender.sends({"v": 1, "kind": "text", "text": text})
        return str(answer.get("error", answer["type"]))

    async def complains(self) -> None:
        assert await self.taps("complaint") == "ack"
        for _ in range(6):
            tapped = self.person.button("yes:") or self.person.button("skip")
            assert tapped is not None
            assert await self.taps(tapped) == "ack"
            if self.person.receipts():
                break
        (row,) = await self.person.registered()
        assert row.number in self.person.receipts()[0]["text"]


async def test_under_a_load_that_sheds_everything_else_it_is_registered_to_its_end(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await _Page.opens(web)

    def overfull(*_: object) -> float:
        return 9.0

    monkeypatch.setattr(Admission, "pressure", overfull)
    assert await page.says("你好") == "WorkShed"
    await page.complains()
    other = await _Page.opens(web)
    assert await other.says("你好") == "WorkShed"


async def test_somebody_who_has_sent_too_much_registers_it_all_the_same(web: Web) -> None:
    page = await _Page.opens(web)
    # The pace is by the monotonic time of the house, which stands still here.
    while (answer := await page.says("喂")) == "ack":
        pass
    assert answer == "SlowDown"
    await page.complains()
    assert await page.says("喂") == "ack", "what she adds to it is let in"
    await page.web.house.settle()


async def test_taps_without_end_are_not_let_in(web: Web) -> None:
    page = await _Page.opens(web)
    answers = {await page.taps("complaint") for _ in range(60)}
    assert answers == {"ack", "SlowDown"}


async def test_while_a_file_is_on_its_way_it_is_registered(web: Web) -> None:
    page = await _Page.opens(web)
    whole, goes_on = picture(), asyncio.Event()

    async def slowly() -> AsyncGenerator[bytes]:
        yield whole[:10]
        await goes_on.wait()
        yield whole[10:]

    upload = asyncio.create_task(
        web.client.put(
            f"/api/v1/web/files/{new_id().hex}",
            content=slowly(),
            headers={
                "authorization": f"Bearer {page.sender.token}",
                "content-type": "image/png",
                "content-length": str(len(whole)),
                "x-file-name": "a.png",
            },
        )
    )
    await page.complains()
    assert not upload.done()
    goes_on.set()
    assert (await upload).status_code == 200
