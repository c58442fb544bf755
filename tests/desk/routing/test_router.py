"""Who gets what next, and why."""

from uuid import UUID

import pytest

from qiao.desk.routing import Act, Agent, Held, Item, Kind, Name, Router, Team
from qiao.policy import Lane
from tests.desk.routing.floor import NOON, Floor, offers, shipped_rules

ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))
RULES = shipped_rules()
CARE = (("care", 4),)
NIGHT = Team(UUID(int=50), Name("夜班组", "night team"))


@pytest.fixture
def floor() -> Floor:
    return Floor(RULES)


def _item(number: int, floor: Floor, lane: Lane = Lane.NORMAL, kind: Kind = Kind.CONVERSATION, **more: object) -> Item:
    return Item(UUID(int=1_000 + number), floor.now, kind, lane, **more)  # pyright: ignore[reportArgumentType]  builders take what the test is about


def _hear_all(floor: Floor, *items: Item) -> None:
    for item in items:
        floor.arrive(item)


def test_the_least_loaded_is_asked_and_the_reason_says_so(floor: Floor) -> None:
    floor.come(Agent(ONE, 5))
    first = _item(1, floor)
    floor.arrive(first)
    floor.accept(first.id)
    floor.come(Agent(TWO, 5))
    decided = floor.arrive(_item(2, floor))
    assert [one.agent for one in decided] == [TWO]
    assert decided[0].why.zh == "普通：已等 0 秒，分给能接的人中手头最少者（0/5）"
    assert decided[0].why.en == "normal: waited 0 s, to the least loaded of those who can (0 of 5)"


def test_of_equals_the_one_idle_longest_is_asked_so_that_work_is_shared(floor: Floor) -> None:
    for agent in (ONE, TWO, THREE):
        floor.come(Agent(agent, 5))
    asked = list[UUID]()
    for number in range(9):
        item = _item(number, floor)
        asked += offers(floor.arrive(item)).values()
        floor.accept(item.id)
        floor.pass_time(1)
        floor.leave(item.id)
    assert sorted(asked) == [ONE] * 3 + [TWO] * 3 + [THREE] * 3


def test_life_at_risk_goes_first_however_long_others_have_waited(floor: Floor) -> None:
    waiting = _item(1, floor)
    floor.arrive(waiting)
    floor.pass_time(7 * 24 * 3600)
    danger = _item(2, floor, Lane.LIFE)
    floor.arrive(danger)
    assert offers(floor.come(Agent(ONE, 5))) == {danger.id: ONE}


def test_lanes_age_so_that_none_starves(floor: Floor) -> None:
    normal = _item(1, floor)
    floor.arrive(normal)
    floor.pass_time(1_199)
    complaint = _item(2, floor, Lane.COMPLAINT)
    floor.arrive(complaint)
    floor.pass_time(2)
    later = _item(3, floor, Lane.COMPLAINT)
    floor.arrive(later)
    order = list[UUID]()
    floor.come(Agent(ONE, 1))
    for _ in range(3):
        offered = next(seen.item.id for seen in floor.held_by(ONE))
        order.append(offered)
        floor.accept(offered)
        floor.leave(offered)
    assert order == [complaint.id, normal.id, later.id]


def test_whom_she_knows_is_asked_first_though_others_hold_less(floor: Floor) -> None:
    floor.come(Agent(ONE, 5))
    busy = _item(1, floor)
    floor.arrive(busy)
    floor.accept(busy.id)
    floor.come(Agent(TWO, 5))
    decided = floor.arrive(_item(2, floor, preferred=ONE))
    assert [(one.agent, one.why.code) for one in decided] == [(ONE, "last_agent")]


def test_for_whom_she_knows_she_waits_a_bounded_while(floor: Floor) -> None:
    floor.come(Agent(ONE, 1))
    busy = _item(1, floor)
    floor.arrive(busy)
    floor.accept(busy.id)
    floor.come(Agent(TWO, 5))
    kept = _item(2, floor, preferred=ONE)
    assert [(one.act, one.agent) for one in floor.arrive(kept)] == [(Act.KEEP, ONE)]
    assert offers(floor.pass_time(44)) == {}
    assert offers(floor.pass_time(1)) == {kept.id: TWO}


def test_nobody_waits_for_whom_she_knows_who_is_not_here_and_life_waits_for_nobody(floor: Floor) -> None:
    floor.come(Agent(ONE, 1))
    busy = _item(1, floor)
    floor.arrive(busy)
    floor.accept(busy.id)
    floor.come(Agent(TWO, 5))
    absent, danger = _item(2, floor, preferred=THREE), _item(3, floor, Lane.LIFE, preferred=ONE)
    assert offers(floor.arrive(absent)) == {absent.id: TWO}
    floor.accept(absent.id)
    assert offers(floor.arrive(danger)) == {danger.id: TWO}


