"""Planners say what agents can; nobody else does."""

from qiao.access import Post
from tests.access.signin.people import trail
from tests.access.views.seeded import signed_in
from tests.access.views.test_reveals import Browser
from tests.conftest import Web


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
    assert (await planner.put(f"/desk/agents/{agent.id}", said)).json() == said
    assert [one["skills"] for one in (await planner.get("/desk/agents")).json()["agents"]] == [said["skills"]]
    assert f'{{"skills":2,"staff":"{agent.id}"}}' in [record["detail"] for record in await trail(web)]

    everything = {"skills": None, "capacity": None}
    assert (await planner.put(f"/desk/agents/{agent.id}", everything)).json() == {"skills": None, "capacity": 5}


async def test_who_plans_nothing_and_what_is_no_skill_are_refused(web: Web) -> None:
    planner, agent = await _browser(web, Post.TEAM_LEADER, "one"), await _browser(web, Post.ONLINE_AGENT, "two")
    path, every = f"/desk/agents/{agent.staff.id}", {"skills": None, "capacity": None}
    for answer in (await agent.get("/desk/agents"), await agent.put(path, every)):
        assert (answer.status_code, answer.json()["error"]) == (403, "PlansNoWork")
    for wrong in ({"skills": {"juggling": 3}, "capacity": None}, {"skills": {"care": 6}, "capacity": None}):
        assert (await planner.put(path, wrong)).status_code == 422
    assert (await planner.put(f"/desk/agents/{'0' * 8}-0000-7000-8000-{'0' * 12}", every)).status_code == 404
