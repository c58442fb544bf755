"""What an agent is advised first in situations of the floor, by the rules of the shipped pack."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from qiao import customers, desk
from qiao.access import Post
from qiao.conversations import Level
from qiao.customers import standing
from qiao.desk import profiles
from qiao.desk.call_backs import Booking, book
from qiao.foundation.ids import new_id
from tests.backoffice.conftest import Teller
from tests.conftest import TestHouse
from tests.desk.test_requests_in_hand import AtDesk, at_desk, button_in
from tests.requests.serving import filled, house, signed_in, teller

__all__ = ["filled", "house", "teller"]

pytestmark = pytest.mark.one_database("what is advised comes from the rules of the pack")


@dataclass
class Situation:
    """What she says to the robot and to the agent, who serves her then, whom she then has before her."""

    says: tuple[str, ...] = ()
    to_robot: str = "您好"
    answers: bool = False
    flags: tuple[str, ...] = ()
    skills: dict[str, int] | None = field(default_factory=dict[str, int])
    post: Post = Post.ONLINE_AGENT


async def _agent(house: TestHouse, teller: Teller, one: Situation) -> AtDesk:
    person = await signed_in(house, teller, teller.running().customer_id)
    await person.says(one.to_robot)
    await person.says("转人工")
    agent = await at_desk(house, person, post=one.post)
    async with house.database.transaction() as session:
        now = house.clock.now()
        await profiles.set_profile(
            session, house.house.desk, agent.staff.id, skills=one.skills, capacity=None, by=agent.staff, now=now
        )
        for flag in one.flags:
            by = customers.By(customers.Source.LENDER, "lender")
            because = customers.Because("told_by_lender")
            until = now + timedelta(days=9)
            await standing.set_flag(
                session, person.live.customer_id, flag, until=until, by=by, because=because, now=now
            )
    for words in one.says:
        house.clock.advance(timedelta(seconds=5))
        await person.says(words)
    if one.answers:
        await _reply(house, agent)
    return agent


async def _reply(house: TestHouse, agent: AtDesk) -> None:
    async with house.database.transaction() as session:
        await desk.reply(
            session,
            house.house.desk,
            agent.person.live.conversation_id,
            "好的，我来看",
            by=agent.staff,
            client_id=new_id().hex,
            now=house.clock.now(),
        )


async def _assist(agent: AtDesk) -> dict[str, Any]:
    path = f"/api/v1/desk/conversations/{agent.person.live.conversation_id}/assist"
    answer = await agent.client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def _steps(agent: AtDesk) -> list[dict[str, Any]]:
    return (await _assist(agent))["steps"]


@pytest.mark.parametrize(
    ("situation", "first", "do"),
    [
        (Situation(("我真的不想活了",)), "stay_with_her", "say"),
        (Situation(("我要投诉你们，我不想活了",)), "stay_with_her", "say"),
        (Situation(("再逼我，我就拿刀去你们公司砍人",)), "calm_and_find_out", "say"),
        (Situation(("我要投诉你们的客服",)), "register_complaint", "begin"),
        (Situation(("我被骗子骗了，钱转给了假客服，我要投诉",)), "register_complaint", "begin"),
        (Situation(("我被骗了，骗子让我把钱转到安全账户",)), "stop_the_loss", "begin"),
        (Situation(("我们这里发洪水，房子被淹了",)), "disaster_relief", "begin"),
        (Situation(("我爸爸上个月去世了，他的贷款怎么办",)), "condolences", "begin"),
        (Situation(("我失业了，这个月还不上了",)), "hardship_help", "begin"),
        (Situation(("提前还款要手续费吗",), flags=("vulnerable",)), "vulnerable_to_care", "consult"),
        (Situation(("怎么开结清证明，我要开一份",)), "begin_what_she_wants", "begin"),
        (Situation(to_robot="我要提前结清"), "prove_who_is_there", "identity"),
        (Situation(("你们的利率是多少",)), "answer_from_article", "article"),
        (Situation(("好的谢谢你，没有别的事了",)), "close_it", "close"),
    ],
    ids=lambda one: one.says[0] if isinstance(one, Situation) and one.says else None,
)
async def test_the_first_step_is(house: TestHouse, teller: Teller, situation: Situation, first: str, do: str) -> None:
    steps = await _steps(await _agent(house, teller, situation))
    assert [(steps[0]["id"], steps[0]["act"]["do"])] == [(first, do)], [one["id"] for one in steps]
    assert 1 <= len(steps) <= 3
    for one in steps:
        assert all(
            one[part][language] and "{" not in one[part][language]
            for part in ("step", "why")
            for language in ("zh", "en")
        )


async def test_who_threatens_a_regulator_may_have_her_complaint_registered_in_one_step(
    house: TestHouse, teller: Teller
) -> None:
    agent = await _agent(house, teller, Situation(("提前还款要手续费吗",)))
    assert (await _assist(agent))["risk"]["register"] is None
    await agent.person.says("再不解决我就打12378")
    risk = (await _assist(agent))["risk"]
    assert (risk["level"], risk["register"]) == ("high", "complaint_register")


async def test_danger_comes_before_a_complaint_and_before_the_matter(house: TestHouse, teller: Teller) -> None:
    agent = await _agent(house, teller, Situation(("我要投诉", "怎么开结清证明", "我不想活了")))
    assert [one["rank"] for one in await _steps(agent)] == ["danger", "danger", "complaint"]
    assert "不想活了" in (await _steps(agent))[0]["why"]["zh"]


async def test_whoever_has_the_skill_asks_nobody_for_it(house: TestHouse, teller: Teller) -> None:
    agent = await _agent(house, teller, Situation(("我不想活了",), skills={"care": 3}))
    assert [one["id"] for one in await _steps(agent)] == ["stay_with_her"]


@pytest.mark.parametrize(
    ("post", "advised"),
    [(Post.ONLINE_AGENT, ["stay_with_her"]), (Post.TEAM_LEADER, ["stay_with_her", "stop_reminders"])],
)
async def test_a_hold_is_advised_to_whoever_may_set_it(
    house: TestHouse, teller: Teller, post: Post, advised: list[str]
) -> None:
    steps = await _steps(await _agent(house, teller, Situation(("我不想活了",), skills=None, post=post)))
    assert [one["id"] for one in steps][: len(advised)] == advised
    assert len(steps) >= len(advised)
    assert ("stop_reminders" in advised) == any(one["act"]["name"] == "collection" for one in steps)


async def test_a_request_is_carried_on_at_its_step_and_given_back_once_she_was_answered(
    house: TestHouse, teller: Teller
) -> None:
    agent = await _agent(house, teller, Situation(to_robot="我要提前结清"))
    await agent.takes(identity_checked=True, reason="核对了证件后四位和生日")
    await agent.person.proves(Level.A2)
    assert (await _steps(agent))[0]["id"] == "carry_on"
    await _reply(house, agent)
    assert [one["id"] for one in await _steps(agent)] == ["carry_on", "back_to_robot"]


async def test_what_was_begun_is_not_advised_again(house: TestHouse, teller: Teller) -> None:
    agent = await _agent(house, teller, Situation(("我要投诉你们的客服",)))
    (step, *_) = await _steps(agent)
    assert step["act"] == {
        "do": "begin",
        "intent": "complaint_register",
        "skill": None,
        "kind": None,
        "name": None,
        "words": None,
    }
    view = await agent.takes(button=f"intent:{step['act']['intent']}")
    assert view["request"]["flow"] == "complaint_register"
    begun = [one["id"] for one in await _steps(agent)]
    assert "carry_on" in begun
    assert "register_complaint" not in begun
    for _ in range(5):
        if "yes:" in str(view["stand"]) or view["request"] is None:
            break
        view = await agent.takes(button=button_in(view, "skip"))
    if view["request"] is not None:
        await agent.takes(button=button_in(view, "yes:"))
    await house.settle()
    assert "register_complaint" not in [one["id"] for one in await _steps(agent)]


async def test_a_promised_call_is_looked_at_instead_of_promised_again(house: TestHouse, teller: Teller) -> None:
    agent = await _agent(house, teller, Situation(("给我回个电话吧",)))
    assert (await _steps(agent))[0]["id"] == "begin_what_she_wants"
    live = agent.person.live
    contact = (await house.state(live)).contact
    assert contact is not None
    async with house.database.transaction() as session:
        start = desk.windows(house.clock.now())[0][0]
        booking = Booking(new_id(), live.customer_id, live.conversation_id, contact.id, "账单", None, start)
        ring = house.house.parts.ring
        key = await customers.data_key(session, ring, live.customer_id, now=house.clock.now())
        await book(session, ring, key, booking, is_known=True, now=house.clock.now())
    step = (await _steps(agent))[0]
    assert (step["id"], step["act"]["do"]) == ("call_is_promised", "history")


async def test_nothing_is_advised_where_nothing_speaks_for_anything(house: TestHouse, teller: Teller) -> None:
    seen = await _assist(await _agent(house, teller, Situation(answers=True)))
    assert (seen["is_open"], seen["steps"], seen["matter"]) == (True, [], None)


async def test_the_mood_is_told_message_by_message(house: TestHouse, teller: Teller) -> None:
    seen = await _assist(await _agent(house, teller, Situation(("怎么还款", "你们太过分了，气死我了！！！"))))
    assert [one["intensity"] > 0 for one in seen["mood"]][-2:] == [False, True]
    assert seen["mood"][-1]["seq"] > seen["mood"][-2]["seq"]


async def test_articles_answer_what_she_said_last(house: TestHouse, teller: Teller) -> None:
    seen = await _assist(await _agent(house, teller, Situation(("提前还款要手续费吗",))))
    assert "early_settlement_fee" in {one["article"] for one in seen["articles"]}
    assert len(seen["articles"]) <= 3
    assert all(one["title"] and one["text"] and "**" not in one["text"] for one in seen["articles"])
