"""Which pages somebody is told of: exactly those whose routes answer her."""

import pytest

from qiao.access import Post
from tests.access.signin.people import Browser, browser
from tests.conftest import Web

ALWAYS = {"matrix", "account"}
LEADS = {"whisper", "join", "take_over", "send_on", "empty_hands"}
ROUTES = {
    "requests": ("staff/requests", "staff/requests/funnel"),
    "complaints": ("staff/complaints",),
    "orders": ("staff/orders",),
    "reports": ("staff/complaint-reports?since=2026-03-01&until=2026-03-10",),
    "outreach": ("staff/outreach/figures", "staff/outreach/triggers"),
    "incidents": ("staff/incidents", "staff/incidents/playbooks"),
    "reviews": ("access/break-glass", "access/reveals"),
    "floor": ("desk/floor",),
    "wall": ("desk/floor/figures",),
    "planning": ("desk/planning/histories", "desk/planning/plans?on=2026-03-10"),
    "audit": ("audit/records", "audit/state"),
    "staff": ("access/staff", "access/rota"),
}


async def _answers(someone: Browser, paths: tuple[str, ...]) -> bool:
    return any([(await someone.client.get(f"/api/v1/{path}")).status_code == 200 for path in paths])


@pytest.mark.parametrize("post", [post for post in Post if post is not Post.BOT])
@pytest.mark.one_database("who may see a page comes from her post")
async def test_the_pages_told_are_those_whose_routes_answer(web: Web, post: Post) -> None:
    await web.house.staff("agent", post=post)
    async with browser(web) as someone:
        me = (await someone.sign_in()).json()
        answering = {page for page, paths in ROUTES.items() if await _answers(someone, paths)}
        ready = await someone.send("PUT", "desk/presence", state="ready")

        assert set(me["pages"]) - {"work"} == answering | ALWAYS
        assert ("work" in me["pages"]) == (ready.status_code == 200)
        assert (await someone.get("staff/me"))["pages"] == me["pages"]


@pytest.mark.parametrize(
    ("post", "may"),
    [
        (Post.TEAM_LEADER, {"plan_shifts", "agree_glass", *LEADS}),
        (Post.SYSADMIN, {"plan_shifts", "rights_propose", "staff_accounts"}),
        (Post.COMPLIANCE, {"agree_glass", "rights_approve", "audit_read"}),
        (Post.WFM_PLANNER, {"plan_shifts", "plan_days"}),
        (Post.ONLINE_AGENT, set[str]()),
    ],
)
@pytest.mark.one_database("what she may comes from her post")
async def test_what_she_may_do_there_is_told_too(web: Web, post: Post, may: set[str]) -> None:
    await web.house.staff("agent", post=post)
    async with browser(web) as someone:
        told = set((await someone.sign_in()).json()["may"])
    every = {
        "plan_shifts",
        "plan_days",
        "agree_glass",
        "rights_propose",
        "rights_approve",
        "staff_accounts",
        "audit_read",
    }
    every |= LEADS
    assert told & every == may


async def test_a_planner_knows_whom_she_plans_and_not_how_they_sign_in(web: Web) -> None:
    gone = await web.house.staff("gone")
    await web.house.staff("agent", post=Post.WFM_PLANNER)
    await web.house.staff("admin", post=Post.SYSADMIN)
    async with browser(web) as someone, browser(web, source="10.1.2.4") as admin:
        await admin.sign_in("admin")
        assert (await admin.send("POST", f"access/staff/{gone.id}/disable")).status_code == 204
        await someone.sign_in()
        told = (await someone.get("access/rota"))["staff"]
    assert [one["username"] for one in told] == ["admin", "agent"]
    assert set(told[0]) == {"id", "username", "name", "team"}


async def test_her_team_and_its_leader_stand_in_her_account(web: Web) -> None:
    leader = await web.house.staff("leader", post=Post.TEAM_LEADER)
    agent = await web.house.staff("agent")
    await web.house.staff("admin", post=Post.SYSADMIN)
    async with browser(web) as someone, browser(web, source="10.1.2.4") as admin:
        await someone.sign_in()
        assert (await someone.get("access/me"))["team"] is None
        await admin.sign_in("admin")
        team = (await admin.send("POST", "access/teams", name="一组", leader=str(leader.id))).json()["id"]
        assert (await admin.send("PUT", f"access/staff/{agent.id}/team", team=team)).status_code == 204

        assert (await someone.get("access/me"))["team"] == {"name": "一组", "leader": leader.name}


async def test_every_subject_a_contact_can_be_about_is_offered(web: Web) -> None:
    await web.house.staff("agent")
    async with browser(web) as someone:
        await someone.sign_in()
        offered = (await someone.get("desk/subjects"))["subjects"]
    assert {one["id"] for one in offered} == set(web.house.house.pack.intents)
    assert all(one["name"]["zh"] and one["name"]["en"] for one in offered)


@pytest.mark.parametrize(
    ("post", "offered"), [(Post.ONLINE_AGENT, ["name", "phone", "address"]), (Post.COMPLAINT_OFFICER, [])]
)
async def test_breaking_the_glass_is_offered_to_posts_that_may(web: Web, post: Post, offered: list[str]) -> None:
    await web.house.staff("agent", post=post)
    async with browser(web) as someone:
        await someone.sign_in()
        fields = (await someone.get("access/reveal-reasons"))["glass"]["fields"]
    assert fields == offered
