"""The table of rights as pages show it: the whole matrix, one field, one post, and why something is hidden.

No customer data is in it, so whoever is signed in may read it: rights that all can see are rights that hold.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from qiao.access.grants.book import GrantBook, Sight
from qiao.access.grants.decide import Asked, Hidden, Holding, Shown, decide
from qiao.access.grants.section import GRANTS
from qiao.access.grants.terms import Grant, Scope
from qiao.access.model import Post
from qiao.foundation.bodies import Body
from qiao.foundation.clock import Clock
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import NotFound
from qiao.foundation.http import REFUSALS
from qiao.policy import InBoth, Pack

SignedIn = Callable[[Request], Awaitable[object]]


class FieldNotFound(NotFound):
    """There is no such field; GET /api/v1/access/matrix lists them."""


class Circumstances(Body):
    """What is asked: may this post see this field for this purpose, if these things were so?

    `subject` is the intent the contact is about; without one every purpose of a subject counts as allowed.
    """

    post: Post
    field: Annotated[str, Field(max_length=40)]
    purpose: Annotated[str, Field(max_length=40)]
    holding: Literal["own", "case", "team"] | None = "own"
    subject: Annotated[str, Field(max_length=60)] | None = None
    on_shift: bool = True
    quota_left: Annotated[int, Field(ge=0, le=1_000_000)] = 1
    stepped_up: bool = False


def routes(pack: Pack, signed_in: SignedIn, clock: Clock) -> APIRouter:
    """The routes under `/api/v1/access`."""
    book = pack.section(GRANTS)
    router = APIRouter(prefix="/api/v1/access", tags=["access"], dependencies=[Depends(signed_in)], responses=REFUSALS)

    @router.get("/matrix")
    @declared(Who.STAFF)
    async def matrix() -> dict[str, Any]:
        """Every post, field, purpose and right, with names in both languages."""
        return {
            "posts": [
                {"id": one.id, "name": _both(one.name), "about": _both(one.about), "duties": list(one.duties)}
                for one in book.posts.values()
            ],
            "groups": {group: _both(name) for group, name in book.groups.items()},
            "fields": [
                {"id": one.id, "group": one.group, "class": one.sensitivity, "mask": one.mask, "name": _both(one.name)}
                for one in book.fields.values()
            ],
            "purposes": [
                {"id": one.id, "name": _both(one.name), "standing": one.standing, "subjects": list(one.subjects)}
                for one in book.purposes.values()
            ],
            "rights": {right: _both(name) for right, name in book.words.rights.items()},
            "forms": {form: _both(name) for form, name in book.words.forms.items()},
            "scopes": {scope: _both(name) for scope, name in book.words.scopes.items()},
            "grants": _sights(sight for post in book.posts for sight in book.what_can_see(post)),
            "signed_by": [{"post": one.post, "on": one.signed_on.isoformat()} for one in book.sign_off.signers],
        }

    @router.get("/fields/{field}")
    @declared(Who.STAFF)
    async def who_sees(field: str) -> dict[str, Any]:
        """Who can see this field, how much of it, for what, and by which rule."""
        if field not in book.fields:
            raise FieldNotFound(field=field[:40])
        return {"field": field, "name": _both(book.fields[field].name), "grants": _sights(book.who_can_see(field))}

    @router.get("/posts/{post}")
    @declared(Who.STAFF)
    async def sees(post: Post) -> dict[str, Any]:
        """What this post can see."""
        return {"post": post, "name": _both(book.posts[post].name), "grants": _sights(book.what_can_see(post))}

    @router.post("/explain")
    @declared(Who.STAFF)
    async def explain(circumstances: Circumstances) -> dict[str, Any]:
        """What would be shown, by which rule; or why it would be hidden, and how to ask."""
        now = clock.now()
        allowed = _allowed(book, pack, circumstances.subject)
        answer = decide(
            book.table,
            Asked(
                post=circumstances.post,
                field=circumstances.field,
                purpose=circumstances.purpose,
                holding=Holding(Scope(circumstances.holding), now) if circumstances.holding else None,
                purposes_of_subject=allowed,
                on_shift=circumstances.on_shift,
                quota_left=circumstances.quota_left,
                stepped_up=circumstances.stepped_up,
                now=now,
            ),
        )
        return _shown(answer) if isinstance(answer, Shown) else _hidden(book, answer)

    _ = (matrix, who_sees, sees, explain)
    return router


def _allowed(book: GrantBook, pack: Pack, subject: str | None) -> frozenset[str]:
    return frozenset(book.purposes) if subject is None else book.purposes_for(pack.intents.get(subject))


def _shown(answer: Shown) -> dict[str, Any]:
    return {
        "shown": True,
        "right": answer.right,
        "form": answer.form,
        "rule": answer.rule,
        "also": [_grant(grant) for grant in answer.also],
        "after_step_up": _grant(answer.after_step_up) if answer.after_step_up else None,
    }


def _hidden(book: GrantBook, answer: Hidden) -> dict[str, Any]:
    reason = book.reason(answer)
    return {
        "shown": False,
        "because": answer.because,
        "rule": answer.rule or None,
        "why": _both(reason.why),
        "ask": _both(reason.ask),
        "purposes": list(answer.purposes),
    }


def _sights(sights: Iterable[Sight]) -> list[dict[str, Any]]:
    return [
        {
            "post": sight.post,
            "field": sight.field,
            **_grant(sight.grant),
            "purposes": list(sight.purposes),
            "note": sight.note,
        }
        for sight in sights
    ]


def _grant(grant: Grant) -> dict[str, Any]:
    return {
        "right": grant.right,
        "form": grant.form,
        "rule": grant.rule,
        "step_up": grant.step_up,
        "scope": grant.scope,
    }


def _both(text: InBoth) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
