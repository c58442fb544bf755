"""The search of the desk over HTTP."""

from typing import Any

import httpx
import pytest

from tests.conftest import PASSWORD, Web

pytestmark = pytest.mark.one_database("articles stand in no database")

SEARCH = "/api/v1/knowledge/search"


async def _signed_in(web: Web) -> dict[str, str]:
    await web.house.staff("agent")
    answer = await web.client.post("/api/v1/staff/sign-in", json={"username": "agent", "password": PASSWORD})
    return {"x-csrf-token": answer.json()["csrf"]}


async def _search(web: Web, **wanted: Any) -> httpx.Response:
    return await web.client.post(SEARCH, json=wanted, headers=await _signed_in(web))


async def test_only_staff_may_search(web: Web) -> None:
    assert (await web.client.post(SEARCH, json={"text": "还款"})).status_code == 401


async def test_a_foreign_page_cannot_search(web: Web) -> None:
    await _signed_in(web)
    assert (await web.client.post(SEARCH, json={"text": "还款"})).status_code == 403


async def test_the_article_comes_whole_with_the_sentence_that_says_most(web: Web) -> None:
    found = (await _search(web, text="提前还款违约金")).json()
    first = found["articles"][0]
    assert (first["article"], found["fits"]) == ("early_settlement_fee", True)
    assert "违约金" in first["passage"]
    assert first["passage"] in first["text"]
    assert not {"**", "{{"} & {first["text"][place : place + 2] for place in range(len(first["text"]))}
    assert first["version"]
    likely = [one["probability"] for one in found["articles"]]
    assert likely == sorted(likely, reverse=True)


async def test_english_words_find_english_articles(web: Web) -> None:
    english = (await _search(web, text="invoice")).json()["articles"][0]
    assert english["title"] == "Invoice for interest"


@pytest.mark.parametrize("text", ["？？", "ελληνικά"])
async def test_what_no_article_knows_finds_none(web: Web, text: str) -> None:
    assert (await _search(web, text=text)).json() == {"articles": [], "fits": False}


@pytest.mark.parametrize("wanted", [{"text": ""}, {"text": "还" * 201}, {"text": "还款", "language": "fr"}, {}])
async def test_what_cannot_be_searched_is_refused(web: Web, wanted: dict[str, str]) -> None:
    assert (await _search(web, **wanted)).status_code == 422