def test_an_offer_nobody_takes_goes_to_the_next_with_a_missed_mark_and_comes_back_to_who_is_alone(floor: Floor) -> None:
    floor.come(Agent(ONE, 5))
    item = _item(1, floor)
    floor.arrive(item)
    decided = floor.pass_time(20)
    assert [(one.act, one.why.code) for one in decided] == [(Act.WITHDRAW, "no_reply"), (Act.WAIT, "nobody_free")]
    assert offers(floor.come(Agent(TWO, 5))) == {item.id: TWO}
    floor.step_away(TWO)
    assert offers(floor.pass_time(59)) == {}
    assert offers(floor.pass_time(1)) == {item.id: ONE}


def test_skills_are_relaxed_on_a_timer(floor: Floor) -> None:
    floor.come(Agent(ONE, 5, skills=()))
    danger = _item(1, floor, Lane.LIFE)
    assert offers(floor.arrive(danger)) == {}
    assert offers(floor.pass_time(14)) == {}
    decided = floor.pass_time(1)
    assert offers(decided) == {danger.id: ONE}
    assert [one.act for one in decided] == [Act.RELAX, Act.OFFER]
    floor.come(Agent(TWO, 5, skills=CARE))
    another = _item(2, floor, Lane.LIFE)
    assert offers(floor.arrive(another)) == {another.id: TWO}


def test_another_queues_people_help_out_after_a_while(floor: Floor) -> None:
    floor.come(Agent(ONE, 5, skills=()))
    elder = _item(1, floor, Lane.ELDER)
    assert offers(floor.arrive(elder)) == {}
    assert offers(floor.pass_time(30)) == {elder.id: ONE}


def test_customers_of_who_vanished_wait_at_the_front_and_behind_life_alone(floor: Floor) -> None:
    floor.come(Agent(ONE, 5))
    dropped = _item(1, floor)
    floor.arrive(dropped)
    floor.accept(dropped.id)
    floor.pass_time(1)
    floor.step_away(ONE)
    urgent, danger = _item(2, floor, Lane.EMERGENCY), _item(3, floor, Lane.LIFE)
    _hear_all(floor, urgent, danger)
    assert [one.why.code for one in floor.vanish(ONE)] == ["vanished", "nobody_free"]
    assert [seen.item.id for seen in floor.waiting()] == [danger.id, dropped.id, urgent.id]
    order = list[UUID]()
    floor.come(Agent(TWO, 5))
    for _ in range(3):
        offered = next(seen.item.id for seen in floor.held_by(TWO) if not seen.is_accepted)
        order.append(offered)
        floor.accept(offered)
    assert order == [danger.id, dropped.id, urgent.id]


def test_who_has_an_interest_never_gets_the_complaint_though_nobody_else_is_here(floor: Floor) -> None:
    floor.come(Agent(ONE, 5))
    complaint = _item(1, floor, Lane.COMPLAINT, Kind.COMPLAINT, exclude=frozenset({ONE}), preferred=ONE)
    floor.arrive(complaint)
    decided = floor.pass_time(2 * 3600)
    assert offers(decided) == {}
    assert Act.ALERT in {one.act for one in decided}
    assert offers(floor.come(Agent(TWO, 5))) == {complaint.id: TWO}


def test_a_call_fills_the_hands_and_small_things_do_not_keep_it_out_for_ever(floor: Floor) -> None:
    floor.come(Agent(ONE, 2))
    chats = [_item(number, floor) for number in range(2)]
    for chat in chats:
        floor.arrive(chat)
        floor.accept(chat.id)
    call = _item(9, floor, kind=Kind.CALL_BACK, lane=Lane.PROMISE)
    floor.arrive(call)
    assert [one.act for one in floor.pass_time(60)] == [Act.CLEAR]
    more = _item(10, floor, Lane.COMPLAINT)
    floor.arrive(more)
    assert offers(floor.leave(chats[0].id)) == {}
    assert offers(floor.leave(chats[1].id)) == {call.id: ONE}
    floor.accept(call.id)
    assert offers(floor.leave(call.id)) == {more.id: ONE}


def test_hands_kept_clear_are_anybodys_again_when_what_they_were_for_is_gone(floor: Floor) -> None:
    floor.come(Agent(ONE, 2))
    chat, call, more = _item(1, floor), _item(2, floor, kind=Kind.CALL_TASK), _item(3, floor)
    floor.arrive(chat)
    floor.accept(chat.id)
    floor.arrive(call)
    floor.pass_time(60)
    assert offers(floor.arrive(more)) == {}
    assert offers(floor.leave(call.id)) == {more.id: ONE}


