"""The matrix as pages read it: for whoever is signed in, and nobody else."""

from typing import Any

import pytest

from qiao.access import Post
from tests.conftest import PASSWORD, Web


@pytest.fixture
async def csrf(web: Web) -> str:
    await web.house.staff("agent")
    signed = await web.client.post("/api/v1/staff/sign-in", json={"username": "agent", "password": PASSWORD})
    return signed.json()["csrf"]


async def _explained(web: Web, csrf: str, **asked: Any) -> dict[str, Any]:
    body = {"post": "online_agent", "field": "phone", "purpose": "service", **asked}
    answer = await web.client.post("/api/v1/access/explain", json=body, headers={"x-csrf-token": csrf})
    assert answer.status_code == 200
    return answer.json()


@pytest.mark.parametrize("path", ["matrix", "fields/phone", "posts/bot"])
async def test_nobody_reads_it_without_signing_in(web: Web, path: str) -> None:
    assert (await web.client.get(f"/api/v1/access/{path}")).json() == {"error": "NotSignedIn", "params": {}}


@pytest.mark.usefixtures("csrf")
async def test_the_matrix_holds_every_post_and_field_with_their_names(web: Web) -> None:
    matrix = (await web.client.get("/api/v1/access/matrix")).json()
    assert [one["id"] for one in matrix["posts"]] == [post.value for post in Post]
    assert {one["field"] for one in matrix["grants"]} <= {one["id"] for one in matrix["fields"]}
    for part in ("posts", "fields", "purposes"):
        assert all(one["name"]["zh"] and one["name"]["en"] for one in matrix[part])
    assert {one["post"] for one in matrix["signed_by"]} == {"compliance", "dpo_auditor"}
    assert not any(one["field"] == "c3_secret" or one["post"] == "sysadmin" for one in matrix["grants"])


@pytest.mark.usefixtures("csrf")
async def test_who_sees_a_field_and_what_a_post_sees_are_the_same_rules(web: Web) -> None:
    by_field = (await web.client.get("/api/v1/access/fields/bank_card")).json()
    by_post = (await web.client.get("/api/v1/access/posts/phone_agent")).json()
    shared = [one for one in by_field["grants"] if one["post"] == "phone_agent"]
    assert shared
    assert shared == [one for one in by_post["grants"] if one["field"] == "bank_card"]
    assert shared[0]["rule"] == "tel-bank-card"


@pytest.mark.usefixtures("csrf")
async def test_what_is_not_there_is_not_found(web: Web) -> None:
    unknown = await web.client.get("/api/v1/access/fields/shoe_size")
    assert (unknown.status_code, unknown.json()["error"]) == (404, "FieldNotFound")
    assert (await web.client.get("/api/v1/access/posts/king")).status_code == 422


async def test_why_something_is_hidden_is_said_with_how_to_ask(web: Web, csrf: str) -> None:
    hidden = await _explained(web, csrf, field="address")
    assert (hidden["shown"], hidden["because"], hidden["rule"]) == (False, "forbidden", "onl-address")
    assert all(hidden[part][language] for part in ("why", "ask") for language in ("zh", "en"))
    assert (await _explained(web, csrf))["rule"] == "onl-phone"
    assert (await _explained(web, csrf, holding=None))["because"] == "no_holding"
    assert (await _explained(web, csrf, purpose="repayment", subject="how_to_register"))["because"] == "subject"
    assert (await _explained(web, csrf, purpose="repayment", subject="how_to_repay"))["shown"]
    officer = {"post": "complaint_officer", "purpose": "complaint", "holding": "case"}
    assert (await _explained(web, csrf, **officer))["after_step_up"]["rule"] == "cmp-phone-2"
    assert (await _explained(web, csrf, **officer, stepped_up=True))["right"] == "full"


async def test_an_explanation_is_asked_for_with_the_token_of_the_session(web: Web, csrf: str) -> None:
    assert csrf
    body = {"post": "online_agent", "field": "phone", "purpose": "service"}
    assert (await web.client.post("/api/v1/access/explain", json=body)).json()["error"] == "CsrfMissing"
