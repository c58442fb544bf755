"""F18: a body says what its route asks for and nothing else; a field too many changes nothing."""

from typing import Any

import pytest
from fastapi import FastAPI

from qiao.access import Post
from tests.access.views.seeded import signed_in
from tests.access.views.test_cross_product import BODIES, WORDS
from tests.conftest import Web

pytestmark = pytest.mark.one_database("it is refused by what the request brings along")

TOO_MANY: dict[str, object] = {
    "post": "sysadmin", "role": "admin", "owner": "somebody", "status": "closed", "staff_id": "somebody",
    "customer_id": "somebody", "deadline": "2099-01-01", "is_admin": True, "__proto__": {"post": "sysadmin"},
}  # fmt: skip


def _with_bodies(application: FastAPI) -> list[tuple[str, str, str]]:
    """Method, path and the name of the body's schema, for every route that takes one; a file has no fields."""
    found: list[tuple[str, str, str]] = []
    for path, methods in application.openapi()["paths"].items():
        for method, operation in methods.items():
            taken = operation.get("requestBody", {}).get("content", {})
            if "application/json" in taken:
                schema = taken["application/json"]["schema"]
                references = schema.get("anyOf", [schema])
                found += [(method.upper(), path, one["$ref"].rsplit("/", 1)[-1]) for one in references if "$ref" in one]
    return found


def _nested(schemas: dict[str, Any], name: str) -> set[str]:
    """The schema and every one it is made of."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += [other for other in schemas if f'/{other}"' in str(schemas[one]).replace("'", '"')]
    return seen


def test_every_body_is_closed(web: Web) -> None:
    bodies = _with_bodies(web.app)
    assert len(bodies) > 25
    schemas = web.app.openapi()["components"]["schemas"]
    parts = {part for _, _, name in bodies for part in _nested(schemas, name)}
    objects = {part for part in parts if schemas[part].get("type") == "object"}
    assert {part for part in objects if schemas[part].get("additionalProperties") is not False} == set()


async def test_a_field_too_many_is_refused_by_name_on_every_route(web: Web) -> None:
    cookies, headers, _ = await signed_in(web.house, await web.house.staff(post=Post.SYSADMIN))
    web.client.cookies.update(cookies)
    ids: dict[str, object] = dict.fromkeys(_ID_NAMES, "00000000-0000-7000-8000-000000000000")
    for method, path, _ in _with_bodies(web.app):
        body = {
            name: value.format_map(ids) if isinstance(value, str) else value
            for name, value in BODIES.get((method, path), {}).items()
        }
        extra = {name: value for name, value in TOO_MANY.items() if name not in body}
        answer = await web.client.request(
            method, path.format_map({**WORDS, **ids}), headers=headers, json={**body, **extra}
        )
        assert answer.status_code == 422, (method, path, answer.text)
        named = {field.rpartition(".")[2] for field in answer.json()["params"]["fields"]}
        assert named >= extra.keys() - _fields(web, method, path), (method, path, answer.text)


_ID_NAMES: tuple[str, ...] = ("conversation_id", "customer_id", "item_id", "glass_id", "reveal_id", "file_id")


def _fields(web: Web, method: str, path: str) -> set[str]:
    """What this route does ask for under one of those names."""
    schemas = web.app.openapi()["components"]["schemas"]
    return {
        field
        for one, other, name in _with_bodies(web.app)
        if (one, other) == (method, path)
        for field in schemas[name].get("properties", {})
    }


@pytest.mark.parametrize("extra", [{"id": "somebody"}, {"staff": "somebody"}, {"capacity": 500}])
async def test_nothing_is_done_of_a_request_with_a_field_too_many(web: Web, extra: dict[str, object]) -> None:
    cookies, headers, _ = await signed_in(web.house, await web.house.staff())
    web.client.cookies.update(cookies)
    before = (await web.client.get("/api/v1/desk")).json()["me"]
    refused = await web.client.put("/api/v1/desk/presence", json={"state": "ready", **extra}, headers=headers)
    assert refused.status_code == 422
    assert (await web.client.get("/api/v1/desk")).json()["me"] == before
