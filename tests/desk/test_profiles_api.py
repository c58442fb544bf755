"""Planners say what agents can; nobody else does."""

from uuid import UUID

from qiao import desk
from qiao.access import Post
from qiao.access.signin import planning
from qiao.conversations.content import Choice
from tests.access.signin.people import trail
from tests.access.views.seeded import signed_in
from tests.access.views.test_reveals import Browser
from tests.conftest import NOON, Web


async def _browser(web: Web, post: Post, name: str) -> Browser:
    staff = await web.house.staff(name, post=post)
    cookies, headers, _ = await signed_in(web.house, staff)
    return Browser(web, staff, cookies, headers)


async def test_a_planner_says_what_an_agent_can_and_it_is_on_record(web: Web) -> None:
    planner, agent = await _browser(web, Post.WFM_PLANNER, "one"), await web.house.staff("two")
    listed = (await planner.get("/desk/agents")).json()
    assert [(one["name"], one["skills"], one["capacity"]) for one in listed["agents"]] == [("坐席two", None, 5)]
    assert {"id": "care", "name": {"zh": "关怀与危机", "en": "care and crisis"}} in listed["skills"]

    said = {"skills": {"care": 4, "english": 2}, "capacity": 3}
    assert (await planner.put(f"/desk/agents/{agent.id}", said)).json() == {**said, "usual": False}
    assert [one["skills"] for one in (await planner.get("/desk/agents")).json()["agents"]] == [said["skills"]]
    assert f'{{"skills":2,"staff":"{agent.id}"}}' in [record["detail"] for record in await trail(web)]

    everything = {"skills": None, "capacity": None}
    assert (await planner.put(f"/desk/agents/{agent.id}", everything)).json() == {
        "skills": None,
        "capacity": 5,
        "usual": True,
    }


async def test_a_planner_sees_who_is_here_whom_she_leads_and_what_each_queue_asks_for(web: Web) -> None:
    leader, agent = await _browser(web, Post.TEAM_LEADER, "one"), await _browser(web, Post.ONLINE_AGENT, "two")
    async with web.house.database.transaction() as session:
        team = await planning.make_team(session, "一组", leader_id=leader.staff.id, by="test", now=NOON)
        await planning.join_team(session, agent.staff.id, team.id, by="test", now=NOON)
    assert (await agent.put("/desk/presence", {"state": "break"})).status_code == 200
    told = (await leader.get("/desk/agents")).json()
    assert [(one["name"], one["state"], one["yours"]) for one in told["agents"]] == [
        ("坐席one", "offline", False),
        ("坐席two", "break", True),
    ]
    crisis, general = told["queues"][0], told["queues"][-1]
    assert (crisis["id"], crisis["asks"]) == (
        "crisis",
        [{"after_s": 0, "skills": {"care": 3}}, {"after_s": 8, "skills": {"care": 1}}, {"after_s": 15, "skills": {}}],
    )
    assert {queue["id"]: queue["overflow"] for queue in told["queues"] if queue["overflow"]} == {
        "elders": {"to": "general", "after_s": 30}
    }
    assert general["asks"][0] == {"after_s": 0, "skills": {}}
    assert (told["languages"], told["usual_capacity"]) == ({"en": "english"}, 5)


async def test_what_waits_for_a_skill_goes_at_once_to_who_is_given_it(web: Web) -> None:
    planner, agent = await _browser(web, Post.WFM_PLANNER, "one"), await _browser(web, Post.ONLINE_AGENT, "two")
    path = f"/desk/agents/{agent.staff.id}"
    assert (await planner.put(path, {"skills": {}, "capacity": None})).status_code == 200
    assert (await agent.put("/desk/presence", {"state": "ready"})).status_code == 200
    live = await web.house.visitor(locale="en")
    await web.house.receive(live, Choice(button="human", label="a person"))
    await web.house.settle()

    async def offered_to() -> UUID | None:
        async with web.house.database.reading() as session:
            item = await desk.live_item_of_conversation(session, live.conversation_id)
        assert item is not None
        return item.agent_id

    assert await offered_to() is None
    assert (await planner.put(path, {"skills": {"english": 1}, "capacity": None})).status_code == 200
    assert await offered_to() == agent.staff.id


async def test_who_plans_nothing_and_what_is_no_skill_are_refused(web: Web) -> None:
    planner, agent = await _browser(web, Post.TEAM_LEADER, "one"), await _browser(web, Post.ONLINE_AGENT, "two")
    path, every = f"/desk/agents/{agent.staff.id}", {"skills": None, "capacity": None}
    for answer in (await agent.get("/desk/agents"), await agent.put(path, every)):
        assert (answer.status_code, answer.json()["error"]) == (403, "PlansNoWork")
    for wrong in ({"skills": {"juggling": 3}, "capacity": None}, {"skills": {"care": 6}, "capacity": None}):
        assert (await planner.put(path, wrong)).status_code == 422
    assert (await planner.put(f"/desk/agents/{'0' * 8}-0000-7000-8000-{'0' * 12}", every)).status_code == 404
