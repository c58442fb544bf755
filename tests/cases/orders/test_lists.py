"""Many work orders: the list with its filters and pages, the board, saved views, and the same act on many."""

import pytest

from qiao.access import Post
from qiao.foundation.ids import new_id
from tests.cases.orders.asked import Asked, asked
from tests.conftest import Web
from tests.desk.floor.people import somebody


@pytest.fixture
async def it(web: Web) -> Asked:
    return await asked(web)


async def test_the_list_is_filtered_searched_counted_and_paged(it: Asked) -> None:
    booked = await it.opens()
    review = await it.opens(type="limit_review", form={"what": "frozen"}, priority=3)
    await it.done(it.clerk, booked, "taken")
    for query, expected in (
        ("", {booked["id"], review["id"]}),
        ("?department=risk", {review["id"]}),
        ("?type=payment_not_booked", {booked["id"]}),
        ("?state=working", {booked["id"]}),
        (f"?owner={it.clerk.staff.id}", {booked["id"]}),
        ("?unowned=true", {review["id"]}),
        ("?priority=3", {review["id"]}),
        ("?pressing=1", set()),
        ("?opened_by_me=true", {booked["id"], review["id"]}),
        (f"?text={booked['number'][:6]}", {booked["id"]}),
        ("?text=冻结", {review["id"]}),
        ("?text=还款未入账", {booked["id"]}),
        (f"?text={it.live.customer_id}", {booked["id"], review["id"]}),
        (f"?conversation={it.live.conversation_id}", {booked["id"], review["id"]}),
        ("?text=没有这样的", set()),
    ):
        assert set(await it.listed(it.agent, query)) == expected, query
    assert await it.listed(it.clerk, "?mine=true") == [booked["id"]]
    page = (await it.agent.get("/staff/orders?limit=1&sort=newest")).json()
    assert page["counts"] | {"new": 1, "working": 1, "unowned": 1, "late": 0} == page["counts"]
    place = page["next"]
    rest = await it.agent.get(
        f"/staff/orders?limit=1&sort=newest&after={place['after']}&after_at={place['after_at'].replace('+', '%2B')}"
    )
    assert {page["items"][0]["id"], rest.json()["items"][0]["id"]} == {booked["id"], review["id"]}
    assert rest.json()["next"] is None


async def test_the_board_has_a_column_for_each_state(it: Asked) -> None:
    order = await it.opens()
    await it.opens()
    await it.done(it.clerk, order, "taken")
    board = (await it.clerk.get("/staff/orders/board")).json()
    assert [(one["state"], one["count"], len(one["items"])) for one in board["columns"]] == [
        ("new", 1, 1),
        ("working", 1, 1),
        ("waiting", 0, 0),
        ("returned", 0, 0),
        ("answered", 0, 0),
    ]


async def test_a_view_is_kept_and_shared_and_gives_no_right(it: Asked) -> None:
    body = {"name": "待我处理", "wanted": {"mine": True, "sort": "due"}, "is_shared": True}
    kept = (await it.clerk.post("/staff/orders/views", body)).json()
    assert kept["wanted"] == {"mine": True}
    assert (await it.clerk.post("/staff/orders/views", body)).json()["error"] == "ViewNameTaken"
    (shared,) = (await it.agent.get("/staff/orders/views")).json()["views"]
    assert (shared["name"], shared["is_mine"]) == ("待我处理", False)
    path = f"/staff/orders/views/{kept['id']}"
    assert (await it.agent.delete(path)).status_code == 404
    changed = await it.clerk.put(path, {**body, "name": "我的", "is_shared": False})
    assert changed.json()["name"] == "我的"
    assert (await it.agent.get("/staff/orders/views")).json()["views"] == []
    assert (await it.clerk.delete(path)).status_code == 200


async def test_each_of_many_has_its_own_result(it: Asked) -> None:
    first, second = await it.opens(), await it.opens()
    unseen = await it.opens(type="limit_review", form={"what": "frozen"})
    await it.done(it.agent, second, "cancelled", words="重复")
    ids = [first["id"], second["id"], unseen["id"], str(new_id()), first["id"]]
    body = {"ids": ids, "act": "handed_on", "to": str(it.clerk.staff.id)}
    answer = (await it.clerk.post("/staff/orders/bulk", body)).json()
    assert [one["error"] for one in answer["results"]] == [
        None,
        "OrderActNotPossible",
        "OrderNotFound",
        "OrderNotFound",
    ]
    assert answer["done"] == 1
    assert (await it.seen(it.clerk, first)).json()["owner"]["id"] == str(it.clerk.staff.id)
    too_many = {"ids": [str(new_id()) for _ in range(201)], "act": "closed"}
    assert (await it.clerk.post("/staff/orders/bulk", too_many)).status_code == 422


async def test_what_can_be_chosen_is_as_the_pack_names_it(it: Asked) -> None:
    choices = (await it.agent.get("/staff/orders/choices")).json()
    assert (len(choices["types"]) >= 8, choices["opens"], choices["answers_for"]) == (True, True, [])
    people = {one["id"]: [each["name"] for each in one["people"]] for one in choices["departments"]}
    assert (len(people["operations"]), people["legal"]) == (1, [])
    lawyer = await somebody(it.web, "he", Post.COMPLIANCE)
    assert (await lawyer.get("/staff/orders/choices")).json()["answers_for"] == ["legal"]
