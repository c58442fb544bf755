"""The risk of a complaint: what speaks for it, who is told what of it, and that more of anything never lowers it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from qiao import app, cases, conversations, customers, desk
from qiao.access import Post
from qiao.cases import Complaining, Subject
from qiao.conversations import ChannelSession
from qiao.conversations.model import ContactRow
from qiao.desk import risks
from qiao.desk.foresight import RISK, Factor, Hearing, Level, foresee
from qiao.desk.model import CallBackRow, CallBackState
from qiao.desk.personal_data import DeskHolder
from qiao.foundation.ids import new_id
from qiao.policy import PackFolder
from qiao.requests import Place
from tests.access.views.test_reveals import Browser
from tests.conftest import NOON, Web
from tests.desk.floor.people import led, screen, somebody, takes, waits

_READ = RISK.read(PackFolder(app.shipped_pack()), {})
assert _READ is not None
RULES = _READ
LEVELS = list(Level)
AMOUNTS = st.dictionaries(st.sampled_from(Factor), st.integers(0, 20_000))


@given(AMOUNTS, st.sampled_from(Factor), st.integers(0, 20_000))
def test_more_of_anything_never_makes_a_complaint_less_likely(
    amounts: dict[Factor, int], factor: Factor, more: int
) -> None:
    less = foresee(RULES, amounts)
    grown = foresee(RULES, {**amounts, factor: amounts.get(factor, 0) + more})
    assert LEVELS.index(grown.level) >= LEVELS.index(less.level)
    assert {one.factor for one in grown.reasons} >= {one.factor for one in less.reasons}


def test_nothing_is_no_risk_and_every_reason_is_told_in_both_languages_with_its_amount() -> None:
    assert foresee(RULES, {}).level is Level.NONE
    assert foresee(RULES, {}).reasons == ()
    every = foresee(RULES, dict.fromkeys(Factor, 20_000))
    assert {one.factor for one in every.reasons} == set(Factor)
    assert all("{" not in one.why.zh + one.why.en for one in every.reasons)
    assert "20,000" in next(one.why.zh for one in every.reasons if one.factor is Factor.MONEY)
    weights = [one.weight for one in every.reasons]
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("再不处理我就打12378", {Factor.REGULATOR}),
        ("我要去銀保監會反映", {Factor.REGULATOR}),
        ("我找记者来", {Factor.MEDIA}),
        ("发到抖音上让大家看看", {Factor.MEDIA}),
        ("我找律师告你们", {Factor.COURT}),
        ("I will sue you", {Factor.COURT}),
        ("I'll post this online", {Factor.MEDIA}),
        ("多扣了我3000块，凭什么", {Factor.MONEY}),
        ("我不会去找媒体的", set()),
        ("I won't go to the ombudsman", set()),
        ("不想再说了，我直接打12378", {Factor.REGULATOR}),
        ("你们会起诉我吗", set()),
        ("收到法院传票怎么办", set()),
        ("人民银行的征信怎么查", set()),
        ("我想提前还5000元", set()),
    ],
)
def test_threats_and_disputed_sums_are_heard_and_questions_and_denials_are_not(words: str, heard: set[Factor]) -> None:
    amounts = Hearing(RULES).amounts([words], now=NOON)
    assert {one for one in amounts if amounts[one] and one is not Factor.COMPLAINS} == heard


def test_the_sum_is_the_largest_that_is_disputed() -> None:
    said = ["我借了20000元", "你们多扣了我300块", "还有1200元也是重复扣的"]
    assert Hearing(RULES).amounts(said, now=NOON)[Factor.MONEY] == 1200


@dataclass
class Talk:
    """A conversation in an agent's hands."""

    web: Web
    leader: Browser
    agent: Browser
    live: ChannelSession

    async def says(self, *words: str) -> None:
        for one in words:
            await self.web.house.receive(self.live, one)
            await self.web.house.settle()

    async def risk(self, who: Browser | None = None) -> dict[str, Any]:
        answer = await (who or self.agent).get(f"/desk/conversations/{self.live.conversation_id}/assist")
        assert answer.status_code == 200, answer.text
        return answer.json()["risk"]

    async def factors(self, who: Browser | None = None) -> set[str]:
        return {one["factor"] for one in (await self.risk(who))["reasons"]}

    async def on_floor(self) -> str:
        (row,) = (await self.leader.get("/desk/floor")).json()["agents"][0]["talks"]
        return row["risk"]


async def _talk(web: Web, post: Post = Post.ONLINE_AGENT) -> Talk:
    leader, ann = await led(web, "ann")
    if post is not Post.ONLINE_AGENT:
        ann = await somebody(web, "other", post)
    live = await waits(web.house)
    await takes(ann, live)
    return Talk(web, leader, ann, live)


