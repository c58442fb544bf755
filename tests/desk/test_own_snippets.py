"""An agent's own ready texts: hers alone, without personal data, and gone with her account."""

from typing import Any

import pytest
from sqlalchemy import func, select

from qiao import access
from qiao.access import Post
from qiao.desk.own_snippets import AT_MOST, LONGEST, OwnSnippetRow
from tests.access.views.test_reveals import Browser
from tests.conftest import Web
from tests.desk.floor.people import somebody

OWN = "/desk/composing/own"


async def kept(who: Browser) -> dict[str, str]:
    return {one["key"]: one["text"] for one in (await who.get(OWN)).json()["snippets"]}


async def added(who: Browser, key: str, text: str) -> dict[str, Any]:
    answer = await who.post(OWN, {"key": key, "text": text})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.fixture
async def ann(web: Web) -> Browser:
    return await somebody(web, "ann")


async def test_she_keeps_changes_and_removes_her_own_and_nobody_else_sees_them(web: Web, ann: Browser) -> None:
    bea = await somebody(web, "bea")
    mine = (await added(ann, "wait", "我是{agent}，请稍等"))["snippet"]
    assert (await kept(ann), await kept(bea)) == ({"wait": "我是{agent}，请稍等"}, {})
    await added(bea, "wait", "稍等一下")

    place = f"{OWN}/{mine['id']}"
    for other in (await bea.put(place, {"key": "x", "text": "别的"}), await bea.delete(place)):
        assert (other.status_code, other.json()["error"]) == (404, "SnippetNotFound")
    changed = await ann.put(place, {"key": "later", "text": "请等{minutes}分钟"})
    assert changed.status_code == 200
    assert await kept(ann) == {"later": "请等{minutes}分钟"}
    assert (await ann.delete(place)).status_code == 204
    assert (await kept(ann), await kept(bea)) == ({}, {"wait": "稍等一下"})


async def test_facts_of_the_lender_are_filled_in_as_in_the_packs(web: Web, ann: Browser) -> None:
    facts = web.house.house.pack.lender.facts
    name = next(iter(facts))
    snippet = (await added(ann, "fact", f"请看：{{{{{name}}}}}"))["snippet"]
    assert snippet["filled"] == {"zh": f"请看：{facts[name].zh}", "en": f"请看：{facts[name].en}"}
    assert snippet["text"] == f"请看：{{{{{name}}}}}"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("她的电话是13912345678", "SnippetPersonal"),
        ("卡号6217001234567890127", "SnippetPersonal"),
        ("您的{telephone}", "GapUnknown"),
        ("请看{{nothing}}", "GapUnknown"),
        ("长" * (LONGEST + 1), "SnippetTooLong"),
        (" \n", "TextEmpty"),
    ],
)
async def test_what_may_not_be_kept_is_refused(ann: Browser, text: str, error: str) -> None:
    answer = await ann.post(OWN, {"key": "one", "text": text})
    assert (answer.status_code, answer.json()["error"]) == (422, error)
    mine = (await added(ann, "two", "您好"))["snippet"]
    answer = await ann.put(f"{OWN}/{mine['id']}", {"key": "two", "text": text})
    assert (answer.status_code, answer.json()["error"]) == (422, error)
    assert await kept(ann) == {"two": "您好"}


async def test_a_promise_that_must_not_be_made_is_pointed_out_when_it_is_kept(ann: Browser) -> None:
    answer = await added(ann, "promise", "您放心，一定能下款")
    assert [one["severity"] for one in answer["findings"]] == ["block"]
    assert (await added(ann, "fine", "请稍等"))["findings"] == []


async def test_a_key_is_hers_once(ann: Browser) -> None:
    mine = (await added(ann, "wait", "请稍等"))["snippet"]
    other = (await added(ann, "other", "请稍等"))["snippet"]
    again = await ann.post(OWN, {"key": "wait", "text": "再等等"})
    assert (again.status_code, again.json()["error"]) == (409, "SnippetKeyTaken")
    assert (await ann.put(f"{OWN}/{other['id']}", {"key": "wait", "text": "再等"})).status_code == 409
    assert (await ann.put(f"{OWN}/{mine['id']}", {"key": "wait", "text": "再等等"})).status_code == 200


async def test_there_are_so_many_and_no_more(ann: Browser) -> None:
    for number in range(AT_MOST):
        await added(ann, f"k{number}", "您好")
    answer = await ann.post(OWN, {"key": "more", "text": "您好"})
    assert (answer.status_code, answer.json()["error"], answer.json()["params"]) == (
        409,
        "TooManySnippets",
        {"at_most": AT_MOST},
    )


async def test_who_serves_nobody_keeps_none(web: Web) -> None:
    planner = await somebody(web, "planner", Post.WFM_PLANNER)
    assert (await planner.get(OWN)).status_code == 403
    assert (await planner.post(OWN, {"key": "one", "text": "您好"})).status_code == 403


async def test_they_go_with_her_account(web: Web, ann: Browser) -> None:
    bea = await somebody(web, "bea")
    for who in (ann, bea):
        await added(who, "hello", "您好")
    async with web.house.database.transaction() as session:
        await access.disable_staff(session, "ann", now=web.house.clock.now())
    await web.house.settle()
    async with web.house.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(OwnSnippetRow)) == 1
    assert await kept(bea) == {"hello": "您好"}
