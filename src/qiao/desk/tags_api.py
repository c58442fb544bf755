"""What is known of the customer in hand, over HTTP: her tags, each with the reason why she has it."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request

from qiao.access import Doorkeeper, Form, Look
from qiao.customers import profile
from qiao.customers.profile import Profile, ProfileBook, Reason, Tag, Trait
from qiao.desk import looks
from qiao.desk.parts import Desk
from qiao.foundation.declared import Who, declared
from qiao.foundation.http import REFUSALS, Parts, source_of
from qiao.policy import InBoth

_TAGS = "profile_tags"
SHOWN = (_TAGS, "loans", "overdue_notes", "complaint_file", "risk_decision")
_OF_NOBODY = {Form.AGGREGATE, Form.AUDIENCE}


def routes(parts: Parts, desk: Desk, signed_in: Doorkeeper) -> APIRouter:
    """The route `/api/v1/desk/conversations/…/tags`."""
    router = APIRouter(prefix="/api/v1/desk", tags=["desk"], responses=REFUSALS)
    book = desk.pack.section(profile.PROFILE)

    @router.get("/conversations/{conversation_id}/tags")
    @declared(Who.HOLDER, *SHOWN)
    async def tags(conversation_id: UUID, request: Request) -> dict[str, Any]:
        """Her tags with what each is made of, and her traits with the day, source and basis of each.

        A tag is there for whoever may know of everything it is made of; who sees tags of service alone sees of others
        neither that they are there nor how many.
        """
        staff = (await signed_in(request)).staff
        _, look = await looks.look_at(parts, desk, staff, conversation_id, SHOWN, source=source_of(request))
        async with parts.database.reading() as session:
            found = (
                await profile.profiles(session, book, look.about.customer_id, now=parts.clock.now())
                if _sees(look, [_TAGS])
                else []
            )
        return {"records": [_profile(book, look, one) for one in found], "view": desk.views.wire(look)}

    _ = tags
    return router


def _sees(look: Look, fields: Iterable[str]) -> bool:
    return all(look.shows(field) and look.form_of(field) not in _OF_NOBODY for field in fields)


def _profile(book: ProfileBook, look: Look, found: Profile) -> dict[str, Any]:
    service_only = look.form_of(_TAGS) is Form.SERVICE_TAGS
    rules = {
        name: rule
        for name, rule in book.tags.items()
        if (rule.service or not service_only) and _sees(look, book.fields_of(rule.when))
    }
    return {
        "tags": [_tag(book, one) for one in found.tags(rules)],
        "traits": [_trait(book, one) for one in found.traits if not service_only and _sees(look, [one.rule.field])],
    }


def _tag(book: ProfileBook, tag: Tag) -> dict[str, Any]:
    return {
        "id": tag.rule.id,
        "version": tag.rule.version,
        "group": tag.rule.group,
        "name": _both(tag.rule.name),
        "reasons": [_reason(book, one) for one in tag.answer.reasons],
        "next_on": tag.next_on.isoformat() if tag.next_on is not None else None,
    }


def _reason(book: ProfileBook, reason: Reason) -> dict[str, Any]:
    asked = reason.condition
    trait = book.traits[asked.trait] if asked.trait is not None else None
    return {
        "trait": trait.id if trait is not None else None,
        "name": _both(trait.name) if trait is not None else None,
        "about": [_both(one) for one in book.names_of(asked)],
        "asked": asked.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        "found": _value(reason.found),
        "as_of": reason.as_of.isoformat() if reason.as_of is not None else None,
        "fits": reason.fits,
    }


def _trait(book: ProfileBook, trait: Trait) -> dict[str, Any]:
    return {
        "id": trait.rule.id,
        "name": _both(trait.rule.name),
        "value": _value(trait.known.value),
        "as_of": trait.known.on.isoformat(),
        "source": book.source_of(trait.rule),
        "basis": trait.rule.basis,
    }


def _value(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _both(text: InBoth) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