def test_outside_hours_calls_wait_for_the_opening_and_conversations_go_to_who_is_here(floor: Floor) -> None:
    floor.pass_time(9 * 3600)
    floor.come(Agent(ONE, 5))
    call, chat = _item(1, floor, kind=Kind.CALL_BACK), _item(2, floor)
    decided = floor.arrive(call)
    assert [(one.act, one.why.code, one.until) for one in decided] == [(Act.WAIT, "closed", NOON + 21 * 3600)]
    assert offers(floor.arrive(chat)) == {chat.id: ONE}
    floor.accept(chat.id)
    floor.leave(chat.id)
    assert offers(floor.pass_time(12 * 3600)) == {call.id: ONE}


def test_in_a_surge_nothing_waits_for_one_agent_and_it_ends_when_half_are_served(floor: Floor) -> None:
    rules = RULES.model_copy(
        update={"queues": (RULES.by_id["general"].model_copy(update={"surge_at": 4, "hours": None}),)}
    )
    floor = Floor(rules)
    floor.come(Agent(ONE, 1, skills=()))
    busy = _item(0, floor)
    floor.arrive(busy)
    floor.accept(busy.id)
    english = [_item(number, floor, skills=(("english", 1),), preferred=ONE) for number in range(1, 5)]
    decided = [one for item in english for one in floor.arrive(item)]
    assert [one.act for one in decided if one.act in {Act.KEEP, Act.SURGE}] == [Act.KEEP] * 4
    plain = _item(9, floor)
    decided = floor.arrive(plain)
    assert Act.SURGE in {one.act for one in decided}
    floor.come(Agent(TWO, 5, skills=()))
    taken = 0
    while offered := [seen.item.id for seen in floor.held_by(TWO) if not seen.is_accepted]:
        floor.accept(offered[0])
        taken += 1
    assert taken == 5


def test_a_router_that_begins_anew_decides_as_one_that_went_on(floor: Floor) -> None:
    held, english, danger = _item(1, floor), _item(2, floor, skills=(("english", 1),)), _item(3, floor, Lane.LIFE)
    now = floor.now + 50
    router = Router(RULES)
    agents = [Agent(ONE, 2, skills=()), Agent(TWO, 2, skills=CARE)]
    decided = router.restore(agents, [Held(held, ONE, is_accepted=True)], [english, danger], now=now)
    assert offers(decided) == {danger.id: TWO}
    router.accept(danger.id, TWO, now=now)
    assert offers(router.tick(now=now + 39)) == {}
    assert offers(router.tick(now=now + 40)) == {english.id: ONE}


def test_an_item_is_not_queued_twice_and_what_is_gone_is_gone(floor: Floor) -> None:
    item = _item(1, floor)
    floor.arrive(item)
    assert floor.router.arrive(item, now=floor.now) == []
    floor.leave(item.id)
    assert floor.router.leave(item.id, now=floor.now) == []


def test_a_team_it_is_handed_on_to_alone_is_offered_it_and_the_reason_names_the_team(floor: Floor) -> None:
    floor.come(Agent(ONE, 1))
    item = _item(1, floor)
    floor.arrive(item)
    floor.accept(item.id)
    floor.come(Agent(TWO, 5))
    decided = floor.hand_on(item.id, None, NIGHT)
    assert offers(decided) == {}
    assert decided[-1].why.zh == "普通：夜班组都在忙，先等该组，转组后满 120 秒由其他人接"
    decided = floor.come(Agent(THREE, 5, team=NIGHT.id))
    assert offers(decided) == {item.id: THREE}
    assert decided[-1].why.en == "normal: waited 0 s, handed on to night team, to one of the team (0 of 5 in hand)"


def test_nobody_waits_for_ever_for_a_team_that_does_not_come(floor: Floor) -> None:
    floor.come(Agent(ONE, 1))
    item = _item(1, floor)
    floor.arrive(item)
    floor.accept(item.id)
    floor.come(Agent(TWO, 5))
    floor.hand_on(item.id, None, NIGHT)
    assert offers(floor.pass_time(119)) == {}
    decided = floor.pass_time(1)
    assert offers(decided) == {item.id: TWO}
    assert [one.why.zh for one in decided] == [
        "普通：等夜班组已够久，改由任何能接的人接",
        "普通：已等 120 秒，夜班组没有人接，分给其他能接的坐席（手头 0/5）",
    ]


def test_in_a_surge_nothing_waits_for_a_team(floor: Floor) -> None:
    floor.come(Agent(ONE, 1))
    item = _item(1, floor)
    floor.arrive(item)
    floor.accept(item.id)
    floor.come(Agent(TWO, 1, team=UUID(int=51)))
    floor.hand_on(item.id, None, NIGHT)
    floor.step_away(TWO)
    _hear_all(floor, *(_item(number, floor) for number in range(2, 62)))
    assert any(one.item.id == item.id for one in floor.waiting())
    assert offers(floor.come(Agent(TWO, 1, team=UUID(int=51)))) == {item.id: TWO}
