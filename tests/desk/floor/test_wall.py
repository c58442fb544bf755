"""The wallboard: figures with formulas, live, and equal to the same counted from the events of the day."""

from datetime import timedelta
from typing import Any

import pytest

from qiao import conversations, desk
from qiao.access import Post
from tests.access.views.test_reveals import Browser
from tests.conftest import Web
from tests.desk.floor.people import becomes, led, screen, somebody, takes, waits


async def _wall(who: Browser) -> dict[str, Any]:
    return (await who.get("/desk/floor/figures")).json()


def _figures(wall: dict[str, Any]) -> dict[str, tuple[float, int | None]]:
    return {one["id"]: (one["numerator"], one["denominator"]) for one in wall["figures"]}


async def _leaves(web: Web, live: conversations.ChannelSession) -> None:
    """She goes before anybody has taken her."""
    async with web.house.database.transaction() as session:
        await conversations.close_contact(
            session, live.conversation_id, reason="left", actor="customer", now=web.house.clock.now()
        )
    await web.house.settle()


async def test_each_figure_has_its_formula_its_numerator_and_its_denominator(web: Web) -> None:
    leader, ann = await led(web, "ann")
    quick, slow, gone, at_once = [await waits(web.house) for _ in range(4)]
    await _leaves(web, at_once)
    web.house.clock.advance(timedelta(seconds=10))
    await takes(ann, quick)
    web.house.clock.advance(timedelta(seconds=20))
    await takes(ann, slow)
    await _leaves(web, gone)
    await waits(web.house)
    web.house.clock.advance(timedelta(seconds=21))

    wall = await _wall(leader)

    assert _figures(wall) == {
        "answered": (2, 4),
        "within_20": (1, 5),
        "abandoned": (2, 4),
        "speed": (40.0, 2),
        "csat": (0, 0),
        "rated": (0, 2),
        "acceptance": (0, 0),
    }
    assert all(one["formula"]["zh"] and one["formula"]["en"] for one in wall["figures"])
    (abandoned,) = [one for one in wall["figures"] if one["id"] == "abandoned"]
    assert "1" in abandoned["formula"]["en"].rsplit(";", 1)[1], "those who left at once are told apart"
    assert (wall["waiting"], wall["agents"]) == (1, {})


async def test_what_went_back_to_the_queue_was_answered_once(web: Web) -> None:
    leader, ann, bea = await led(web, "ann", "bea")
    live = await waits(web.house)
    await takes(ann, live)
    web.house.clock.advance(timedelta(seconds=60))
    await ann.post(f"/desk/conversations/{live.conversation_id}/transfer", {"to": None})
    await takes(bea, live)
    figures = _figures(await _wall(leader))
    assert (figures["answered"], figures["within_20"], figures["speed"]) == ((1, 1), (1, 1), (0.0, 1))


async def test_a_rating_counts_as_satisfied_from_four_on(web: Web) -> None:
    leader, ann = await led(web, "ann")
    for score in (5, 4, 3):
        live = await waits(web.house)
        await takes(ann, live)
        contact = (await web.house.state(live)).contact
        assert contact is not None
        await ann.post(f"/desk/conversations/{live.conversation_id}/close", {"reason": "solved"})
        async with web.house.database.transaction() as session:
            await conversations.rate_contact(
                session,
                live.conversation_id,
                contact.id,
                score=score,
                reasons=[],
                comment=None,
                actor="customer",
                now=web.house.clock.now(),
            )
    figures = _figures(await _wall(leader))
    assert (figures["csat"], figures["rated"]) == ((2, 3), (3, 3))


async def test_the_wall_is_live_and_counts_who_is_here(web: Web) -> None:
    planner = await somebody(web, "planner", Post.WFM_PLANNER)
    ann = await somebody(web, "ann")
    async with screen(web, planner.staff) as shown:
        shown.sends({"type": "wall", "on": True})
        assert (await shown.shows("wall"))["wall"]["agents"] == {}
        await becomes(ann, "ready")
        seen = (await shown.shows("wall"))["wall"]
        assert seen["agents"] == {desk.PresenceState.READY: 1}
        assert seen == await _wall(planner)


@pytest.mark.parametrize("post", [Post.ONLINE_AGENT, Post.SYSADMIN])
async def test_an_agent_sees_no_figures(web: Web, post: Post) -> None:
    someone = await somebody(web, "someone", post)
    assert (await someone.get("/desk/floor/figures")).json()["error"] == "SeesNoFigures"
    async with screen(web, someone.staff) as shown:
        shown.sends({"type": "wall", "on": True})
        assert (await shown.shows("error"))["error"] == "SeesNoFigures"
