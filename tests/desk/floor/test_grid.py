"""What a leader sees of the floor: her own teams alone, live, and with a record of whose feelings she saw."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from qiao.access import Post
from qiao.access.audit.model import AuditRecordRow
from qiao.desk.moods import moods_after, worst_mood
from tests.conftest import Web
from tests.desk.floor.people import becomes, led, screen, signs_in, somebody, takes, team, waits


async def _looks(web: Web, actor: str, field: str) -> list[AuditRecordRow]:
    async with web.house.database.reading() as session:
        rows = await session.scalars(
            select(AuditRecordRow).where(AuditRecordRow.actor == actor, AuditRecordRow.fields.contains(f" {field}:"))
        )
        return list(rows)


def _queue(floor: dict[str, Any], queue: str) -> dict[str, Any]:
    (found,) = [one for one in floor["queues"] if one["id"] == queue]
    return found


async def test_she_sees_her_own_people_with_what_is_in_their_hands_and_nobody_elses(web: Web) -> None:
    leader, ann, bea = await led(web, "ann", "bea")
    other = await somebody(web, "other", Post.TEAM_LEADER)
    stranger = await somebody(web, "stranger")
    await team(web.house, other.staff, stranger.staff)
    await becomes(ann, "ready")
    await becomes(stranger, "busy")
    live = await waits(web.house)
    await takes(ann, live)

    floor = (await leader.get("/desk/floor")).json()

    assert [(one["id"], one["state"], one["units"]) for one in floor["agents"]] == [
        (str(ann.staff.id), "ready", 1),
        (str(bea.staff.id), "offline", 0),
    ]
    (talk,) = floor["agents"][0]["talks"]
    assert (talk["conversation"], talk["state"]) == (str(live.conversation_id), "assigned")
    theirs = (await other.get("/desk/floor")).json()
    assert [one["id"] for one in theirs["agents"]] == [str(stranger.staff.id)]
    assert theirs["agents"][0]["talks"] == []


@pytest.mark.parametrize("post", [Post.ONLINE_AGENT, Post.WFM_PLANNER, Post.SYSADMIN])
async def test_who_leads_nobody_sees_no_floor(web: Web, post: Post) -> None:
    someone = await somebody(web, "someone", post)
    answer = await someone.get("/desk/floor")
    assert (answer.status_code, answer.json()["error"]) == (403, "LeadsNobody")
    async with screen(web, someone.staff) as shown:
        shown.sends({"type": "floor", "on": True})
        assert (await shown.shows("error"))["error"] == "LeadsNobody"


async def test_how_long_she_waits_for_an_answer_counts_from_her_first_unanswered_word(web: Web) -> None:
    leader, ann = await led(web, "ann")
    live = await waits(web.house)
    await takes(ann, live)
    words = {"client_id": "c" * 12, "text": "您好，请讲。"}
    await ann.post(f"/desk/conversations/{live.conversation_id}/messages", words)
    assert (await leader.get("/desk/floor")).json()["agents"][0]["talks"][0]["waits_since"] is None

    web.house.clock.advance(timedelta(seconds=30))
    asked_at = web.house.clock.now()
    await web.house.receive(live, "请问我的利息怎么算")
    web.house.clock.advance(timedelta(seconds=30))
    await web.house.receive(live, "还在吗")

    (talk,) = (await leader.get("/desk/floor")).json()["agents"][0]["talks"]
    assert talk["waits_since"] == asked_at.isoformat()


async def test_what_a_customer_feels_is_seen_by_her_leader_and_that_is_on_record_once(web: Web) -> None:
    leader, ann = await led(web, "ann")
    live = await waits(web.house)
    await takes(ann, live)
    assert await _looks(web, f"staff:{leader.staff.id}", "emotion") == []
    async with screen(web, leader.staff) as shown:
        shown.sends({"type": "floor", "on": True})
        assert (await shown.shows("floor"))["floor"]["agents"][0]["talks"][0]["mood"] is None

        await web.house.receive(live, "你们拖了三天了，气死我了，到底什么时候给我退钱")
        await web.house.settle()
        (talk,) = (await shown.shows("floor"))["floor"]["agents"][0]["talks"]
        assert (talk["mood"]["label"], talk["mood"]["intensity"]) == ("angry", 2)

        await web.house.receive(live, "气死我了，还没有人理我")
        await web.house.settle()
        await shown.shows("floor")
    (record,) = await _looks(web, f"staff:{leader.staff.id}", "emotion")
    assert (record.customer_id, record.post) == (live.customer_id, "team_leader")


async def test_the_screen_follows_a_presence_without_being_asked(web: Web) -> None:
    leader, ann = await led(web, "ann")
    await waits(web.house)
    async with screen(web, leader.staff) as shown:
        shown.sends({"type": "floor", "on": True})
        assert (await shown.shows("floor"))["floor"]["agents"][0]["state"] == "offline"
        await becomes(ann, "busy")
        live = (await shown.shows("floor"))["floor"]
        assert live["agents"][0]["state"] == "busy"
        assert live == (await leader.get("/desk/floor")).json()


async def test_a_queue_tells_what_waits_and_how_its_promise_is_kept_today(web: Web) -> None:
    leader, ann = await led(web, "ann")
    quick, slow = await waits(web.house), await waits(web.house)
    await takes(ann, quick)
    general = _queue((await leader.get("/desk/floor")).json(), "general")
    assert (general["waiting"], general["in_time"], general["of"]) == ({"normal": 1}, 1, 1)

    web.house.clock.advance(timedelta(seconds=general["target"]["within_s"] + 1))
    general = _queue((await leader.get("/desk/floor")).json(), "general")
    assert (general["in_time"], general["of"]) == (1, 2), "whoever waits longer than was promised counts at once"

    await takes(ann, slow)
    general = _queue((await leader.get("/desk/floor")).json(), "general")
    assert (general["waiting"], general["longest_since"]) == ({}, None)
    assert (general["in_time"], general["of"]) == (1, 2)

    web.house.clock.advance(timedelta(days=1))
    leader = await signs_in(web, leader.staff)
    assert _queue((await leader.get("/desk/floor")).json(), "general")["of"] == 0


_MOODS = st.fixed_dictionaries({"label": st.text(), "intensity": st.integers(0, 3)})


@given(st.lists(_MOODS))
def test_the_worst_of_the_last_three_moods_counts(felt: list[dict[str, Any]]) -> None:
    kept: list[dict[str, Any]] = []
    for one in felt:
        kept = moods_after(kept, one)
    strongest = max((one["intensity"] for one in felt[-3:]), default=0)
    worst = worst_mood(kept)
    assert (worst["intensity"] if worst else 0) == strongest
