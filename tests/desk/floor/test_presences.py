"""Away with a reason, and writing up what has ended: states with clocks, seen by the agent and by her leader."""

from datetime import timedelta
from typing import Any

from tests.access.views.test_reveals import Browser
from tests.conftest import Web
from tests.desk.floor.people import becomes, led, takes, waits


async def _me(who: Browser) -> dict[str, Any]:
    return (await who.get("/desk")).json()["me"]


async def test_a_break_has_a_reason_of_the_pack_and_a_clock_that_her_leader_sees(web: Web) -> None:
    leader, ann = await led(web, "ann")
    offered = {one["id"]: one for one in (await ann.get("/desk/breaks")).json()["breaks"]}
    assert offered["meal"]["name"]["zh"]
    begun = web.house.clock.now().isoformat()
    answer = await ann.put("/desk/presence", {"state": "break", "reason": "meal"})
    assert answer.json()["reason"] == "meal"
    web.house.clock.advance(timedelta(seconds=5))
    (seen,) = (await leader.get("/desk/floor")).json()["agents"]
    assert (seen["state"], seen["reason"], seen["since"]) == ("break", "meal", begun)

    await ann.put("/desk/presence", {"state": "break", "reason": "rest"})
    assert (await _me(ann))["since"] == web.house.clock.now().isoformat(), "another reason has a clock of its own"
    await becomes(ann, "ready")
    assert (await _me(ann))["reason"] is None


async def test_reasons_are_those_of_the_pack_and_of_breaks_alone(web: Web) -> None:
    _, ann = await led(web, "ann")
    for state, reason in (("break", "siesta"), ("busy", "meal")):
        answer = await ann.put("/desk/presence", {"state": state, "reason": reason})
        assert (answer.status_code, answer.json()["error"]) == (422, "BreakUnknown")
    assert (await _me(ann))["state"] == "offline"


async def _closes(who: Browser, conversation: object) -> None:
    answer = await who.post(f"/desk/conversations/{conversation}/close", {"reason": "solved"})
    assert answer.status_code == 204


async def test_after_a_conversation_she_is_offered_nothing_until_her_time_is_over(web: Web) -> None:
    _, ann = await led(web, "ann")
    await becomes(ann, "ready")
    live = await waits(web.house)
    await takes(ann, live)
    await _closes(ann, live.conversation_id)
    await waits(web.house)
    desk = (await ann.get("/desk")).json()
    assert (desk["me"]["state"], desk["mine"]) == ("wrap_up", [])

    web.house.clock.advance(timedelta(seconds=web.house.house.desk.floor.wrap_up_s))
    await web.house.settle()

    desk = (await ann.get("/desk")).json()
    assert (desk["me"]["state"], [item["state"] for item in desk["mine"]]) == ("ready", ["reserved"])


async def test_what_she_said_meanwhile_holds_when_her_time_is_over(web: Web) -> None:
    _, ann = await led(web, "ann")
    await becomes(ann, "ready")
    live = await waits(web.house)
    await takes(ann, live)
    await _closes(ann, live.conversation_id)
    await ann.put("/desk/presence", {"state": "break", "reason": "rest"})
    web.house.clock.advance(timedelta(seconds=web.house.house.desk.floor.wrap_up_s))
    await web.house.settle()
    assert (await _me(ann))["state"] == "break"


async def test_who_was_not_ready_stays_as_she_was(web: Web) -> None:
    _, ann = await led(web, "ann")
    await becomes(ann, "busy")
    live = await waits(web.house)
    await takes(ann, live)
    await _closes(ann, live.conversation_id)
    assert (await _me(ann))["state"] == "busy"