async def test_who_serves_and_who_leads_see_it_rise_with_what_she_says(web: Web) -> None:
    talk = await _talk(web)
    assert await talk.risk() == {"level": "none", "reasons": [], "register": None}
    async with screen(web, talk.agent.staff) as mine, screen(web, talk.leader.staff) as floor:
        mine.sends({"type": "watch", "conversation": str(talk.live.conversation_id)})
        await mine.shows("entries")
        floor.sends({"type": "floor", "on": True})
        assert (await floor.shows("floor"))["floor"]["agents"][0]["talks"][0]["risk"] == "none"
        await talk.says("再拖我就打12378，还要找记者")
        await mine.shows("dealings")
        levels: list[str] = []
        while "high" not in levels:
            shown = (await floor.shows("floor"))["floor"]
            levels.append(shown["agents"][0]["talks"][0]["risk"])
    assert (await talk.risk())["level"] == "high"
    assert {"regulator", "media"} <= await talk.factors()
    assert [one["kind"] for one in (await talk.leader.get("/desk/floor")).json()["alerts"]].count("risk") == 1


async def test_what_is_calm_is_marked_nowhere(web: Web) -> None:
    talk = await _talk(web)
    await talk.says("好的谢谢", "那我明天还可以吗")
    assert (await talk.risk())["level"] == "none"
    assert await talk.on_floor() == "none"


async def test_a_call_that_was_promised_and_not_made_counts(web: Web) -> None:
    talk = await _talk(web)
    now = web.house.clock.now()
    async with web.house.database.transaction() as session:
        session.add(
            CallBackRow(
                id=new_id(),
                booked_as="CB-FORESEEN",
                customer_id=talk.live.customer_id,
                conversation_id=talk.live.conversation_id,
                contact_id=new_id(),
                request_id=new_id(),
                topic="",
                starts_at=now - timedelta(hours=3),
                ends_at=now - timedelta(hours=2),
                state=CallBackState.BROKEN,
                booked_at=now - timedelta(days=1),
            )
        )
    await talk.says("在吗")
    assert "broken" in await talk.factors()


async def test_who_comes_again_for_the_same_counts_and_who_comes_for_another_matter_does_not(web: Web) -> None:
    talk = await _talk(web)
    now = web.house.clock.now()
    async with web.house.database.transaction() as session:
        item = await desk.live_item_of_conversation(session, talk.live.conversation_id)
        assert item is not None
        about = update(ContactRow).where(ContactRow.id == item.contact_id).values(subject="early_settlement_apply")
        await session.execute(about)
        for days, subject in ((1, "early_settlement_apply"), (2, "early_settlement_apply"), (2, "how_to_repay")):
            session.add(
                ContactRow(
                    id=new_id(),
                    conversation_id=talk.live.conversation_id,
                    customer_id=talk.live.customer_id,
                    number=f"C-{days}-{subject[:5]}",
                    channel="web",
                    entrance="test",
                    subject=subject,
                    opened_at=now - timedelta(days=days),
                    closed_at=now - timedelta(days=days),
                )
            )
    await talk.says("还是没弄好")
    (reason,) = [one for one in (await talk.risk())["reasons"] if one["factor"] == "again"]
    assert "2 次" in reason["why"]["zh"]


async def _complains(talk: Talk, *about: UUID) -> None:
    house, live = talk.web.house, talk.live
    async with house.database.transaction() as session:
        now = house.clock.now()
        state = await conversations.state(session, live.conversation_id)
        assert state.contact is not None
        ring, contact_id = house.house.parts.ring, state.contact.id
        key = await customers.data_key(session, ring, live.customer_id, now=now)
        place = Place(new_id(), "R1", live.customer_id, live.conversation_id, contact_id, ring, key)
        await cases.register(session, place, Complaining(Subject.SERVICE), channel="web", served_by=about, now=now)
    await house.settle()


async def test_an_open_complaint_counts_at_once_and_none_about_whoever_serves_does(web: Web) -> None:
    talk = await _talk(web)
    await _complains(talk, talk.agent.staff.id)
    await talk.says("在吗")
    assert await talk.factors() == set()
    await _complains(talk)
    assert await talk.factors() == {"open_complaint"}


async def test_what_a_look_may_not_show_does_not_count_for_it(web: Web) -> None:
    talk = await _talk(web)
    await talk.says("再拖我就打12378，还要找记者")
    assert await talk.on_floor() == "high"
    async with web.house.database.reading() as session:
        item = await desk.live_item_of_conversation(session, talk.live.conversation_id)
    assert item is not None
    shown = risks.foreseen(
        web.house.house.desk, item, shown=frozenset({"emotion"}), unanswered=None, now=web.house.clock.now()
    )
    assert not {one.factor for one in shown.reasons} & {Factor.REGULATOR, Factor.MEDIA, Factor.COMPLAINS}


async def test_the_wait_for_an_answer_counts_while_it_lasts(web: Web) -> None:
    talk = await _talk(web)
    await talk.says("请问怎么还款")
    web.house.clock.advance(timedelta(minutes=11))
    assert "waits" in await talk.factors()
    words = {"client_id": "c" * 12, "text": "您好，请讲。"}
    await talk.agent.post(f"/desk/conversations/{talk.live.conversation_id}/messages", words)
    assert "waits" not in await talk.factors()


async def test_who_asks_for_her_data_to_be_erased_leaves_no_count_behind(web: Web) -> None:
    talk = await _talk(web)
    await talk.says("我要打12378")
    async with web.house.database.transaction() as session:
        await DeskHolder(web.house.house.parts.ring).erase(session, talk.live.customer_id, now=web.house.clock.now())
    async with web.house.database.reading() as session:
        item = await desk.live_item_of_conversation(session, talk.live.conversation_id)
    assert item is None or item.risk is None
